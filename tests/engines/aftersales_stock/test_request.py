"""N7: the window of monthly requests."""

from datetime import date, timedelta

import pytest
from aftersales_stock.tools.request import asked_for, month, next_month, window
from hypothesis import given
from hypothesis import strategies as st

days = st.dates(date(2000, 1, 1), date(2100, 12, 31))


@pytest.mark.parametrize(
    ("day", "first"),
    [
        (date(2031, 1, 25), None),
        (date(2031, 1, 26), date(2031, 2, 1)),
        (date(2031, 1, 30), date(2031, 2, 1)),
        (date(2031, 1, 31), None),
        (date(2031, 2, 25), None),
        (date(2031, 2, 26), date(2031, 3, 1)),
        (date(2031, 2, 28), date(2031, 3, 1)),
        (date(2032, 2, 29), date(2032, 3, 1)),
        (date(2031, 12, 30), date(2032, 1, 1)),
        (date(2031, 12, 31), None),
    ],
)
def test_n7_from_the_26th_to_the_30th(day, first):
    assert asked_for(day, 26, 30) == first


@given(days)
def test_n7_the_window_is_open_or_comes_next(day):
    first, last = window(day, 26, 30)
    assert first <= last
    assert day <= last
    assert first - day < timedelta(days=31)
    assert (asked_for(day, 26, 30) is not None) == (first <= day)
    assert all(asked_for(each, 26, 30) == next_month(first) for each in (first, last))


@given(days)
def test_n7_a_month_ends_before_the_next(day):
    first, last = month(day)
    assert first <= day <= last
    assert (first.day, (last + timedelta(days=1)).day) == (1, 1)
