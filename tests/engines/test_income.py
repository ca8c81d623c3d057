"""S15, S16: income of contracts invoiced in advance is earned month by month, to the cent."""

from datetime import date, timedelta
from decimal import Decimal

from aftersales_service.tools.income import due, earned, next_day, plan
from hypothesis import given
from hypothesis import strategies as st

YEAR = (date(2026, 1, 1), date(2026, 12, 31))

totals = st.integers(0, 10**7).map(lambda cents: Decimal(cents) / 100)
spans = st.tuples(st.dates(date(2020, 1, 1), date(2030, 12, 31)), st.integers(0, 800)).map(
    lambda pair: (pair[0], pair[0] + timedelta(days=pair[1]))
)


def test_s15_a_year_by_full_months():
    assert {amount for _day, amount in plan(Decimal(1200), *YEAR)} == {Decimal(100)}


def test_s15_the_day_before_a_months_end_and_on_it():
    for day, wanted in ((date(2026, 1, 30), 0), (date(2026, 1, 31), 100), (date(2026, 2, 1), 100)):
        assert earned(Decimal(1200), *YEAR, day) == wanted


def test_s15_a_period_of_one_day():
    day = date(2026, 2, 28)
    assert plan(Decimal("0.01"), day, day) == [(day, Decimal("0.01"))]


def test_s15_credited_in_april_is_taken_back_at_once():
    """300 released, then all credited: 300 comes back; half credited: what is too much comes back."""
    march = date(2026, 3, 31)
    assert due(Decimal(0), *YEAR, Decimal(300), march, date(2026, 4, 2)) == [(march, Decimal(-300))]
    assert due(Decimal(600), *YEAR, Decimal(300), march, date(2026, 4, 2)) == [(march, Decimal(-150))]
    assert due(Decimal(1200), *YEAR, Decimal(300), march, date(2026, 4, 29)) == []
    assert due(Decimal(1200), *YEAR, Decimal(300), march, date(2026, 4, 30)) == [
        (date(2026, 4, 30), Decimal(100))
    ]


def test_s15_what_ended_early_is_earned_then():
    """Ended on 10 April without a credit note: nothing is owed any more."""
    rest = due(Decimal(1200), YEAR[0], date(2026, 4, 10), Decimal(300), date(2026, 3, 31), date(2026, 4, 10))
    assert sum(amount for _day, amount in rest) == 900


@given(totals, spans)
def test_s15_the_plan_adds_up(total, span):
    parts = plan(total, *span)
    assert sum(amount for _day, amount in parts) == total
    assert all(amount >= 0 for _day, amount in parts)
    assert parts[-1][0] == span[1]


@given(st.lists(totals, min_size=1, max_size=4), spans, st.lists(st.integers(0, 900), max_size=5))
def test_s16_whenever_it_runs_the_same_is_released(amounts, span, offsets):
    """However often it runs and whatever is credited between, all that stands is earned in the end."""
    released, last = Decimal(0), None
    runs = [span[0] + timedelta(days=offset) for offset in sorted(offsets)] + [span[1]]
    for index, today in enumerate(runs):
        total = amounts[min(index, len(amounts) - 1)] if today < span[1] else amounts[-1]
        for day, amount in due(total, *span, released, last, max(today, span[0])):
            released, last = released + amount, day
        assert due(total, *span, released, last, max(today, span[0])) == []
        following = next_day(total, *span, released, last)
        assert following is None or following > today
    for day, amount in due(amounts[-1], *span, released, last, span[1]):
        released, last = released + amount, day
    assert released == amounts[-1]
    assert next_day(amounts[-1], *span, released, last) is None
