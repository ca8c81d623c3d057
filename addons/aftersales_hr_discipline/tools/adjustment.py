"""The month's adjustments of one person (D46): what is paid and deducted now, what the next month gets.

>>> first = Line(1, 1, date(2026, 3, 2), Decimal(-900), True)
>>> second = Line(2, 2, date(2026, 3, 9), Decimal(-300), True)
>>> result = settle([first, second], Means(Decimal(5000), Decimal(2000), Decimal(3000)), Guard())
>>> result.limit, result.bound, result.taken[2], result.carried[2]
(Decimal('1000.00'), 'share', Decimal('-100.00'), Decimal('-200.00'))
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_DOWN, Decimal

CENT = Decimal("0.01")
NOTHING = Decimal("0.00")


@dataclass(frozen=True)
class Line:
    """Money with a source: above zero for the person, below zero deducted. Company currency, whole cents.

    Lines of one `claim` belong together: a fine, its rest of earlier months, its reversal. Claims with the
    same `share`, in percent, take no more than that of the month's bonus together (S24).
    """

    key: int
    claim: int
    day: date
    amount: Decimal
    fine: bool = False
    share: Decimal | None = None


@dataclass(frozen=True)
class Means:
    """What the person earns in the month."""

    wage: Decimal
    minimum_wage: Decimal
    bonus: Decimal


@dataclass(frozen=True)
class Guard:
    """How much may be deducted: percent of the wage, and whether fines come from the bonus only."""

    share: Decimal = Decimal(20)
    bonus_only: bool = True


@dataclass(frozen=True)
class Settlement:
    """Taken and carried amount of each line by key; the limit and what sets it: share, minimum or bonus."""

    taken: dict
    carried: dict
    limit: Decimal
    bound: str


def to_cents(value):
    """Return the number `value` as an amount of whole cents."""
    return Decimal(str(value)).quantize(CENT)


def find_limit(means, guard):
    """Return what may be deducted from the month's wage in all, and what sets that limit."""
    share = (means.wage * guard.share / 100).quantize(CENT, ROUND_DOWN)
    above = means.wage - means.minimum_wage
    return (max(above, NOTHING), "minimum") if above < share else (max(share, NOTHING), "share")


def settle(lines, means, guard):
    """Return what becomes of `lines`: reversals against their claim first, then the oldest first.

    Taken and carried add up to the amount of each line. What is deducted of all claims together never
    goes above the limit, what is deducted of fines never above the bonus if `guard` says so, what is
    deducted of claims with a share never above that share of the bonus.
    """
    limit, bound = find_limit(means, guard)
    room, bonus = limit, max(means.bonus, NOTHING)
    taken = {line.key: line.amount for line in lines}
    claims = defaultdict(list)
    for line in sorted(lines, key=lambda line: (line.day, line.key)):
        claims[line.claim].append(line)
    short_of_bonus, pots = False, {}
    for own in claims.values():
        owed = -sum(line.amount for line in own)
        if owed <= 0:
            continue
        fine = guard.bonus_only and any(line.fine for line in own)
        share = next((line.share for line in own if line.share is not None), None)
        if share is not None and share not in pots:
            pots[share] = (max(means.bonus, NOTHING) * share / 100).quantize(CENT, ROUND_DOWN)
        part = min(owed, room, bonus if fine else owed, owed if share is None else pots[share])
        short_of_bonus |= part < min(owed, room)
        room -= part
        bonus -= part if fine else NOTHING
        if share is not None:
            pots[share] -= part
        rest = owed - part
        for line in reversed(own):
            held = min(rest, max(-line.amount, NOTHING))
            taken[line.key] += held
            rest -= held
    carried = {line.key: line.amount - taken[line.key] for line in lines}
    return Settlement(taken, carried, limit, "bonus" if short_of_bonus else bound)
