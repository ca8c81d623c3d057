"""Clocks (G2, S3, S4, S5, S9): each figure of the rulebook at, just below and just above it."""

from datetime import date, datetime, timedelta, timezone
from random import Random

import pytest
from aftersales_service.tools.clock import Event, Rule, replay
from aftersales_service.tools.working_time import (
    Calendar,
    NoWorkingTime,
    add,
    add_working_time,
    measure,
    measure_working_time,
    next_working_moment,
    subtract_working_time,
)
from hypothesis import given
from hypothesis import strategies as st

HOUR, SECOND, DAY = timedelta(hours=1), timedelta(seconds=1), timedelta(days=1)
OFFICE = ((9 * 60, 12 * 60), (13 * 60, 18 * 60))
WEEK = (OFFICE,) * 5 + ((), ())
SHANGHAI = Calendar("Asia/Shanghai", WEEK)
URBAN = Rule(6 * HOUR, "working_hours", warn_percent=75)
SUBURBAN = Rule(7 * HOUR, "working_hours")
ANSWER = Rule(24 * HOUR, "hours", warn_before=2 * HOUR)
WORKSHOP = Rule(1, "working_days", per_units=10)
PROMISE = Rule(timedelta(), "working_hours", warn_before=2 * HOUR)


def at(day, hour, minute=0, zone=SHANGHAI.tz):
    """A moment of November 2026; the 2nd and the 23rd are Mondays."""
    return datetime(2026, 11, day, hour, minute, tzinfo=zone)


def run(rule, *events, now=None, calendar=SHANGHAI):
    return replay([Event(*event) for event in events], rule, calendar, now or at(30, 9))


@pytest.mark.parametrize(
    ("asked", "begin"),
    [
        (at(2, 9), at(2, 9)),  # just opened
        (at(2, 12), at(2, 13)),  # the lunch hour
        (at(2, 17, 59), at(2, 17, 59)),
        (at(6, 18), at(9, 9)),  # Friday evening: Monday
    ],
)
def test_g2_next_working_moment(asked, begin):
    assert next_working_moment(SHANGHAI, asked) == begin


@pytest.mark.parametrize(
    ("rule", "asked", "deadline"),
    [
        (URBAN, at(2, 9), at(2, 16)),  # the lunch hour does not count
        (SUBURBAN, at(2, 9), at(2, 17)),
        (URBAN, at(2, 11), at(2, 18)),  # to the last minute of the day
        (SUBURBAN, at(2, 11), at(3, 10)),  # the rest the next morning
        (URBAN, at(6, 17), at(9, 15)),  # over a weekend
        (URBAN, at(7, 23), at(9, 16)),  # asked on Saturday night: as if on Monday at nine
        (URBAN, at(2, 12, 30), at(3, 10)),  # asked over lunch
    ],
)
def test_s3_arrival_in_working_hours(rule, asked, deadline):
    """S3, G2: 6 working hours in town, 7 in the suburbs; in time at the deadline, late a second after."""
    states = {}
    for met in (deadline - SECOND, deadline, deadline + SECOND):
        result = run(rule, ("start", asked), ("met", met))
        assert result.deadline == deadline
        states[met - deadline] = result.state
    assert list(states.values()) == ["met_in_time", "met_in_time", "met_late"]


def test_s4_answer_in_24_hours_of_the_clock():
    """S4: 24 hours go on at night and at the weekend."""
    asked = at(6, 17, 30)
    due = at(7, 17, 30)
    for met, state in ((due - SECOND, "met_in_time"), (due, "met_in_time"), (due + SECOND, "met_late")):
        assert run(ANSWER, ("start", asked), ("met", met)).state == state
    assert run(ANSWER, ("start", asked)).warning == at(7, 15, 30)


@pytest.mark.parametrize(
    ("units", "days"), [(1, 1), (9, 1), (10, 1), (11, 2), (20, 2), (21, 3), (30, 3), (31, 4)]
)
def test_s5_one_working_day_per_started_ten(units, days):
    """S5: the day of receipt does not count; the last day ends when the workshop closes."""
    result = run(WORKSHOP, ("start", at(2, 10), units))
    assert result.deadline == at(2 + days, 18)
    assert result.explanation["amount"] == days


def test_s5_more_units_of_the_batch_come_later():
    """S5: ten units and one more on the same order are eleven."""
    assert run(WORKSHOP, ("start", at(2, 10), 10), ("units", at(3, 10), 1)).deadline == at(4, 18)


