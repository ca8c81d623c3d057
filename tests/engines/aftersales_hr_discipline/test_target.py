"""Targets (D14, D19, D24, D32, D34, D36): each limit exactly, and nothing lost by proration."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from aftersales_hr_discipline.tools.target import (
    MONTHS,
    Band,
    Score,
    count_run,
    find_fired,
    find_held,
    find_leave_days,
    find_period,
    get_rate,
    prorate,
)
from hypothesis import given
from hypothesis import strategies as st

YEAR = date(2026, 1, 1), date(2026, 12, 31)
days = st.dates(date(2020, 1, 1), date(2030, 12, 31))

#: The rulebook's bands: limit in percent, and what holds at it and just below.
LIMITS = [
    ("D24.1", Band("D24.1", below=Decimal(70)), 70, False),
    ("D24.2", Band("D24.2", below=Decimal(80)), 80, False),
    ("D14.1", Band("D14.1", start=Decimal(100)), 100, True),
    ("D14.4 from", Band("D14.4", Decimal(120), Decimal(150)), 120, True),
    ("D14.4 below", Band("D14.4", Decimal(120), Decimal(150)), 150, False),
    ("D14.5", Band("D14.5", start=Decimal(150)), 150, True),
]


@pytest.mark.parametrize(("name", "band", "limit", "at"), LIMITS)
@pytest.mark.parametrize("required", [100_000_00, 123_457, 60, 7])
def test_d14_d24_d32_d36_one_unit_to_each_side_of_a_limit(name, band, limit, at, required):
    """One cent, one minute below, and the first one that reaches the limit."""
    reached = -(-required * limit // 100)
    for achieved, side in ((reached, at), (reached - 1, not at)):
        assert band.holds(Score(*YEAR, achieved, required)) == side, (name, achieved)


def months(*rates, first=1, required=10_000):
    scores = []
    for number, rate in enumerate(rates):
        if rate is not None:
            start, end = find_period(date(2026, first + number, 1), "month")
            scores.append(Score(start, end, required * rate // 100, required))
    return scores


MISSED = Band("D19", below=Decimal(100), streak=3)


@pytest.mark.parametrize(
    ("rates", "fired"),
    [
        ((99, 99), False),
        ((99, 99, 99), True),
        ((99, 100, 99), False),
        ((100, 99, 99, 99), True),
        ((99, 99, 99, 99), False),  # the fourth begins anew
        ((99, 99, 99, 99, 99, 99), True),
        ((99, None, 99, 99), False),
    ],
)
def test_d19_d34_three_months_in_a_row(rates, fired):
    assert bool(find_fired([MISSED], months(*rates))) == fired


def test_d19_a_month_on_leave_breaks_the_row():
    history = months(99, 99, 99)
    history[1] = Score(history[1].start, history[1].end, 0, 0)
    assert count_run(MISSED, history) == 1


def test_d14_three_years_in_a_row():
    band = Band("D14.3", start=Decimal(100), streak=3)
    history = [Score(*find_period(date(year, 5, 5), "year"), 100, 100) for year in (2024, 2025, 2026, 2027)]
    assert [bool(find_fired([band], history[:size])) for size in (1, 2, 3, 4)] == [False, False, True, False]
    assert [bool(find_held([band], history[:size])) for size in (1, 2, 3, 4)] == [False, False, True, True]


def test_leave_counts_from_so_many_hours_and_overlaps_once():
    texts = ("02T09:00/02T13:00", "02T11:00/02T13:00", "03T09:00/03T12:59", "05T20:00/07T04:00")
    stretches = [
        tuple(datetime.fromisoformat(f"2026-03-{part}+08:00") for part in text.split("/")) for text in texts
    ]
    assert {day.day for day in find_leave_days(stretches, 4)} == {2, 5, 6, 7}
    assert find_leave_days([], 0) == set()


@pytest.mark.parametrize(
    ("hired", "left", "present"),
    [
        (None, None, 365),
        (date(2026, 1, 2), None, 364),
        (None, date(2026, 12, 30), 364),
        (date(2027, 1, 1), None, 0),
        (None, date(2025, 12, 31), 0),
    ],
)
def test_prorated_by_days_employed(hired, left, present):
    quota = prorate(365_00, *YEAR, hired, left)
    assert (quota.present, quota.required) == (present, present * 100)


@given(days, st.sampled_from(sorted(MONTHS)), st.integers(1, 12))
def test_periods_tile_the_calendar(day, kind, first_month):
    start, end = find_period(day, kind, first_month)
    assert start <= day <= end and start.day == 1
    following, _end = find_period(end + timedelta(days=1), kind, first_month)
    assert following == end + timedelta(days=1)
    assert find_period(end, kind, first_month) == find_period(start, kind, first_month) == (start, end)


@given(st.integers(0, 10**10), days, days, st.sets(days, max_size=40))
def test_proration_never_asks_more_and_parts_never_exceed_the_whole(amount, hired, left, leave):
    whole = prorate(amount, *YEAR, hired, left, leave)
    assert 0 <= whole.present <= whole.days == 365
    assert 0 <= whole.required <= amount
    assert prorate(amount, *YEAR, hired, left, ()).required >= whole.required, "leave asks less"
    before = prorate(amount, *YEAR, left=hired - timedelta(days=1))
    after = prorate(amount, *YEAR, hired=hired)
    assert before.present + after.present == 365
    assert amount - 2 < before.required + after.required + 1 <= amount + 1


@given(st.integers(0, 10**9), st.integers(1, 10**9), st.integers(1, 300))
def test_the_rate_shown_never_claims_a_limit_that_was_not_reached(achieved, required, limit):
    reached = Band(0, start=Decimal(limit)).holds(Score(*YEAR, achieved, required))
    assert (get_rate(achieved, required) >= limit) == reached


@given(st.lists(st.integers(0, 200), max_size=12), st.integers(1, 4))
def test_each_streak_fires_once(rates, streak):
    """D19, D34: firings never share a period, and what fires holds."""
    band = Band("x", below=Decimal(100), streak=streak)
    history, last = months(*rates), -streak
    for number in range(len(history)):
        part = history[: number + 1]
        if find_fired([band], part):
            assert find_held([band], part)
            assert number - last >= streak
            last = number


@given(st.integers(0, 10**7), st.integers(1, 10**7))
def test_d14_bands_are_disjoint(achieved, required):
    """D14, D32: 20 to below 50 percent over and 50 percent over never fire together."""
    bands = [Band("4", Decimal(120), Decimal(150)), Band("5", start=Decimal(150))]
    assert len(find_fired(bands, [Score(*YEAR, achieved, required)])) <= 1
