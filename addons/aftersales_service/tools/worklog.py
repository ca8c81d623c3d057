"""Time of people (S10): nobody works twice at the same moment."""


def free_stretches(start, end, taken):
    """Return what is left of `start`–`end` once the stretches `taken` are cut out.

    :param start: moment (anything that can be compared)
    :param end: moment after it
    :param taken: pairs of moments, in any order, that may overlap each other
    :return: list of pairs, in order, none of them empty

    >>> free_stretches(9, 12, [])
    [(9, 12)]
    >>> free_stretches(9, 12, [(10, 11), (8, 9.5), (13, 14)])
    [(9.5, 10), (11, 12)]
    >>> free_stretches(9, 12, [(8, 13)])
    []
    """
    free = []
    for first, last in sorted(taken):
        if last <= start:
            continue
        if first >= end:
            break
        if first > start:
            free.append((start, first))
        start = max(start, last)
        if start >= end:
            break
    if start < end:
        free.append((start, end))
    return free


def get_minutes(start, end):
    """Return the minutes between two moments, half a minute and more rounded up.

    >>> from datetime import datetime
    >>> get_minutes(datetime(2026, 6, 1, 9), datetime(2026, 6, 1, 9, 0, 29))
    0
    >>> get_minutes(datetime(2026, 6, 1, 9), datetime(2026, 6, 1, 9, 0, 30))
    1
    """
    return int((end - start).total_seconds() + 30) // 60
