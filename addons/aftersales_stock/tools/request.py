"""When a station may ask for parts, and when they are due (N7).

>>> from datetime import date
>>> window(date(2027, 2, 27), 26, 30)
(datetime.date(2027, 2, 26), datetime.date(2027, 2, 28))
>>> asked_for(date(2027, 2, 28), 26, 30)
datetime.date(2027, 3, 1)
>>> asked_for(date(2027, 1, 31), 26, 30) is None
True
"""

import calendar
from datetime import timedelta

ONE_DAY = timedelta(days=1)


def window(day, opens, closes):
    """Return first and last day of the month's window that is open on `day`, or comes next.

    Args:
        day: the day on which somebody asks.
        opens: day of the month from which on requests are taken.
        closes: last day; in a shorter month its end.
    """
    first, last = _window_of(day, opens, closes)
    return (first, last) if day <= last else _window_of(next_month(day), opens, closes)


def _window_of(day, opens, closes):
    length = calendar.monthrange(day.year, day.month)[1]
    return day.replace(day=min(opens, length)), day.replace(day=min(closes, length))


def asked_for(day, opens, closes):
    """Return the first day of the month that a monthly request of `day` is for, or None: it is too early
    or too late."""
    first, last = window(day, opens, closes)
    return next_month(day) if first <= day <= last else None


def next_month(day):
    """Return the first day of the month after that of `day`."""
    return (day.replace(day=28) + 4 * ONE_DAY).replace(day=1)


def month(day):
    """Return first and last day of the month of `day`."""
    return day.replace(day=1), next_month(day) - ONE_DAY
