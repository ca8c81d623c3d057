"""Working time as plain values (G2): when does a duration end, how much of it has gone by?

A `Calendar` holds the hours of a week, the times that are closed (public holidays) and the days that
work although the week says otherwise (调休). Moments are aware datetimes; sums are made in UTC, so a
change to summer time neither gives nor takes an hour.
"""

from dataclasses import dataclass, field
from datetime import datetime, time, timedelta, timezone
from functools import cached_property
from zoneinfo import ZoneInfo

#: How a duration is counted (G2).
WORKING_HOURS = "working_hours"
WORKING_DAYS = "working_days"
HOURS = "hours"
CALENDAR_DAYS = "calendar_days"

#: A calendar that does not work for so many days has no working time at all.
HORIZON = 3 * 366
ONE_DAY = timedelta(days=1)
NOTHING = timedelta()


class NoWorkingTime(Exception):
    """The calendar does not work within the horizon: nothing can ever be due."""


def without(spans, breaks):
    """Return `spans` without `breaks`: pairs of comparable values; the spans do not overlap.

    >>> without([(9, 18)], [(12, 13)])
    [(9, 12), (13, 18)]
    >>> without([(9, 12), (13, 18)], [(11, 14), (17, 20)])
    [(9, 11), (14, 17)]
    """
    left = sorted(spans)
    for low, high in breaks:
        left = [
            part
            for start, end in left
            for part in ((start, min(end, low)), (max(start, high), end))
            if part[0] < part[1]
        ]
    return left


def disjoint(spans):
    """Return `spans` in order, cut so that no moment is counted twice.

    >>> disjoint([(13, 17), (9, 14), (15, 16)])
    [(9, 14), (14, 17)]
    """
    result, last = [], None
    for low, high in sorted(spans):
        start = low if last is None else max(low, last)
        if start < high:
            result.append((start, high))
            last = high
    return result


@dataclass(frozen=True)
class Calendar:
    """The hours in which people work.

    :param zone: name of the time zone the hours are meant in
    :param week: seven or, for alternating weeks, fourteen days from a Monday; each a tuple of spans
        (from minute, to minute) after midnight, without the breaks
    :param closed: pairs of aware datetimes in which nobody works (public holidays)
    :param makeup: day → weekday (Monday is 0) whose hours are worked on it (调休)
    """

    zone: str
    week: tuple
    closed: tuple = ()
    makeup: dict = field(default_factory=dict)

    @cached_property
    def tz(self):
        return ZoneInfo(self.zone)

    def get_spans(self, day):
        """Return the hours of `day` by week and make-up days, in minutes after midnight."""
        index = self.makeup.get(day, day.weekday())
        if len(self.week) == 14 and (day.toordinal() - 1) // 7 % 2:
            index += 7
        return self.week[index]

    def get_windows(self, day):
        """Return the working times of `day` as pairs of moments in UTC, in order."""
        spans = ((self.get_moment(day, low), self.get_moment(day, high)) for low, high in self.get_spans(day))
        windows = disjoint(spans)
        return without(windows, self.closed) if windows else []

    def get_moment(self, day, minutes):
        """Return the moment `minutes` after midnight of `day` by the wall clock, in UTC."""
        extra, rest = divmod(minutes, 24 * 60)
        wall = datetime.combine(day + extra * ONE_DAY, time(rest // 60, rest % 60), self.tz)
        return wall.astimezone(timezone.utc)

    def get_day(self, moment):
        """Return the local day of `moment`."""
        return moment.astimezone(self.tz).date()


def _iterate_windows(calendar, day, step=1):
    """Yield the working times from `day` on, or back from it with step -1."""
    for _count in range(HORIZON):
        yield from calendar.get_windows(day)[::step]
        day += step * ONE_DAY
    raise NoWorkingTime(calendar.zone)


def next_working_moment(calendar, start):
    """Return `start` if people work then, otherwise the moment at which they next begin.

    :raises NoWorkingTime: if the calendar never works
    """
    windows = _iterate_windows(calendar, calendar.get_day(start))
    return next(max(low, start) for low, high in windows if high > start)


def add_working_time(calendar, start, duration):
    """Return the moment at which `duration` of working time since `start` is over.

    :raises NoWorkingTime: if the calendar never works so long
    """
    if duration <= NOTHING:
        return start
    for low, high in _iterate_windows(calendar, calendar.get_day(start)):
        begin = max(low, start)
        if high - begin >= duration:
            return begin + duration
        duration -= max(high - begin, NOTHING)
    raise NoWorkingTime(calendar.zone)  # pragma: no cover (the iterator raises)


def subtract_working_time(calendar, end, duration):
    """Return the latest moment since which `duration` of working time is over at `end`."""
    if duration <= NOTHING:
        return end
    for low, high in _iterate_windows(calendar, calendar.get_day(end), -1):
        finish = min(high, end)
        if finish - low >= duration:
            return finish - duration
        duration -= max(finish - low, NOTHING)
    raise NoWorkingTime(calendar.zone)  # pragma: no cover


def measure_working_time(calendar, start, end):
    """Return the working time between two moments; nothing if `end` is not after `start`."""
    total, day, last = NOTHING, calendar.get_day(start), calendar.get_day(end)
    while day <= last:
        for low, high in calendar.get_windows(day):
            total += max(min(high, end) - max(low, start), NOTHING)
        day += ONE_DAY
    return total


def add_days(calendar, start, days, working=True):
    """Return the close of the `days`-th day after the day of `start`.

    The day on which a period starts is not counted; the period ends when the office closes on its
    last day, or at midnight where it counts calendar days (Civil Code of the PRC, articles 201, 203).
    """
    day = calendar.get_day(start)
    if days <= 0:
        return start
    if not working:
        return calendar.get_moment(day + days * ONE_DAY, 24 * 60)
    idle = 0
    while idle < HORIZON:
        day += ONE_DAY
        windows = calendar.get_windows(day)
        idle = 0 if windows else idle + 1
        days -= bool(windows)
        if not days:
            return windows[-1][1]
    raise NoWorkingTime(calendar.zone)


def measure_days(calendar, start, end, working=True):
    """Return how many days after the day of `start` have begun at `end`; 0 on the same day."""
    day, last = calendar.get_day(start), calendar.get_day(end)
    if not working:
        return max((last - day).days, 0)
    return sum(
        bool(calendar.get_windows(day + number * ONE_DAY)) for number in range(1, (last - day).days + 1)
    )


def add(calendar, start, amount, unit):
    """Return the moment at which `amount` of `unit` since `start` is over (G2).

    :param amount: timedelta for hours, int for days
    """
    if unit == HOURS:
        return start + amount
    if unit == WORKING_HOURS:
        return add_working_time(calendar, start, amount)
    return add_days(calendar, start, amount, working=unit == WORKING_DAYS)


def measure(calendar, start, end, unit):
    """Return how much of `unit` lies between two moments (G2): timedelta for hours, int for days."""
    if unit == HOURS:
        return max(end - start, NOTHING)
    if unit == WORKING_HOURS:
        return measure_working_time(calendar, start, end)
    return measure_days(calendar, start, end, working=unit == WORKING_DAYS)


def is_days(unit):
    """Tell whether amounts of `unit` are whole days."""
    return unit in (WORKING_DAYS, CALENDAR_DAYS)


def nothing(unit):
    """Return the amount zero of `unit`."""
    return 0 if is_days(unit) else NOTHING


def naive(moment):
    """Return an aware moment as the database keeps it: UTC, whole seconds; nothing for None."""
    return moment.astimezone(timezone.utc).replace(tzinfo=None, microsecond=0) if moment else False
