"""Minimum frequency of trainings (T2): what a month's plan, or its reality, misses."""

from dataclasses import dataclass
from datetime import date

from .deadline import clamp, get_month


@dataclass(frozen=True)
class Minimum:
    """At least `sessions` in the last `months` months, each and in all as long as said.

    `kind` is empty where any kind counts; minutes and days are 0 where nothing is asked.
    """

    key: object
    kind: str
    months: int
    sessions: int
    minutes_each: int = 0
    minutes_total: int = 0
    days: int = 1


@dataclass(frozen=True)
class Training:
    """A training of a unit: kind, first day, length in minutes, days it takes."""

    kind: str
    day: date
    minutes: int
    days: int = 1


@dataclass(frozen=True)
class Gap:
    """What is missing of a minimum; `short` trainings are there, but not long enough to count."""

    minimum: Minimum
    found: int
    short: int
    minutes: int

    @property
    def missing(self):
        return max(self.minimum.sessions - self.found, 0)

    @property
    def missing_minutes(self):
        return max(self.minimum.minutes_total - self.minutes, 0)


def find_gaps(minimums, trainings, month):
    """Return what `trainings` of one unit miss of `minimums` at the end of `month`.

    A minimum over several months looks back from the end of `month`, so that no stretch of that
    length is without one.

    >>> two = Minimum("T2", "on_job", 1, 1, minutes_each=90)
    >>> find_gaps([two], [Training("on_job", date(2026, 6, 3), 90)], date(2026, 6, 1))
    []
    >>> [gap] = find_gaps([two], [Training("on_job", date(2026, 6, 3), 89)], date(2026, 6, 1))
    >>> gap.missing, gap.short
    (1, 1)
    """
    gaps = []
    last = clamp(month, 31)
    for minimum in minimums:
        first = get_month(month, 1 - minimum.months)
        near = [
            training
            for training in trainings
            if first <= training.day <= last and minimum.kind in ("", training.kind)
        ]
        full = [
            training
            for training in near
            if training.minutes >= minimum.minutes_each and training.days >= minimum.days
        ]
        minutes = sum(training.minutes for training in near)
        gap = Gap(minimum, len(full), len(near) - len(full), minutes)
        if gap.missing or gap.missing_minutes:
            gaps.append(gap)
    return gaps
