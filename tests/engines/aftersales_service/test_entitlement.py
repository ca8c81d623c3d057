"""Who pays for a job (S1): every answer, and the days on which the answer changes."""

from datetime import date, timedelta

import pytest
from aftersales_service.const import SERVICE_TYPES
from aftersales_service.tools import entitlement
from aftersales_service.tools.entitlement import Facts, propose, warranty_end
from hypothesis import given
from hypothesis import strategies as st

SOLD = date(2025, 3, 15)
END = date(2026, 3, 15)
CONTRACT_END = date(2026, 12, 31)
DAY = timedelta(days=1)

#: S1: which reasons can stand behind which type.
REASONS = {
    "A": {
        entitlement.NO_UNIT,
        entitlement.NO_SALE_DATE,
        entitlement.NO_TERM,
        entitlement.BEFORE_SALE,
        entitlement.EXPIRED,
    },
    "B": {entitlement.CONTRACT},
    "C": {entitlement.WARRANTY},
    "D": {entitlement.INTERNAL},
}

days = st.dates(date(2000, 1, 1), date(2100, 12, 31))
facts_of_any_kind = st.builds(
    Facts,
    on=days,
    internal=st.booleans(),
    has_unit=st.booleans(),
    sale_date=st.none() | days,
    has_term=st.booleans(),
    warranty_end=st.none() | days,
    contract=st.sampled_from(["", "HT2611-00007"]),
    contract_end=st.none() | days,
)


def unit(on, **kwargs):
    """Return the facts of a job on a unit sold on SOLD with a warranty of 12 months."""
    known = {"has_unit": True, "sale_date": SOLD, "has_term": True, "warranty_end": END}
    return Facts(on=on, **{**known, **kwargs})


@pytest.mark.parametrize(
    ("on", "service_type", "reason"),
    [
        (SOLD - DAY, "A", entitlement.BEFORE_SALE),
        (SOLD, "C", entitlement.WARRANTY),
        (SOLD + DAY, "C", entitlement.WARRANTY),
        (END - DAY, "C", entitlement.WARRANTY),
        (END, "C", entitlement.WARRANTY),
        (END + DAY, "A", entitlement.EXPIRED),
    ],
)
def test_warranty_runs_from_the_sale_to_its_last_day(on, service_type, reason):
    """S1: free from the day of the sale to the last day of the warranty, both included."""
    proposal = propose(unit(on))
    assert (proposal.service_type, proposal.reason) == (service_type, reason)


@pytest.mark.parametrize(
    ("facts", "service_type", "reason", "values"),
    [
        (Facts(on=END), "A", entitlement.NO_UNIT, {}),
        (Facts(on=END, has_unit=True), "A", entitlement.NO_SALE_DATE, {}),
        (
            unit(END, has_term=False, warranty_end=None),
            "A",
            entitlement.NO_TERM,
            {},
        ),
        (unit(SOLD - DAY), "A", entitlement.BEFORE_SALE, {"date": "2025-03-15"}),
        (unit(END + DAY), "A", entitlement.EXPIRED, {"date": "2026-03-15"}),
        (unit(END), "C", entitlement.WARRANTY, {"date": "2026-03-15"}),
        (unit(END, internal=True), "D", entitlement.INTERNAL, {}),
        (
            unit(END + DAY, contract="HT7", contract_end=CONTRACT_END),
            "B",
            entitlement.CONTRACT,
            {"contract": "HT7", "date": "2026-12-31"},
        ),
    ],
)
def test_each_reason_has_the_values_of_its_sentence(facts, service_type, reason, values):
    """S1: the reason carries what its sentence names: the date, the contract."""
    proposal = propose(facts)
    assert (proposal.service_type, proposal.reason) == (service_type, reason)
    assert proposal.values == values


def test_day_of_the_sale_is_not_before_the_sale():
    """S1: on the very day of the sale the reason for paying is the missing term, not the date."""
    assert propose(unit(SOLD, has_term=False, warranty_end=None)).reason == entitlement.NO_TERM


