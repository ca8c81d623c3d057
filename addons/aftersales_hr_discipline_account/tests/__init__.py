from . import test_posting, test_posting_at_once, test_posting_rights
