"""Who pays for a job as a whole and for each of its lines (S1, S11, S12).

The engine looks at plain facts and says which of the four types a job is of, who bears which share
of a line, and why. It knows no database; order and line keep the code and the values of the reason,
and render the sentence in the reader's language.
"""

from calendar import monthrange
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

#: Reason codes; each has one sentence in `aftersales.order`.
INTERNAL = "internal"
REPEAT = "repeat"
CONTRACT = "contract"
PER_CALL = "per_call"
USED_UP = "used_up"
SCHEDULED = "scheduled"
DEFECT = "defect"
WARRANTY = "warranty"
NO_UNIT = "no_unit"
NO_SALE_DATE = "no_sale_date"
NO_TERM = "no_term"
BEFORE_SALE = "before_sale"
EXPIRED = "expired"
EXCLUDED_FAULT = "excluded_fault"
#: Reasons of a single line, besides those of its job.
TYPE_SET = "type_set"
GRANTED = "granted"
EXTRA = "extra"
PART_WARRANTY = "part_warranty"
LABOUR_OF_PART = "labour_of_part"
WEARING_PART = "wearing_part"
NOT_IN_TERM = "not_in_term"
NOT_IN_CONTRACT = "not_in_contract"

#: Who can pay; the keys are those of `const.PAYERS`.
CUSTOMER, MAKER, STATION, CONTRACTOR = "customer", "maker", "station", "contract"
GOODWILL, COMPANY = "goodwill", "company"
#: Who pays where a person set the type of a job.
PAYER_OF_TYPE = {"A": CUSTOMER, "B": CONTRACTOR, "C": GOODWILL, "D": COMPANY}

ALL = Decimal(100)
NOTHING = Decimal(0)


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
    :param excluded_fault: name of the fault, where the warranty leaves it out
    :param repeat_of: number of the job of which this one is a repeat (S11)
    :param defect: number of the defect notice that the job carries out (S19)
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
    excluded_fault: str = ""
    repeat_of: str = ""
    defect: str = ""


@dataclass(frozen=True)
class Proposal:
    """A service type ("A" to "D"), the code of its reason and the values of its sentence."""

    service_type: str
    reason: str
    values: dict = field(default_factory=dict)


def propose(facts):
    """Propose the service type of a job (S1) and say why.

    The order of the questions: our own job is internal (D); what a defect notice asks for is free
    (C, S19); a repeat repair is free (C), for it makes good what the first job owed (S11); a unit
    under warranty is free (C), for the maker owes it, contract or not; a running contract pays the
    rest (B), unless it asks for the price of each call, or the calls it includes are used up (S15);
    everything else is paid by the customer (A), with the reason why it is not free. A visit that
    the contract schedules is its own, whatever the warranty says.
    """
    if facts.scheduled:
        return Proposal("B", SCHEDULED, {"contract": facts.contract})
    if facts.internal:
        return Proposal("D", INTERNAL)
    if facts.defect:
        return Proposal("C", DEFECT, {"notice": facts.defect})
    if facts.repeat_of:
        return Proposal("C", REPEAT, {"order": facts.repeat_of})
    in_warranty = facts.warranty_end and facts.sale_date and facts.sale_date <= facts.on <= facts.warranty_end
    if in_warranty and not facts.excluded_fault:
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
    if in_warranty:
        return Proposal("A", EXCLUDED_FAULT, {"fault": facts.excluded_fault})
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


# Lines ------------------------------------------------------------------------------


@dataclass(frozen=True)
class Cover:
    """What somebody other than the customer takes over of a line.

    :param share: percent of the line's value, 0 to 100
    :param until: the last day, included; empty: no end is known, and none is asked
    """

    share: Decimal = ALL
    until: date | None = None

    def holds(self, on):
        """Tell whether anything is taken over on that day."""
        return self.share > 0 and (self.until is None or on <= self.until)


@dataclass(frozen=True)
class Decision:
    """Who bears a line, and why: `payer` takes `share` percent off the customer.

    Where the payer is the customer, the share is 0.
    """

    payer: str
    share: Decimal
    reason: str
    values: dict = field(default_factory=dict)

    @property
    def shares(self):
        """Return payer → percent, without those who pay nothing; they add up to 100."""
        shares = {self.payer: self.share, CUSTOMER: ALL - self.share}
        return {payer: share for payer, share in shares.items() if share}


