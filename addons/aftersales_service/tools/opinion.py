"""The score of an opinion card (S17): values in, scores and a verdict out."""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class Verdict:
    """What an opinion card comes to.

    scores: points of each question; mean: of all of them; is_low: the mean is below the limit
    """

    scores: dict
    mean: Decimal
    is_low: bool


def judge(answers, points, limit):
    """Return the verdict on an opinion card.

    :param answers: question → level, for every question of the card
    :param points: level → points, 0 to 100
    :param limit: a mean below it is low; the limit itself is not
    :raises ValueError: where there is no answer, or a level without points

    >>> points = {"very": 100, "satisfied": 80, "fair": 60, "unsatisfied": 0}
    >>> judge({"attitude": "very", "skill": "satisfied"}, points, 60).mean
    Decimal('90')
    >>> judge({"attitude": "fair", "skill": "fair"}, points, 60).is_low
    False
    >>> judge({"attitude": "fair", "skill": "unsatisfied"}, points, 60).is_low
    True
    """
    unknown = set(answers.values()) - points.keys()
    if not answers or unknown:
        raise ValueError(f"no points for {sorted(map(str, unknown))} of {len(answers)} answers")
    scores = {question: Decimal(str(points[level])) for question, level in answers.items()}
    mean = sum(scores.values()) / len(scores)
    return Verdict(scores, mean, mean < Decimal(str(limit)))
