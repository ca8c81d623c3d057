"""B1–B3: bonus pools at and around their steps, and what holds for any pool."""

from decimal import Decimal

import pytest
from aftersales_performance.tools.pools import (
    CENT,
    Crew,
    Rates,
    correct,
    hold_back,
    split_by_weights,
    split_pool,
    take,
    take_pool,
)
from hypothesis import given
from hypothesis import strategies as st

RATES = Rates(Decimal(12), Decimal(8))
amounts = st.integers(0, 10**9).map(lambda cents: cents * CENT)
tickets = st.dictionaries(st.integers(100, 130), st.integers(0, 400), max_size=12)
deputies = st.integers(0, 11).map(lambda number: tuple(range(1, number + 1)))


def given_out(split):
    return sum((share.amount for share in split.shares), Decimal(0))


@pytest.mark.parametrize(
    ("profit", "percent", "pool"),
    [
        ("1000.00", 25, "250.00"),  # B1: parts inside the range
        ("1000.00", 40, "400.00"),  # B1: parts outside it
        ("1000.00", 10, "100.00"),  # B1: who sold a contract to the company's customer
        ("1000.00", 15, "150.00"),  # B1: the department for it
        ("1000.00", 20, "200.00"),  # B1: contracts with others, both
        ("0.01", 25, "0.00"),
        ("0.02", 25, "0.01"),  # half a cent counts
        ("0.00", 25, "0.00"),
        ("-0.01", 40, "0.00"),
        ("-500.00", 40, "0.00"),
    ],
)
def test_b1_percent_of_the_profit_and_nothing_of_a_loss(profit, percent, pool):
    assert take_pool(Decimal(profit), Decimal(percent)) == Decimal(pool)


def test_b1_a_loss_is_taken_as_it_is_where_it_is_added_up():
    assert take(Decimal("-0.02"), Decimal(25)) == Decimal("-0.01")


def test_b2_twelve_for_the_manager_eight_for_each_deputy_the_rest_by_tickets():
    split = split_pool(Decimal("1000.00"), Crew(1, (2, 3), {4: 3, 5: 1}), RATES)
    found = {share.key: (share.role, share.amount) for share in split.shares}
    assert found == {
        1: ("manager", Decimal("120.00")),
        2: ("deputy", Decimal("80.00")),
        3: ("deputy", Decimal("80.00")),
        4: ("tickets", Decimal("540.00")),
        5: ("tickets", Decimal("180.00")),
    }
    assert (split.left, split.rest, split.per_ticket) == (0, 720, 180)


def test_b2_thirds_of_a_cent_are_not_lost():
    split = split_pool(Decimal("0.10"), Crew(None, (), {4: 1, 5: 1, 6: 1}), Rates(Decimal(0), Decimal(0)))
    assert [share.amount for share in split.shares] == [Decimal("0.04"), Decimal("0.03"), Decimal("0.03")]


def test_b2_a_vacant_post_and_a_quarter_without_tickets_stay_with_the_department():
    vacant = split_pool(Decimal("100.00"), Crew(None, (), {4: 1}), RATES)
    assert (given_out(vacant), vacant.left) == (88, 12)
    idle = split_pool(Decimal("100.00"), Crew(1, (2,), {}), RATES)
    assert (given_out(idle), idle.left) == (20, 80)
    assert not idle.rest


@pytest.mark.parametrize(("number", "rest"), [(10, 8), (11, 0)])
def test_b2_eleven_deputies_take_all_that_is_left(number, rest):
    split = split_pool(Decimal("100.00"), Crew(0, tuple(range(1, number + 1)), {99: 1}), RATES)
    assert split.rest == rest
    assert given_out(split) == 100


def test_b2_twelve_deputies_are_refused():
    with pytest.raises(ValueError, match="leaders"):
        split_pool(Decimal("100.00"), Crew(0, tuple(range(1, 13)), {99: 1}), RATES)


