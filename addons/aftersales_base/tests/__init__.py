from . import test_filters, test_labels, test_numbers
