"""N10–N13: what is credited and charged for old parts."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from aftersales_stock.tools.writeoff import RESULTS, Figures, Piece, deadlines, decide
from hypothesis import given
from hypothesis import strategies as st

FIGURES = Figures(Decimal(100), Decimal(90), Decimal(0), Decimal(40), Decimal(10))
MARCH = deadlines(date(2031, 3, 8), 15)


@pytest.mark.parametrize(
    ("used_on", "full", "late"),
    [
        (date(2031, 3, 1), date(2031, 4, 15), date(2031, 4, 30)),
        (date(2031, 3, 31), date(2031, 4, 15), date(2031, 4, 30)),
        (date(2031, 1, 31), date(2031, 2, 15), date(2031, 2, 28)),
        (date(2032, 1, 31), date(2032, 2, 15), date(2032, 2, 29)),
        (date(2031, 12, 5), date(2032, 1, 15), date(2032, 1, 31)),
    ],
)
def test_n11_days_of_the_next_month(used_on, full, late):
    limits = deadlines(used_on, 15)
    assert (limits.full, limits.late) == (full, late)
    assert deadlines(used_on, 31).full == late


@pytest.mark.parametrize(
    ("shipped_on", "credit", "reason"),
    [
        (date(2031, 3, 9), "120.00", "full"),
        (date(2031, 4, 14), "120.00", "full"),
        (date(2031, 4, 15), "120.00", "full"),
        (date(2031, 4, 16), "108.00", "late"),
        (date(2031, 4, 30), "108.00", "late"),
        (date(2031, 5, 1), "0.00", "after"),
    ],
)
def test_n11_full_late_and_after(shipped_on, credit, reason):
    verdict = decide(Piece("confirmed", Decimal("120.00"), MARCH, shipped_on), FIGURES)
    assert (verdict.credit, verdict.charge, verdict.reason) == (
        Decimal(credit),
        Decimal(120) - Decimal(credit),
        reason,
    )
    assert verdict.differs == (reason != "full")


def test_n11_never_sent_is_not_credited():
    verdict = decide(Piece("missing", Decimal("120.00"), MARCH), FIGURES)
    assert (verdict.credit, verdict.shortfall, verdict.reason) == (0, Decimal(120), "missing")


def test_n12_no_fault_costs_forty_a_piece():
    verdict = decide(
        Piece("no_fault", Decimal("120.00"), MARCH, date(2031, 4, 1), pieces=Decimal(2)), FIGURES
    )
    assert (verdict.credit, verdict.shortfall, verdict.fee, verdict.charge) == (
        0,
        Decimal(120),
        Decimal(80),
        Decimal(200),
    )


def test_n12_surplus_and_wrong_parts_are_kept_without_credit():
    for result in ("surplus", "wrong"):
        verdict = decide(Piece(result, Decimal("120.00"), owed=False), FIGURES)
        assert (verdict.credit, verdict.charge, verdict.differs) == (0, 0, True)


def test_n12_passed_off_costs_ten_times_the_supply_price():
    owed = decide(Piece("passed_off", Decimal("120.00"), MARCH, date(2031, 4, 1)), FIGURES)
    assert (owed.penalty, owed.shortfall, owed.charge) == (Decimal(1200), Decimal(120), Decimal(1320))
    above = decide(Piece("passed_off", Decimal("120.00"), owed=False, price=Decimal("33.33")), FIGURES)
    assert (above.penalty, above.shortfall) == (Decimal("333.30"), 0)


def test_n11_another_policy_may_forgive():
    kind = Figures(Decimal(100), Decimal(100), Decimal(50), Decimal(0), Decimal(0))
    assert not decide(Piece("confirmed", Decimal(120), MARCH, date(2031, 4, 30)), kind).differs
    assert decide(Piece("missing", Decimal(120), MARCH), kind).credit == 60


def test_n11_what_is_not_credited_in_time_is_said():
    kind = Figures(Decimal(95), Decimal(90), Decimal(0), Decimal(0), Decimal(0))
    verdict = decide(Piece("confirmed", Decimal(120), MARCH, date(2031, 4, 1)), kind)
    assert (verdict.credit, verdict.shortfall, verdict.reason, verdict.differs) == (114, 6, "share", True)


amounts = st.decimals(0, 99_999, places=2)
shares = st.decimals(0, 100, places=2)
pieces = st.builds(
    Piece,
    st.sampled_from(RESULTS),
    amounts,
    st.just(MARCH),
    st.none() | st.dates(date(2031, 3, 1), date(2031, 6, 1)),
    st.booleans(),
)
figures = st.builds(Figures, shares, shares, shares, amounts, st.decimals(0, 20, places=1))


@given(pieces, figures)
def test_n13_every_cent_of_the_value_is_credited_or_charged(piece, policy):
    verdict = decide(piece, policy)
    counts = piece.owed and piece.result not in ("wrong", "surplus")
    assert verdict.credit + verdict.shortfall == (piece.value if counts else 0)
    assert min(verdict.credit, verdict.shortfall, verdict.fee, verdict.penalty) >= 0
    assert verdict.charge == verdict.shortfall + verdict.fee + verdict.penalty
    assert verdict.charge.as_tuple().exponent >= -2
    if not verdict.differs:
        assert verdict.shortfall == 0 and verdict.charge == 0


@given(amounts, st.dates(date(2031, 3, 1), date(2031, 6, 1)))
def test_n11_later_is_never_better(value, day):
    first, second = (
        decide(Piece("confirmed", value, MARCH, each), FIGURES) for each in (day, day + timedelta(days=1))
    )
    assert first.credit >= second.credit
