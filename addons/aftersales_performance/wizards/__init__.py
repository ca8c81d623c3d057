from . import aftersales_my_month, aftersales_quality_step
