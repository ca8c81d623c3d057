from dataclasses import replace
from decimal import Decimal

import pytest
from aftersales_service.tools import dispatch
from aftersales_service.tools.dispatch import Candidate, Policy, find_gap, rank, rate
from hypothesis import given
from hypothesis import strategies as st

POLICY = Policy(
    weights={
        "skill": Decimal(30),
        "area": Decimal(10),
        "load": Decimal(20),
        "travel": Decimal(15),
        "preference": Decimal(15),
        "repeat": Decimal(10),
    },
    levels=3,
    max_load=Decimal(1),
    travel_limit=60,
    repeat=dispatch.SAME,
)
#: Full marks in everything.
BEST = Candidate((1,), skill=3, home=True, planned=0, capacity=480, travel=0, preferred=True, was_there=True)


def test_s3_full_marks():
    rating = rate(BEST, POLICY, 60, is_repeat=True)
    assert rating.total == 100
    assert rating.objections == ()


@pytest.mark.parametrize(
    ("term", "change", "points"),
    [
        ("skill", {"skill": 2}, "20.0"),
        ("skill", {"skill": 0}, "0.0"),
        ("area", {"home": False}, "0.0"),
        ("load", {"planned": 120}, "15.0"),
        ("load", {"planned": 480}, "0.0"),
        ("load", {"planned": 900}, "0.0"),
        ("load", {"capacity": 0}, "0.0"),
        ("travel", {"travel": 20}, "10.0"),
        ("travel", {"travel": 60}, "0.0"),
        ("travel", {"travel": 200}, "0.0"),
        ("preference", {"preferred": False}, "0.0"),
        ("repeat", {"was_there": False}, "0.0"),
    ],
)
def test_s3_each_term_alone(term, change, points):
    rating = rate(replace(BEST, **change), POLICY, 0, is_repeat=True)
    assert rating.terms[term] == Decimal(points)
    full = rate(BEST, POLICY, 0, is_repeat=True).terms
    assert {name: rating.terms[name] for name in full if name != term} == {
        name: full[name] for name in full if name != term
    }


@pytest.mark.parametrize(
    ("mode", "is_repeat", "was_there", "points"),
    [
        ("same", True, True, 10),
        ("same", True, False, 0),
        ("other", True, True, 0),
        ("other", True, False, 10),
        ("any", True, True, 0),
        ("same", False, True, 0),
        ("other", False, False, 0),
    ],
)
def test_s3_repeat_goes_to_the_same_or_explicitly_not(mode, is_repeat, was_there, points):
    rating = rate(replace(BEST, was_there=was_there), replace(POLICY, repeat=mode), 0, is_repeat)
    assert rating.terms["repeat"] == points


@pytest.mark.parametrize(("planned", "overloaded"), [(419, False), (420, False), (421, True)])
def test_s3_overload_just_below_at_and_above_the_limit(planned, overloaded):
    rating = rate(replace(BEST, planned=planned), POLICY, 60)
    assert ("overload" in rating.objections) == overloaded


def test_s3_station_is_never_overloaded():
    assert rate(replace(BEST, planned=900, plans_itself=True), POLICY, 60).objections == ()


@pytest.mark.parametrize(
    ("change", "objection"),
    [
        ({"absent": True}, "absent"),
        ({"overlaps": ("FW1",)}, "overlap"),
        ({"declined": True}, "declined"),
        ({"skill": 0}, "unskilled"),
    ],
)
def test_s3_who_is_objected_to_comes_last(change, objection):
    policy = replace(POLICY, skill_required=True)
    weak = Candidate((2,), skill=1, capacity=480, travel=59)
    ratings = rank([replace(BEST, **change), weak], policy, 60)
    assert [rating.candidate.key for rating in ratings] == [(2,), (1,)]
    assert ratings[1].objections == (objection,)


def test_s3_no_skill_is_no_objection_unless_required():
    assert rate(replace(BEST, skill=0), POLICY, 0).objections == ()


candidates = st.builds(
    Candidate,
    key=st.tuples(st.integers(1, 50)),
    skill=st.integers(0, 3),
    home=st.booleans(),
    planned=st.integers(0, 900),
    capacity=st.integers(0, 600),
    travel=st.integers(0, 200),
    preferred=st.booleans(),
    was_there=st.booleans(),
    absent=st.booleans(),
    overlaps=st.sampled_from([(), ("FW1",)]),
    declined=st.booleans(),
)
people = st.lists(candidates, max_size=8, unique_by=lambda each: each.key)
policies = st.builds(
    replace,
    st.just(POLICY),
    repeat=st.sampled_from(["same", "other", "any"]),
    max_load=st.sampled_from([Decimal("0.5"), Decimal(1), Decimal("1.2")]),
    skill_required=st.booleans(),
)


@given(candidates, policies, st.integers(0, 300), st.booleans())
def test_total_is_the_sum_of_the_terms_shown(candidate, policy, minutes, is_repeat):
    rating = rate(candidate, policy, minutes, is_repeat)
    assert rating.total == sum(rating.terms.values())
    assert 0 <= rating.total <= sum(policy.weights.values())
    assert tuple(rating.terms) == dispatch.TERMS


@given(people, policies, st.integers(0, 300), st.booleans(), st.randoms())
def test_order_of_the_candidates_does_not_matter(crew, policy, minutes, is_repeat, random):
    shuffled = random.sample(crew, len(crew))
    assert rank(crew, policy, minutes, is_repeat) == rank(shuffled, policy, minutes, is_repeat)


@given(people, policies, st.integers(0, 300), st.booleans())
def test_nobody_is_left_out_and_objected_ones_come_last(crew, policy, minutes, is_repeat):
    ratings = rank(crew, policy, minutes, is_repeat)
    assert {rating.candidate for rating in ratings} == set(crew)
    objected = [bool(rating.objections) for rating in ratings]
    assert objected == sorted(objected)
    totals = [rating.total for rating in ratings if not rating.objections]
    assert totals == sorted(totals, reverse=True)


@given(candidates, policies, st.integers(0, 300))
def test_better_in_one_thing_is_never_worse_in_sum(candidate, policy, minutes):
    total = rate(candidate, policy, minutes).total
    better = (
        {"skill": min(candidate.skill + 1, 3)},
        {"home": True},
        {"planned": candidate.planned // 2},
        {"capacity": candidate.capacity + 60},
        {"travel": candidate.travel // 2},
        {"preferred": True},
    )
    for change in better:
        assert rate(replace(candidate, **change), policy, minutes).total >= total, change


spans = st.lists(st.tuples(st.integers(0, 40), st.integers(1, 10)), max_size=6).map(
    lambda pairs: [(low, low + length) for low, length in pairs]
)


@given(spans, spans, st.integers(1, 8), st.integers(0, 30))
def test_gap_is_free_working_time_and_the_first_such(windows, busy, duration, after):
    def fits(start):
        end = start + duration
        return (
            start >= after
            and any(low <= start and end <= high for low, high in windows)
            and not any(low < end and start < high for low, high in busy)
        )

    expected = next((start for start in range(after, 60) if fits(start)), None)
    found = find_gap(windows, busy, duration, after)
    if found is not None:
        assert fits(found)
    if expected is not None and len(windows) == 1:
        assert found == expected
