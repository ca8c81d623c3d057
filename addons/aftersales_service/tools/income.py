"""When the income of a contract's period is earned (S15, S16): pure arithmetic, no Odoo.

What is invoiced for a period in advance is owed to the customer until it is earned: month by month, to the
cent. What is invoiced may shrink (credit notes) and the period may end early; what is still to be released
follows from what is invoiced now and what was released so far, so that nothing has to be undone.
"""

from calendar import monthrange
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import accumulate

from .contract import share_out


def plan(total, start, end, cent=Decimal("0.01")):
    """Return the days on which `total` is earned, with what is earned on each: [(day, amount)].

    A full calendar month weighs 1, a broken one its days by those of the month. The days are the ends of the
    months, and the last day of the period.

    >>> [(str(day), str(part)) for day, part in plan(Decimal(100), date(2026, 1, 1), date(2026, 3, 31))]
    [('2026-01-31', '33.34'), ('2026-02-28', '33.33'), ('2026-03-31', '33.33')]
    >>> [(str(day), str(part)) for day, part in plan(Decimal(90), date(2026, 6, 16), date(2026, 7, 31))]
    [('2026-06-30', '30.00'), ('2026-07-31', '60.00')]
    """
    days, weights, day = [], [], start
    while day <= end:
        length = monthrange(day.year, day.month)[1]
        last = min(date(day.year, day.month, length), end)
        days.append(last)
        weights.append(Fraction((last - day).days + 1, length))
        day = last + timedelta(days=1)
    return list(zip(days, share_out(total, weights, cent), strict=True))


def earned(total, start, end, day, cent=Decimal("0.01")):
    """Return what of `total` is earned by the end of `day`.

    >>> str(earned(Decimal(1200), date(2026, 1, 1), date(2026, 12, 31), date(2026, 4, 10)))
    '300.00'
    """
    return sum((amount for last, amount in plan(total, start, end, cent) if last <= day), Decimal(0))


def due(total, start, end, released, last, today, cent=Decimal("0.01")):
    """Return what is to be released by `today`: [(day, amount)], amounts negative where too much was.

    :param total: what is invoiced for the period, less what was credited
    :param end: last day of the period, or the earlier day on which the contract ended
    :param released: what was released so far
    :param last: the day up to which that was, or None
    """
    result = []
    for day, sum_then in _sum_up(total, start, end, last, cent):
        if day <= today and sum_then != released:
            result.append((day, sum_then - released))
            released = sum_then
    return result


def next_day(total, start, end, released, last, cent=Decimal("0.01")):
    """Return the first day on which something is to be released, or None.

    >>> next_day(Decimal(1200), date(2026, 1, 1), date(2026, 12, 31), Decimal(100), date(2026, 1, 31))
    datetime.date(2026, 2, 28)
    >>> next_day(Decimal(600), date(2026, 1, 1), date(2026, 12, 31), Decimal(100), date(2026, 1, 31))
    datetime.date(2026, 1, 31)
    """
    sums = _sum_up(total, start, end, last, cent)
    return next((day for day, sum_then in sums if sum_then != released), None)


def _sum_up(total, start, end, last, cent):
    """Return what is earned by each day that counts: the one released up to, and those after it."""
    days, parts = zip(*plan(total, start, end, cent), strict=True)
    sums = list(zip(days, accumulate(parts), strict=True))
    if last is None:
        return sums
    before = [sum_then for day, sum_then in sums if day <= last]
    return [(last, before[-1] if before else Decimal(0)), *sums[len(before) :]]
