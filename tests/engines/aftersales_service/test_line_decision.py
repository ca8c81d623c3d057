"""Who bears a line (S1, S11, S12, S14): every answer, and what holds whatever the facts."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from aftersales_service.const import PAYERS, SERVICE_TYPES
from aftersales_service.tools import entitlement
from aftersales_service.tools.entitlement import Cover, LineFacts, decide, share_of, split
from hypothesis import given
from hypothesis import strategies as st

ON = date(2026, 3, 15)
DAY = timedelta(days=1)
HALF = Decimal(50)
CENT = Decimal("0.01")

shares = st.decimals(0, 100, places=2)
covers = st.none() | st.builds(
    Cover, share=shares, until=st.none() | st.dates(date(2026, 1, 1), date(2026, 6, 1))
)
money = st.decimals(0, 1_000_000, places=4)
facts_of_any_kind = st.builds(
    LineFacts,
    on=st.dates(date(2026, 1, 1), date(2026, 6, 1)),
    service_type=st.sampled_from([key for key, _label in SERVICE_TYPES]),
    proposal=st.sampled_from(
        [
            ("warranty", {"date": "2026-03-15"}),
            ("expired", {}),
            ("internal", {}),
            ("repeat", {}),
            ("contract", {}),
        ]
    ),
    type_reason=st.none() | st.just("Because"),
    granted=st.none() | st.tuples(st.sampled_from(["goodwill", "maker"]), shares, st.just("Why")),
    extra=st.booleans(),
    repeat_payer=st.sampled_from(["company", "station"]),
    own_warranty=covers,
    part_labour=covers,
    wearing_part=st.booleans(),
    excluded_fault=st.booleans(),
    warranty=covers,
    contract=st.just("HT1"),
    contract_cover=covers,
)


def line(service_type="A", proposal=("expired", {"date": "2026-01-01"}), **kwargs):
    """Return the facts of a line that nobody but the customer pays, changed by `kwargs`."""
    return LineFacts(on=ON, service_type=service_type, proposal=proposal, **kwargs)


WARRANTY = ("warranty", {"date": "2026-12-31"})
CONTRACT = ("contract", {"contract": "HT1", "date": "2026-12-31"})
COVERED = Cover(until=ON)
OVER = Cover(until=ON - DAY)


@pytest.mark.parametrize(
    ("facts", "payer", "share", "reason"),
    [
        (line(), "customer", 0, "expired"),
        (line("C", WARRANTY, warranty=COVERED), "maker", 100, "warranty"),
        (line("C", WARRANTY, warranty=OVER), "customer", 0, "expired"),
        (line("C", WARRANTY, warranty=Cover(HALF, ON)), "maker", 50, "warranty"),
        (line("C", WARRANTY, warranty=Cover(Decimal(0), ON)), "customer", 0, "not_in_term"),
        (line("C", WARRANTY, warranty=COVERED, wearing_part=True), "customer", 0, "wearing_part"),
        (line("C", WARRANTY, warranty=COVERED, excluded_fault=True), "customer", 0, "expired"),
        (line(warranty=COVERED), "maker", 100, "warranty"),
        (line(own_warranty=COVERED), "maker", 100, "part_warranty"),
        (line(own_warranty=OVER), "customer", 0, "expired"),
        (line(part_labour=Cover(HALF, ON)), "maker", 50, "labour_of_part"),
        (line("C", WARRANTY, warranty=COVERED, own_warranty=COVERED), "maker", 100, "part_warranty"),
        (line("B", CONTRACT, contract="HT1", contract_cover=Cover()), "contract", 100, "contract"),
        (
            line("B", CONTRACT, contract="HT1", contract_cover=Cover(Decimal(0))),
            "customer",
            0,
            "not_in_contract",
        ),
        (line("B", CONTRACT, contract="HT1"), "customer", 0, "not_in_contract"),
        (line("C", WARRANTY, warranty=Cover(HALF, ON), contract_cover=Cover()), "contract", 100, "contract"),
        (line("C", WARRANTY, warranty=COVERED, contract_cover=Cover()), "maker", 100, "warranty"),
        (line("C", WARRANTY, wearing_part=True, contract_cover=Cover()), "contract", 100, "contract"),
        (line("D", ("internal", {})), "company", 100, "internal"),
        (line("D", ("internal", {}), extra=True), "company", 100, "internal"),
        (line("C", ("repeat", {"order": "FW1"}), warranty=COVERED), "company", 100, "repeat"),
        (line("C", ("repeat", {"order": "FW1"}), repeat_payer="station"), "station", 100, "repeat"),
        (line("C", WARRANTY, warranty=COVERED, extra=True), "customer", 0, "extra"),
        (line("A", WARRANTY, warranty=COVERED, type_reason="Misuse"), "customer", 0, "type_set"),
        (line("B", type_reason=""), "contract", 100, "type_set"),
        (line("C", type_reason="Goodwill"), "goodwill", 100, "type_set"),
        (line("D", type_reason="Ours"), "company", 100, "type_set"),
        (line("A", type_reason="x", granted=("goodwill", HALF, "Friend")), "goodwill", 50, "granted"),
        (line(extra=True, granted=("customer", Decimal(0), "x")), "customer", 0, "granted"),
    ],
)
def test_each_answer(facts, payer, share, reason):
    """S1, S11, S12, S14: who bears a line, how much of it, and the code of the reason."""
    decision = decide(facts)
    assert (decision.payer, decision.share, decision.reason) == (payer, share, reason)


@given(facts_of_any_kind)
def test_shares_add_up_to_the_whole_line(facts):
    """S12: whatever the facts, the shares are known payers' and make 100 %."""
    decision = decide(facts)
    assert sum(decision.shares.values()) == 100
    assert set(decision.shares) <= set(dict(PAYERS))
    assert all(0 < share <= 100 for share in decision.shares.values())


