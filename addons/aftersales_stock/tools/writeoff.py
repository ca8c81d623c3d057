"""What a station is credited for the old parts of its warranty jobs, and what it is charged (N10–N13).

>>> from datetime import date
>>> from decimal import Decimal as D
>>> figures = Figures(D(100), D(90), D(0), D(40), D(10))
>>> piece = Piece("confirmed", D("120.00"), deadlines(date(2031, 3, 8), 15), shipped_on=date(2031, 4, 16))
>>> verdict = decide(piece, figures)
>>> verdict.credit, verdict.shortfall, verdict.reason
(Decimal('108.00'), Decimal('12.00'), 'late')
"""

import calendar
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

#: What the inspection of a piece finds; `missing`: it never came.
RESULTS = ("confirmed", "no_fault", "wrong", "passed_off", "surplus", "missing")


@dataclass(frozen=True)
class Figures:
    """Shares in per cent, the fee for a piece without a fault, the factor for one that was passed off."""

    full_share: Decimal
    late_share: Decimal
    after_share: Decimal
    no_fault_fee: Decimal
    passed_off_factor: Decimal
    rounding: Decimal = Decimal("0.01")


@dataclass(frozen=True)
class Deadlines:
    """Last day for the full credit, and for the reduced one (N11)."""

    full: date
    late: date


@dataclass(frozen=True)
class Piece:
    """An old part: what was found, what the part used for it counted, when it had to be sent and was.

    `owed` is False for a piece that no job asks for: above the report, or not the part that was used.
    `price` is the supply price of the piece itself, for which more than its value may be asked.
    """

    result: str
    value: Decimal
    deadlines: Deadlines | None = None
    shipped_on: date | None = None
    owed: bool = True
    price: Decimal | None = None
    pieces: Decimal = Decimal(1)


@dataclass(frozen=True)
class Verdict:
    """What is credited of the value, what is not, what is charged on top, and why."""

    credit: Decimal
    shortfall: Decimal
    fee: Decimal
    penalty: Decimal
    share: Decimal
    reason: str
    values: dict = field(default_factory=dict)

    @property
    def charge(self):
        """What the station owes for this piece."""
        return self.shortfall + self.fee + self.penalty

    @property
    def differs(self):
        """Tell whether the station has something to answer: anything but the full credit (N13)."""
        return self.reason != "full"


def deadlines(used_on, full_day):
    """Return the last days for a part used on `used_on`: day `full_day` of the next month, and its end."""
    first = (used_on.replace(day=28) + timedelta(days=4)).replace(day=1)
    length = calendar.monthrange(first.year, first.month)[1]
    return Deadlines(first.replace(day=min(full_day, length)), first.replace(day=length))


def get_share(limits, shipped_on, figures):
    """Return the share that is credited of a piece shipped on `shipped_on`, and why."""
    if not shipped_on:
        return figures.after_share, "missing"
    if shipped_on <= limits.full:
        return figures.full_share, "full"
    if shipped_on <= limits.late:
        return figures.late_share, "late"
    return figures.after_share, "after"


def decide(piece, figures):
    """Decide about one piece.

    A fault that is confirmed is credited by the day of shipping. A piece without a fault goes back and is
    not credited, with a fee. What was passed off is not credited and costs a multiple of its supply price
    on top. A wrong part meets nothing: what it was sent for stays owed. What is above the report is kept.

    Args:
        piece: a `Piece`.
        figures: the `Figures` in force.

    Returns:
        A `Verdict`; credit and shortfall add up to the value that was owed.
    """
    owed = piece.value if piece.owed else Decimal(0)
    nothing = Decimal(0)
    if piece.result in ("confirmed", "missing") and piece.owed:
        shipped_on = piece.shipped_on if piece.result == "confirmed" else None
        share, reason = get_share(piece.deadlines, shipped_on, figures)
        credit = _round(owed * share / 100, figures.rounding)
        return Verdict(credit, owed - credit, nothing, nothing, share, _name(reason, share))
    if piece.result == "no_fault":
        fee = _round(figures.no_fault_fee * piece.pieces, figures.rounding)
        return Verdict(nothing, owed, fee, nothing, nothing, "no_fault", {"fee": figures.no_fault_fee})
    if piece.result == "passed_off":
        price = piece.value if piece.price is None else piece.price
        penalty = _round(price * figures.passed_off_factor, figures.rounding)
        values = {"factor": figures.passed_off_factor, "price": price}
        return Verdict(nothing, owed, nothing, penalty, nothing, "passed_off", values)
    reason = "wrong" if piece.result == "wrong" else "surplus"
    return Verdict(nothing, nothing, nothing, nothing, nothing, reason)


def _name(reason, share):
    """A late piece credited in full all the same is no difference; one in time that is not, is one."""
    if reason == "full" and share < 100:
        return "share"
    return "full" if reason != "missing" and share >= 100 else reason


def _round(amount, rounding):
    return (amount / rounding).quantize(Decimal(1), ROUND_HALF_UP) * rounding
