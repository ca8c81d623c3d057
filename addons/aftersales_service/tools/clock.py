"""Replay of a clock (G2, S3, S4, S5, S9): from its events and a rule to deadline and state.

A clock is a list of events that is only ever added to. Everything else follows from them: replaying
them under another rule, or another calendar, is a call, and changes nothing.
"""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from .working_time import (
    CALENDAR_DAYS,
    HOURS,
    NOTHING,
    add,
    is_days,
    measure,
    measure_working_time,
    nothing,
    subtract_working_time,
)

START, UNITS, PAUSE, RESUME, MET, CANCEL = "start", "units", "pause", "resume", "met", "cancel"
#: Order in which events of one moment count: a pause that ends at once is none, and what ends a
#: clock comes last.
RANKS = {kind: rank for rank, kind in enumerate((START, UNITS, PAUSE, RESUME, MET, CANCEL))}

RUNNING, PAUSED, BREACHED = "running", "paused", "breached"
MET_IN_TIME, MET_LATE, CANCELLED = "met_in_time", "met_late", "cancelled"


@dataclass(frozen=True)
class Rule:
    """How long something may take.

    :param amount: hours as timedelta, days as int, by `unit`
    :param unit: how it is counted, see `working_time`
    :param per_units: the amount is allowed for each started so many units (S5); 0: for all of them
    :param warn_percent: warn when so much of the time has gone by; 0: not
    :param warn_before: warn so long before the deadline, in hours of the unit's kind
    """

    amount: timedelta | int
    unit: str
    per_units: int = 0
    warn_percent: float = 0
    warn_before: timedelta = NOTHING

    def get_amount(self, units):
        """Return the time allowed for a batch of `units` (S5).

        >>> [Rule(1, "working_days", per_units=10).get_amount(units) for units in (0, 10, 11)]
        [1, 1, 2]
        """
        if not self.per_units:
            return self.amount
        return self.amount * max(-(-units // self.per_units), 1)


@dataclass(frozen=True)
class Event:
    """What happened to a clock, and when.

    :param units: of a start or "units" event: how many units came in (S5)
    :param promised: of a start: the time that was promised; the rule's amount is grace on it (S9)
    """

    kind: str
    at: datetime
    units: int = 0
    promised: datetime | None = None


@dataclass(frozen=True)
class Result:
    """Where a clock stands, and how that follows.

    :param warning: when to warn, never after the deadline
    :param consumed: time of the rule's unit gone by, pauses left out
    :param ended: when the clock was met or cancelled
    :param explanation: figures of the sentence: amount, units, paused
    """

    state: str
    deadline: datetime
    warning: datetime
    consumed: timedelta | int
    ended: datetime | None = None
    explanation: dict = field(default_factory=dict)


@dataclass(frozen=True)
class _Course:
    """What the events say, before any rule is applied."""

    start: datetime
    promised: datetime | None
    units: int
    pauses: tuple  # (from, to), the last one open: (from, None)
    end: datetime | None
    end_kind: str | None


def _read(events):
    """Put the events in order and say what happened; what makes no sense has no effect."""
    events = sorted(
        events,
        key=lambda event: (event.at, RANKS[event.kind], event.units, event.promised or event.at),
    )
    first = next((event for event in events if event.kind == START), None)
    if first is None:
        raise ValueError("A clock needs an event that starts it.")
    course = _Course(first.at, first.promised, first.units, (), None, None)
    for event in events:
        if event.at < course.start or course.end:
            continue
        paused = bool(course.pauses) and course.pauses[-1][1] is None
        if event.kind == UNITS:
            course = replace(course, units=course.units + event.units)
        elif event.kind == PAUSE and not paused:
            course = replace(course, pauses=(*course.pauses, (event.at, None)))
        elif event.kind == RESUME and paused:
            course = replace(course, pauses=(*course.pauses[:-1], (course.pauses[-1][0], event.at)))
        elif event.kind in (MET, CANCEL):
            course = replace(course, end=event.at, end_kind=event.kind)
    return course


def replay(events, rule, calendar, now):
    """Return where the clock of these events stands at `now` under `rule` in `calendar`.

    A pause moves the deadline by the time of the rule's unit that goes by in it; one that begins at
    the deadline or later moves nothing, a breach stands. A promised time is not moved by a pause.
    The deadline itself is still in time.

    :param events: iterable of `Event` in any order, one of them a start
    :param now: moment from which a clock that runs is seen; it decides "breached" only
    :raises ValueError: without a start
    :raises NoWorkingTime: if the calendar never works
    """
    course = _read(events)
    amount, paused = rule.get_amount(course.units), nothing(rule.unit)
    base = course.promised or course.start
    deadline = add(calendar, base, amount, rule.unit)
    if not course.promised:
        for low, high in course.pauses:
            if low >= deadline:
                break
            if high is not None:
                paused += measure(calendar, low, high, rule.unit)
                deadline = add(calendar, base, amount + paused, rule.unit)
    is_paused = bool(course.pauses) and course.pauses[-1][1] is None
    halt = course.pauses[-1][0] if is_paused else now
    until = course.end or halt
    warning = _get_warning(rule, calendar, course.start, deadline, paused)
    consumed = measure(calendar, course.start, until, rule.unit)
    for low, high in course.pauses:
        consumed -= measure(calendar, low, min(high or until, until), rule.unit)
    return Result(
        state=_get_state(course, deadline, is_paused, now),
        deadline=deadline,
        warning=warning,
        consumed=max(consumed, nothing(rule.unit)),
        ended=course.end,
        explanation={"amount": amount, "units": course.units, "paused": paused},
    )


def _get_state(course, deadline, is_paused, now):
    if course.end_kind == MET:
        return MET_IN_TIME if course.end <= deadline else MET_LATE
    if course.end_kind == CANCEL:
        return CANCELLED if course.end <= deadline else BREACHED
    if is_paused and course.pauses[-1][0] <= deadline and not course.promised:
        return PAUSED
    return BREACHED if now > deadline else RUNNING


def _get_warning(rule, calendar, start, deadline, paused):
    """Return when to warn: the earlier of the rule's two warnings, between start and deadline."""
    plain = rule.unit in (HOURS, CALENDAR_DAYS)
    leads = [rule.warn_before]
    if rule.warn_percent:
        total = deadline - start if plain else measure_working_time(calendar, start, deadline)
        if not is_days(rule.unit):
            total -= paused
        leads.append(total * (1 - rule.warn_percent / 100))
    lead = timedelta(seconds=int(max(leads).total_seconds()))
    warning = deadline - lead if plain else subtract_working_time(calendar, deadline, lead)
    return min(max(warning, start), deadline)
