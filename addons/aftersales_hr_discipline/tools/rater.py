"""Appraisal by several kinds of raters (A2, A10): who counts with which weight, what is still waited for.

Scores are points; shares are percent. Means are reckoned exactly and rounded once, at the end.

>>> panel = combine(
...     {"superior": [Decimal(90)], "peer": [Decimal(80), Decimal(70)]}, {"superior", "peer", "subordinate"}
... )
>>> panel.score, panel.waiting
(None, ('subordinate',))
>>> panel = combine(
...     {"superior": [Decimal(90)], "peer": [Decimal(80), Decimal(70)]},
...     {"superior", "peer", "subordinate"},
...     waived={"subordinate"},
... )
>>> panel.score, panel.shown
(Decimal('84.00'), {'peer': Decimal('75.00')})
"""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

CENT = Decimal("0.01")

#: Kinds of raters with a weight; self-assessment has none.
KINDS = ("superior", "peer", "subordinate")


@dataclass(frozen=True)
class Shares:
    """Percent of each kind where all three rate, and of the superior beside one other kind."""

    superior: Decimal = Decimal(40)
    peer: Decimal = Decimal(30)
    subordinate: Decimal = Decimal(30)
    superior_of_two: Decimal = Decimal(60)


@dataclass(frozen=True)
class Panel:
    """What raters come to: `score` None while a kind is waited for, or where nobody can rate.

    `shown` has the averages that the person may see, `waiting` the kinds that owe an answer.
    """

    score: Decimal | None
    weights: dict
    shown: dict
    waiting: tuple


def quantize(number):
    """Return `number` in hundredths, half a hundredth up."""
    number = Fraction(number)
    return (Decimal(number.numerator) / Decimal(number.denominator)).quantize(CENT, ROUND_HALF_UP)


def find_weights(kinds, shares=None):
    """Return the weight of each of `kinds` as a fraction of one; they add up to one.

    Superior beside one other kind: `superior_of_two` and the rest. Without a superior those that remain
    keep the proportion they have among all.

    >>> {kind: str(weight) for kind, weight in find_weights({"superior", "peer"}).items()}
    {'superior': '3/5', 'peer': '2/5'}
    """
    shares = shares or Shares()
    found = [kind for kind in KINDS if kind in kinds]
    if "superior" in found and len(found) == 2:
        first = Fraction(shares.superior_of_two) / 100
        return {"superior": first, found[1]: 1 - first}
    whole = sum(Fraction(getattr(shares, kind)) for kind in found)
    return {kind: Fraction(getattr(shares, kind)) / whole for kind in found} if whole else {}


def find_applicable(asked, minimum=2):
    """Return the kinds that are asked, of `asked` raters by kind.

    Fewer peers or subordinates than the minimum are not asked: one voice would not be anonymous.

    >>> sorted(find_applicable({"superior": 1, "peer": 1, "subordinate": 2}))
    ['subordinate', 'superior']
    """
    return {kind for kind in KINDS if _suffices(kind, asked.get(kind, 0), minimum)}


def _suffices(kind, count, minimum):
    return count >= (1 if kind == "superior" else max(minimum, 1))


def combine(answers, applicable, waived=(), shares=None, minimum=2):
    """Return the panel of `answers`, scores by kind, over the kinds that are `applicable`.

    An applicable kind without enough answers is waited for: no score, never a nought. Once it is
    `waived` by a decision, the others are weighted as if it did not exist. Enough answers count always.
    """
    enough = {
        kind: [Fraction(score) for score in answers.get(kind, ())]
        for kind in KINDS
        if kind in applicable and _suffices(kind, len(answers.get(kind, ())), minimum)
    }
    waiting = tuple(
        kind for kind in KINDS if kind in applicable and kind not in enough and kind not in waived
    )
    means = {kind: sum(scores) / len(scores) for kind, scores in enough.items()}
    shown = {kind: quantize(mean) for kind, mean in means.items() if len(enough[kind]) >= max(minimum, 1)}
    weights = find_weights(set(enough) | set(waiting), shares)
    score = None
    if means and not waiting and set(weights) == set(means):
        score = quantize(sum(weights[kind] * mean for kind, mean in means.items()))
    return Panel(score, weights, shown, waiting)
