"""When is a service voucher valid (S7)?"""

from dataclasses import dataclass
from decimal import Decimal

#: What S7 asks for, in the order in which the voucher shows it. The signature comes last: it is
#: asked for once everything else is there.
ITEMS = ("fault", "handling", "result", "equipment", "time_spent", "parts", "signature")


@dataclass(frozen=True)
class Voucher:
    """What stands on a voucher.

    :param time_spent: hours of work
    :param parts_recorded: the parts replaced are listed, or it is stated that none were
    :param signed: the customer signed or stamped it
    """

    fault: str = ""
    handling: str = ""
    result: str = ""
    equipment: str = ""
    time_spent: Decimal = Decimal(0)
    parts_recorded: bool = False
    signed: bool = False


def missing_items(voucher):
    """Return the items of `ITEMS` that a voucher lacks; an empty list means it is valid (S7).

    Text that holds only blanks counts as missing; so does a time of zero hours or less.
    """
    present = {
        "fault": bool(voucher.fault.strip()),
        "handling": bool(voucher.handling.strip()),
        "result": bool(voucher.result.strip()),
        "equipment": bool(voucher.equipment.strip()),
        "time_spent": voucher.time_spent > 0,
        "parts": voucher.parts_recorded,
        "signature": voucher.signed,
    }
    return [item for item in ITEMS if not present[item]]
