"""Bonus pools of a quarter (B1–B3): who gets how much, to the cent.

>>> crew = Crew(manager=1, deputies=(2,), tickets={3: 2, 4: 1})
>>> result = split_pool(Decimal("100.00"), crew, Rates(Decimal(12), Decimal(8)))
>>> [(share.key, share.role, str(share.amount)) for share in result.shares]
[(1, 'manager', '12.00'), (2, 'deputy', '8.00'), (3, 'tickets', '53.33'), (4, 'tickets', '26.67')]
>>> str(result.left)
'0.00'
"""

from dataclasses import dataclass
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from fractions import Fraction

CENT = Decimal("0.01")
NOTHING = Decimal("0.00")


@dataclass(frozen=True)
class Rates:
    """Percent of the pool for the manager and for each deputy (B2)."""

    manager: Decimal
    deputy: Decimal


@dataclass(frozen=True)
class Crew:
    """Who shares in a pool: keys of manager and deputies, valid tickets of each engineer (B2).

    :param manager: None if the post is vacant
    """

    manager: object = None
    deputies: tuple = ()
    tickets: dict = None

    def with_tickets(self, more):
        """Return the crew with `more` tickets: key → number, added to those there are."""
        tickets = dict(self.tickets or {})
        for key, number in more.items():
            tickets[key] = tickets.get(key, 0) + number
        return Crew(self.manager, self.deputies, tickets)


@dataclass(frozen=True)
class Share:
    """What one gets of a pool, and for what: manager, deputy or tickets."""

    key: object
    role: str
    amount: Decimal
    tickets: int = 0


@dataclass(frozen=True)
class Split:
    """A pool that was split.

    :param left: nobody's share: the post is vacant, or no engineer has a ticket; the department keeps it
    :param rest: what the engineers share
    :param per_ticket: of the rest for one valid ticket, to four places, for the explanation
    """

    shares: tuple
    left: Decimal
    rest: Decimal
    per_ticket: Decimal


def take(base, percent):
    """Return `percent` of `base`, to the cent; of a loss that is below zero."""
    return (base * percent / 100).quantize(CENT, ROUND_HALF_UP)


def take_pool(base, percent):
    """Return `percent` of the profit `base`; a loss gives no pool (B1)."""
    return max(take(base, percent), NOTHING)


def split_by_weights(total, weights):
    """Return `total` by the weights, in whole cents that add up to it: largest remainder.

    Cents that are left go to the largest remainders, the first of equal ones first. Whose weight grows
    while the others' stay never gets less.

    :param weights: list of (key, weight), not negative, one above zero at least
    :return: list of amounts, in the order of `weights`
    """
    cents = int(total / CENT)
    whole = sum(Fraction(weight) for _key, weight in weights)
    exact = [Fraction(weight) * cents / whole for _key, weight in weights]
    given = [int(part) for part in exact]
    order = sorted(range(len(weights)), key=lambda index: (given[index] - exact[index], index))
    for index in order[: cents - sum(given)]:
        given[index] += 1
    return [part * CENT for part in given]


def split_pool(total, crew, rates):
    """Split a pool among manager, deputies and engineers by valid tickets (B2).

    The last cents go by key: whoever is named or counted first gets no more than the others.

    :raises ValueError: "leaders" if manager and deputies would get more than the pool
    """
    leaders = [(crew.manager, "manager", Fraction(rates.manager))]
    leaders += [(key, "deputy", Fraction(rates.deputy)) for key in sorted(crew.deputies)]
    rest = 100 - sum(weight for _key, _role, weight in leaders)
    if rest < 0:
        raise ValueError("leaders")
    tickets = {key: number for key, number in sorted((crew.tickets or {}).items()) if number}
    count = sum(tickets.values())
    rows = [(key, role, weight, 0) for key, role, weight in leaders]
    rows += [(key, "tickets", rest * number / count, number) for key, number in tickets.items()]
    if not count:
        rows.append((None, "tickets", rest, 0))
    amounts = split_by_weights(total, [(key, weight) for key, _role, weight, _number in rows])
    shares = tuple(
        Share(key, role, amount, number)
        for (key, role, _weight, number), amount in zip(rows, amounts, strict=True)
        if key is not None and amount
    )
    ticketed = sum((share.amount for share in shares if share.role == "tickets"), NOTHING)
    left = total - sum((share.amount for share in shares), NOTHING)
    per_ticket = (ticketed / count).quantize(Decimal("0.0001")) if count else NOTHING
    return Split(shares, left, ticketed, per_ticket)


def hold_back(total, crew, rates, claims):
    """Split a pool while some tickets are still claimed: return (split, reserve).

    Everybody gets what remains his if every claim is granted; of a claimant's share the part for the
    tickets he claims is held back. Shares, what is left and the reserve add up to the pool.

    :param claims: key → number of tickets claimed
    """
    full = split_pool(total, crew.with_tickets(claims), rates)
    shares, reserve = [], NOTHING
    for share in full.shares:
        claimed = claims.get(share.key, 0) if share.role == "tickets" else 0
        sure = share.amount
        if claimed:
            sure = (share.amount * (share.tickets - claimed) / share.tickets).quantize(CENT, ROUND_DOWN)
        reserve += share.amount - sure
        if sure:
            shares.append(Share(share.key, share.role, sure, share.tickets - claimed))
    return Split(tuple(shares), full.left, full.rest - reserve, full.per_ticket), reserve


def correct(paid, due):
    """Return key → what is still owed, below zero what was paid too much; nothing is left out.

    >>> correct({1: Decimal("10.00"), 2: Decimal("5.00")}, {1: Decimal("8.00"), 3: Decimal("7.00")})
    {1: Decimal('-2.00'), 2: Decimal('-5.00'), 3: Decimal('7.00')}
    """
    keys = sorted(paid.keys() | due.keys())
    differences = {key: due.get(key, NOTHING) - paid.get(key, NOTHING) for key in keys}
    return {key: amount for key, amount in differences.items() if amount}
