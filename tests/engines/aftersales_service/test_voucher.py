"""A voucher is valid only when it is complete (S7)."""

from dataclasses import replace
from decimal import Decimal

import pytest
from aftersales_service.tools.voucher import ITEMS, Voucher, missing_items
from hypothesis import given
from hypothesis import strategies as st

COMPLETE = Voucher(
    fault="不制冷",
    handling="更换压缩机启动电容",
    result="运行正常",
    equipment="KFR-35GW",
    time_spent=Decimal("1.5"),
    parts_recorded=True,
    signed=True,
)
#: Which field of a voucher proves which item.
FIELD = {
    "fault": "fault",
    "handling": "handling",
    "result": "result",
    "equipment": "equipment",
    "time_spent": "time_spent",
    "parts": "parts_recorded",
    "signature": "signed",
}

texts = st.sampled_from(["", " ", "\n", "x", " 正常 "])
vouchers = st.builds(
    Voucher,
    fault=texts,
    handling=texts,
    result=texts,
    equipment=texts,
    time_spent=st.decimals(-1, 24, places=2),
    parts_recorded=st.booleans(),
    signed=st.booleans(),
)


def test_rule_s7_asks_for_seven_items():
    """S7: fault, handling, result, equipment, time, parts and signature; nothing more or less."""
    assert set(ITEMS) == set(FIELD)
    assert ITEMS[-1] == "signature"


def test_complete_voucher_lacks_nothing():
    """S7: with all seven items the voucher is valid."""
    assert missing_items(COMPLETE) == []


def test_empty_voucher_lacks_everything():
    """S7: the items are named in the order in which the voucher shows them."""
    assert missing_items(Voucher()) == list(ITEMS)


@pytest.mark.parametrize("item", ITEMS)
def test_one_missing_item_makes_it_invalid(item):
    """S7: each item alone is missed, and only that one is named."""
    empty = getattr(Voucher(), FIELD[item])
    assert missing_items(replace(COMPLETE, **{FIELD[item]: empty})) == [item]


@pytest.mark.parametrize("item", ["fault", "handling", "result", "equipment"])
@pytest.mark.parametrize("blank", [" ", "\t\n", "\u3000"])
def test_blanks_are_no_text(item, blank):
    """S7: a blank, also a Chinese full-width one, describes nothing."""
    assert missing_items(replace(COMPLETE, **{item: blank})) == [item]


@pytest.mark.parametrize(
    ("hours", "missing"),
    [("-0.5", ["time_spent"]), ("0", ["time_spent"]), ("0.01", []), ("8", [])],
)
def test_time_must_be_more_than_nothing(hours, missing):
    """S7: zero hours are no time spent."""
    assert missing_items(replace(COMPLETE, time_spent=Decimal(hours))) == missing


@given(vouchers, st.sampled_from(ITEMS))
def test_adding_an_item_never_adds_a_gap(voucher, item):
    """S7: filling in one item removes it from the list and touches no other."""
    field = FIELD[item]
    filled = replace(voucher, **{field: getattr(COMPLETE, field)})
    assert missing_items(filled) == [name for name in missing_items(voucher) if name != item]


@given(vouchers)
def test_gaps_come_in_the_order_of_the_form(voucher):
    """S7: the list has no double and follows the form."""
    gaps = missing_items(voucher)
    assert gaps == [item for item in ITEMS if item in gaps]
