"""S6: was money charged? The customer's word against the order's fees."""

from decimal import Decimal

import pytest
from aftersales_service.tools.callback import NOT_OWED, NOT_PAID, OTHER_AMOUNT, compare_charge
from hypothesis import given
from hypothesis import strategies as st

MONEY = st.decimals(0, 100_000, places=2)


@pytest.mark.parametrize(
    ("charged", "named", "owed", "paid", "finding"),
    [
        (False, None, "0", "0", None),
        (True, None, "0", "0", NOT_OWED),
        (True, "50", "0", "0", NOT_OWED),
        (True, None, "320", "0", None),
        (True, "320", "320", "320", None),
        (True, "320.01", "320", "320", OTHER_AMOUNT),
        (True, "319.99", "320", "0", OTHER_AMOUNT),
        (False, None, "320", "0", None),
        (False, None, "320", "0.01", NOT_PAID),
    ],
)
def test_s6_charged(charged, named, owed, paid, finding):
    assert compare_charge(charged, named and Decimal(named), Decimal(owed), Decimal(paid)) == finding


@given(MONEY, MONEY)
def test_s6_the_truth_leads_to_no_finding(owed, paid):
    paid = min(owed, paid)
    assert compare_charge(bool(paid), paid if paid == owed and owed else None, owed, paid) is None
