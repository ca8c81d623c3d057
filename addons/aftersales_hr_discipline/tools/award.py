"""Awards (D48): the day a prize is paid, and its parts.

>>> find_pay_day(date(2026, 2, 28), 10, date(2026, 3, 4)).isoformat()
'2026-03-10'
>>> split(Decimal("100.00"), 3)
[Decimal('33.34'), Decimal('33.33'), Decimal('33.33')]
"""

from calendar import monthrange
from datetime import date
from decimal import Decimal

CENT = Decimal("0.01")


def find_pay_day(end, pay_day, approved):
    """Return the `pay_day` of the first month after the period's `end` that is not before `approved`.

    A month without that day pays on its last.
    """
    year, month = end.year, end.month
    while True:
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
        day = date(year, month, min(pay_day, monthrange(year, month)[1]))
        if day >= approved:
            return day


def split(prize, count):
    """Return `prize` in `count` parts of whole cents, the larger ones first; nothing is lost."""
    part, rest = divmod(int(prize / CENT), count)
    return [(part + (number < rest)) * CENT for number in range(count)]
