from decimal import Decimal

import pytest
from aftersales_service.tools.opinion import judge
from hypothesis import given
from hypothesis import strategies as st

POINTS = {"very": 100, "satisfied": 80, "fair": 60, "unsatisfied": 0}
QUESTIONS = ("attitude", "skill", "arrival", "promise")


def card(*levels):
    return dict(zip(QUESTIONS, levels, strict=True))


@pytest.mark.parametrize(
    ("levels", "mean"),
    [
        (("very",) * 4, 100),
        (("satisfied",) * 4, 80),
        (("fair",) * 4, 60),
        (("unsatisfied",) * 4, 0),
        (("very", "satisfied", "fair", "unsatisfied"), 60),
        (("very", "very", "very", "satisfied"), 95),
    ],
)
def test_s17_four_levels(levels, mean):
    """S17: very satisfied 100, satisfied 80, fair 60, unsatisfied 0; the mean of four."""
    assert judge(card(*levels), POINTS, 60).mean == mean


@pytest.mark.parametrize(("limit", "is_low"), [("59.99", False), (60, False), ("60.01", True)])
def test_s17_the_limit_itself_is_not_low(limit, is_low):
    assert judge(card(*["fair"] * 4), POINTS, limit).is_low is is_low


@pytest.mark.parametrize("answers", [{}, {"attitude": None}, {"attitude": "bad"}, {"attitude": 1}])
def test_s17_no_answer_and_unknown_levels_are_refused(answers):
    with pytest.raises(ValueError, match="no points"):
        judge(answers, POINTS, 60)


levels = st.sampled_from(sorted(POINTS))


@given(st.tuples(levels, levels, levels, levels), st.permutations(range(4)))
def test_mean_lies_between_worst_and_best_in_any_order(chosen, order):
    verdict = judge(card(*chosen), POINTS, 60)
    assert min(verdict.scores.values()) <= verdict.mean <= max(verdict.scores.values())
    assert judge(card(*(chosen[index] for index in order)), POINTS, 60).mean == verdict.mean


@given(st.tuples(levels, levels, levels, levels), st.integers(0, 3))
def test_a_better_answer_never_lowers_the_mean(chosen, index):
    better = [*chosen]
    better[index] = "very"
    assert judge(card(*better), POINTS, 60).mean >= judge(card(*chosen), POINTS, 60).mean


@given(st.decimals(0, 100, places=2), st.decimals(0, 100, places=2))
def test_low_is_below_the_limit_to_the_cent(points, limit):
    assert judge({"attitude": "x"}, {"x": points}, limit).is_low is (Decimal(points) < Decimal(limit))
