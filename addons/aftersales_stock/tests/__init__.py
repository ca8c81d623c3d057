from . import test_n1_opening, test_n2_closing, test_n5_at_once, test_n5_deposit
