"""What a score card comes to, and what a month of them pays (S27).

>>> pay_month([Decimal(50), Decimal(30), Decimal(-10)], Decimal(10), bad=False)
Pay(checks=Decimal('70'), praise=Decimal('10'), total=Decimal('80'))
>>> pay_month([Decimal(50), Decimal(-10)], Decimal(10), bad=True)
Pay(checks=Decimal('40'), praise=Decimal('10'), total=Decimal('0'))
"""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

PLACES = Decimal("0.01")


@dataclass(frozen=True)
class Item:
    """A row of the card: its points, or fatal: missed, the whole contact is bad."""

    points: Decimal
    missed: bool = False
    fatal: bool = False


@dataclass(frozen=True)
class Pay:
    """What the checks and the praise of a month come to, and what is paid of it."""

    checks: Decimal
    praise: Decimal
    total: Decimal


def judge(items, bands):
    """Return points (0 to 100, two decimals) and grade of a card.

    :param bands: least points of "excellent", "good" and "fair"; below it is "poor"
    """
    whole = sum((item.points for item in items), Decimal(0))
    held = sum((item.points for item in items if not item.missed), Decimal(0))
    points = (held * 100 / whole).quantize(PLACES, ROUND_HALF_UP) if whole else Decimal("100.00")
    if any(item.fatal and item.missed for item in items):
        return points, "bad"
    return points, next((grade for grade in ("excellent", "good", "fair") if points >= bands[grade]), "poor")


def pay_month(amounts, praise, bad, with_praise=True):
    """Return what a month pays; one bad contact cancels what would be paid, never what is deducted.

    :param amounts: money of each check, below zero to deduct
    :param with_praise: a bad contact cancels the praise, too
    """
    checks = sum(amounts, Decimal(0))
    if not bad:
        return Pay(checks, praise, checks + praise)
    kept = Decimal(0) if with_praise else praise
    return Pay(checks, praise, min(checks, Decimal(0)) + kept)
