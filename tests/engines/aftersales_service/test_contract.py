"""Maintenance contracts (S15): notice, billing periods that add up, visits, time bands."""

from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from itertools import pairwise

import pytest
from aftersales_service.tools import contract, entitlement
from aftersales_service.tools.contract import Band, bill, notice_date, pick_band, visit_dates
from aftersales_service.tools.working_time import Calendar
from hypothesis import given
from hypothesis import strategies as st

DAY = timedelta(days=1)
OFFICE = ((9 * 60, 12 * 60), (13 * 60, 18 * 60))
UTC = timezone.utc
#: Monday to Friday; Thursday 1 October 2026 is a holiday, Saturday 10 October makes up for it.
CALENDAR = Calendar(
    zone="Asia/Shanghai",
    week=(OFFICE,) * 5 + ((), ()),
    closed=((datetime(2026, 9, 30, 16, tzinfo=UTC), datetime(2026, 10, 1, 15, 59, tzinfo=UTC)),),
    makeup={date(2026, 10, 10): 3},
)

starts = st.dates(date(2000, 1, 1), date(2060, 12, 31))
lengths = st.integers(0, 5 * 366)
months = st.sampled_from([0, 1, 3, 6, 12])
prices = st.decimals(0, 10_000_000, places=2)


@pytest.mark.parametrize(
    ("end", "day"),
    [
        (date(2026, 12, 31), date(2026, 11, 30)),
        (date(2027, 1, 31), date(2026, 12, 31)),
        (date(2027, 3, 31), date(2027, 2, 28)),
        (date(2028, 3, 31), date(2028, 2, 29)),
        (date(2027, 3, 28), date(2027, 2, 28)),
        (date(2026, 2, 28), date(2026, 1, 28)),
        (date(2026, 1, 15), date(2025, 12, 15)),
    ],
)
def test_s15_notice_one_month_before_expiry(end, day):
    assert notice_date(end, 1) == day


@given(starts, st.integers(0, 240))
def test_s15_shifting_months_keeps_the_day_or_takes_the_last(day, count):
    later = contract.shift_months(day, count)
    assert (later.year - day.year) * 12 + later.month - day.month == count
    assert later.day == day.day or (later + DAY).day == 1


@given(starts, lengths)
def test_s15_next_term_follows_without_gap(start, length):
    end = start + length * DAY
    begin, finish = contract.next_term(start, end)
    assert begin == end + DAY
    assert finish >= begin
    span = contract.whole_months(start, end)
    if span is None:
        assert finish - begin == end - start
    else:
        assert contract.shift_months(begin, span) == finish + DAY


@given(starts, st.integers(0, 10 * 366))
def test_s15_contract_years_follow_each_other(start, offset):
    day = start + offset * DAY
    low, high = contract.contract_year(start, day)
    assert low <= day <= high
    assert contract.contract_year(start, high + DAY)[0] == high + DAY
    assert 364 <= (high - low).days <= 365


@given(prices, starts, lengths, months, st.booleans())
def test_s15_periods_cover_the_term_and_add_up_to_the_price(price, start, length, span, aligned):
    end = start + length * DAY
    periods = bill(price, start, end, span, aligned=aligned)
    assert periods[0].start == start
    assert periods[-1].end == end
    assert all(one.end + DAY == two.start for one, two in pairwise(periods))
    assert all(period.start <= period.end for period in periods)
    assert sum(period.amount for period in periods) == price
    assert all(period.amount >= 0 for period in periods)
    assert all(period.amount == period.amount.quantize(Decimal("0.01")) for period in periods)


@given(prices, starts, st.integers(1, 5), st.sampled_from([1, 3, 6, 12]))
def test_s15_equal_periods_differ_by_a_cent_at_most(price, start, years, span):
    end = contract.shift_months(start, 12 * years) - DAY
    amounts = [period.amount for period in bill(price, start, end, span)]
    assert len(amounts) == 12 * years // span
    assert max(amounts) - min(amounts) <= Decimal("0.01")
    assert amounts == sorted(amounts, reverse=True)


def test_s15_price_that_does_not_divide():
    amounts = [str(p.amount) for p in bill(Decimal("10000"), date(2026, 1, 1), date(2026, 12, 31), 1)]
    assert amounts == ["833.34"] * 4 + ["833.33"] * 8


def test_s15_broken_first_and_last_period_by_days():
    """From 16 January by calendar quarters: 75 of 90 days, three quarters, 15 of 90 days."""
    periods = bill(Decimal("3600"), date(2026, 1, 16), date(2027, 1, 15), 3, aligned=True)
    assert [(p.start, p.end) for p in periods] == [
        (date(2026, 1, 16), date(2026, 3, 31)),
        (date(2026, 4, 1), date(2026, 6, 30)),
        (date(2026, 7, 1), date(2026, 9, 30)),
        (date(2026, 10, 1), date(2026, 12, 31)),
        (date(2027, 1, 1), date(2027, 1, 15)),
    ]
    assert [str(p.amount) for p in periods] == ["750.00", "900.00", "900.00", "900.00", "150.00"]


