"""Scores of an appraisal sheet: indicators, total, grade, and what is paid (A1, A3, A5, A6, A9).

Points and percent are decimals; amounts are company currency, rounded to cents once.

>>> curve = ((Decimal(80), Decimal(60)), (Decimal(100), Decimal(100)))
>>> score_value(Decimal(90), Rule("linear", curve)), score_value(Decimal(90), Rule("steps", curve))
(Decimal('80.00'), Decimal('60.00'))
>>> sum_up([Part(Decimal(60), Decimal(90)), Part(Decimal(40), Decimal(80))], conduct=-3).score
Decimal('83.00')
>>> find_grade(Decimal("59.99"), {"poor": Decimal(0), "below": Decimal(60)})
'poor'
"""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from .rater import quantize


@dataclass(frozen=True)
class Rule:
    """How a value becomes points.

    `kind`: "linear" between the points of `curve`, pairs (value, points); "steps" gives the points of the
    last value reached; "more" value in percent of `target`; "less" as far below 200 % as the value is above
    nothing; "direct" the value itself. Points are never below nothing, and not above `cap`.
    """

    kind: str
    curve: tuple = ()
    target: Decimal = Decimal(0)
    cap: Decimal = Decimal(100)


@dataclass(frozen=True)
class Part:
    """An indicator's weight (percent) and score; a veto below `veto` points, None: no veto."""

    weight: Decimal
    score: Decimal
    veto: Decimal | None = None


@dataclass(frozen=True)
class Total:
    """Weighted score of the indicators, the sheet's score with points of conduct, whether a veto held."""

    indicators: Decimal
    score: Decimal
    vetoed: bool


@dataclass(frozen=True)
class Pay:
    """Performance pay, what of it is withheld, what is left."""

    earned: Decimal
    withheld: Decimal
    paid: Decimal


def score_value(value, rule):
    """Return the points of `value` by `rule`, in hundredths.

    >>> score_value(Decimal(110), Rule("more", target=Decimal(100)))
    Decimal('100.00')
    >>> score_value(Decimal(3), Rule("less", target=Decimal(2)))
    Decimal('50.00')
    """
    points = _find_points(Fraction(value), rule)
    return quantize(max(min(points, Fraction(rule.cap)), Fraction(0)))


def _find_points(value, rule):
    if rule.kind == "direct":
        return value
    if rule.kind in ("more", "less"):
        if rule.target <= 0:
            # Nothing is required: everything is enough; nothing is allowed: only nothing is good.
            return Fraction(100) if rule.kind == "more" or value <= 0 else Fraction(0)
        share = value / Fraction(rule.target)
        return 100 * (share if rule.kind == "more" else 2 - share)
    curve = sorted((Fraction(at), Fraction(points)) for at, points in rule.curve)
    if not curve:
        return Fraction(0)
    reached = [row for row in curve if row[0] <= value]
    if rule.kind == "steps":
        return reached[-1][1] if reached else Fraction(0)
    ahead = [row for row in curve if row[0] > value]
    if not reached or not ahead:
        return (reached[-1] if reached else ahead[0])[1]
    (low, first), (high, last) = reached[-1], ahead[0]
    return first + (last - first) * (value - low) / (high - low)


def sum_up(parts, conduct=0, change=0, veto_cap=None, highest=None):
    """Return the total of `parts`, whose weights add up to 100, plus points of conduct and a change.

    :param veto_cap: most that a sheet with a veto can reach
    :param highest: most that any sheet can reach, None: no limit
    :raises ValueError: if the weights do not add up to 100
    """
    parts = list(parts)
    if sum(part.weight for part in parts) != 100:
        raise ValueError("weights do not add up to 100")
    indicators = sum(Fraction(part.weight) * Fraction(part.score) for part in parts) / 100
    vetoed = any(part.veto is not None and part.score < part.veto for part in parts)
    score = max(indicators + Fraction(conduct) + Fraction(change), Fraction(0))
    if highest is not None:
        score = min(score, Fraction(highest))
    if vetoed and veto_cap is not None:
        score = min(score, Fraction(veto_cap))
    return Total(quantize(indicators), quantize(score), vetoed)


def find_grade(score, bands):
    """Return the key of the highest of `bands`, key → least score, that `score` reaches; else None."""
    reached = [(least, key) for key, least in bands.items() if score >= least]
    return max(reached, key=lambda row: row[0])[1] if reached else None


def find_pay(base, score, share=Decimal(100), withheld_below=Decimal(60), withheld_share=Decimal(30)):
    """Return performance pay: `share` percent of `base` × score / 100, part of it withheld below a score.

    A6: the base is the performance pay (share 100), or basic and post pay (share 30).

    >>> find_pay(Decimal(2000), Decimal(85)).paid, find_pay(Decimal(2000), Decimal(50)).paid
    (Decimal('1700.00'), Decimal('700.00'))
    """
    earned = quantize(Fraction(base) * Fraction(share) / 100 * Fraction(score) / 100)
    withheld = quantize(Fraction(earned) * Fraction(withheld_share) / 100)
    withheld = withheld if score < withheld_below else quantize(0)
    return Pay(earned, withheld, earned - withheld)


def find_year(scores, least=1):
    """Return the mean of the periods' scores (A1); None for a missing one, which does not count.

    Fewer scores than `least` make no year result: None.

    >>> find_year([Decimal(80), None, Decimal(91)]), find_year([Decimal(80), None], least=2)
    (Decimal('85.50'), None)
    """
    known = [Fraction(score) for score in scores if score is not None]
    return quantize(sum(known) / len(known)) if known and len(known) >= least else None


def is_appraised(start, end, hired=None, left=None, least=Decimal(50)):
    """Tell whether a person is appraised for a period: there on its last day, and for `least` percent of it.

    >>> from datetime import date
    >>> is_appraised(date(2026, 4, 1), date(2026, 4, 30), hired=date(2026, 4, 16))
    True
    >>> is_appraised(date(2026, 4, 1), date(2026, 4, 30), hired=date(2026, 4, 17))
    False
    """
    if left and left < end:
        return False
    first = max(start, hired or start)
    return ((end - first).days + 1) * 100 >= Fraction(least) * ((end - start).days + 1)


def may_be_promoted(ranks, days_in_post, top=3, successive=2, least_days=183):
    """Tell whether the last results, ranks oldest first, are in the top often enough in a row (A9).

    >>> may_be_promoted([5, 3, 1], 200), may_be_promoted([1, 4], 200), may_be_promoted([3, 1], 182)
    (True, False, False)
    """
    last = list(ranks)[-successive:]
    in_top = len(last) == successive and all(rank is not None and rank <= top for rank in last)
    return in_top and days_in_post >= least_days
