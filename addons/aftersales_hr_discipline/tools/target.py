"""Targets of a person and period (D14, D19, D24, D32, D34, D36): what is required, what was reached.

Amounts are whole smallest units – cents, minutes – so that a limit is a limit.

>>> start, end = find_period(date(2026, 3, 9), "half_year")
>>> start.isoformat(), end.isoformat()
('2026-01-01', '2026-06-30')
>>> quota = prorate(181_00, start, end, hired=date(2026, 6, 1))
>>> quota.required, quota.days, quota.present
(3000, 181, 30)
>>> band = Band("D24.1", below=Decimal(70))
>>> find_fired([band], [Score(start, end, 2099, 3000)]), find_fired([band], [Score(start, end, 2100, 3000)])
(('D24.1',), ())
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal

from .ledger import policy_year

#: Months of a period.
MONTHS = {"month": 1, "quarter": 3, "half_year": 6, "year": 12}

#: Smallest units of one: cents, minutes.
UNITS = {"sales": 100, "hours": 60}


@dataclass(frozen=True)
class Quota:
    """What is required of a period: in smallest units, with its calendar days and those that count."""

    required: int
    days: int
    present: int


@dataclass(frozen=True)
class Score:
    """What a person was to reach and reached in a period, both in smallest units."""

    start: date
    end: date
    achieved: int
    required: int


@dataclass(frozen=True)
class Band:
    """From `start` percent on and below `below` percent, so many periods in a row; None: no limit."""

    key: object
    start: Decimal | None = None
    below: Decimal | None = None
    streak: int = 1

    def holds(self, score):
        """Tell whether `score` lies in this band; where nothing was required, in none."""
        if score.required <= 0:
            return False
        reached = score.achieved * 100
        return (self.start is None or reached >= self.start * score.required) and (
            self.below is None or reached < self.below * score.required
        )


def to_units(value, metric):
    """Return `value` in smallest units of `metric`.

    >>> to_units(100.65, "hours"), to_units(0.1 + 0.2, "sales")
    (6039, 30)
    """
    return int((Decimal(str(value)) * UNITS[metric]).to_integral_value(ROUND_HALF_UP))


def find_period(day, kind, first_month=1):
    """Return first and last day of the period of `kind` that `day` lies in; years begin in `first_month`.

    >>> [d.isoformat() for d in find_period(date(2027, 2, 3), "half_year", first_month=4)]
    ['2026-10-01', '2027-03-31']
    """
    months = MONTHS[kind]
    passed = (day.month - first_month) % 12 // months * months
    start = date(policy_year(day, first_month), first_month, 1)
    start = _add_months(start, passed)
    return start, _add_months(start, months) - timedelta(days=1)


def _add_months(first, months):
    years, month = divmod(first.month - 1 + months, 12)
    return date(first.year + years, month + 1, 1)


def find_leave_days(stretches, least_hours):
    """Return the days with at least `least_hours` hours of leave.

    :param stretches: pairs of local moments; they may overlap
    """
    hours = {}
    until = None
    for start, end in sorted(stretches):
        moment = max(start, until or start)
        while moment < end:
            tomorrow = moment.date() + timedelta(days=1)
            stop = min(end, datetime.combine(tomorrow, time.min, moment.tzinfo))
            hours[moment.date()] = hours.get(moment.date(), timedelta()) + (stop - moment)
            moment = stop
        until = max(until or end, end)
    least = max(timedelta(hours=float(least_hours)), timedelta(seconds=1))
    return {day for day, length in hours.items() if length >= least}


def prorate(amount, start, end, hired=None, left=None, leave=()):
    """Return the quota of `amount` by calendar days: those employed, without days of leave.

    A rest below one unit is not required.
    """
    days = (end - start).days + 1
    first, last = max(start, hired or start), min(end, left or end)
    employed = max((last - first).days + 1, 0)
    present = employed - sum(1 for day in set(leave) if first <= day <= last)
    return Quota(amount * present // days, days, present)


def get_rate(achieved, required):
    """Return the achievement in percent, two digits, never rounded up; where nothing is required, 0.

    >>> get_rate(69999, 100000)
    Decimal('69.99')
    """
    if required <= 0:
        return Decimal("0.00")
    return (Decimal(achieved) * 100 / required).quantize(Decimal("0.01"), ROUND_DOWN)


def count_run(band, history):
    """Return how many periods up to the last of `history` lie in `band` without a gap; oldest first."""
    run, following = 0, None
    for score in reversed(history):
        if not band.holds(score) or (following and score.end + timedelta(days=1) != following.start):
            break
        run, following = run + 1, score
    return run


def find_fired(bands, history):
    """Return the keys of the bands that the last period completes: each streak once, then anew."""
    return tuple(band.key for band in bands if (run := count_run(band, history)) and run % band.streak == 0)


def find_held(bands, history):
    """Return the keys of the bands that hold for the last period, whenever the streak began."""
    return tuple(band.key for band in bands if count_run(band, history) >= band.streak)
