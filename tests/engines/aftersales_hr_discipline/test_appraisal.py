from datetime import date
from decimal import Decimal

import pytest
from aftersales_hr_discipline.tools.appraisal import (
    Part,
    Rule,
    find_grade,
    find_pay,
    find_year,
    is_appraised,
    may_be_promoted,
    score_value,
    sum_up,
)
from hypothesis import given
from hypothesis import strategies as st

D = Decimal
CURVE = ((D(60), D(0)), (D(80), D(60)), (D(100), D(100)))
FALLING = ((D(0), D(100)), (D(3), D(40)), (D(5), D(0)))
BANDS = {"excellent": D(90), "good": D(80), "fair": D(70), "below": D(60), "poor": D(0)}

points = st.decimals(0, 100, places=2)


@pytest.mark.parametrize(
    ("value", "linear", "steps"),
    [
        (59, 0, 0), (60, 0, 0), (70, 30, 0), (79.99, "59.97", 0), (80, 60, 60), (90, 80, 60),
        (100, 100, 100), (130, 100, 100),
    ],
)  # fmt: skip
def test_a3_points_between_and_at_the_steps(value, linear, steps):
    value = D(str(value))
    assert score_value(value, Rule("linear", CURVE)) == D(linear)
    assert score_value(value, Rule("steps", CURVE)) == D(steps)


def test_a3_less_is_better_by_a_falling_curve_and_by_target():
    assert [score_value(D(n), Rule("linear", FALLING)) for n in (0, 3, 4, 5, 9)] == [100, 40, 20, 0, 0]
    assert [score_value(D(n), Rule("less", target=D(4))) for n in (0, 2, 4, 6, 8, 9)] == [
        100, 100, 100, 50, 0, 0,
    ]  # fmt: skip
    assert [score_value(D(n), Rule("less")) for n in (0, 1)] == [100, 0]


@pytest.mark.parametrize(("cap", "score"), [(100, 100), (120, 120), (150, 130)])
def test_a3_more_is_better_up_to_the_cap(cap, score):
    assert score_value(D(130), Rule("more", target=D(100), cap=D(cap))) == score
    assert score_value(D(-5), Rule("more", target=D(100))) == 0


@given(points, st.lists(st.tuples(points, points), min_size=1, max_size=6, unique_by=lambda row: row[0]))
def test_a3_a_score_lies_within_its_curve(value, curve):
    rows = [row[1] for row in curve]
    assert min(rows) <= score_value(value, Rule("linear", tuple(curve))) <= max(rows)
    assert score_value(value, Rule("linear", tuple(curve))) == score_value(
        value, Rule("linear", tuple(reversed(curve)))
    )


def test_a3_weights_must_be_100():
    with pytest.raises(ValueError, match="100"):
        sum_up([Part(D(60), D(90)), Part(D(39), D(90))])


def test_a3_conduct_points_veto_and_limits():
    parts = [Part(D(70), D(95)), Part(D(30), D(50), veto=D(60))]
    total = sum_up(parts, conduct=9, veto_cap=D(59))
    assert (total.indicators, total.score, total.vetoed) == (D("81.50"), D(59), True)
    on_the_limit = [Part(D(70), D(95)), Part(D(30), D(60), veto=D(60))]
    assert sum_up(on_the_limit, conduct=9, veto_cap=D(59)).score == D("93.50")
    assert sum_up([Part(D(100), D(5))], conduct=-9).score == 0
    assert sum_up([Part(D(100), D(95))], conduct=9).score == 104
    assert sum_up([Part(D(100), D(95))], conduct=9, highest=D(100)).score == 100


@given(st.lists(points, min_size=1, max_size=8), st.randoms())
def test_a3_total_lies_within_its_scores_and_knows_no_order(scores, shuffler):
    weights = [D(1)] * (len(scores) - 1) + [D(101 - len(scores))]
    parts = [Part(weight, score) for weight, score in zip(weights, scores, strict=True)]
    total = sum_up(parts)
    assert min(scores) <= total.score <= max(scores)
    assert sum_up(shuffler.sample(parts, len(parts))) == total


@pytest.mark.parametrize(
    ("score", "grade"),
    [
        ("0", "poor"), ("59.99", "poor"), ("60", "below"), ("69.99", "below"), ("70", "fair"),
        ("79.99", "fair"), ("80", "good"), ("89.99", "good"), ("90", "excellent"), ("104", "excellent"),
    ],
)  # fmt: skip
def test_a5_grades_at_their_limits(score, grade):
    assert find_grade(D(score), BANDS) == grade


@pytest.mark.parametrize(
    ("score", "paid", "withheld"),
    [("100", 2000, 0), ("60", 1200, 0), ("59.99", "839.86", "359.94"), ("0", 0, 0), ("104", 2080, 0)],
)
def test_a6_performance_pay_and_what_is_withheld_below_60(score, paid, withheld):
    pay = find_pay(D(2000), D(score))
    assert (pay.paid, pay.withheld) == (D(paid), D(withheld))
    assert pay.paid + pay.withheld == pay.earned


def test_a6_the_other_formula_takes_30_percent_of_basic_and_post_pay():
    assert find_pay(D(5000), D(80), share=D(30)).paid == 1200


@given(st.decimals(0, 100000, places=2), points)
def test_a6_never_more_than_the_base_and_never_below_nothing(base, score):
    assert 0 <= find_pay(base, score).paid <= base


def test_a1_a_year_is_the_mean_of_its_quarters_and_a_missing_one_does_not_count():
    assert find_year([D(80), D(90), D(85), D(86)]) == D("85.25")
    assert find_year([D(80), None, D(90), None], least=2) == 85
    assert find_year([D(80), None, None, None], least=2) is None
    assert find_year([]) is None


def test_a1_who_came_in_the_middle_and_who_left_before_the_end():
    quarter = date(2026, 4, 1), date(2026, 6, 30)
    assert is_appraised(*quarter)
    assert is_appraised(*quarter, hired=date(2026, 5, 16))
    assert not is_appraised(*quarter, hired=date(2026, 5, 17))
    assert not is_appraised(*quarter, left=date(2026, 6, 29))
    assert is_appraised(*quarter, left=date(2026, 6, 30))


def test_a9_two_results_in_a_row_in_the_top_three_and_half_a_year_in_post():
    assert may_be_promoted([9, 3, 3], 183)
    assert not may_be_promoted([3], 183)
    assert not may_be_promoted([3, 4], 183)
    assert not may_be_promoted([3, None], 183)
    assert not may_be_promoted([3, 3], 182)
