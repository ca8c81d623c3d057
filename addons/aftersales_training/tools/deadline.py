"""Days by which plans and tables are due (T1), and how far to go after one that is late."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta


def get_month(day, shift=0):
    """Return the first day of the month that lies `shift` months after that of `day`.

    >>> get_month(date(2026, 1, 20), -1)
    datetime.date(2025, 12, 1)
    """
    months = day.year * 12 + day.month - 1 + shift
    return date(months // 12, months % 12 + 1, 1)


def clamp(month, day):
    """Return day number `day` of `month`, or its last day where it is shorter.

    >>> clamp(date(2026, 2, 1), 31)
    datetime.date(2026, 2, 28)
    """
    return month.replace(day=min(day, monthrange(month.year, month.month)[1]))


def find_plan_days(month, submit, consolidate, issue):
    """Return when the plan of `month` is submitted, consolidated (month before) and issued (T1).

    >>> [str(day) for day in find_plan_days(date(2026, 7, 1), 25, 26, 1)]
    ['2026-06-25', '2026-06-26', '2026-07-01']
    """
    before = get_month(month, -1)
    return clamp(before, submit), clamp(before, consolidate), clamp(month, issue)


def find_year_plan_day(year, month):
    """Return the last day of `month` in the year before `year` (T1).

    >>> find_year_plan_day(2027, 12)
    datetime.date(2026, 12, 31)
    """
    return clamp(date(year - 1, month, 1), 31)


@dataclass(frozen=True)
class Chase:
    """Calendar days: a reminder before the day, escalation and proposal after it."""

    remind: int
    escalate: int
    propose: int

    def get_level(self, due, today):
        """Return how far a document due on `due` is followed up on `today`.

        >>> chase, due = Chase(1, 1, 3), date(2026, 6, 25)
        >>> [chase.get_level(due, date(2026, 6, day)) for day in (23, 24, 25, 26, 27, 28)]
        ['none', 'reminded', 'reminded', 'escalated', 'escalated', 'proposed']
        """
        for level, day in (("proposed", self.propose), ("escalated", self.escalate)):
            if today >= due + timedelta(days=day):
                return level
        return "reminded" if today >= due - timedelta(days=self.remind) else "none"
