from . import aftersales_quality_step
