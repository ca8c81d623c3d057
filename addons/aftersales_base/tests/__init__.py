from . import test_numbers
