"""Serial ranges of defect notices (S19): what counts, and the traps of comparing text."""

import pytest
from aftersales_service.tools.serial_range import DIFFERENT, NO_DIGITS, REVERSED, NoRange, parse
from hypothesis import given
from hypothesis import strategies as st


@pytest.mark.parametrize(
    ("first", "last", "serial", "inside"),
    [
        ("A1", "A9", "A5", True),
        ("A1", "A9", "A10", False),  # as text between them, but of another length
        ("A001", "A200", "A99", False),
        ("A001", "A200", "A099", True),
        ("A001", "A200", "a099", False),
        ("A001", "A200", "B099", False),
        ("A001", "A200", "A099B", False),
        ("A001B", "A200B", "A099B", True),
        ("A001B", "A200B", "A099C", False),
        ("A001B", "A200B", "A099", False),
        ("2026-001", "2026-100", "2025-050", False),
        ("2026-001", "2026-100", "2026-050", True),
        ("2026W01", "2026W52", "2026W053", False),
        ("007", "010", "008", True),
        ("007", "010", "8", False),
        ("007", "007", "007", True),
        ("HXA3500817420", "HXA3500817999", "HXA3500817419", False),
        ("HXA3500817420", "HXA3500817999", "HXA3500817420", True),
        ("HXA3500817420", "HXA3500817999", "HXA3500817999", True),
        ("HXA3500817420", "HXA3500817999", "HXA3500818000", False),
        (" A1 ", "A9", "A5", True),
        ("A1", "A9", "", False),
        ("A1", "A9", "A", False),
        ("A1", "A9", "A٥", False),  # an Arabic five is a digit, too, but not ours
    ],
)
def test_s19_serial_in_range(first, last, serial, inside):
    assert (serial in parse(first, last)) is inside


@pytest.mark.parametrize(
    ("first", "last", "code"),
    [
        ("A", "B", NO_DIGITS),
        ("", "A1", NO_DIGITS),
        ("A1", "B1", DIFFERENT),
        ("A1", "A10", DIFFERENT),
        ("A1B", "A2C", DIFFERENT),
        ("A9", "A1", REVERSED),
    ],
)
def test_s19_no_range(first, last, code):
    with pytest.raises(NoRange) as caught:
        parse(first, last)
    assert caught.value.code == code


heads = st.text(st.sampled_from("ABX0189-. "), max_size=6)
tails = st.text(st.sampled_from("ABX-."), max_size=3)


@given(heads, tails, st.integers(1, 8), st.data())
def test_s19_as_many_serials_as_numbers(head, tail, width, data):
    """For serials of one series, comparing the text is comparing the number."""
    low = data.draw(st.integers(0, 10**width - 1))
    high = data.draw(st.integers(low, 10**width - 1))
    number = data.draw(st.integers(0, 10**width - 1))
    first, last, serial = (f"{head}{n:0{width}}{tail}".strip() for n in (low, high, number))
    numbers = parse(first, last)
    assert (serial in numbers) == (low <= number <= high) == (first <= serial <= last)
    assert (numbers.first, numbers.last) == (first, last)
