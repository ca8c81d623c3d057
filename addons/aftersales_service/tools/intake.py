"""Which units of a pasted list can be taken into the workshop (S5, S8)."""

import re
import unicodedata
from dataclasses import dataclass

#: The unit is known and the customer's, or nobody's yet.
KNOWN = "known"
#: The serial number is not known: the unit is recorded.
NEW = "new"
#: The serial number is not known: it is only written down.
TEXT = "text"
#: A piece without a serial number.
BARE = "bare"
#: The unit belongs to somebody else: to be taken in only after a second look.
FOREIGN = "foreign"
#: Another order is open for the unit: to be taken in only after a second look.
ELSEWHERE = "elsewhere"
#: The number stands in the list already.
DUPLICATE = "duplicate"
#: The unit is with us already.
HERE = "here"
#: The number exists on several products: somebody has to choose.
AMBIGUOUS = "ambiguous"
#: The number is not known and neither is the product.
NO_PRODUCT = "no_product"

#: What is taken in without a question.
CLEAR = (KNOWN, NEW, TEXT, BARE)
#: What cannot be taken in as it stands.
BLOCKED = (DUPLICATE, HERE, AMBIGUOUS, NO_PRODUCT)

_SEPARATORS = re.compile(r"[\n\r\t,;、，；]+")
_INVISIBLE = re.compile(r"[\u200b-\u200f\u2060\ufeff\u00ad]")


def parse_serials(text):
    """Return the serial numbers of a pasted or scanned text, one per line, in their order.

    Full-width characters become ordinary ones, invisible ones and blanks around a number go; empty
    lines are no numbers.

    >>> parse_serials("SN-1\\n\\n  ＳＮ－２ \\r\\nSN-1、sn 3")
    ['SN-1', 'SN-2', 'SN-1', 'sn 3']
    """
    plain = unicodedata.normalize("NFKC", _INVISIBLE.sub("", text or ""))
    cleaned = (" ".join(part.split()) for part in _SEPARATORS.split(plain))
    return [part for part in cleaned if part]


def key(serial):
    """Return what two spellings of one serial number have in common.

    >>> key("sn-1") == key("SN-1")
    True
    """
    return serial.casefold()


@dataclass(frozen=True)
class Candidate:
    """A unit on record with the serial number in question.

    :param owner: who it belongs to, 0 for nobody
    :param here: it is with us already
    :param elsewhere: another order is open for it
    """

    id: int
    product: int
    owner: int = 0
    here: bool = False
    elsewhere: bool = False


@dataclass(frozen=True)
class Verdict:
    """What holds for one line of the list, and which unit is meant (0: none on record)."""

    code: str
    candidate: int = 0


def judge(serial, candidates, customer, *, product=0, chosen=0, is_repeat=False, record=True):
    """Say whether the unit with this serial number can be taken in.

    :param serial: as `parse_serials` gives it; empty for a piece without one
    :param candidates: list of `Candidate`
    :param customer: who hands the unit over
    :param product: the product that is meant where the number is on several, or on none
    :param chosen: id of the candidate that somebody chose
    :param is_repeat: the number stands further up in the list
    :param record: an unknown unit is recorded; else its number is only written down

    >>> judge("SN-1", [Candidate(7, 3, owner=5)], 5)
    Verdict(code='known', candidate=7)
    >>> judge("SN-1", [Candidate(7, 3), Candidate(8, 4)], 5).code
    'ambiguous'
    >>> judge("SN-1", [Candidate(7, 3), Candidate(8, 4)], 5, product=4)
    Verdict(code='known', candidate=8)
    """
    if not serial:
        return Verdict(BARE)
    if is_repeat:
        return Verdict(DUPLICATE)
    found = _narrow(candidates, customer, product, chosen)
    if len(found) > 1:
        return Verdict(AMBIGUOUS)
    if not found:
        if not record:
            return Verdict(TEXT)
        return Verdict(NEW if product else NO_PRODUCT)
    unit = found[0]
    if unit.here:
        return Verdict(HERE, unit.id)
    if unit.owner not in (0, customer):
        return Verdict(FOREIGN, unit.id)
    return Verdict(ELSEWHERE if unit.elsewhere else KNOWN, unit.id)


def _narrow(candidates, customer, product, chosen):
    """Return the candidates that can be meant: the chosen one, else those that fit best."""
    found = list(candidates)
    for fits in (
        lambda each: each.id == chosen,
        lambda each: each.product == product,
        lambda each: each.owner == customer,
    ):
        fitting = [each for each in found if fits(each)]
        if len(found) > 1 and fitting:
            found = fitting
    return found
