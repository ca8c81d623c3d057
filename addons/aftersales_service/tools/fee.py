"""What a service is charged (S12): which fee holds, how much time counts, what night and holiday add.

Pure arithmetic: plain values in, plain values out; no Odoo. Amounts and hours are `Decimal`.
"""

from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal

HOUR = Decimal(60)


@dataclass(frozen=True)
class Fee:
    """A row of a price table.

    :param key: whatever identifies the row
    :param kind: "labour" or "callout"; of a fee agreed with a station: the service type, "" for every one
    :param rank: how near its product category is; negative where it does not fit
    :param area: "urban", "suburban" or "" for everywhere
    :param provider: "own", "station" or "" for both
    """

    key: object
    kind: str
    rank: int = 0
    area: str = ""
    provider: str = ""


def pick(fees, kind, area="", provider="own"):
    """Return the key of the fee that fits best, or None.

    The nearer category goes before the area, the area before who does the work; of equals the first.

    >>> everywhere, far = Fee(1, "callout"), Fee(2, "callout", area="suburban")
    >>> pick([everywhere, far], "callout", "suburban"), pick([everywhere, far], "callout", "urban")
    (2, 1)
    >>> pick([far], "callout", "urban") is None
    True
    """
    fitting = [
        fee
        for fee in fees
        if fee.kind == kind and fee.rank >= 0 and fee.area in ("", area) and fee.provider in ("", provider)
    ]
    best = max(fitting, key=lambda fee: (fee.rank, bool(fee.area), bool(fee.provider)), default=None)
    return best and best.key


def charged_hours(hours, unit_minutes=0, minimum=Decimal(0)):
    """Return the hours that are charged: every started unit in full, and never less than the minimum.

    >>> [str(charged_hours(Decimal(hours), 30)) for hours in ("0.5", "0.51", "1.75")]
    ['0.5', '1', '2']
    >>> str(charged_hours(Decimal("0.2"), 30, Decimal(1)))
    '1'

    :param unit_minutes: length of a unit; 0: the time as it is
    """
    counted = Decimal(hours)
    if unit_minutes:
        # in minutes: a third of an hour has no end as a decimal
        started = (counted * HOUR / unit_minutes).to_integral_value(ROUND_CEILING)
        counted = started * unit_minutes / HOUR
    return max(counted, Decimal(minimum))


def surcharged(price, percent, cent=Decimal("0.01")):
    """Return `price` with `percent` on top, rounded half up to `cent`.

    >>> str(surcharged(Decimal("80"), Decimal("50"))), str(surcharged(Decimal("0.01"), Decimal("50")))
    ('120.00', '0.02')
    """
    amount = Decimal(price) * (100 + Decimal(percent)) / 100
    return (amount / cent).quantize(Decimal(1), ROUND_HALF_UP) * cent


def job_fee(per_job, hourly=Decimal(0), hours=Decimal(0), unit_minutes=0, cent=Decimal("0.01")):
    """Return what a station gets for a job: an amount per job, and started units of its hours (N3).

    >>> str(job_fee(Decimal("60"))), str(job_fee(Decimal("60"), Decimal("80"), Decimal("1.1"), 30))
    ('60.00', '180.00')
    """
    amount = Decimal(per_job) + (charged_hours(hours, unit_minutes) * hourly if hourly else 0)
    return (amount / cent).quantize(Decimal(1), ROUND_HALF_UP) * cent


def clawed_back(amount, share, cent=Decimal("0.01")):
    """Return what is taken back of a fee when the same fault comes again: `share` percent of it (N3).

    >>> str(clawed_back(Decimal("60.01"), Decimal("50"))), str(clawed_back(Decimal("-5"), Decimal("50")))
    ('30.01', '0.00')
    """
    return surcharged(max(Decimal(amount), Decimal(0)), Decimal(share) - 100, cent)
