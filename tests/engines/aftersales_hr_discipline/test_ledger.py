"""The conduct ledger (D1 to D6): the rulebook's cases, and what must hold for any set of records."""

import random
from datetime import date, timedelta

import pytest
from aftersales_hr_discipline.tools.ledger import (
    GRADES,
    Event,
    Scheme,
    input_hash,
    points_of,
    policy_year,
    read,
    settle,
)
from hypothesis import given, settings
from hypothesis import strategies as st

START = date(2026, 3, 1)
WARNINGS_TOO = Scheme(carried=("s", "m"))


def story(text, start=START):
    """Return the events of e.g. "-m +M -M!", one a day; "&" puts an event on the day before it."""
    events = []
    day = start
    for mark in text.split():
        day = events[-1].day if mark.startswith("&") else day
        sign, grade = mark.lstrip("&")[:2]
        events.append(Event(len(events) + 1, day, grade, sign == "+", mark.endswith("!")))
        day += timedelta(days=1)
    return events


def total(text):
    return sum(points_of(event) for event in story(text))


@pytest.mark.parametrize(
    ("case", "text", "balance", "points"),
    [
        ("1", "-m -m -m", "M-1", -9),
        ("2", "-m -m -m +m", "m-2", -6),
        ("2 merit first", "+m -m -m -m", "m-2", -6),
        ("2 merit between", "-m -m +m -m", "m-2", -6),
        ("3", "-m -M -m -m -m", "M-2 m-1", -21),
        ("3b", "-M -M -m -m -m", "M-3", -27),
        ("4", "-M -M -m -m -m +m", "M-2 m-2", -24),
        ("5", "-M -M -m -m", "M-2 m-2", -24),
        ("6", "+M -m -m -m", "0", 0),
        ("6 other order", "-m -m +M -m", "0", 0),
        ("7", "-M +m +m", "M-1 m+2", -3),
        ("7 third merit", "-M +m +m +m", "0", 0),
        ("9 before", "-M -m -m", "M-1 m-2", -15),
        ("9 reduced", "-m -m -m", "M-1", -9),
        ("10", "-M! +M", "M+1 M-1", 0),
        ("10 three", "-M! -M! -M! +M +M +M", "M+3 M-3", 0),
        ("11", "+m +m +m -m -M", "M-1 m+2", -3),
        ("13", "-s -s -s -s -s -s -s -s -s", "s-9", -9),
    ],
)
def test_d6_cases(case, text, balance, points):
    """D3, D4, D6: the cases of the regulation; points are those of the records alone (D2)."""
    ledger = read(story(text))
    assert (ledger.balance.text(), ledger.points) == (balance, points)


def test_d5_case_3b_threshold_is_the_day_of_the_third_demerit():
    assert read(story("-M -M -m -m -m")).threshold_day == START + timedelta(days=4)
    assert read(story("-m -M -m -m -m")).threshold_day is None


def test_d5_case_4_a_later_merit_leaves_the_threshold():
    later, same_day = read(story("-M -M -m -m -m +m")), read(story("-M -M -m -m -m &+m"))
    assert later.threshold_day == START + timedelta(days=4)
    assert same_day.threshold_day is None
    assert later.balance == same_day.balance


def test_d6_case_5_a_won_appeal_takes_the_threshold_away():
    events = story("-M -M -m -m -m")
    without = [event for event in events if event.key != 4]
    assert read(without).threshold_day is None
    assert read(without).points - read(events).points == 3


def test_d6_case_8_the_year_is_that_of_the_day_it_takes_effect():
    assert policy_year(date(2026, 12, 31)) == 2026
    assert policy_year(date(2027, 1, 5)) == 2027
    assert (policy_year(date(2027, 3, 31), 4), policy_year(date(2027, 4, 1), 4)) == (2026, 2027)


def test_d6_case_10_protected_measures_reach_the_threshold():
    assert read(story("-M! -M! -M! +M +M +M")).threshold_day == START + timedelta(days=2)
    assert read(story("+M +M +M -M -M -M")).threshold_day is None


def test_d6_case_11_divergence_is_flagged():
    ledger = read(story("+m +m +m -m -M"))
    assert ledger.chronological.text() == "m-1"
    assert ledger.divergent
    assert not ledger.needs_legal_review  # neither reading reaches the threshold


def test_d5_readings_that_disagree_about_the_threshold_need_legal_review():
    """Three merits make a major merit at once in date order, and save the employee; net they do not."""
    ledger = read(story("+m +m +m -m -M -M -M"))
    assert (ledger.threshold_day, ledger.chronological_day) == (START + timedelta(days=6), None)
    assert ledger.needs_legal_review


def test_d3_case_13_warnings_are_carried_where_the_policy_says_so():
    assert read(story("-s " * 9), WARNINGS_TOO).balance.text() == "M-1"
    assert read(story("-s " * 8), WARNINGS_TOO).balance.text() == "m-2 s-2"


