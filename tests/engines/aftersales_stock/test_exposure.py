"""N6: parts at supply price against the deposit."""

from decimal import Decimal

import pytest
from aftersales_stock.tools.exposure import Parts, measure
from hypothesis import given
from hypothesis import strategies as st

amounts = st.decimals(0, 10_000, places=2)
parts = st.builds(
    Parts, st.just("M7"), st.decimals(0, 999, places=2), held=amounts, transit=amounts, reserved=amounts
)


@pytest.mark.parametrize(
    ("deposit", "left"), [("1000", "2000.00"), ("333.34", "0.02"), ("333.33", "-0.01"), ("0", "-1000.00")]
)
def test_n6_three_times_the_deposit(deposit, left):
    found = measure(
        [Parts("M7", Decimal(100), held=Decimal(5), transit=Decimal(2), reserved=Decimal(3))],
        Decimal(deposit),
        Decimal(3),
    )
    assert (found.held, found.transit, found.reserved) == (Decimal(500), Decimal(200), Decimal(300))
    assert (found.total, found.left) == (Decimal(1000), Decimal(left))


def test_n5_an_overdue_deposit_allows_nothing():
    found = measure([], Decimal(999), Decimal(3), overdue=True)
    assert (found.limit, found.left, found.reason) == (0, 0, "overdue")


@given(st.lists(parts, max_size=6), amounts, st.decimals(0, 10, places=2))
def test_n6_nothing_is_lost(held, deposit, ratio):
    found = measure(held, deposit, ratio)
    assert found.total == found.held + found.transit + found.reserved
    assert found.left == found.limit - found.total
    assert abs(found.limit - deposit * ratio) <= Decimal("0.005")
    more = measure([*held, Parts("X", Decimal(1), held=Decimal(1))], deposit, ratio)
    assert more.left == found.left - 1
