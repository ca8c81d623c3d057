from . import (
    test_indicator,
    test_quality_check,
    test_star,
    test_quality_month,
    test_quality_security,
    test_screens,
)
