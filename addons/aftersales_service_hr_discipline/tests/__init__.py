from . import test_target_source, test_missing_report
