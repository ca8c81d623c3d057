from datetime import UTC, datetime, timedelta

import pytest
from aftersales_training.tools.invitation import fold, make_calendar
from aftersales_training.tools.presence import count_minutes, judge
from hypothesis import given
from hypothesis import strategies as st

START = datetime(2026, 6, 1, 9, tzinfo=UTC)
END = START + timedelta(minutes=90)
MOMENTS = st.integers(-7200, 10800).map(lambda seconds: START + timedelta(seconds=seconds))


@pytest.mark.parametrize(
    ("seconds", "state"), [(301, "present"), (300, "present"), (299, "late"), (0, "late"), (-60, "late")]
)
def test_t5_five_minutes_before(seconds, state):
    """T5: sign-in at least 5 minutes before the start."""
    assert judge(START, START - timedelta(seconds=seconds), 5) == state


@given(MOMENTS, st.none() | MOMENTS)
def test_t5_presence_is_part_of_the_training(signed, left):
    minutes = count_minutes(START, END, signed, left)
    assert 0 <= minutes <= 90
    assert count_minutes(START, END, signed + timedelta(minutes=1), left) <= minutes


@given(st.text(min_size=1))
def test_t8_a_folded_line_is_whole(text):
    text = text.replace("\r", "").replace("\n", "")
    folded = fold(text) if text.isprintable() else ""
    assert all(len(piece.encode()) <= 75 for piece in folded.split("\r\n"))
    if text.isprintable():
        assert folded.replace("\r\n ", "") == text


def test_t8_the_calendar_file_has_every_date():
    text = make_calendar([("a", START, END, "New; model", "Room 1, left")] * 2, START)
    assert text.count("BEGIN:VEVENT") == 2
    assert "DTSTART:20260601T090000Z\r\nDTEND:20260601T103000Z\r\n" in text
    assert "SUMMARY:New\\; model\r\nLOCATION:Room 1\\, left\r\n" in text
