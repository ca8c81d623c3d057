from datetime import date

import pytest
from aftersales_service.tools.care import grade, next_day
from hypothesis import given
from hypothesis import strategies as st

TODAY = date(2026, 3, 2)


@pytest.mark.parametrize(
    ("first", "expected"),
    [(date(2024, 3, 1), "long"), (date(2024, 3, 2), "long"), (date(2024, 3, 3), "ordinary")],
)
def test_s18_long_standing_on_the_day(first, expected):
    assert grade(first, TODAY, 0, years=2)[0] == expected


@pytest.mark.parametrize(("turnover", "expected"), [(999.99, "ordinary"), (1000, "important")])
def test_s18_important_at_the_turnover(turnover, expected):
    assert grade(TODAY, TODAY, turnover, years=2, important_turnover=1000)[0] == expected


def test_s18_nothing_is_by_years_or_turnover_where_the_policy_has_none():
    assert grade(date(2000, 1, 1), TODAY, 10**9) == ("ordinary", "none")


@pytest.mark.parametrize(("months", "day"), [(6, date(2027, 2, 28)), (12, date(2027, 8, 31)), (0, None)])
def test_s18_half_a_year_and_a_year(months, day):
    """S18: the end of a shorter month is its last day."""
    assert next_day(date(2026, 8, 31), months) == day


@given(st.dates(date(2000, 1, 1), date(2026, 1, 1)), st.integers(0, 10), st.floats(0, 1e6))
def test_a_hand_always_wins(first, years, turnover):
    assert grade(first, TODAY, turnover, "ordinary", years, 1) == ("ordinary", "hand")
