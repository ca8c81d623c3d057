from decimal import Decimal

from aftersales_service.tools.fee import Fee, charged_hours, pick, surcharged
from hypothesis import given
from hypothesis import strategies as st

HOURS = st.decimals(min_value="0.01", max_value="48", places=2)
UNITS = st.sampled_from([0, 10, 15, 20, 30, 60])
FEES = st.lists(
    st.builds(
        Fee,
        key=st.integers(1, 99),
        kind=st.sampled_from(["labour", "callout"]),
        rank=st.integers(-1, 3),
        area=st.sampled_from(["", "urban", "suburban"]),
        provider=st.sampled_from(["", "own", "station"]),
    )
)


def test_s12_the_limits_of_a_started_half_hour():
    """S12: 0.50 h is one unit, 0.51 h two; a minimum of one hour holds at and below it."""
    assert charged_hours(Decimal("0.50"), 30) == Decimal("0.5")
    assert charged_hours(Decimal("0.51"), 30) == 1
    assert charged_hours(Decimal("1.00"), 30, Decimal(1)) == 1
    assert charged_hours(Decimal("0.99"), 0, Decimal(1)) == 1
    assert charged_hours(Decimal("1.01"), 30, Decimal(1)) == Decimal("1.5")
    assert charged_hours(Decimal("1.25")) == Decimal("1.25")


def test_s12_the_nearest_fee_holds():
    """S12: category before area before who does the work; nothing where nothing fits."""
    general = Fee(1, "labour")
    ours = Fee(2, "labour", provider="own")
    suburban = Fee(3, "labour", area="suburban")
    category = Fee(4, "labour", rank=2)
    fees = [general, ours, suburban, category]
    assert pick(fees, "labour", "suburban", "own") == 4
    assert pick(fees[:3], "labour", "suburban", "own") == 3
    assert pick(fees[:3], "labour", "urban", "own") == 2
    assert pick(fees[:3], "labour", "urban", "station") == 1
    assert pick(fees, "callout") is None
    assert pick([Fee(5, "labour", rank=-1)], "labour") is None


def test_s12_half_a_cent_is_the_centres():
    assert surcharged("0.05", "50") == Decimal("0.08")
    assert surcharged("100", "0") == 100


@given(HOURS, UNITS, st.sampled_from(["0", "0.5", "1"]))
def test_never_less_than_worked_or_the_minimum_and_never_a_unit_more(hours, unit, minimum):
    counted = charged_hours(hours, unit, Decimal(minimum))
    assert counted >= Decimal(minimum)
    assert counted - hours > Decimal("-1e-9")
    if counted > Decimal(minimum):
        assert counted - hours < Decimal(unit or 1) / 60 + Decimal("1e-9")


@given(HOURS, HOURS, UNITS)
def test_more_time_never_costs_less(one, other, unit):
    low, high = sorted((one, other))
    assert charged_hours(low, unit) <= charged_hours(high, unit)


@given(FEES, st.sampled_from(["labour", "callout"]), st.sampled_from(["urban", "suburban"]))
def test_what_is_picked_fits_and_nothing_nearer_does(fees, kind, area):
    key = pick(fees, kind, area, "own")
    fitting = [
        fee
        for fee in fees
        if fee.kind == kind and fee.rank >= 0 and fee.area in ("", area) and fee.provider in ("", "own")
    ]
    assert (key is None) == (not fitting)
    if fitting:
        assert key in [fee.key for fee in fitting if fee.rank == max(each.rank for each in fitting)]
