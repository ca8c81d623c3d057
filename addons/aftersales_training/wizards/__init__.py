from . import aftersales_training_step
