"""What an engineer hands in of what he has collected (S13): pure arithmetic, no Odoo."""

from decimal import ROUND_HALF_UP, Decimal


def settle(amounts, counted, rounding=0.01):
    """Share what was counted out over the open amounts, the oldest first.

    >>> settle([30.0, 20.0], 45.0)
    [30.0, 15.0]
    >>> settle([30.0, 20.0], 50.0)
    [30.0, 20.0]
    >>> settle([30.0], 0.0)
    [0.0]

    :param amounts: open amounts, oldest first (company currency)
    :param counted: money counted, no more than their sum
    :param rounding: smallest unit of the currency
    :return: what is settled of each, in the same order; the sum is `counted`
    :raises ValueError: if more is counted than is open
    """
    cent = Decimal(str(rounding))

    def exact(amount):
        return (Decimal(str(amount)) / cent).quantize(Decimal(1), ROUND_HALF_UP) * cent

    left = exact(counted)
    settled = []
    for amount in amounts:
        part = min(exact(amount), left)
        left -= part
        settled.append(float(part))
    if left:
        raise ValueError(f"{left} more is counted than is open")
    return settled