def test_warranty_goes_before_contract():
    """S1: what the maker owes is not charged to the customer's contract."""
    covered = {"contract": "HT7", "contract_end": CONTRACT_END}
    assert propose(unit(END, **covered)).service_type == "C"
    assert propose(unit(END + DAY, **covered)).service_type == "B"


def test_contract_without_unit_pays():
    """S1: a contract that covers every unit of the customer needs no serial number."""
    proposal = propose(Facts(on=END, contract="HT7"))
    assert proposal.service_type == "B"
    assert proposal.values == {"contract": "HT7", "date": ""}


def test_term_without_an_end_is_no_warranty():
    """S1: a term whose end is not known gives no free repair, and does not break the proposal."""
    assert propose(unit(END, warranty_end=None)).reason == entitlement.NO_TERM


@given(facts_of_any_kind)
def test_every_job_has_a_type_and_a_known_reason(facts):
    """S1: whatever is known or unknown, one of the four types and a reason that fits it."""
    proposal = propose(facts)
    assert proposal.service_type in dict(SERVICE_TYPES)
    assert proposal.reason in REASONS[proposal.service_type]
    assert all(isinstance(value, str) for value in proposal.values.values())


@given(facts_of_any_kind)
def test_free_means_in_warranty(facts):
    """S1: nobody gets a free repair before the sale or after the last day of the warranty."""
    if propose(facts).service_type == "C":
        assert facts.sale_date <= facts.on <= facts.warranty_end


@given(facts_of_any_kind)
def test_paid_only_where_no_contract_covers(facts):
    """S1: the customer pays only where neither we nor a contract do."""
    if propose(facts).service_type == "A":
        assert not facts.contract
        assert not facts.internal


@pytest.mark.parametrize(
    ("sold", "months", "end"),
    [
        (date(2025, 3, 15), 12, date(2026, 3, 15)),
        (date(2025, 12, 1), 1, date(2026, 1, 1)),
        (date(2025, 11, 30), 1, date(2025, 12, 30)),
        (date(2025, 12, 31), 12, date(2026, 12, 31)),
        (date(2025, 8, 31), 6, date(2026, 2, 28)),
        (date(2023, 8, 31), 6, date(2024, 2, 29)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2024, 2, 29), 48, date(2028, 2, 29)),
        (date(2025, 2, 28), 12, date(2026, 2, 28)),
        (date(2023, 2, 28), 12, date(2024, 2, 28)),
        (date(2025, 5, 31), 1, date(2025, 6, 30)),
        (date(1999, 3, 1), 12, date(2000, 3, 1)),
        (date(2025, 3, 15), 0, date(2025, 3, 15)),
    ],
)
def test_last_day_of_a_warranty(sold, months, end):
    """S1: the corresponding day, or the last day of a month that has none; leap years too."""
    assert warranty_end(sold, months) == end


def test_negative_term_is_refused():
    """S1: a warranty that ends before the sale is a mistake of the policy."""
    with pytest.raises(ValueError, match="less than zero"):
        warranty_end(SOLD, -1)


@given(days, st.integers(0, 240), st.integers(1, 12))
def test_longer_term_ends_later(sold, months, more):
    """S1: each further month moves the end."""
    assert warranty_end(sold, months) < warranty_end(sold, months + more)


@given(days, st.integers(1, 60), st.integers(0, 240))
def test_later_sale_never_ends_earlier(sold, later, months):
    """S1: who bought later is not free for a shorter time."""
    assert warranty_end(sold, months) <= warranty_end(sold + later * DAY, months)


@given(days, st.integers(0, 240))
def test_end_lies_in_its_month(sold, months):
    """S1: the end lies exactly `months` months on, on the day of the sale or before it."""
    end = warranty_end(sold, months)
    assert (end.year * 12 + end.month) - (sold.year * 12 + sold.month) == months
    assert end.day == sold.day or (end.day < sold.day and (end + DAY).day == 1)
