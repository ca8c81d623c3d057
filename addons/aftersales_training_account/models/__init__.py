from . import account_move, aftersales_training_hire
