from datetime import date, timedelta

import pytest
from aftersales_training.tools.deadline import Chase, clamp, find_plan_days, find_year_plan_day, get_month
from hypothesis import given
from hypothesis import strategies as st

DAYS = st.dates(date(2000, 1, 1), date(2099, 12, 31))


def test_t1_days_of_a_monthly_plan():
    """T1: by the 25th, consolidated on the 26th of the month before, issued on the 1st."""
    assert find_plan_days(date(2027, 1, 1), 25, 26, 1) == (
        date(2026, 12, 25), date(2026, 12, 26), date(2027, 1, 1)
    )  # fmt: skip


def test_t1_year_plan_by_the_end_of_december():
    assert find_year_plan_day(2027, 12) == date(2026, 12, 31)


@pytest.mark.parametrize(
    ("day", "level"),
    [(23, "none"), (24, "reminded"), (25, "reminded"), (26, "escalated"), (28, "proposed")],
)
def test_t1_reminder_escalation_proposal(day, level):
    assert Chase(1, 1, 3).get_level(date(2026, 6, 25), date(2026, 6, day)) == level


@given(DAYS, st.integers(1, 31), st.integers(-30, 30))
def test_t1_a_day_stays_in_its_month(day, number, shift):
    month = get_month(day, shift)
    due = clamp(month, number)
    assert (due.year, due.month) == (month.year, month.month) and due.day <= number
    assert get_month(get_month(day, shift), -shift) == get_month(day)


@given(DAYS, st.integers(0, 9), st.integers(0, 9), st.integers(0, 9))
def test_t1_follow_up_never_goes_back(due, remind, escalate, more):
    levels = ["none", "reminded", "escalated", "proposed"]
    chase = Chase(remind, escalate, escalate + more)
    seen = [levels.index(chase.get_level(due, due + timedelta(days=days))) for days in range(-12, 25)]
    assert seen == sorted(seen) and seen[0] == 0 and seen[-1] == 3