def test_s5_workshop_days_leave_out_the_weekend_and_holidays():
    """S5, G2: received on Thursday, two working days: Friday and Monday, or Tuesday after a holiday."""
    assert run(WORKSHOP, ("start", at(5, 10), 11)).deadline == at(9, 18)
    holiday = Calendar("Asia/Shanghai", WEEK, closed=((at(9, 0), at(10, 0)),))
    assert run(WORKSHOP, ("start", at(5, 10), 11), calendar=holiday).deadline == at(10, 18)


def test_s9_warned_before_the_promised_time():
    """S9: two working hours before the promise; a pause does not move what was promised."""
    promised = at(3, 10)
    events = [("start", at(2, 9), 0, promised), ("pause", at(2, 10)), ("resume", at(2, 17))]
    result = run(PROMISE, *events)
    assert result.deadline == promised
    assert result.warning == at(2, 17)
    for met, state in ((promised, "met_in_time"), (promised + SECOND, "met_late")):
        assert run(PROMISE, *events, ("met", met)).state == state


def test_s9_open_at_the_promised_time_and_a_second_after():
    """S9: it is missed when the time has passed, not when it has come."""
    start = ("start", at(2, 9), 0, at(3, 10))
    assert run(PROMISE, start, now=at(3, 10)).state == "running"
    assert run(PROMISE, start, now=at(3, 10) + SECOND).state == "breached"


def test_g2_make_up_saturday_works():
    """G2: a Saturday that works like a Monday counts; the holiday it makes up for does not."""
    calendar = Calendar("Asia/Shanghai", WEEK, ((at(9, 0), at(10, 0)),), {date(2026, 11, 7): 0})
    assert run(URBAN, ("start", at(6, 17)), calendar=calendar).deadline == at(7, 15)
    assert run(SUBURBAN, ("start", at(7, 14)), calendar=calendar).deadline == at(10, 12)


def test_g2_calendar_days_end_at_midnight():
    """G2: three calendar days from Friday end on Monday at midnight."""
    assert run(Rule(3, "calendar_days"), ("start", at(6, 10))).deadline == at(10, 0)


def test_g2_alternating_weeks():
    """G2: in a calendar of two weeks the Saturday of one of them works."""
    calendar = Calendar("Asia/Shanghai", (*WEEK[:5], OFFICE, (), *WEEK))
    working = {day for day in (7, 14, 21, 28) if calendar.get_windows(date(2026, 11, day))}
    assert working in ({7, 21}, {14, 28})


def test_g2_summer_time_gives_no_hour():
    """G2: the night of 29 March 2026 in Berlin has one hour less, that of 25 October one more."""
    always = Calendar("Europe/Berlin", (((0, 24 * 60),),) * 7)
    for day, hours in ((date(2026, 3, 29), 23), (date(2026, 10, 25), 25), (date(2026, 3, 30), 24)):
        ((low, high),) = always.get_windows(day)
        assert high - low == hours * HOUR
    night = Calendar("Europe/Berlin", (((60, 150), (180, 240)),) * 7)
    assert sum((high - low for low, high in night.get_windows(date(2026, 3, 29))), timedelta()) == 2 * HOUR


def test_g2_calendar_without_working_time_is_said():
    """G2: nothing can be due where nobody ever works (the host returns False, trap 20)."""
    for unit, amount in (("working_hours", HOUR), ("working_days", 1)):
        with pytest.raises(NoWorkingTime):
            add(Calendar("Asia/Shanghai", ((),) * 7), at(2, 9), amount, unit)


def test_a_clock_without_a_start_is_none():
    with pytest.raises(ValueError, match="start"):
        run(URBAN, ("met", at(2, 9)))


def test_cancelled_after_the_breach_stays_a_breach():
    """G2: who cancels a missed clock does not unmake the miss."""
    assert run(URBAN, ("start", at(2, 9)), ("cancel", at(2, 16))).state == "cancelled"
    assert run(URBAN, ("start", at(2, 9)), ("cancel", at(2, 16) + SECOND)).state == "breached"


def test_pause_after_the_breach_moves_nothing():
    """G2: a breach stands, whatever is paused later."""
    result = run(URBAN, ("start", at(2, 9)), ("pause", at(2, 17)), ("resume", at(4, 9)))
    assert (result.state, result.deadline) == ("breached", at(2, 16))


