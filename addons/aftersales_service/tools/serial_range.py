"""Which serial numbers lie between two others (S19).

A serial is read as a beginning, its last run of digits, and an ending without digits: `HXA3500817420`
is `HXA` + `3500817420`, `2026-B00012C` is `2026-B` + `00012` + `C`. A range counts in that run only.
A serial lies in it when beginning and ending are the same, the run is as long, and its number lies
between the two ends, both included. So `A99` does not lie between `A001` and `A200`: it was numbered by
another series.
"""

import re
from dataclasses import dataclass

SERIAL = re.compile(r"(?P<head>.*?)(?P<digits>[0-9]+)(?P<tail>[^0-9]*)", re.DOTALL)

#: Why two serials are the ends of no range.
NO_DIGITS = "no_digits"
DIFFERENT = "different"
REVERSED = "reversed"


class NoRange(ValueError):
    """The two serials are the ends of no range; `code` says why."""

    def __init__(self, code):
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class SerialRange:
    """Serials that begin with `head`, end with `tail` and count from `low` to `high` in between.

    :param width: number of digits of the counter, leading zeros included
    """

    head: str
    tail: str
    width: int
    low: int
    high: int

    @property
    def first(self):
        return f"{self.head}{self.low:0{self.width}}{self.tail}"

    @property
    def last(self):
        return f"{self.head}{self.high:0{self.width}}{self.tail}"

    def __contains__(self, serial):
        parts = _split(serial)
        return (
            parts is not None
            and (parts["head"], parts["tail"], len(parts["digits"])) == (self.head, self.tail, self.width)
            and self.low <= int(parts["digits"]) <= self.high
        )


def _split(serial):
    found = SERIAL.fullmatch(serial)
    return found and found.groupdict()


def parse(first, last):
    """Return the range from `first` to `last`, both included.

    :raises NoRange: if one of them has no digits, they are not of one series, or are reversed

    >>> numbers = parse("HX0098", "HX0102")
    >>> [serial in numbers for serial in ("HX0097", "HX0098", "HX0100", "HX0102", "HX0103", "HX100")]
    [False, True, True, True, False, False]
    >>> "HX0100B" in numbers
    False
    """
    low, high = _split(first.strip()), _split(last.strip())
    if not low or not high:
        raise NoRange(NO_DIGITS)
    if any(low[part] != high[part] for part in ("head", "tail")) or len(low["digits"]) != len(high["digits"]):
        raise NoRange(DIFFERENT)
    if int(low["digits"]) > int(high["digits"]):
        raise NoRange(REVERSED)
    return SerialRange(low["head"], low["tail"], len(low["digits"]), int(low["digits"]), int(high["digits"]))
