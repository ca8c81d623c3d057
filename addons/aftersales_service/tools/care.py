"""Which customers are looked after, and when (S18): values in, a grade and a day out."""

from .contract import shift_months

#: Grades, and what a grade stands on.
ORDINARY, LONG, IMPORTANT = "ordinary", "long", "important"
BY_HAND, BY_TURNOVER, BY_YEARS, BY_NOTHING = "hand", "turnover", "years", "none"


def grade(first, today, turnover, by_hand=None, years=0, important_turnover=0):
    """Return the grade of a customer and what it stands on.

    :param first: day of the first job
    :param turnover: what the customer was invoiced in the period of the policy
    :param by_hand: the grade somebody gave; it goes before everything else
    :param years: years since the first job that make a customer long-standing; the day itself counts
    :param important_turnover: turnover from which a customer is important; 0: none is by turnover

    >>> from datetime import date
    >>> grade(date(2024, 3, 1), date(2026, 2, 28), 0, years=2)
    ('ordinary', 'none')
    >>> grade(date(2024, 3, 1), date(2026, 3, 1), 0, years=2)
    ('long', 'years')
    >>> grade(date(2024, 3, 1), date(2026, 3, 1), 5000, years=2, important_turnover=5000)
    ('important', 'turnover')
    """
    if by_hand:
        return by_hand, BY_HAND
    if important_turnover and turnover >= important_turnover:
        return IMPORTANT, BY_TURNOVER
    if years and shift_months(first, 12 * years) <= today:
        return LONG, BY_YEARS
    return ORDINARY, BY_NOTHING


def next_day(counts_from, months):
    """Return the day by which the customer is visited or called again; None: not at all.

    >>> from datetime import date
    >>> next_day(date(2026, 8, 31), 6)
    datetime.date(2027, 2, 28)
    """
    return shift_months(counts_from, months) if months else None
