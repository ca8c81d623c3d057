from . import (
    test_clock,
    test_flow,
    test_flow_rules,
    test_holiday_fill,
    test_register_import,
    test_report,
    test_scale,
    test_security,
    test_security_guards,
    test_service_story,
    test_tour,
)
