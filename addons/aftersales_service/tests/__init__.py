from . import (
    test_flow,
    test_flow_rules,
    test_register_import,
    test_report,
    test_scale,
    test_security,
    test_security_guards,
    test_service_story,
    test_tour,
    test_two_at_once,
)
