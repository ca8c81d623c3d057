"""Stars of the call centre (S28): every figure at and around its step."""

from dataclasses import replace
from decimal import Decimal

import pytest
from aftersales_performance.tools.stars import (
    PARTS,
    RULES,
    SHARED,
    Month,
    add_up,
    event_points,
    find_best,
    get_band,
    rate,
    shared_points,
    volume_points,
)
from hypothesis import given
from hypothesis import strategies as st

STAR, FIRST, SECOND, NONE = (Month(band, band) for band in ("star", "first", "second", "none"))
shares = st.decimals(0, 100, places=2)


@pytest.mark.parametrize(
    ("actual", "points"),
    [
        (10000, "8"), (10099, "8"), (10100, "8.5"), (10199, "8.5"), (10200, "9"), (10799, "11.5"),
        (10800, "12"), (10801, "12"), (20000, "12"), (9999, "5"), (9900, "5"), (9899, "5"), (0, "5"),
    ],
)  # fmt: skip
def test_s28_volume_at_and_around_its_steps(actual, points):
    assert volume_points(actual, 10000, RULES) == Decimal(points)


@pytest.mark.parametrize(
    ("actual", "points"), [(9999, "7"), (9900, "7"), (9899, "6"), (9800, "6"), (9700, "5")]
)
def test_s28_below_the_target_every_started_percent_counts(actual, points):
    """With the figures of the regulation the first step is the last: a smaller one shows the steps."""
    assert volume_points(actual, 10000, replace(RULES, volume_down=Decimal(1))) == Decimal(points)


def test_s28_volume_of_an_odd_target_is_exact():
    assert volume_points(303, 300, RULES) == Decimal("8.5"), "exactly one percent above"
    assert volume_points(302, 300, RULES) == 8


@pytest.mark.parametrize(
    ("part", "points"),
    [("exam", 30), ("satisfaction", 10), ("checks", 20), ("manners", 8), ("ability", 10), ("peers", 2)],
)
def test_s28_parts_are_a_share_of_their_points(part, points):
    assert shared_points(part, Decimal(100), RULES) == points
    assert shared_points(part, Decimal(50), RULES) == Decimal(points) / 2
    assert shared_points(part, Decimal(0), RULES) == 0
    assert shared_points(part, Decimal(101), RULES) == points
    assert shared_points(part, Decimal(-1), RULES) == 0


def test_s28_praise_gives_up_to_eight_and_a_founded_complaint_takes_twenty():
    assert event_points([], 0, RULES) == 0
    assert event_points([Decimal(5)], 0, RULES) == 5
    assert event_points([Decimal(8)], 0, RULES) == 8
    assert event_points([Decimal(5), Decimal(5)], 0, RULES) == 8
    assert event_points([Decimal(5)], 1, RULES) == -15
    assert event_points([Decimal(8)] * 3, 2, RULES) == -32


def test_s28_all_eight_parts_make_a_hundred():
    assert sum(RULES.maxima.values()) == 100
    assert add_up(dict(RULES.maxima)) == 100
    assert add_up({**dict.fromkeys(PARTS, Decimal(0)), "events": Decimal(-40)}) == 0


@pytest.mark.parametrize(
    ("score", "band"),
    [
        ("100", "star"), ("95", "star"), ("94.99", "first"), ("85", "first"), ("84.99", "second"),
        ("70", "second"), ("69.99", "none"), ("0", "none"),
    ],
)  # fmt: skip
def test_s28_classes_at_and_around_their_limits(score, band):
    assert get_band(Decimal(score), RULES) == band


def test_s28_star_takes_three_months_in_a_row():
    score = Decimal(95)
    waiting = Month("star", "first")
    assert rate(score, RULES).level == "first"
    assert rate(score, RULES, {1: waiting}).reason == "waiting"
    assert rate(score, RULES, {1: waiting, 2: waiting}).level == "star"
    assert rate(score, RULES, {1: waiting, 2: FIRST, 3: STAR}).level == "first"
    assert rate(score, RULES, {1: waiting, 3: waiting}).level == "first", "a month is missing"
    assert rate(Decimal("94.99"), RULES, {1: STAR, 2: STAR}).level == "first"


def test_s28_three_months_in_second_class_end_in_none_with_a_time_to_improve():
    score = Decimal(70)
    assert rate(score, RULES, {1: SECOND}).level == "second"
    third = rate(score, RULES, {1: SECOND, 2: SECOND})
    assert (third.level, third.improving, third.reason) == ("none", 3, "streak")
    assert rate(score, RULES, {1: SECOND, 2: FIRST, 3: SECOND}).level == "second"
    levels, past = [], [third]
    for _month in range(4):
        past.insert(0, rate(score, RULES, dict(enumerate(past, 1))))
        levels.append((past[0].level, past[0].improving))
    assert levels == [("none", 2), ("none", 1), ("none", 0), ("second", 0)]


