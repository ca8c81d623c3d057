"""Sign-in and presence (T5)."""

from datetime import timedelta


def judge(start, signed, ahead):
    """Return "present" for who signed in at least `ahead` minutes before `start`, else "late".

    >>> from datetime import datetime
    >>> start = datetime(2026, 6, 1, 9)
    >>> judge(start, datetime(2026, 6, 1, 8, 55), 5), judge(start, datetime(2026, 6, 1, 8, 55, 1), 5)
    ('present', 'late')
    """
    return "present" if signed <= start - timedelta(minutes=ahead) else "late"


def count_minutes(start, end, signed, left=None):
    """Return the whole minutes somebody was there of `start`–`end`.

    >>> from datetime import datetime
    >>> nine, ten = datetime(2026, 6, 1, 9), datetime(2026, 6, 1, 10)
    >>> count_minutes(nine, ten, datetime(2026, 6, 1, 8, 50))
    60
    >>> count_minutes(nine, ten, datetime(2026, 6, 1, 9, 20), datetime(2026, 6, 1, 9, 50))
    30
    """
    first, last = max(start, signed), min(end, left or end)
    return max(int((last - first).total_seconds() // 60), 0)
