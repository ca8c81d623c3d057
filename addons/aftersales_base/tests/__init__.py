from . import test_labels, test_numbers, test_roles
