"""Answers of a checklist (S29, S30): is one in order, and what do all of them come to?

How points are counted, in words: an item gives all its points, none, or – where it is answered by
points – those entered. An item that does not apply leaves the sheet with its points: they are neither
given nor asked for, and the rest is stretched to a hundred. So is one that was left open where it may be.

    score = points given / points asked for × 100

The score has two decimals, the rest is cut off: 69.999 is 69.99 and does not reach 70.
"""

from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal

#: What an answer says.
OK, PART, DEFECT, NOT_APPLICABLE = "ok", "part", "defect", "na"

#: The grade below every limit.
NO_GRADE = "none"

CENT = Decimal("0.01")


@dataclass(frozen=True)
class Rating:
    """What a sheet comes to, with the figures that explain it.

    :param given: points given
    :param possible: points asked for: those of the items answered that apply
    :param excluded: points of the items that do not apply
    :param score: 0 to 100, or None where nothing was asked for
    """

    given: Decimal
    possible: Decimal
    excluded: Decimal
    score: Decimal | None


def judge_number(number, minimum, maximum):
    """Return whether a reading is within its limits, both included; 0 and 0 are no limits.

    >>> judge_number(4, 0, 4), judge_number(4.01, 0, 4), judge_number(500, 0, 0)
    ('ok', 'defect', 'ok')
    """
    return OK if not (minimum or maximum) or minimum <= number <= maximum else DEFECT


def judge_points(given, points):
    """Return what points given out of `points` say.

    :raises ValueError: for fewer than none, or more than there are

    >>> judge_points(5, 5), judge_points(2.5, 5), judge_points(0, 5)
    ('ok', 'part', 'defect')
    """
    if not 0 <= given <= points:
        raise ValueError(given)
    return OK if given == points else PART if given else DEFECT


def rate(answers):
    """Return the `Rating` of a sheet.

    :param answers: triples (points, points given, result); the result of what was left open is falsy

    >>> rate([(10, 9, "part"), (5, 5, "ok"), (5, 0, "na"), (5, 0, None)]).score
    Decimal('93.33')
    """
    rows = [(Decimal(str(points)), Decimal(str(given)), result) for points, given, result in answers]
    asked = [row for row in rows if row[2] and row[2] != NOT_APPLICABLE]
    possible = sum((points for points, _given, _result in asked), Decimal())
    given = sum((given for _points, given, _result in asked), Decimal())
    return Rating(
        given=given,
        possible=possible,
        excluded=sum((points for points, _given, result in rows if result == NOT_APPLICABLE), Decimal()),
        score=(given * 100 / possible).quantize(CENT, ROUND_DOWN) if possible else None,
    )


def grade(score, limits):
    """Return the key of the highest limit that `score` reaches (S30).

    :param limits: key → least score

    >>> limits = {"qualified": 70, "three": 80}
    >>> grade(Decimal("69.99"), limits), grade(70, limits), grade(100, limits), grade(None, limits)
    ('none', 'qualified', 'three', 'none')
    """
    if score is None:
        return NO_GRADE
    reached = [(Decimal(str(least)), key) for key, least in limits.items() if score >= Decimal(str(least))]
    return max(reached)[1] if reached else NO_GRADE
