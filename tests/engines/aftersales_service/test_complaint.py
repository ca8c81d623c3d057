"""Tolerance, loss, allocation and penalties of complaints (S23, S24)."""

import itertools
from datetime import date, timedelta
from decimal import Decimal

import pytest
from aftersales_service.tools.complaint import (
    ACTUAL,
    DEMERIT,
    MAJOR,
    NOTHING,
    RESALE,
    WARNING,
    NotWhole,
    allocate,
    carry,
    is_within_tolerance,
    propose_penalty,
    reckon_loss,
)
from hypothesis import given
from hypothesis import strategies as st

CENTS = st.integers(0, 10**9).map(lambda cents: Decimal(cents).scaleb(-2))
FIGURES = {WARNING: Decimal(400), DEMERIT: Decimal(800)}


@st.composite
def wholes(draw):
    """Percentages with two decimals that add up to 100."""
    cuts = sorted(draw(st.lists(st.integers(0, 10000), max_size=8)))
    bounds = [0, *cuts, 10000]
    return [Decimal(high - low).scaleb(-2) for low, high in itertools.pairwise(bounds)]


@given(CENTS, wholes())
def test_s24_allocation_adds_up_to_the_cent(loss, percentages):
    parts = allocate(loss, percentages)
    assert sum(parts) == loss
    for part, percent in zip(parts, percentages, strict=True):
        assert part >= 0
        assert abs(part - loss * percent / 100) < Decimal("0.01")
        assert percent or not part


@given(CENTS, wholes())
def test_s24_a_larger_share_never_bears_less(loss, percentages):
    parts = allocate(loss, percentages)
    pairs = sorted(zip(percentages, parts, strict=True))
    assert all(low[1] <= high[1] for low, high in itertools.pairwise(pairs) if low[0] < high[0])


@pytest.mark.parametrize("percentages", [[], ["99.99"], ["50", "50.01"], ["100", "0.01"]])
def test_s24_shares_that_are_not_100_are_refused(percentages):
    with pytest.raises(NotWhole):
        allocate(Decimal(100), [Decimal(percent) for percent in percentages])


@given(CENTS, st.integers(0, 10000), CENTS)
def test_s23_tolerance_is_the_same_above_and_below(approved, percent, difference):
    percent = Decimal(percent).scaleb(-2)
    above = is_within_tolerance(approved, approved + difference, percent)
    assert above == is_within_tolerance(approved, approved - difference, percent)
    assert above == (difference <= approved * percent / 100)
    assert is_within_tolerance(approved, approved, Decimal(0))


@given(CENTS, CENTS, CENTS, st.integers(0, 400))
def test_s24_resale_counts_within_the_window_only(actual, grade_a, resale, days):
    returned = date(2026, 1, 15)
    resold = returned + timedelta(days=days)
    loss = reckon_loss(actual, grade_a, resale, returned, resold, 1)
    if resold <= date(2026, 2, 15):
        assert (loss.basis, loss.amount) == (RESALE, max(grade_a - resale, 0))
    else:
        assert (loss.basis, loss.amount) == (ACTUAL, actual)


def test_s24_goods_not_resold_count_with_the_actual_loss():
    assert reckon_loss(Decimal(500)).amount == 500
    assert reckon_loss(Decimal(500), Decimal(900), None, date(2026, 1, 1), None).basis == ACTUAL


@pytest.mark.parametrize(
    ("share", "measure", "bonus", "penalty"),
    [
        (399, WARNING, None, 400),
        (401, WARNING, None, 401),
        (799, DEMERIT, None, 800),
        (801, DEMERIT, None, 801),
        (100, NOTHING, None, 100),
        (100, MAJOR, 3000, 3000),
        (100, MAJOR, None, 100),
    ],
)
def test_s24_measures_stand_for_an_amount_at_least(share, measure, bonus, penalty):
    bonus = bonus and Decimal(bonus)
    assert propose_penalty(Decimal(share), measure, FIGURES, bonus) == penalty


@pytest.mark.parametrize(
    ("penalty", "taken", "left"), [(999, 999, 0), (1000, 1000, 0), ("1000.01", 1000, "0.01")]
)
def test_s24_half_of_the_bonus_is_the_cap(penalty, taken, left):
    amounts, rest = carry(Decimal(penalty), [Decimal(2000)], Decimal(50))
    assert (amounts, rest) == ([Decimal(taken)], Decimal(left))


@given(CENTS, st.lists(CENTS, max_size=12), st.integers(0, 100))
def test_s24_nothing_of_a_penalty_is_lost_and_no_month_gives_more(penalty, bonuses, percent):
    taken, rest = carry(penalty, bonuses, Decimal(percent))
    assert sum(taken) + rest == penalty
    assert all(0 <= part <= bonus * percent / 100 for part, bonus in zip(taken, bonuses, strict=True))