@given(facts_of_any_kind)
def test_same_facts_same_answer(facts):
    """S1: the answer depends on nothing but the facts; what is kept is what would be decided again."""
    assert decide(facts) == decide(facts)


@given(facts_of_any_kind)
def test_nothing_is_covered_after_its_last_day(facts):
    """S1: a cover that is over takes nothing."""
    decision = decide(facts)
    cover = {
        "part_warranty": facts.own_warranty,
        "labour_of_part": facts.part_labour,
        "warranty": facts.warranty,
        "contract": facts.contract_cover,
    }.get(decision.reason)
    if decision.share and cover:
        assert cover.until is None or facts.on <= cover.until
        assert decision.share == cover.share


@given(facts_of_any_kind, covers)
def test_more_cover_is_never_dearer(facts, cover):
    """S12: a further warranty of the part never makes the customer pay more."""
    bare = LineFacts(**{**vars(facts), "own_warranty": None})
    more = LineFacts(**{**vars(facts), "own_warranty": cover})
    assert decide(more).shares.get("customer", 0) <= decide(bare).shares.get("customer", 0)


@given(money, shares, st.sampled_from([CENT, Decimal("0.05"), Decimal(1)]))
def test_split_is_exact(amount, share, rounding):
    """S12: customer and payer add up to the rounded worth; the customer never pays more than that."""
    customer, covered = split(amount, share, rounding)
    value, nothing = split(amount, Decimal(0), rounding)
    assert (customer + covered, nothing) == (value, 0)
    assert 0 <= customer <= value
    assert customer % rounding == 0


@pytest.mark.parametrize(
    ("amount", "share", "customer", "covered"),
    [
        ("100", "0", "100", "0"),
        ("100", "100", "0", "100"),
        ("0.01", "50", "0.01", "0"),
        ("33.33", "33.33", "22.22", "11.11"),
        ("99.99", "12.5", "87.49", "12.50"),
    ],
)
def test_split_to_the_cent(amount, share, customer, covered):
    """S12: half a cent is the customer's."""
    assert split(Decimal(amount), Decimal(share), CENT) == (Decimal(customer), Decimal(covered))


@pytest.mark.parametrize(
    ("net", "due"),
    [("0", "0"), ("0.02", "0"), ("0.03", "0.01"), ("0.12", "0.02"), ("0.13", "0.03"), ("333.33", "66.67")],
)
def test_twenty_percent_of_the_net_income(net, due):
    """S14: rounded half up to the cent."""
    assert share_of(Decimal(net), Decimal(20), CENT) == Decimal(due)


def test_every_payer_of_a_type_is_known():
    """S1: the words of the engine are those of the screens."""
    assert set(entitlement.PAYER_OF_TYPE) == set(dict(SERVICE_TYPES))
    assert set(entitlement.PAYER_OF_TYPE.values()) <= set(dict(PAYERS))
