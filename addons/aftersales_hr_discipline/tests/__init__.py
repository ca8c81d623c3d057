from . import test_policy, test_rulebook
