from . import (
    test_implementation,
    test_plan,
    test_plan_due,
    test_screens,
    test_security,
    test_session,
    test_sign_in,
)
