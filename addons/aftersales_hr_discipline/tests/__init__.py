from . import (
    test_adjustment,
    test_ledger,
    test_policy,
    test_record_flow,
    test_report,
    test_rights_attack,
    test_rights_matrix,
    test_rulebook,
    test_screens,
    test_security,
    test_two_at_once,
)
