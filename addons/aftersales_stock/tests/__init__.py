from . import test_n5_at_once, test_n5_deposit