def test_another_rule_is_another_answer_to_the_same_events():
    """G2: replaying under another policy changes nothing but the answer."""
    events = [("start", at(2, 9)), ("met", at(2, 16, 30))]
    assert [run(rule, *events).state for rule in (URBAN, SUBURBAN, URBAN)] == [
        "met_late",
        "met_in_time",
        "met_late",
    ]


# Invariants -------------------------------------------------------------------------

BEGIN = datetime(2026, 1, 1, tzinfo=timezone.utc)
moments = st.integers(0, 365 * 24 * 3600).map(lambda seconds: BEGIN + timedelta(seconds=seconds))
minutes = st.integers(0, 24 * 60)
spans = st.lists(st.tuples(minutes, minutes), max_size=3).map(
    lambda pairs: tuple((min(pair), max(pair)) for pair in pairs)
)
closings = st.tuples(moments, st.integers(1, 10)).map(lambda pair: (pair[0], pair[0] + pair[1] * DAY))
calendars = st.builds(
    Calendar,
    st.sampled_from(["Asia/Shanghai", "Europe/Berlin", "America/New_York"]),
    st.lists(spans, min_size=6, max_size=6).map(lambda days: (OFFICE, *days)),
    st.lists(closings, max_size=3).map(tuple),
    st.dictionaries(st.dates(date(2026, 1, 1), date(2027, 2, 1)), st.integers(0, 6), max_size=3),
)
seconds = st.integers(0, 60 * 3600).map(lambda count: timedelta(seconds=count))
rules = st.builds(
    Rule, seconds, st.sampled_from(["working_hours", "hours"]), st.just(0), st.integers(0, 100), seconds
) | st.builds(Rule, st.integers(0, 9), st.sampled_from(["working_days", "calendar_days"]), st.integers(0, 10))


@given(calendars, moments, seconds)
def test_add_then_measure_is_identity(calendar, start, duration):
    end = add_working_time(calendar, start, duration)
    assert measure_working_time(calendar, start, end) == duration
    back = subtract_working_time(calendar, end, duration)
    assert measure_working_time(calendar, back, end) == duration
    assert start <= back or not duration


@given(calendars, moments, st.integers(1, 9), st.sampled_from(["working_days", "calendar_days"]))
def test_add_days_then_measure_is_identity(calendar, start, days, unit):
    end = add(calendar, start, days, unit)
    assert measure(calendar, start, end - SECOND, unit) == days


@given(calendars, rules, moments, closings)
def test_another_holiday_makes_no_deadline_earlier(calendar, rule, start, closing):
    """Nor its day: where the office closes early on the last day, a period in days ends with it."""
    more = Calendar(calendar.zone, calendar.week, (*calendar.closed, closing), calendar.makeup)
    events = [Event("start", start, 3)]
    before, after = (replay(events, rule, each, start).deadline for each in (calendar, more))
    if rule.unit == "working_days":
        before, after = calendar.get_day(before), calendar.get_day(after)
    assert after >= before


@given(calendars, seconds, moments, seconds, seconds)
def test_pause_moves_the_deadline_by_the_working_time_paused(calendar, amount, start, after, length):
    rule = Rule(amount, "working_hours")
    low, high = start + after, start + after + length
    plain = replay([Event("start", start)], rule, calendar, start).deadline
    events = [Event("start", start), Event("pause", low), Event("resume", high)]
    moved = replay(events, rule, calendar, high).deadline
    paused = measure_working_time(calendar, low, high) if low < plain else timedelta()
    assert measure_working_time(calendar, plain, moved) == paused


@given(
    calendars,
    rules,
    moments,
    st.lists(
        st.tuples(st.sampled_from(["units", "pause", "resume", "met", "cancel"]), st.integers(-2, 5)),
        max_size=8,
    ),
    st.integers(),
)
def test_order_of_the_events_in_the_list_does_not_count(calendar, rule, start, parts, seed):
    """Several events may bear one moment; however they are handed over, the answer is the same."""
    events = [Event("start", start, 1)]
    events += [Event(kind, start + hours * HOUR, 4) for kind, hours in parts]
    now = start + 9 * DAY
    expected = replay(events, rule, calendar, now)
    Random(seed).shuffle(events)
    assert replay(events, rule, calendar, now) == expected
    assert start <= expected.warning <= expected.deadline