def test_s15_contract_from_the_31st():
    periods = bill(Decimal("300"), date(2026, 1, 31), date(2026, 4, 29), 1)
    assert [p.start for p in periods] == [date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 31)]
    assert [str(p.amount) for p in periods] == ["100.00"] * 3


def test_s15_ended_early():
    start, end = date(2026, 4, 1), date(2026, 4, 30)
    assert contract.cut(Decimal("100"), start, end, start) == Decimal("3.33")
    assert contract.cut(Decimal("100"), start, end, end) == Decimal("100.00")


@given(starts, lengths, st.integers(0, 24), st.integers(0, 60))
def test_s15_visits_lie_within_the_term(start, length, every, per_year):
    end = start + length * DAY
    days = visit_dates(start, end, every, per_year)
    assert days == sorted(set(days))
    assert all(start <= day <= end for day in days)
    assert bool(days) == bool(every or per_year)


@given(starts, st.integers(1, 5), st.integers(1, 60))
def test_s15_so_many_visits_each_year(start, years, count):
    end = contract.shift_months(start, 12 * years) - DAY
    assert len(visit_dates(start, end, per_year=count)) == years * count


def test_s15_visit_every_quarter():
    days = visit_dates(date(2026, 1, 31), date(2027, 1, 30), every=3)
    assert days == [date(2026, 1, 31), date(2026, 4, 30), date(2026, 7, 31), date(2026, 10, 31)]


BANDS = [
    Band(1, contract.HOLIDAY, 0, 24 * 60),
    Band(2, contract.WEEKEND, 0, 24 * 60),
    Band(3, contract.ANY, 18 * 60, 8 * 60),
    Band(4, contract.WORKDAY, 8 * 60, 18 * 60),
]


@pytest.mark.parametrize(
    ("local", "key"),
    [
        ("2026-09-28 07:59", 3),
        ("2026-09-28 08:00", 4),
        ("2026-09-28 17:59", 4),
        ("2026-09-28 18:00", 3),
        ("2026-09-30 23:59", 3),
        ("2026-10-01 00:00", 1),
        ("2026-10-01 12:00", 1),
        ("2026-10-02 00:00", 3),
        ("2026-10-03 10:00", 2),
        ("2026-10-10 10:00", 4),
        ("2026-10-11 10:00", 2),
    ],
)
def test_s15_band_by_hour_and_kind_of_day(local, key):
    moment = datetime.fromisoformat(f"{local}+08:00")
    assert pick_band(BANDS, CALENDAR, moment) == key


def test_s15_night_band_of_working_days_only():
    """Hours after midnight belong to the evening before: Monday 2:00 is Sunday's night."""
    bands = [Band(1, contract.WORKDAY, 18 * 60, 8 * 60)]
    monday = datetime(2026, 9, 27, 18, tzinfo=UTC)
    assert pick_band(bands, CALENDAR, monday) is None
    assert pick_band(bands, CALENDAR, monday + DAY) == 1
    assert pick_band([], CALENDAR, monday) is None


UNDER_CONTRACT = {"contract": "HT2601-00001", "contract_end": date(2026, 12, 31)}


@pytest.mark.parametrize(
    ("facts", "service_type", "reason"),
    [
        ({}, "B", entitlement.CONTRACT),
        ({"per_call": True}, "A", entitlement.PER_CALL),
        ({"calls": 2, "calls_left": 1}, "B", entitlement.CONTRACT),
        ({"calls": 2, "calls_left": 0}, "A", entitlement.USED_UP),
        ({"calls": 0, "calls_left": 0}, "B", entitlement.CONTRACT),
        ({"calls": 2, "calls_left": 0, "scheduled": True}, "B", entitlement.SCHEDULED),
        ({"per_call": True, "defect": "QX2601-00001"}, "C", entitlement.DEFECT),
        ({"internal": True, "defect": "QX2601-00001"}, "D", entitlement.INTERNAL),
        ({"excluded": ("part",)}, "B", entitlement.CONTRACT),
    ],
)
def test_s15_type_of_a_job_under_contract(facts, service_type, reason):
    proposal = entitlement.propose(entitlement.Facts(on=date(2026, 5, 1), **UNDER_CONTRACT, **facts))
    assert (proposal.service_type, proposal.reason) == (service_type, reason)


def test_s19_defect_is_the_makers():
    """Every line of the job, also one that neither warranty nor contract covers."""
    facts = entitlement.LineFacts(
        on=date(2026, 5, 1), service_type="C", proposal=(entitlement.DEFECT, {"notice": "QX2601-00001"})
    )
    assert entitlement.decide(facts).shares == {entitlement.MAKER: Decimal(100)}
