"""S29, S30: when is an answer in order, and what do the answers of a sheet come to?"""

from decimal import Decimal

import pytest
from aftersales_service.tools.checklist import grade, judge_number, judge_points, rate
from hypothesis import given
from hypothesis import strategies as st

LIMITS = {"qualified": 70, "three": 80, "four": 90, "five": 95}
POINTS = st.decimals(0, 100, places=2)


@pytest.mark.parametrize(
    ("score", "reached"),
    [
        ("0", "none"),
        ("69.99", "none"),
        ("70", "qualified"),
        ("79.99", "qualified"),
        ("80", "three"),
        ("89.99", "three"),
        ("90", "four"),
        ("94.99", "four"),
        ("95", "five"),
        ("100", "five"),
    ],
)
def test_s30_grades_at_their_limits(score, reached):
    assert grade(Decimal(score), LIMITS) == reached


def test_s30_nothing_asked_is_no_score():
    rating = rate([(5, 0, "na"), (5, 0, None)])
    assert (rating.score, rating.possible, rating.excluded) == (None, 0, 5)
    assert grade(rating.score, LIMITS) == "none"


@pytest.mark.parametrize(
    ("answers", "score"),
    [
        ([(100, "69.99", "part")], "69.99"),
        # 69.995 and 69.999…: what does not reach a limit is not rounded up to it
        ([(200, "139.99", "part")], "69.99"),
        ([(3, 2, "part"), (3, 3, "ok")], "83.33"),
        # what does not apply leaves both sums: 63 of 90 is 70 of 100
        ([(90, 63, "part"), (10, 0, "na")], "70.00"),
        # what is left open where it may be, too; what is wrong does not
        ([(90, 63, "part"), (10, 0, None)], "70.00"),
        ([(90, 63, "part"), (10, 0, "defect")], "63.00"),
    ],
)
def test_s30_score(answers, score):
    assert rate(answers).score == Decimal(score)


@pytest.mark.parametrize(
    ("number", "limits", "result"),
    [
        (-0.01, (0, 4), "defect"),
        (0, (0, 4), "ok"),
        (4, (0, 4), "ok"),
        (4.01, (0, 4), "defect"),
        (0.29, (0.3, 0.6), "defect"),
        (-5, (0, 0), "ok"),
    ],
)
def test_s29_reading_within_limits(number, limits, result):
    assert judge_number(number, *limits) == result


@pytest.mark.parametrize(("points", "result"), [(0, "defect"), (0.01, "part"), (4.99, "part"), (5, "ok")])
def test_s30_points(points, result):
    assert judge_points(points, 5) == result


@pytest.mark.parametrize("points", [-0.01, 5.01])
def test_s30_no_more_points_than_there_are(points):
    with pytest.raises(ValueError):
        judge_points(points, 5)


@given(st.lists(st.tuples(POINTS, st.floats(0, 1), st.sampled_from(["ok", "na", None])), max_size=30))
def test_s30_score_is_between_nothing_and_a_hundred(rows):
    answers = [(points, points * Decimal(share), result) for points, share, result in rows]
    rating = rate(answers)
    assert rating.given <= rating.possible
    if rating.score is not None:
        assert 0 <= rating.score <= 100
    assert rate([*answers, (50, 0, "na")]).score == rating.score
