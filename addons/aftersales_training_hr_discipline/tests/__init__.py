from . import test_appraisal, test_proposal
