"""Who should do a job (S3): every candidate gets points, term by term, and every term is shown.

Nothing is hidden in the sum: a rating is the list of its terms, and what speaks against a candidate
stands beside it in words' keys, not as points taken off.
"""

from dataclasses import dataclass, field
from decimal import Decimal

#: The terms of the score, in the order in which they are shown.
SKILL, AREA, LOAD, TRAVEL, PREFERENCE, REPEAT = TERMS = (
    "skill",
    "area",
    "load",
    "travel",
    "preference",
    "repeat",
)
#: What speaks against a candidate.
ABSENT, OVERLAP, OVERLOAD, DECLINED, UNSKILLED = OBJECTIONS = (
    "absent",
    "overlap",
    "overload",
    "declined",
    "unskilled",
)
#: Who does a repeat job: the one who was there before, somebody else, or whoever is best.
SAME, OTHER, ANY = "same", "other", "any"

TENTH = Decimal("0.1")


@dataclass(frozen=True)
class Policy:
    """Points at full marks, and limits.

    :param weights: term → points (Decimal); a term that is missing counts nothing
    :param levels: the highest level of skill there is
    :param max_load: how much of the working day may be planned, ratio
    :param travel_limit: minutes of travel from which on there are no points for it
    :param repeat: SAME, OTHER or ANY
    :param skill_required: whether nobody is proposed for a product he has no skill for
    """

    weights: dict
    levels: int
    max_load: Decimal
    travel_limit: int
    repeat: str = ANY
    skill_required: bool = False


@dataclass(frozen=True)
class Candidate:
    """What is known about an engineer, or a station, on the day of the job.

    :param key: what identifies the candidate; it decides between equal ones
    :param skill: level for the product, 0 for none
    :param home: the job lies in a territory of the candidate's
    :param planned: minutes planned for that day without this job
    :param capacity: minutes the candidate works that day
    :param travel: minutes from where the candidate is before the job
    :param preferred: the customer asks for the candidate
    :param was_there: the candidate did the last job on the unit, which this one repeats
    :param absent: on leave at the time of the job
    :param overlaps: what else is planned for the same time
    :param declined: the candidate declined this job
    :param plans_itself: an outside station: its hours are its own business
    """

    key: tuple
    skill: int = 0
    home: bool = False
    planned: int = 0
    capacity: int = 0
    travel: int = 0
    preferred: bool = False
    was_there: bool = False
    absent: bool = False
    overlaps: tuple = ()
    declined: bool = False
    plans_itself: bool = False


@dataclass(frozen=True)
class Rating:
    """A candidate's points, term by term, and what speaks against him."""

    candidate: Candidate
    terms: dict
    objections: tuple = ()
    total: Decimal = field(init=False)

    def __post_init__(self):
        object.__setattr__(self, "total", sum(self.terms.values(), Decimal()))


def get_limit(candidate, policy):
    """Return the minutes that may be planned for the candidate that day."""
    return int(candidate.capacity * policy.max_load)


def rate(candidate, policy, minutes, is_repeat=False):
    """Return the rating of one candidate.

    :param minutes: how long the job takes
    :param is_repeat: the same unit was repaired a short while ago

    >>> policy = Policy({SKILL: Decimal(30), LOAD: Decimal(20)}, 3, Decimal(1), 60)
    >>> rating = rate(Candidate((1,), skill=2, planned=120, capacity=480), policy, 60)
    >>> {term: str(points) for term, points in rating.terms.items() if points}
    {'skill': '20.0', 'load': '15.0'}
    >>> str(rating.total), rating.objections
    ('35.0', ())
    """
    limit = get_limit(candidate, policy)
    repeats = {SAME: candidate.was_there, OTHER: not candidate.was_there, ANY: False}
    shares = {
        SKILL: Decimal(candidate.skill) / policy.levels,
        AREA: Decimal(candidate.home),
        LOAD: 1 - min(Decimal(candidate.planned) / limit, Decimal(1)) if limit else Decimal(),
        TRAVEL: 1 - min(Decimal(candidate.travel) / policy.travel_limit, Decimal(1)),
        PREFERENCE: Decimal(candidate.preferred),
        REPEAT: Decimal(is_repeat and repeats[policy.repeat]),
    }
    terms = {term: (policy.weights.get(term, Decimal()) * shares[term]).quantize(TENTH) for term in TERMS}
    return Rating(candidate, terms, find_objections(candidate, policy, minutes))


def find_objections(candidate, policy, minutes):
    """Return what speaks against giving the candidate a job of `minutes`, in the order of OBJECTIONS."""
    found = {
        ABSENT: candidate.absent,
        OVERLAP: bool(candidate.overlaps),
        OVERLOAD: not candidate.plans_itself and candidate.planned + minutes > get_limit(candidate, policy),
        DECLINED: candidate.declined,
        UNSKILLED: policy.skill_required and not candidate.skill,
    }
    return tuple(objection for objection in OBJECTIONS if found[objection])


def rank(candidates, policy, minutes, is_repeat=False):
    """Return the ratings, the best first: without an objection, most points, least planned, key."""
    ratings = [rate(candidate, policy, minutes, is_repeat) for candidate in candidates]
    return sorted(
        ratings,
        key=lambda rating: (
            bool(rating.objections),
            -rating.total,
            rating.candidate.planned,
            rating.candidate.key,
        ),
    )


def find_gap(windows, busy, duration, after):
    """Return the first moment not before `after` from which `duration` is free, or None.

    :param windows: pairs of moments in which the person works
    :param busy: pairs of moments already taken

    Any values that can be added and compared will do, as here hours:

    >>> find_gap([(9, 12), (13, 18)], [(9, 11), (14, 15)], 1, 0)
    11
    >>> find_gap([(9, 12), (13, 18)], [(9, 11), (14, 15)], 2, 0)
    15
    """
    for low, high in sorted(windows):
        start = max(low, after)
        for begin, end in sorted(busy):
            if end <= start or begin >= high:
                continue
            if start + duration <= begin:
                break
            start = max(start, end)
        if start + duration <= high:
            return start
    return None