def test_b2_a_claim_is_held_back_and_nobody_else_waits_for_it():
    """One more ticket of 5's is claimed: 5 waits for it, 4 is paid as if it counted."""
    split, reserve = hold_back(Decimal("100.00"), Crew(1, (2,), {4: 3, 5: 1}), RATES, {5: 1})
    found = {share.key: share.amount for share in split.shares}
    assert found == {1: 12, 2: 8, 4: 48, 5: 16}
    assert reserve == 16
    granted = split_pool(Decimal("100.00"), Crew(1, (2,), {4: 3, 5: 2}), RATES)
    refused = split_pool(Decimal("100.00"), Crew(1, (2,), {4: 3, 5: 1}), RATES)
    assert correct(found, {share.key: share.amount for share in granted.shares}) == {5: 16}
    assert correct(found, {share.key: share.amount for share in refused.shares}) == {4: 12, 5: 4}


@given(amounts, deputies, tickets, st.booleans())
def test_b2_shares_are_not_negative_and_add_up_to_the_cent(total, others, count, manned):
    split = split_pool(total, Crew(0 if manned else None, others, count), RATES)
    assert all(share.amount > 0 and share.amount == share.amount.quantize(CENT) for share in split.shares)
    assert split.left >= 0
    assert given_out(split) + split.left == total


@given(amounts, deputies, tickets, st.integers(1, 50), st.integers(100, 130))
def test_b2_more_tickets_never_mean_less(total, others, count, more, who):
    crew = Crew(0, others, {**count, who: count.get(who, 0)})
    before = {share.key: share.amount for share in split_pool(total, crew, RATES).shares}
    after = {
        share.key: share.amount for share in split_pool(total, crew.with_tickets({who: more}), RATES).shares
    }
    assert after.get(who, 0) >= before.get(who, 0)


@given(amounts, deputies, tickets, tickets, st.randoms())
def test_b2_the_order_of_people_does_not_move_a_cent(total, others, count, claims, chance):
    def mixed(rows):
        rows = list(rows)
        chance.shuffle(rows)
        return rows

    first = hold_back(total, Crew(0, others, count), RATES, claims)
    crew = Crew(0, tuple(mixed(others)), dict(mixed(count.items())))
    assert hold_back(total, crew, RATES, dict(mixed(claims.items()))) == first


@given(amounts, deputies, tickets, st.integers(1, 50), st.integers(100, 130))
def test_b2_anothers_tickets_never_mean_more(total, others, count, more, who):
    crew = Crew(0, others, {**count, who: count.get(who, 0)})
    rows = [split_pool(total, each, RATES).shares for each in (crew, crew.with_tickets({who: more}))]
    before, after = ({share.key: share.amount for share in row} for row in rows)
    for key in count.keys() - {who}:
        assert after.get(key, 0) <= before.get(key, 0) + CENT
    assert all(after[key] - before[key] <= CENT for key in others if key in before and key in after)


@given(amounts, st.lists(st.fractions(0, 10**6, max_denominator=1000), min_size=1, max_size=20))
def test_b2_the_exact_share_is_missed_by_less_than_a_cent(total, weights):
    if not any(weights):
        weights = [*weights, 1]
    parts = split_by_weights(total, list(enumerate(weights)))
    assert sum(parts) == total
    for part, weight in zip(parts, weights, strict=True):
        exact = weight * int(total / CENT) / sum(weights)
        assert abs(part / CENT - int(exact)) <= 1


@given(amounts, deputies, tickets, tickets)
def test_b2_reserve_and_shares_add_up_and_no_share_is_taken_back(total, others, count, claims):
    """What is held back covers every outcome: granted or refused, nobody owes more than a cent."""
    crew = Crew(0, others, count)
    split, reserve = hold_back(total, crew, RATES, claims)
    assert reserve >= 0
    assert given_out(split) + split.left + reserve == total
    paid = {share.key: share.amount for share in split.shares}
    for final in (crew, crew.with_tickets(claims)):
        due = {share.key: share.amount for share in split_pool(total, final, RATES).shares}
        assert all(amount >= -CENT for amount in correct(paid, due).values())
