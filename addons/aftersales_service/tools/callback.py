"""What a customer says he paid, against what he was asked for (S6). Values in, a finding out."""

from decimal import Decimal

#: Findings: money was asked for that is not owed; another amount; paid by the books, but not by his word.
NOT_OWED, OTHER_AMOUNT, NOT_PAID = "not_owed", "other_amount", "not_paid"


def compare_charge(charged, named, owed, paid):
    """Return what is wrong between the customer's word and the order's fees, or None.

    :param charged: he says that money was taken
    :param named: the amount he named, or None
    :param owed: Decimal, the fees of the order by its invoices and quotations, tax included
    :param paid: Decimal, what of it is paid by the books
    """
    if charged and not owed:
        return NOT_OWED
    if charged and named is not None and Decimal(named) != owed:
        return OTHER_AMOUNT
    if not charged and paid:
        return NOT_PAID
    return None
