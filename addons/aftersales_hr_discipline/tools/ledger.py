"""The conduct ledger of one employee, company and policy year (D2–D6): net, then carry.

What counts is the set of effective records: neither the order in which they were entered nor that of
one day matters. Grade by grade – commendation or warning `s`, merit or demerit `m`, major merit or
major demerit `M` – rewards and measures are offset one for one, then what is left is carried to the
next grade in groups. Protected measures are never offset. Pairing first in, first out serves the
explanation only.

>>> from datetime import date
>>> demerits = [Event(number, date(2026, 3, number), "m", reward=False) for number in (1, 2, 3)]
>>> read(demerits).balance.text()
'M-1'
>>> merit = Event(4, date(2026, 1, 5), "m", reward=True)
>>> read([*demerits, merit]).balance.text()
'm-2'
"""

import hashlib
from collections import Counter
from dataclasses import dataclass, field
from datetime import date

GRADES = ("s", "m", "M")

#: Part of the hash: another reading of the same records is another ledger.
VERSION = 1


@dataclass(frozen=True)
class Scheme:
    """The figures of the regulation (D2, D3, D5).

    :param points: points of one record of each grade
    :param group: units that make one of the next grade
    :param carried: grades that are carried to the next one
    :param threshold: open major demerits at which dismissal is proposed
    """

    points: tuple = (1, 3, 9)
    group: int = 3
    carried: tuple = ("m",)
    threshold: int = 3


@dataclass(frozen=True)
class Event:
    """One effective record: its number, the day it takes effect, its grade.

    :param protected: a measure that no reward offsets
    """

    key: int
    day: date
    grade: str
    reward: bool
    protected: bool = False


@dataclass(frozen=True)
class Balance:
    """Open units by grade, in the order of `GRADES`; `protected` ones are among the measures."""

    rewards: tuple = (0, 0, 0)
    measures: tuple = (0, 0, 0)
    protected: tuple = (0, 0, 0)

    @property
    def major_demerits(self):
        """Open major demerits, what D5 counts."""
        return self.measures[-1]

    def text(self):
        """Return the balance in short, e.g. "M-1 m+2"; "0" when nothing is open."""
        parts = []
        for index in reversed(range(len(GRADES))):
            if self.rewards[index]:
                parts.append(f"{GRADES[index]}+{self.rewards[index]}")
            if self.measures[index]:
                parts.append(f"{GRADES[index]}-{self.measures[index]}")
        return " ".join(parts) or "0"


@dataclass(frozen=True)
class Unit:
    """A record, or what a group of units of the grade below was carried to (its `members`)."""

    grade: str
    reward: bool
    protected: bool
    day: date
    key: int
    members: tuple = ()

    @property
    def records(self):
        """Keys of the records that this unit stands for."""
        return tuple(key for unit in self.members for key in unit.records) or (self.key,)


@dataclass(frozen=True)
class Step:
    """One sentence of the explanation: units that were "offset" or "carried", or that stay "open"."""

    kind: str
    grade: str
    units: tuple

    @property
    def records(self):
        """Keys of the records behind the units."""
        return tuple(key for unit in self.units for key in unit.records)

    @property
    def key(self):
        """Stable name of the step: the same records in the same role have the same one."""
        marks = (
            f"{'+' if unit.reward else '-'}{'.'.join(str(key) for key in unit.records)}"
            for unit in self.units
        )
        return f"{self.kind}:{self.grade}:{'|'.join(marks)}"


@dataclass(frozen=True)
class Ledger:
    """What the records of a year come to."""

    balance: Balance
    points: int
    threshold_day: date | None
    chronological: Balance
    chronological_day: date | None
    steps: tuple = field(default=(), compare=False)

    @property
    def divergent(self):
        """Whether offsetting and carrying in date order would come to something else."""
        return (self.balance, self.threshold_day) != (self.chronological, self.chronological_day)

    @property
    def needs_legal_review(self):
        """Whether the two readings disagree about the threshold itself."""
        return self.threshold_day != self.chronological_day


def policy_year(day, first_month=1):
    """Return the year that `day` counts in, named after its first day.

    >>> policy_year(date(2027, 1, 5)), policy_year(date(2027, 1, 5), first_month=4)
    (2027, 2026)
    """
    return day.year if day.month >= first_month else day.year - 1


def points_of(event, scheme=Scheme()):
    """Return the points that a record posts in the month it takes effect (D2)."""
    value = scheme.points[GRADES.index(event.grade)]
    return value if event.reward else -value


def input_hash(events, scheme=Scheme()):
    """Return a digest of what a ledger is made of; the order of the events does not matter."""
    rows = sorted((e.key, e.day.isoformat(), e.grade, e.reward, e.protected) for e in events)
    text = repr((VERSION, rows, scheme.points, scheme.group, scheme.carried, scheme.threshold))
    return hashlib.sha256(text.encode()).hexdigest()


def read(events, scheme=Scheme(), as_of=None, explain=True):
    """Return the `Ledger` of effective records of one year.

    :param as_of: leave out what takes effect later
    :param explain: fill `steps`; nothing else depends on it
    """
    events = [event for event in events if as_of is None or event.day <= as_of]
    chronological, chronological_day = _read_in_date_order(events, scheme)
    return Ledger(
        balance=settle(events, scheme),
        points=sum(points_of(event, scheme) for event in events),
        threshold_day=_find_threshold_day(events, scheme),
        chronological=chronological,
        chronological_day=chronological_day,
        steps=_explain(events, scheme) if explain else (),
    )


