"""Score cards and what a month of them pays (S27)."""

from decimal import Decimal

import pytest
from aftersales_performance.tools.quality import Item, judge, pay_month
from hypothesis import given
from hypothesis import strategies as st

BANDS = {"excellent": Decimal(95), "good": Decimal(85), "fair": Decimal(70)}
MONEY = st.decimals(-100, 100, places=2)


@pytest.mark.parametrize(
    ("missed", "grade"),
    [
        ("0", "excellent"), ("5", "excellent"), ("5.01", "good"), ("15", "good"), ("15.01", "fair"),
        ("30", "fair"), ("30.01", "poor"), ("100", "poor"),
    ],
)  # fmt: skip
def test_s27_grades_at_and_around_their_limits(missed, grade):
    missed = Decimal(missed)
    items = [Item(Decimal(100) - missed), Item(missed, missed=True), Item(Decimal(0), fatal=True)]
    assert judge(items, BANDS) == (100 - missed, grade)


def test_s27_a_fatal_item_makes_the_contact_bad():
    items = [Item(Decimal(100)), Item(Decimal(0), missed=True, fatal=True)]
    assert judge(items, BANDS) == (100, "bad")


def test_s27_a_card_of_fatal_items_only():
    assert judge([Item(Decimal(0), fatal=True)], BANDS) == (100, "excellent")


def test_s27_one_bad_cancels_the_month():
    amounts = [Decimal(50), Decimal(30), Decimal(-10)]
    assert pay_month(amounts, Decimal(60), bad=False).total == 130
    assert pay_month(amounts, Decimal(60), bad=True).total == 0
    assert pay_month(amounts, Decimal(60), bad=True, with_praise=False).total == 60
    assert pay_month([Decimal(-10)], Decimal(0), bad=True).total == -10, "what is deducted stays"


@given(st.lists(MONEY), st.decimals(0, 500, places=2), st.booleans())
def test_s27_a_bad_contact_never_pays_more(amounts, praise, with_praise):
    clean = pay_month(amounts, praise, bad=False)
    bad = pay_month(amounts, praise, bad=True, with_praise=with_praise)
    assert bad.total <= clean.total
    assert clean.total == sum(amounts) + praise


@pytest.mark.parametrize(("bad", "paid"), [(0, 110), (1, 0), (2, 0)])
def test_s27_the_amounts_of_the_rulebook_with_no_one_and_two_bad(bad, paid):
    """Excellent 50, good 30, fair 0, poor −10, praise 10, 50 and 100, of ten contacts."""
    amounts = [Decimal(amount) for amount in (50, 30, 0, -10, -10, -10, 0, 0)] + [Decimal(0)] * 2
    praise = Decimal(10 + 50)
    assert pay_month(amounts, praise, bad=bool(bad)).total == paid


@given(st.lists(st.tuples(st.integers(0, 20), st.booleans(), st.booleans()), max_size=12))
def test_s27_a_card_does_not_depend_on_the_order_and_fatal_always_wins(rows):
    items = [Item(Decimal(points), missed, fatal) for points, missed, fatal in rows]
    assert judge(items, BANDS) == judge(items[::-1], BANDS)
    if any(item.missed and item.fatal for item in items):
        assert judge(items, BANDS)[1] == "bad"
