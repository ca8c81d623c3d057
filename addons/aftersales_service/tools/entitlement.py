"""Who pays for a job: the proposal of the service type (S1).

The engine looks at plain facts and says which of the four types a job is of and why. It knows no
database; the order keeps the code and the values of the reason, and renders the sentence in the
reader's language.
"""

from calendar import monthrange
from dataclasses import dataclass, field
from datetime import date

#: Reason codes; each has one sentence in `aftersales.order`.
INTERNAL = "internal"
CONTRACT = "contract"
PER_CALL = "per_call"
USED_UP = "used_up"
SCHEDULED = "scheduled"
WARRANTY = "warranty"
NO_UNIT = "no_unit"
NO_SALE_DATE = "no_sale_date"
NO_TERM = "no_term"
BEFORE_SALE = "before_sale"
EXPIRED = "expired"


@dataclass(frozen=True)
class Facts:
    """What is known about a job when it is taken.

    :param on: the day of the request, in the company's time zone
    :param internal: the customer is the company itself
    :param has_unit: a serial-numbered unit is named
    :param sale_date: the unit's day of sale
    :param has_term: a warranty term was in force for the product on that day
    :param warranty_end: the last day of the warranty, included
    :param contract: name of a running contract that covers the job
    :param contract_end: the contract's last day
    :param per_call: the contract asks the customer for the price of each call (S15)
    :param calls: number of calls that the contract includes; 0 without a limit
    :param calls_left: how many of them are left
    :param excluded: kinds of lines that the contract does not pay
    :param scheduled: the job is a visit that the contract schedules
    """

    on: date
    internal: bool = False
    has_unit: bool = False
    sale_date: date | None = None
    has_term: bool = False
    warranty_end: date | None = None
    contract: str = ""
    contract_end: date | None = None
    per_call: bool = False
    calls: int = 0
    calls_left: int = 0
    excluded: tuple = ()
    scheduled: bool = False


@dataclass(frozen=True)
class Proposal:
    """A service type ("A" to "D"), the code of its reason and the values of its sentence."""

    service_type: str
    reason: str
    values: dict = field(default_factory=dict)


def propose(facts):
    """Propose the service type of a job (S1) and say why.

    The order of the questions: our own job is internal (D); a unit under warranty is free (C),
    for the maker owes it, contract or not; a running contract pays the rest (B), unless it asks for
    the price of each call, or the calls it includes are used up (S15); everything else is paid by
    the customer (A), with the reason why it is not free. A visit that the contract schedules is its
    own, whatever the warranty says.
    """
    if facts.scheduled:
        return Proposal("B", SCHEDULED, {"contract": facts.contract})
    if facts.internal:
        return Proposal("D", INTERNAL)
    if facts.warranty_end and facts.sale_date and facts.sale_date <= facts.on <= facts.warranty_end:
        return Proposal("C", WARRANTY, {"date": facts.warranty_end.isoformat()})
    if facts.contract:
        return _propose_under_contract(facts)
    if not facts.has_unit:
        return Proposal("A", NO_UNIT)
    if not facts.sale_date:
        return Proposal("A", NO_SALE_DATE)
    if facts.on < facts.sale_date:
        return Proposal("A", BEFORE_SALE, {"date": facts.sale_date.isoformat()})
    if not (facts.has_term and facts.warranty_end):
        return Proposal("A", NO_TERM)
    return Proposal("A", EXPIRED, {"date": facts.warranty_end.isoformat()})


def _propose_under_contract(facts):
    end = facts.contract_end.isoformat() if facts.contract_end else ""
    values = {"contract": facts.contract, "date": end}
    if facts.per_call:
        return Proposal("A", PER_CALL, values)
    if facts.calls and not facts.calls_left:
        return Proposal("A", USED_UP, values | {"calls": facts.calls})
    if facts.excluded:
        values["excluded"] = list(facts.excluded)
    return Proposal("B", CONTRACT, values)


def warranty_end(sale_date, months):
    """Return the last day of a warranty of `months` months that starts with the sale.

    The day of the sale does not count; the last day is the corresponding day of the last month, or
    that month's last day where it has none (Civil Code of the PRC, articles 201 and 202): sold on
    15 March for 12 months, free until 15 March of the next year, that day included; sold on
    31 August for 6 months, free until the end of February.

    :raises ValueError: if `months` is negative
    """
    if months < 0:
        raise ValueError("A warranty cannot last less than zero months.")
    years, month_index = divmod(sale_date.month - 1 + months, 12)
    year, month = sale_date.year + years, month_index + 1
    return date(year, month, min(sale_date.day, monthrange(year, month)[1]))
