"""The arithmetic of maintenance contracts (S15): months, billing periods, visits, time bands.

Days are `datetime.date`, both ends of a period included; money is `Decimal`.
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from .working_time import ONE_DAY

#: What kind of day a time band is for.
ANY, WORKDAY, WEEKEND, HOLIDAY = "any", "workday", "weekend", "holiday"


# Months -----------------------------------------------------------------------


def shift_months(day, months):
    """Return the same day `months` later (earlier if negative), or that month's last day.

    >>> shift_months(date(2026, 1, 31), 1)
    datetime.date(2026, 2, 28)
    >>> shift_months(date(2026, 3, 31), -1)
    datetime.date(2026, 2, 28)
    """
    years, index = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, index + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def notice_date(end, months):
    """Return the day on which a contract that ends on `end` is given notice of (S15).

    >>> notice_date(date(2026, 12, 31), 1)
    datetime.date(2026, 11, 30)
    >>> notice_date(date(2028, 3, 31), 1)
    datetime.date(2028, 2, 29)
    """
    return shift_months(end, -months)


def whole_months(start, end):
    """Return how many whole months the term has, or None where it has a broken one.

    >>> whole_months(date(2026, 1, 15), date(2027, 1, 14))
    12
    >>> whole_months(date(2026, 1, 31), date(2026, 2, 27))
    1
    >>> whole_months(date(2026, 1, 1), date(2026, 1, 20)) is None
    True
    """
    after = end + ONE_DAY
    months = (after.year - start.year) * 12 + after.month - start.month
    return months if months > 0 and shift_months(start, months) == after else None


def next_term(start, end):
    """Return the term of the contract that follows: as long, from the day after the end.

    >>> next_term(date(2025, 3, 1), date(2026, 2, 28))
    (datetime.date(2026, 3, 1), datetime.date(2027, 2, 28))
    """
    begin = end + ONE_DAY
    months = whole_months(start, end)
    return begin, (shift_months(begin, months) - ONE_DAY if months else begin + (end - start))


def contract_year(start, day):
    """Return the first and last day of the contract's year in which `day` lies.

    >>> contract_year(date(2024, 2, 29), date(2026, 2, 27))
    (datetime.date(2025, 2, 28), datetime.date(2026, 2, 27))
    """
    years = day.year - start.year
    if shift_months(start, 12 * years) > day:
        years -= 1
    return shift_months(start, 12 * years), shift_months(start, 12 * (years + 1)) - ONE_DAY


# Billing ----------------------------------------------------------------------


@dataclass(frozen=True)
class Period:
    """Days that are invoiced together, both included, and their amount."""

    start: date
    end: date
    amount: Decimal


def full_periods(start, end, months, aligned=False):
    """Return the unbroken billing periods (first day, last day) that a term touches.

    :param months: length of a period; 0: the whole term is one
    :param aligned: periods begin with calendar months, quarters, half-years or years, so that the
        first may be broken; otherwise they run from the contract's first day
    """
    if not months:
        return [(start, end)]
    origin = date(start.year, (start.month - 1) // months * months + 1, 1) if aligned else start
    result, low = [], origin
    while low <= end:
        after = shift_months(origin, (len(result) + 1) * months)
        result.append((low, after - ONE_DAY))
        low = after
    return result


def bill(price, start, end, months, cent=Decimal("0.01"), aligned=False):
    """Share `price` out over the billing periods of a term; the amounts add up to it exactly.

    A full period weighs 1, a broken first or last one its days by those of the full period. What
    rounding leaves goes to the largest remainders, the earlier period first.

    :param months: length of a period, 0 for the whole term; see `full_periods`
    :return: list of `Period`

    >>> [str(period.amount) for period in bill(Decimal(1000), date(2026, 1, 1), date(2026, 12, 31), 4)]
    ['333.34', '333.33', '333.33']
    """
    full = full_periods(start, end, months, aligned)
    spans = [(max(low, start), min(high, end)) for low, high in full]
    weights = [
        Fraction(_count_days(*span), _count_days(*whole)) for span, whole in zip(spans, full, strict=True)
    ]
    amounts = share_out(price, weights, cent)
    return [Period(low, high, amount) for (low, high), amount in zip(spans, amounts, strict=True)]


def _count_days(start, end):
    return (end - start).days + 1


def share_out(total, weights, cent=Decimal("0.01")):
    """Share `total` by `weights` in multiples of `cent` that add up to it: largest remainder.

    >>> [str(share) for share in share_out(Decimal("0.05"), [1, 1, 1])]
    ['0.02', '0.02', '0.01']
    """
    units = Fraction(total) / Fraction(cent)
    exact = [units * weight / sum(weights) for weight in weights]
    shares = [amount // 1 for amount in exact]
    ranked = sorted(range(len(shares)), key=lambda index: (shares[index] - exact[index], index))
    for index in ranked[: int(units) - sum(shares)]:
        shares[index] += 1
    return [share * cent for share in shares]


def cut(amount, start, end, last, cent=Decimal("0.01")):
    """Return what a period costs that is ended early on `last`: by its days, rounded down.

    >>> cut(Decimal(300), date(2026, 4, 1), date(2026, 4, 30), date(2026, 4, 10))
    Decimal('100.00')
    """
    share = Fraction(_count_days(start, last), _count_days(start, end))
    return int(Fraction(amount) * share / Fraction(cent)) * cent


# Visits -----------------------------------------------------------------------


def visit_dates(start, end, every=0, per_year=0):
    """Return the days of the scheduled visits of a term (S15).

    :param every: a visit every so many months, the first on the first day
    :param per_year: so many visits in each contract year, evenly spread, if `every` is 0

    >>> [str(day) for day in visit_dates(date(2026, 1, 31), date(2026, 6, 30), every=1)][:3]
    ['2026-01-31', '2026-02-28', '2026-03-31']
    >>> [str(day) for day in visit_dates(date(2026, 1, 1), date(2026, 12, 31), per_year=2)]
    ['2026-01-01', '2026-07-02']
    """
    days, index = [], 0
    if every:
        while shift_months(start, index * every) <= end:
            days.append(shift_months(start, index * every))
            index += 1
    elif per_year:
        low = start
        while low <= end:
            high = shift_months(start, 12 * (index + 1))
            length = (high - low).days
            days += [low + number * length // per_year * ONE_DAY for number in range(per_year)]
            low, index = high, index + 1
    return sorted({day for day in days if day <= end})


# Time bands -------------------------------------------------------------------


@dataclass(frozen=True)
class Band:
    """Hours of a kind of day, in minutes after midnight; `high` <= `low` runs over midnight."""

    key: int
    day_kind: str
    low: int
    high: int


def day_kind(calendar, day):
    """Tell whether `day` is a working day, a rest day of the week, or a public holiday.

    A make-up day (调休) is a working day; a holiday is a day whose noon is closed.
    """
    noon = calendar.get_moment(day, 12 * 60)
    if day in calendar.makeup:
        return WORKDAY
    if any(low <= noon < high for low, high in calendar.closed):
        return HOLIDAY
    return WORKDAY if calendar.get_spans(day) else WEEKEND


def pick_band(bands, calendar, moment):
    """Return the key of the first of `bands` that holds at `moment` (aware), or None (S15).

    The hours after midnight of a band that runs over it belong to the day on which it began.
    """
    local = moment.astimezone(calendar.tz)
    day, minute = local.date(), local.hour * 60 + local.minute
    for band in bands:
        if band.low < band.high:
            began = day if band.low <= minute < band.high else None
        elif minute >= band.low:
            began = day
        else:
            began = day - ONE_DAY if minute < band.high else None
        if began and band.day_kind in (ANY, day_kind(calendar, began)):
            return band.key
    return None
