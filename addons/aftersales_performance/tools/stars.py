"""Stars of the call centre: eight parts of a month, what they add up to, and the class they make (S28).

>>> volume_points(105, 100, RULES), volume_points(99, 100, RULES)
(Decimal('10.50'), Decimal('5.00'))
>>> rate(Decimal(90), RULES)
Rating(band='first', level='first', improving=0, reason='band')
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

PLACES = Decimal("0.01")
HUNDRED = Decimal(100)

#: Parts that are a share of their points, given from 0 to 100.
SHARED = ("exam", "satisfaction", "checks", "manners", "ability", "peers")
PARTS = ("exam", "satisfaction", "checks", "manners", "ability", "volume", "peers", "events")


@dataclass(frozen=True)
class Rules:
    """The figures of the regulation; `maxima` has the points of every part at most."""

    maxima: Mapping = field(
        default_factory=lambda: {
            part: Decimal(points) for part, points in zip(PARTS, (30, 10, 20, 8, 10, 12, 2, 8), strict=True)
        }
    )
    volume_base: Decimal = Decimal(8)
    volume_up: Decimal = Decimal("0.5")
    volume_down: Decimal = Decimal(5)
    volume_min: Decimal = Decimal(5)
    complaint: Decimal = Decimal(20)
    star_from: Decimal = Decimal(95)
    first_from: Decimal = Decimal(85)
    second_from: Decimal = Decimal(70)
    star_months: int = 3
    second_months: int = 3
    improvement_months: int = 3


RULES = Rules()


@dataclass(frozen=True)
class Month:
    """A rated month: the class its points alone make, the class given, months of improvement still left."""

    band: str
    level: str
    improving: int = 0


@dataclass(frozen=True)
class Rating(Month):
    """The same with its reason: "band", "veto", "waiting" for more such months, "streak" or "improving"."""

    reason: str = "band"


def volume_steps(actual, target):
    """Return the full percents above the target, or, below zero, the started percents under it."""
    percent = Fraction(actual) * 100 / Fraction(target)
    return math.floor(percent - 100)


def volume_points(actual, target, rules):
    """Return the points of the volume: so many at target, more a full percent above, less a started below.

    :param target: above zero
    """
    steps = volume_steps(actual, target)
    each = rules.volume_up if steps > 0 else rules.volume_down
    points = rules.volume_base + steps * each
    return max(rules.volume_min, min(rules.maxima["volume"], points)).quantize(PLACES)


def shared_points(part, share, rules):
    """Return the points of a part that is given as a share of 0 to 100."""
    share = max(Decimal(0), min(HUNDRED, share))
    return (rules.maxima[part] * share / HUNDRED).quantize(PLACES, ROUND_HALF_UP)


def event_points(praise, complaints, rules):
    """Return the points of the other events: praise up to its limit, less those of founded complaints.

    :param praise: points of each praise
    """
    return (min(sum(praise, Decimal(0)), rules.maxima["events"]) - complaints * rules.complaint).quantize(
        PLACES
    )


def add_up(points):
    """Return the month's points: never below zero.

    :param points: dict of part → points, one for each of `PARTS`
    """
    return max(Decimal(0), sum((points[part] for part in PARTS), Decimal(0)))


def get_band(score, rules):
    """Return the class that the points of one month make."""
    limits = (("star", rules.star_from), ("first", rules.first_from), ("second", rules.second_from))
    return next((band for band, limit in limits if score >= limit), "none")


def rate(score, rules, past=None, vetoed=False):
    """Return the class of a month.

    Star only after so many such months in a row. So many in a row in second class end in none, with a
    time to improve in which second class counts for nothing; first class ends that time.

    :param past: dict of months back (1 is the month before) → `Month`; a month without rating is absent
    :param vetoed: a major founded complaint fell in the quarter
    """
    past = past or {}
    before = past.get(1)
    left = max(0, before.improving - 1) if before else 0
    waits = bool(before and before.improving)
    band = get_band(score, rules)
    if vetoed:
        return Rating(band, "none", left, "veto")
    if band in ("star", "first"):
        if band == "first":
            return Rating(band, "first")
        row = _count_row(past, lambda month: month.band == "star")
        return Rating(band, "star") if row >= rules.star_months else Rating(band, "first", 0, "waiting")
    if waits:
        return Rating(band, "none", left, "improving")
    if band == "second" and _count_row(past, lambda month: month.level == "second") >= rules.second_months:
        return Rating(band, "none", rules.improvement_months, "streak")
    return Rating(band, band)


def _count_row(past, holds):
    """Return how many months in a row `holds`, the present one among them."""
    count = 1
    while count in past and holds(past[count]):
        count += 1
    return count


def find_best(teams):
    """Return the teams with the highest mean, as a sorted list; several where they are equal.

    :param teams: dict of team → points of its people
    """
    means = {team: sum(map(Fraction, scores)) / len(scores) for team, scores in teams.items() if scores}
    return sorted(team for team, mean in means.items() if mean == max(means.values()))
