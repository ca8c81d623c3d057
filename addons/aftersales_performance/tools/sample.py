"""Which of an agent's contacts are checked (S27): of each kind its share, and nobody foresees which.

>>> spread(10, {"request": 60, "callback": 30, "complaint": 1})
{'callback': 3, 'complaint': 1, 'request': 6}
>>> spread(2, {"request": 60, "callback": 30, "complaint": 1})
{'callback': 1, 'request': 1}
"""

import hmac
import math


def spread(count, sizes):
    """Return how many of each kind are drawn: one of every kind, the rest by largest remainder.

    :param sizes: dict of kind → number of contacts
    :return: dict of kind → number, which add up to `count`, or to all there are; kinds without one left out
    """
    kinds = sorted((kind for kind, size in sizes.items() if size), key=lambda kind: (-sizes[kind], kind))
    count = min(count, sum(sizes.values()))
    if count < len(kinds):
        return dict.fromkeys(sorted(kinds[:count]), 1)
    rest, pool = count - len(kinds), sum(sizes.values()) - len(kinds)
    parts = {kind: divmod(rest * (sizes[kind] - 1), pool or 1) for kind in kinds}
    result = {kind: 1 + whole for kind, (whole, _remainder) in parts.items()}
    by_remainder = sorted(kinds, key=lambda kind: (-parts[kind][1], kind))
    for kind in by_remainder[: count - sum(result.values())]:
        result[kind] += 1
    return dict(sorted(result.items()))


def draw(contacts, count, seed):
    """Return the contacts to check, as sorted pairs (kind, id).

    The same contacts and seed give the same sample in any order; who does not know the seed cannot tell.

    :param contacts: dict of kind → ids
    :param seed: a secret text
    """
    numbers = spread(count, {kind: len(ids) for kind, ids in contacts.items()})
    return sorted(
        (kind, number)
        for kind, size in numbers.items()
        for number in sorted(contacts[kind], key=lambda number: (_rank(seed, kind, number), number))[:size]
    )


def pick_second(sample, share, seed):
    """Return which pairs of `sample` get a second score: `share` percent of them, rounded up."""
    size = math.ceil(len(sample) * share / 100)
    return set(sorted(sample, key=lambda pair: (_rank(seed, "second", *pair), pair))[:size])


def _rank(seed, *parts):
    return hmac.digest(seed.encode(), repr(parts).encode(), "sha256")
