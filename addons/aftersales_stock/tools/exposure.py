"""What a station has of our parts, against what its deposit allows (N6).

>>> from decimal import Decimal as D
>>> held = Parts("M7", price=D("100"), held=D(5), transit=D(2), reserved=D(3))
>>> measure([held], deposit=D("1000"), ratio=D("3")).left
Decimal('2000.00')
>>> measure([held], deposit=D("333.33"), ratio=D("3")).left
Decimal('-0.01')
"""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal


@dataclass(frozen=True)
class Parts:
    """One product at a station: supply price, and quantities at it, on the way to it, still to be shipped."""

    product: object
    price: Decimal
    held: Decimal = Decimal(0)
    transit: Decimal = Decimal(0)
    reserved: Decimal = Decimal(0)


@dataclass(frozen=True)
class Exposure:
    """The values, their sum, the limit, what is left of it, and why the limit is what it is."""

    held: Decimal
    transit: Decimal
    reserved: Decimal
    owed: Decimal
    total: Decimal
    limit: Decimal
    left: Decimal
    ratio: Decimal
    reason: str  # "ratio", or "overdue": the least deposit should be there by now


def measure(parts, deposit, ratio, overdue=False, rounding=Decimal("0.01"), owed=Decimal(0)):
    """Value parts at supply price and set them against the deposit.

    Args:
        parts: `Parts` of the station.
        deposit: what the station has left.
        ratio: so many times the deposit may be out.
        overdue: the least deposit is due and not paid: nothing more goes out.
        rounding: smallest unit of the currency; each of the values is rounded once.
        owed: what was used and is not written off, at the supply price of its day.

    Returns:
        An `Exposure`.
    """
    values = {
        name: _round(sum((getattr(each, name) * each.price for each in parts), Decimal(0)), rounding)
        for name in ("held", "transit", "reserved")
    }
    values["owed"] = _round(owed, rounding)
    total = sum(values.values())
    limit = Decimal(0) if overdue else _round(deposit * ratio, rounding)
    reason = "overdue" if overdue else "ratio"
    return Exposure(total=total, limit=limit, left=limit - total, ratio=ratio, reason=reason, **values)


def _round(amount, rounding):
    return (amount / rounding).quantize(Decimal(1), ROUND_HALF_UP) * rounding
