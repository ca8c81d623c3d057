"""What fails several times in a row (T6, T7)."""

from .deadline import get_month


def judge_months(results):
    """Return (month, outcome) of every month from the first to the last of `results`, in order.

    A month failed if anything in it did; it is excused if nothing but excuses is in it. A month without
    a result is no failing one: it counts as passed.

    :param results: (day, outcome), outcome one of "passed", "failed", "excused"

    >>> from datetime import date
    >>> found = judge_months([(date(2026, 3, 9), "failed"), (date(2026, 1, 5), "excused")])
    >>> [(str(month), outcome) for month, outcome in found]
    [('2026-01-01', 'excused'), ('2026-02-01', 'passed'), ('2026-03-01', 'failed')]
    """
    months = {}
    for day, outcome in results:
        months.setdefault(get_month(day), set()).add(outcome)
    judged = []
    month = min(months, default=None)
    while months and month <= max(months):
        outcomes = months.get(month, {"passed"})
        if "failed" in outcomes:
            judged.append((month, "failed"))
        else:
            judged.append((month, "excused" if outcomes == {"excused"} else "passed"))
        month = get_month(month, 1)
    return judged


def find_streaks(outcomes, length, used=()):
    """Return the keys of each `length` failures in a row, as tuples; a failure counts once only.

    What is excused is skipped, what passed ends the row, and so does what is in `used` already.

    >>> row = [(1, "failed"), (2, "failed"), (3, "excused"), (4, "failed"), (5, "failed")]
    >>> find_streaks(row, 3), find_streaks(row, 2), find_streaks(row, 2, used=[1, 2])
    ([(1, 2, 4)], [(1, 2), (4, 5)], [(4, 5)])
    """
    streaks, row = [], []
    for key, outcome in outcomes:
        if outcome == "excused":
            continue
        if outcome != "failed" or key in used:
            row = []
            continue
        row.append(key)
        if len(row) == length:
            streaks.append(tuple(row))
            row = []
    return streaks
