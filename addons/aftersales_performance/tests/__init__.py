from . import (
    test_bonus_document,
    test_bonus_pool,
    test_bonus_security,
    test_indicator,
    test_my_month,
    test_quality_check,
    test_quality_month,
    test_quality_security,
    test_screens,
    test_shift,
    test_star,
    test_ticket,
)
