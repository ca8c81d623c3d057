"""Awards (D48): paid on the 10th of the next month, in whole cents."""

from datetime import date
from decimal import Decimal

import pytest
from aftersales_hr_discipline.tools.award import find_pay_day, split
from hypothesis import given
from hypothesis import strategies as st


@pytest.mark.parametrize(
    ("end", "pay_day", "approved", "expected"),
    [
        ((2026, 2, 28), 10, (2026, 3, 9), (2026, 3, 10)),
        ((2026, 2, 28), 10, (2026, 3, 10), (2026, 3, 10)),
        ((2026, 2, 28), 10, (2026, 3, 11), (2026, 4, 10)),
        ((2026, 12, 31), 10, (2026, 12, 31), (2027, 1, 10)),
        ((2026, 1, 31), 31, (2026, 2, 1), (2026, 2, 28)),
    ],
)
def test_d48_pay_day(end, pay_day, approved, expected):
    assert find_pay_day(date(*end), pay_day, date(*approved)) == date(*expected)


@given(st.integers(0, 10**9), st.integers(1, 60))
def test_d48_a_team_shares_the_whole_prize(cents, count):
    parts = split(Decimal(cents) / 100, count)
    assert sum(parts) == Decimal(cents) / 100
    assert max(parts) - min(parts) <= Decimal("0.01")
    assert parts == sorted(parts, reverse=True)