@pytest.mark.parametrize(("count", "balance"), [(2, "m-2"), (3, "M-1"), (4, "M-1 m-1")])
def test_d3_below_at_and_above_the_group(count, balance):
    assert read(story("-m " * count)).balance.text() == balance


@pytest.mark.parametrize(("count", "reached"), [(2, False), (3, True), (4, True)])
def test_d5_below_at_and_above_the_threshold(count, reached):
    assert bool(read(story("-M " * count)).threshold_day) is reached


def test_d6_a_carried_unit_is_protected_if_any_member_is():
    """Protected ones are grouped first: one group of three holds both of them."""
    assert read(story("-m! -m -m! -m -m -m +M")).balance.text() == "M-1"
    assert read(story("-m! -m -m +M")).balance.text() == "M+1 M-1"
    assert read(story("-m! -m -m +m")).balance.text() == "m-2"


def test_d2_points_are_one_three_nine():
    assert [total(f"+{grade}") for grade in GRADES] == [1, 3, 9]
    assert [total(f"-{grade}") for grade in GRADES] == [-1, -3, -9]


def test_d4_the_explanation_names_the_records():
    steps = {step.key for step in read(story("-m -m +m -m -m")).steps}
    assert steps == {"offset:m:+3|-1", "carried:m:-2|-4|-5", "open:M:-2.4.5"}


def test_d6_as_of_leaves_out_what_comes_later():
    events = story("-m -m -m")
    assert read(events, as_of=START + timedelta(days=1)).balance.text() == "m-2"


# Any set of records ---------------------------------------------------------------


def random_events(rng):
    """Return up to 24 records of one year; days often coincide, protected ones are rare."""
    span = rng.choice((3, 30, 300))
    return [
        Event(
            number,
            START + timedelta(days=rng.randrange(span)),
            rng.choice(GRADES),
            reward := rng.random() < 0.45,
            not reward and rng.random() < 0.15,
        )
        for number in range(rng.randrange(25))
    ]


#: Each example draws this many sets: 200 examples make 10,400.
SETS = 52


@settings(max_examples=200)
@given(st.integers(0, 2**32), st.sampled_from([Scheme(), WARNINGS_TOO, Scheme(carried=())]))
def test_d6_invariants(seed, scheme):
    """D6 on 10,400 random sets: order, conservation, idempotence, and explanation = balance."""
    rng = random.Random(seed)
    for _set in range(SETS):
        events = random_events(rng)
        ledger = read(events, scheme)
        shuffled = rng.sample(events, len(events))
        assert read(shuffled, scheme) == ledger, "the order of entry does not matter"
        assert input_hash(shuffled, scheme) == input_hash(events, scheme)
        _check_value(events, ledger, scheme)
        _check_explanation(events, ledger)
        if ledger.threshold_day:
            _check_threshold(events, ledger, scheme)


def _check_value(events, ledger, scheme):
    """Offsetting and carrying neither make nor lose points: 3 × 3 = 9, +x −x = 0."""
    worth = dict(zip(GRADES, scheme.points, strict=True))
    opened = sum(
        (ledger.balance.rewards[index] - ledger.balance.measures[index]) * worth[grade]
        for index, grade in enumerate(GRADES)
    )
    assert opened == ledger.points == sum(points_of(event, scheme) for event in events)


def _check_explanation(events, ledger):
    """Every record is named once at its own grade, and the open units are the balance."""
    own = [unit.key for step in ledger.steps for unit in step.units if not unit.members]
    assert sorted(own) == sorted(event.key for event in events)
    assert len({step.key for step in ledger.steps}) == len(ledger.steps)
    opened = [step.units[0] for step in ledger.steps if step.kind == "open"]
    for index, grade in enumerate(GRADES):
        units = [unit for unit in opened if unit.grade == grade]
        assert sum(unit.reward for unit in units) == ledger.balance.rewards[index]
        assert sum(not unit.reward for unit in units) == ledger.balance.measures[index]
        assert sum(unit.protected for unit in units) == ledger.balance.protected[index]
    for step in ledger.steps:
        if step.kind == "offset":
            merit, measure = step.units
            assert merit.reward and not measure.reward and not measure.protected


def _check_threshold(events, ledger, scheme):
    """The threshold is reached on its day and on no day before."""
    day = ledger.threshold_day
    before = [event for event in events if event.day < day]
    until = [event for event in events if event.day <= day]
    assert settle(until, scheme).major_demerits >= scheme.threshold
    for last in {event.day for event in before}:
        some = [event for event in before if event.day <= last]
        assert settle(some, scheme).major_demerits < scheme.threshold


@settings(max_examples=50)
@given(st.integers(0, 2**32))
def test_d6_a_revoked_record_is_as_if_never_made(seed):
    """Whatever was read in between, without the record the ledger is that of the others."""
    rng = random.Random(seed)
    events = random_events(rng)
    if events:
        gone = rng.choice(events)
        rest = [event for event in events if event != gone]
        assert input_hash(rest) != input_hash(events)
        assert read(rest) == read([event for event in reversed(events) if event.key != gone.key])
