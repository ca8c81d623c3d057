"""Figures of a complaint's settlement (S23, S24): tolerance, loss, shares, penalties.

Amounts are Decimals of one currency; percentages are Decimals, 50 means one half.
"""

from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal
from fractions import Fraction

from .contract import share_out, shift_months

CENT = Decimal("0.01")
HUNDRED = Decimal(100)

#: How a loss was reckoned; keys of the explanation.
ACTUAL, RESALE = "actual", "resale"

#: Disciplinary measures a case can end in, the mildest first.
NOTHING, WARNING, DEMERIT, MAJOR = "none", "warning", "demerit", "major"


class NotWhole(Exception):
    """Shares do not add up to 100 %; the argument is what they add up to."""


def is_within_tolerance(approved, returned, percent):
    """Tell whether a returned quantity is near enough to the approved one; the limit itself is (S23).

    >>> [is_within_tolerance(Decimal(100), Decimal(n), Decimal(5)) for n in (94, 95, 105, 106)]
    [False, True, True, False]
    """
    return abs(returned - approved) * HUNDRED <= approved * percent


@dataclass(frozen=True)
class Loss:
    """What a case has cost, and which of the two ways it was reckoned."""

    amount: Decimal
    basis: str


def reckon_loss(actual, grade_a=None, resale=None, returned_on=None, resold_on=None, months=1):
    """Return the loss of a case (S24).

    Goods resold within `months` of their return count with the difference to the grade-A price;
    the same day of the month is still within. Otherwise the actual loss counts.

    :param grade_a: what the goods would have brought as grade A, all of them
    :param resale: what they brought

    >>> from datetime import date
    >>> given = dict(grade_a=Decimal(1000), resale=Decimal(700), returned_on=date(2026, 1, 31))
    >>> reckon_loss(Decimal(900), **given, resold_on=date(2026, 2, 28)).amount
    Decimal('300')
    >>> reckon_loss(Decimal(900), **given, resold_on=date(2026, 3, 1)).amount
    Decimal('900')
    """
    resold = None not in (grade_a, resale, returned_on, resold_on)
    if resold and returned_on <= resold_on <= shift_months(returned_on, months):
        return Loss(max(grade_a - resale, Decimal(0)), RESALE)
    return Loss(actual, ACTUAL)


def allocate(loss, percentages, cent=CENT):
    """Share a loss by percentages, to the cent: the largest remainder takes what rounding leaves (S24).

    :raises NotWhole: if the percentages do not add up to 100

    >>> [str(part) for part in allocate(Decimal("0.05"), [Decimal(50), Decimal(50)])]
    ['0.03', '0.02']
    """
    total = sum(percentages, Decimal(0))
    if total != HUNDRED:
        raise NotWhole(total)
    return share_out(loss, [Fraction(percent) for percent in percentages], cent)


def propose_penalty(share, measure, figures, bonus=None):
    """Return the penalty proposed to a person (S24).

    A disciplinary measure stands for an amount at least; from a major demerit on it is the whole
    bonus of the month, where that is known.

    :param share: the person's share of the loss
    :param figures: measure → least amount
    :param bonus: performance bonus of the month
    """
    if measure == MAJOR:
        return share if bonus is None else bonus
    return max(share, figures.get(measure, Decimal(0)))


def carry(penalty, bonuses, percent, cent=CENT):
    """Spread a penalty over months: no month gives more than `percent` of its bonus (S24).

    :param bonuses: performance bonus of each month, in their order
    :return: (amount taken in each month, amount that is still to be carried)

    >>> taken, left = carry(Decimal(1000), [Decimal(800), Decimal(900)], Decimal(50))
    >>> [str(amount) for amount in taken], str(left)
    (['400.00', '450.00'], '150.00')
    """
    taken = []
    for bonus in bonuses:
        cap = (max(bonus, Decimal(0)) * percent / HUNDRED).quantize(cent, ROUND_DOWN)
        taken.append(min(penalty, cap))
        penalty -= taken[-1]
    return taken, penalty
