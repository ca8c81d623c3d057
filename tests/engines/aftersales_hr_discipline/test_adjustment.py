"""The month's adjustments (D46): never above what may be deducted, and nothing is lost."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from aftersales_hr_discipline.tools.adjustment import Guard, Line, Means, find_limit, settle
from hypothesis import given
from hypothesis import strategies as st

START = date(2026, 3, 1)
cents = st.integers(0, 2_000_000).map(lambda value: Decimal(value) / 100)


@pytest.mark.parametrize(
    ("wage", "minimum", "limit", "bound"),
    [
        ("5000", "2000", "1000.00", "share"),
        ("2500", "2000", "500.00", "share"),
        ("2499", "2000", "499", "minimum"),
        ("2000", "2000", "0", "minimum"),
        ("1999.99", "2000", "0", "minimum"),
    ],
)
def test_d46_limit(wage, minimum, limit, bound):
    means = Means(Decimal(wage), Decimal(minimum), Decimal(0))
    assert find_limit(means, Guard()) == (Decimal(limit), bound)


@pytest.mark.parametrize(("bonus", "taken"), [("299.99", "-299.99"), ("300", "-300"), ("300.01", "-300")])
def test_d46_fines_come_from_the_bonus(bonus, taken):
    line = Line(1, 1, START, Decimal(-300), True)
    means = Means(Decimal(5000), Decimal(2000), Decimal(bonus))
    result = settle([line], means, Guard())
    assert result.taken[1] == Decimal(taken)
    assert result.bound == ("bonus" if bonus == "299.99" else "share")
    assert settle([line], means, Guard(bonus_only=False)).taken[1] == -300


@pytest.mark.parametrize(
    ("amount", "taken"), [("1499.99", "1499.99"), ("1500", "1500"), ("1500.01", "1500"), ("9000", "1500")]
)
def test_s24_a_share_of_the_bonus(amount, taken):
    """A penalty takes half of the month's bonus at most; the rest is carried."""
    line = Line(1, 1, START, -Decimal(amount), True, Decimal(50))
    result = settle([line], Means(Decimal(50000), Decimal(0), Decimal(3000)), Guard())
    assert result.taken[1] == -Decimal(taken)
    assert result.taken[1] + result.carried[1] == -Decimal(amount)


def test_s24_claims_with_the_share_take_it_together():
    """The older first; other fines still have the rest of the bonus."""
    means = Means(Decimal(50000), Decimal(0), Decimal(3000))
    lines = [
        Line(1, 1, START, Decimal(-1000), True, Decimal(50)),
        Line(2, 2, START + timedelta(1), Decimal(-1000), True, Decimal(50)),
        Line(3, 3, START + timedelta(2), Decimal(-1600), True),
    ]
    result = settle(lines, means, Guard())
    assert [result.taken[key] for key in (1, 2, 3)] == [-1000, -500, -1500]
    assert result.bound == "bonus"


def test_d46_a_reversal_meets_the_rest_of_its_own_claim_first():
    lines = [Line(1, 1, START, Decimal(-700), True), Line(2, 1, START, Decimal(1000), True)]
    result = settle(lines, Means(Decimal(0), Decimal(0), Decimal(0)), Guard())
    assert sum(result.taken.values()) == 300, "the 300 deducted before come back, the rest is forgotten"
    assert not any(result.carried.values())


@st.composite
def months(draw):
    count = draw(st.integers(0, 12))
    return [
        Line(
            key,
            draw(st.integers(1, 6)),
            START + timedelta(draw(st.integers(0, 40))),
            draw(cents) * draw(st.sampled_from((1, -1))),
            draw(st.booleans()),
            draw(st.sampled_from((None, Decimal(50)))),
        )
        for key in range(count)
    ]


@given(months(), st.builds(Means, cents, cents, cents), st.booleans(), st.randoms())
def test_d46_nothing_lost_never_above_the_limit_order_does_not_matter(lines, means, bonus_only, chance):
    guard = Guard(bonus_only=bonus_only)
    result = settle(lines, means, guard)
    limit, _bound = find_limit(means, guard)
    net, fines = {}, set()
    for line in lines:
        taken, carried = result.taken[line.key], result.carried[line.key]
        assert taken + carried == line.amount
        assert carried <= 0
        assert taken * line.amount >= 0
        net[line.claim] = net.get(line.claim, 0) + taken
        if line.fine:
            fines.add(line.claim)
    assert -sum(min(value, 0) for value in net.values()) <= limit
    if bonus_only:
        assert -sum(min(net[claim], 0) for claim in fines) <= means.bonus
    mixed = list(lines)
    chance.shuffle(mixed)
    assert settle(mixed, means, guard) == result