def test_s28_first_class_ends_the_time_to_improve():
    improving = Month("second", "none", 3)
    assert rate(Decimal(85), RULES, {1: improving}).level == "first"
    assert rate(Decimal("84.99"), RULES, {1: improving}).level == "none"
    assert rate(Decimal(50), RULES, {1: improving}).improving == 2


def test_s28_a_major_founded_complaint_vetoes():
    vetoed = rate(Decimal(100), RULES, {1: STAR, 2: STAR}, vetoed=True)
    assert (vetoed.band, vetoed.level, vetoed.reason) == ("star", "none", "veto")


def test_s28_best_team():
    assert find_best({1: [90, 80], 2: [86], 3: []}) == [2]
    assert find_best({1: [90, 80], 2: [85]}) == [1, 2]
    assert find_best({}) == []


@given(st.dictionaries(st.sampled_from(SHARED), shares), st.lists(shares), st.integers(0, 3))
def test_s28_stars_do_not_depend_on_the_order(given_shares, praise, complaints):
    def total(items, praise):
        points = dict.fromkeys(PARTS, Decimal(0))
        points |= {part: shared_points(part, share, RULES) for part, share in items}
        return add_up({**points, "events": event_points(praise, complaints, RULES)})

    items = list(given_shares.items())
    assert total(items, praise) == total(items[::-1], praise[::-1])


@given(st.lists(st.tuples(st.integers(1, 5), shares), max_size=20))
def test_s28_the_best_team_does_not_depend_on_the_order(rows):
    def group(rows):
        teams = {}
        for team, score in rows:
            teams.setdefault(team, []).append(score)
        return find_best(teams)

    assert group(rows) == group(rows[::-1])


@given(st.lists(st.sampled_from([STAR, FIRST, SECOND, NONE]), max_size=5), shares)
def test_s28_history_does_not_depend_on_the_order_it_is_read_in(months, score):
    past = dict(enumerate(months, 1))
    assert rate(score, RULES, past) == rate(score, RULES, dict(reversed(past.items())))


@given(st.integers(0, 500), st.integers(0, 500), st.integers(1, 300))
def test_s28_more_volume_never_gives_less(one, other, target):
    low, high = sorted((one, other))
    assert 5 <= volume_points(low, target, RULES) <= volume_points(high, target, RULES) <= 12


LEVELS = ("none", "second", "first", "star")
pasts = st.dictionaries(
    st.integers(1, 4),
    st.builds(Month, st.sampled_from(LEVELS), st.sampled_from(LEVELS), st.integers(0, 3)),
)


@given(shares, shares, pasts, st.booleans())
def test_s28_more_points_never_give_a_lower_class(one, other, past, vetoed):
    low, high = (rate(score, RULES, past, vetoed).level for score in sorted((one, other)))
    assert LEVELS.index(low) <= LEVELS.index(high)


@given(st.dictionaries(st.sampled_from(SHARED), shares), st.sampled_from(SHARED), shares, pasts)
def test_s28_a_better_part_never_gives_fewer_stars(given_shares, part, better, past):
    """The other parts as they are: one that is better by itself never costs points or a class."""

    def reckon(shares_of_parts):
        points = {**dict.fromkeys(PARTS, Decimal(0)), "volume": Decimal(12), "events": Decimal(8)}
        points |= {name: shared_points(name, share, RULES) for name, share in shares_of_parts.items()}
        score = add_up(points)
        return score, LEVELS.index(rate(score, RULES, past).level)

    better = max(better, given_shares.get(part, Decimal(0)))
    before, after = reckon(given_shares), reckon({**given_shares, part: better})
    assert before[0] <= after[0]
    assert before[1] <= after[1]


@given(shares, pasts)
def test_s28_a_veto_always_wins(score, past):
    rating = rate(score, RULES, past, vetoed=True)
    assert (rating.level, rating.reason) == ("none", "veto")


@pytest.mark.parametrize(
    ("score", "other", "best"), [("84.99", "85", [2]), ("85", "85", [1, 2]), ("85.01", "85", [1])]
)
def test_s28_the_best_team_at_and_around_a_tie(score, other, best):
    assert find_best({1: [Decimal(score)], 2: [Decimal(other), Decimal(other)]}) == best


def test_s28_a_tie_of_odd_means_is_exact():
    """A third has no decimals that end: teams of equal means are equal, however many people they have."""
    assert find_best({1: [Decimal(1)] * 2 + [Decimal(2)], 2: [Decimal(1)] * 4 + [Decimal(2)] * 2}) == [1, 2]
