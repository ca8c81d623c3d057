"""Goods in and goods out, counted by two people (N14, N15): where they differ, and whether sets are whole."""

from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal


@dataclass(frozen=True)
class Count:
    """What two people counted of one product.

    :param on_slip: what the paper that comes with the goods says; none where goods leave
    """

    product: str
    first: Decimal
    second: Decimal
    on_slip: Decimal | None = None


@dataclass(frozen=True)
class Difference:
    """One product whose figures do not agree; kind "counters" or "slip"."""

    product: str
    kind: str
    expected: Decimal
    counted: Decimal


def find_differences(counts):
    """Return a Difference for each product that does not agree, the two counters before the slip.

    >>> find_differences([Count("M7", Decimal(9), Decimal(9), Decimal(10))])
    [Difference(product='M7', kind='slip', expected=Decimal('10'), counted=Decimal('9'))]
    >>> find_differences([Count("M7", Decimal(9), Decimal(9))])
    []
    """
    found = []
    for count in counts:
        if count.first != count.second:
            found.append(Difference(count.product, "counters", count.first, count.second))
        elif count.on_slip is not None and count.on_slip != count.second:
            found.append(Difference(count.product, "slip", count.on_slip, count.second))
    return found


def find_gaps(sets, pieces):
    """Return what is missing for whole sets (N15: nothing is picked out of a set).

    :param sets: number of sets sold
    :param pieces: {piece: (quantity sold with all these sets, quantity that leaves now)}
    :return: {piece: quantity missing}, empty where whole sets leave

    >>> sold = {"inside": (Decimal(2), Decimal(1)), "outside": (Decimal(4), Decimal(1))}
    >>> find_gaps(Decimal(2), sold)
    {'outside': Decimal('1')}
    >>> find_gaps(Decimal(2), {"inside": (Decimal(2), Decimal(1)), "outside": (Decimal(4), Decimal(2))})
    {}
    """
    per_set = {piece: sold / sets for piece, (sold, _leaving) in pieces.items() if sold}
    begun = max(
        (
            (pieces[piece][1] / quantity).to_integral_value(ROUND_CEILING)
            for piece, quantity in per_set.items()
        ),
        default=Decimal(0),
    )
    gaps = {piece: begun * quantity - pieces[piece][1] for piece, quantity in per_set.items()}
    return {piece: gap for piece, gap in gaps.items() if gap > 0}
