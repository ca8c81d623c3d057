"""How many parts a station will need next month, from the faults it has had (N8).

A fault is expected as often as in the weighted mean of the months before, of which the last one counts
most; a repair of it takes as many parts as it took on average at all stations.

>>> history = History(
...     repairs={("PD01", "F1"): (2, 4, 3, 3)}, parts={("PD01", "F1", "fan"): (1, 2, 2, 1)}
... )
>>> predict(history, weight=1.0)[("PD01", "fan")]
Forecast(quantity=1.5, reasons=(Reason(fault='F1', repairs=3.0, rate=0.5),))
>>> compare(history, months=1, weight=1.0)
Comparison(months=1, own=0.6666666666666667, last=1.0)
"""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class History:
    """Counts of complete months, the oldest first, all of the same length.

    :param repairs: (station, fault) → repairs of each month
    :param parts: (station, fault, part) → parts used in each month
    """

    repairs: dict = field(default_factory=dict)
    parts: dict = field(default_factory=dict)

    @property
    def length(self):
        """Number of months."""
        return max((len(counts) for counts in (*self.repairs.values(), *self.parts.values())), default=0)

    def used(self, month):
        """Return (station, part) → parts used in that month (index)."""
        found = {}
        for (station, _fault, part), counts in self.parts.items():
            found[station, part] = found.get((station, part), 0.0) + counts[month]
        return found


@dataclass(frozen=True)
class Reason:
    """A fault: repairs expected in the month, and parts for each of them."""

    fault: object
    repairs: float
    rate: float


@dataclass(frozen=True)
class Forecast:
    """Parts expected in the month after the history, and the faults behind them, the most parts first."""

    quantity: float
    reasons: tuple


@dataclass(frozen=True)
class Comparison:
    """How many pieces a forecast was off in so many months, and how many repeating the last month was."""

    months: int
    own: float
    last: float


def mean(counts, weight):
    """Return the weighted mean of monthly counts: each month back weighs `weight` times the next one.

    >>> mean((0, 2), 0.5)
    1.3333333333333333
    """
    weights = [weight**age for age in range(len(counts))][::-1]
    return sum(map(lambda count, each: count * each, counts, weights)) / sum(weights) if counts else 0.0


def predict(history, weight, until=None):
    """Return (station, part) → Forecast of the month after the first `until` months (all of them).

    :param weight: ratio 0–1, what a month counts against the one after it
    """
    repairs, parts = {}, {}
    for (_station, fault), counts in history.repairs.items():
        repairs[fault] = repairs.get(fault, 0) + sum(counts[:until])
    for (_station, fault, part), counts in history.parts.items():
        parts.setdefault(fault, {}).setdefault(part, 0.0)
        parts[fault][part] += sum(counts[:until])
    reasons = {}
    for (station, fault), counts in history.repairs.items():
        expected = mean(counts[:until], weight)
        for part, quantity in parts.get(fault, {}).items():
            if expected and quantity and repairs[fault]:
                reason = Reason(fault, expected, quantity / repairs[fault])
                reasons.setdefault((station, part), []).append(reason)
    return {
        key: Forecast(
            sum(each.repairs * each.rate for each in found),
            tuple(sorted(found, key=lambda each: -each.repairs * each.rate)),
        )
        for key, found in reasons.items()
    }


def compare(history, months, weight):
    """Forecast each of the last `months` months from those before it, and compare with repeating the month
    before; months without one before them are left out."""
    own = last = 0.0
    length = history.length
    tested = range(max(length - months, 1), length)
    for month in tested:
        used, before = history.used(month), history.used(month - 1)
        forecast = predict(history, weight, month)
        for key in used.keys() | forecast.keys():
            quantity = used.get(key, 0.0)
            own += abs(quantity - (forecast[key].quantity if key in forecast else 0.0))
            last += abs(quantity - before.get(key, 0.0))
    return Comparison(len(tested), own, last)