@dataclass(frozen=True)
class LineFacts:
    """What is known about a line and its job.

    :param on: the day of the request, in the company's time zone
    :param service_type: the type of the job
    :param proposal: code and values of the reason for that type
    :param type_reason: why a person set the type; None: it is the proposed one
    :param granted: payer, share and reason a person gave for this line; goes before everything
    :param extra: an extra service, sold to the customer besides the job (S14)
    :param repeat_payer: who answers for the first job, where this one is a repeat (S11)
    :param own_warranty: warranty of the replaced part itself
    :param part_labour: what the warranty of a replaced part says about this labour
    :param wearing_part: the unit's warranty leaves this part out
    :param excluded_fault: no warranty covers the fault of the job
    :param warranty: what the unit's warranty says about a line of this kind; empty: nothing
    :param contract: name of the contract that covers the job
    :param contract_cover: what that contract takes over of a line of this kind
    """

    on: date
    service_type: str
    proposal: tuple = ("", {})
    type_reason: str | None = None
    granted: tuple | None = None
    extra: bool = False
    repeat_payer: str = COMPANY
    own_warranty: Cover | None = None
    part_labour: Cover | None = None
    wearing_part: bool = False
    excluded_fault: bool = False
    warranty: Cover | None = None
    contract: str = ""
    contract_cover: Cover | None = None


def decide(facts):
    """Decide who bears a line (S1, S11, S12) and say why.

    The order of the questions: what a person granted for the line; an internal job is ours; an
    extra service is the customer's; a type set by a person holds for every line; the maker answers
    for a defect notice; a repeat is borne by who did the first job; then, whichever takes most of the
    line and in this order, the replaced part's own warranty, the unit's warranty, the contract.
    What nobody takes is the customer's.
    """
    code, values = facts.proposal
    if facts.granted:
        payer, share, reason = facts.granted
        return Decision(payer, share, GRANTED, {"reason": reason})
    if facts.extra and facts.service_type != "D":
        return Decision(CUSTOMER, NOTHING, EXTRA)
    if facts.type_reason is not None:
        payer = PAYER_OF_TYPE[facts.service_type]
        share = NOTHING if payer == CUSTOMER else ALL
        return Decision(payer, share, TYPE_SET, {"reason": facts.type_reason})
    if code == INTERNAL:
        return Decision(COMPANY, ALL, code, values)
    if code == DEFECT:
        return Decision(MAKER, ALL, code, values)
    if code == REPEAT:
        return Decision(facts.repeat_payer, ALL, code, values)
    covers = [(CONTRACTOR, CONTRACT, facts.contract_cover)]
    if not facts.excluded_fault:
        covers = [
            (MAKER, PART_WARRANTY, facts.own_warranty),
            (MAKER, LABOUR_OF_PART, facts.part_labour),
            (MAKER, WARRANTY, None if facts.wearing_part else facts.warranty),
            *covers,
        ]
    covers = [row for row in covers if row[2] and row[2].holds(facts.on)]
    if not covers:
        return _let_customer_pay(facts)
    payer, reason, cover = max(covers, key=lambda row: row[2].share)  # the first one of equals
    values = {"date": cover.until.isoformat() if cover.until else ""}
    if reason == CONTRACT:
        values["contract"] = facts.contract
    return Decision(payer, cover.share, reason, values)


def _let_customer_pay(facts):
    """Return the decision for a line that nobody else takes: the nearest reason why not."""
    code, values = facts.proposal
    if facts.service_type == "B":
        code, values = NOT_IN_CONTRACT, {"contract": facts.contract}
    elif facts.service_type == "C" and facts.wearing_part:
        code, values = WEARING_PART, {}
    elif facts.service_type == "C":
        over = facts.warranty and facts.warranty.share and facts.warranty.until
        code, values = (EXPIRED, {"date": over.isoformat()}) if over else (NOT_IN_TERM, {})
    return Decision(CUSTOMER, NOTHING, code, values)


def split(amount, share, rounding):
    """Split the worth of a line between the customer and who bears `share` percent of it.

    :param amount: quantity × price, not rounded
    :param rounding: the smallest step of the currency, e.g. 0.01
    :return: what the customer pays and what is covered; together the rounded amount, to the cent

    >>> split(Decimal("33.33"), Decimal(50), Decimal("0.01"))
    (Decimal('16.67'), Decimal('16.66'))
    """
    value = _round(amount, rounding)
    customer = _round(amount * (ALL - share) / ALL, rounding)
    return customer, value - customer


def share_of(amount, share, rounding):
    """Return `share` percent of `amount`, rounded half up to the currency's step (S14).

    >>> share_of(Decimal("33.33"), Decimal(20), Decimal("0.01"))
    Decimal('6.67')
    """
    return _round(amount * share / ALL, rounding)


def _round(amount, rounding):
    return (amount / rounding).quantize(Decimal(1), ROUND_HALF_UP) * rounding
