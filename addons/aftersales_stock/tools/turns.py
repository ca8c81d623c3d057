"""How often stock turns over (reports on parts)."""

from dataclasses import dataclass

YEAR = 365


@dataclass(frozen=True)
class Turns:
    """Mean stock of the period, turns in a year, and days that the mean stock lasts; None: cannot be said."""

    mean: float
    turns: float | None
    days: float | None


def measure(opening, closing, out, days):
    """Measure a period of `days` days.

    :param opening: quantity at its beginning, `closing` at its end
    :param out: quantity that left the stock in it

    >>> measure(100, 60, 40, 73)
    Turns(mean=80.0, turns=2.5, days=146.0)
    >>> measure(0, 0, 0, 30)
    Turns(mean=0.0, turns=None, days=None)
    """
    mean = (opening + closing) / 2
    return Turns(
        mean,
        out / mean * YEAR / days if mean > 0 else None,
        mean / out * days if out > 0 else None,
    )