def settle(events, scheme=Scheme()):
    """Return the balance of a set of records: net, then carry (D3, D4, D6)."""
    return _settle(Counter((e.grade, e.reward, e.protected and not e.reward) for e in events), scheme)


def _settle(counts, scheme):
    rewards, measures, protected = [], [], []
    merits = ordinary = shielded = 0  # carried from the grade below
    for grade in GRADES:
        merits += counts[grade, True, False]
        ordinary += counts[grade, False, False]
        shielded += counts[grade, False, True]
        offset = min(merits, ordinary)
        merits, ordinary = merits - offset, ordinary - offset
        up = (0, 0, 0)
        if grade in scheme.carried:
            groups = (ordinary + shielded) // scheme.group
            used = groups * scheme.group
            from_shielded = min(shielded, used)
            with_shielded = min(groups, -(-shielded // scheme.group))
            up = (merits // scheme.group, groups - with_shielded, with_shielded)
            merits %= scheme.group
            ordinary, shielded = ordinary - (used - from_shielded), shielded - from_shielded
        rewards.append(merits)
        measures.append(ordinary + shielded)
        protected.append(shielded)
        merits, ordinary, shielded = up
    return Balance(tuple(rewards), tuple(measures), tuple(protected))


def _find_threshold_day(events, scheme):
    """Return the first day on which the balance of all records so far reaches the threshold (D5)."""
    if not _may_reach(events, scheme):
        return None
    counts = Counter()
    ordered = sorted(events, key=lambda event: event.day)
    for index, event in enumerate(ordered):
        counts[event.grade, event.reward, event.protected and not event.reward] += 1
        last_of_day = index + 1 == len(ordered) or ordered[index + 1].day != event.day
        if last_of_day and _settle(counts, scheme).major_demerits >= scheme.threshold:
            return event.day
    return None


def _may_reach(events, scheme):
    """Tell whether the measures alone, without any reward, would reach the threshold."""
    measures = [event for event in events if not event.reward]
    return settle(measures, scheme).major_demerits >= scheme.threshold


def _read_in_date_order(events, scheme):
    """Return balance and threshold day of the other reading: offset and carry as records come.

    On one day rewards go first, which is the reading in the employee's favour.
    """
    opened = Counter()
    day = None

    def add(grade, reward, protected):
        index = GRADES.index(grade)
        if not protected and opened[grade, not reward, False]:
            opened[grade, not reward, False] -= 1
            return
        opened[grade, reward, protected] += 1
        total = opened[grade, reward, False] + opened[grade, reward, True]
        if grade in scheme.carried and total == scheme.group:
            carried_protected = opened[grade, reward, True] > 0
            opened[grade, reward, False] = opened[grade, reward, True] = 0
            add(GRADES[index + 1], reward, carried_protected)

    def rank(event):
        return event.day, not event.reward, GRADES.index(event.grade), event.protected

    for event in sorted(events, key=rank):
        add(event.grade, event.reward, event.protected and not event.reward)
        major = opened["M", False, False] + opened["M", False, True]
        if day is None and major >= scheme.threshold:
            day = event.day
    balance = Balance(
        tuple(opened[grade, True, False] for grade in GRADES),
        tuple(opened[grade, False, False] + opened[grade, False, True] for grade in GRADES),
        tuple(opened[grade, False, True] for grade in GRADES),
    )
    return balance, day


def _explain(events, scheme):
    """Pair first in, first out, by effective day and number: which record cancelled which (D4)."""
    steps = []
    carried = []
    for grade in GRADES:
        units = carried + [
            Unit(e.grade, e.reward, e.protected and not e.reward, e.day, e.key)
            for e in events
            if e.grade == grade
        ]
        units.sort(key=lambda unit: (unit.day, unit.key))
        merits = [unit for unit in units if unit.reward]
        ordinary = [unit for unit in units if not unit.reward and not unit.protected]
        shielded = [unit for unit in units if unit.protected]
        offset = min(len(merits), len(ordinary))
        steps += [
            Step("offset", grade, pair) for pair in zip(merits[:offset], ordinary[:offset], strict=True)
        ]
        carried = []
        for side in (merits[offset:], shielded + ordinary[offset:]):
            whole = len(side) // scheme.group * scheme.group if grade in scheme.carried else 0
            for start in range(0, whole, scheme.group):
                members = tuple(side[start : start + scheme.group])
                steps.append(Step("carried", grade, members))
                carried.append(_carry(members))
            steps += [Step("open", grade, (unit,)) for unit in side[whole:]]
    return tuple(steps)


def _carry(members):
    """Return the unit of the next grade that `members` make; it dates from the last of them."""
    last = max(members, key=lambda unit: (unit.day, unit.key))
    return Unit(
        grade=GRADES[GRADES.index(last.grade) + 1],
        reward=last.reward,
        protected=any(unit.protected for unit in members),
        day=last.day,
        key=last.key,
        members=members,
    )
