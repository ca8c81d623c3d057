"""A sample that anybody can draw again (T9)."""

from hashlib import sha256


def draw(numbers, count, seed):
    """Return `count` of `numbers`, at random and yet always the same for the same `seed`.

    Each number is ranked by its hash with the seed, so that neither the order given nor other numbers
    change how two of them stand to each other.

    >>> draw(range(100), 3, 7) == draw(reversed(range(100)), 3, 7)
    True
    >>> draw([5, 6], 9, 1) == [5, 6]
    True
    """
    ranked = sorted(set(numbers), key=lambda number: sha256(f"{seed},{number}".encode()).digest())
    return sorted(ranked[: max(count, 0)])
