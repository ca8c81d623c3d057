"""S10: nobody works twice at a moment, and no minute of a visit is lost or made up."""

from datetime import datetime, timedelta, timezone
from itertools import pairwise

from aftersales_service.tools.worklog import free_stretches, get_minutes
from hypothesis import given
from hypothesis import strategies as st

moments = st.integers(min_value=0, max_value=60)
stretches = st.tuples(moments, moments).map(sorted).filter(lambda pair: pair[0] < pair[1]).map(tuple)


def minutes_of(pairs):
    """The single minutes that the stretches hold."""
    return {minute for first, last in pairs for minute in range(first, last)}


@given(stretches, st.lists(stretches, max_size=8))
def test_s10_free_is_what_is_not_taken(stretch, taken):
    """S10: exactly the minutes of the stretch that nobody has logged, each once."""
    free = free_stretches(*stretch, taken)
    assert minutes_of(free) == minutes_of([stretch]) - minutes_of(taken)
    assert sum(last - first for first, last in free) == len(minutes_of(free))


@given(stretches, st.lists(stretches, max_size=8))
def test_s10_free_stretches_are_in_order_apart_and_not_empty(stretch, taken):
    """S10: a line of the work log is longer than nothing, and two of them never touch needlessly."""
    free = free_stretches(*stretch, taken)
    assert all(first < last for first, last in free)
    assert all(earlier[1] < later[0] for earlier, later in pairwise(free))


@given(stretches, st.lists(stretches, max_size=8), st.randoms())
def test_s10_order_of_what_is_taken_does_not_matter(stretch, taken, random):
    """S10: lines come from the database in any order, and twice over."""
    shuffled = [*taken, *taken]
    random.shuffle(shuffled)
    assert free_stretches(*stretch, shuffled) == free_stretches(*stretch, taken)


@given(stretches, st.lists(stretches, max_size=8))
def test_s10_logged_again_leaves_nothing(stretch, taken):
    """S10: a step that is repeated after a cut connection logs no minute twice."""
    assert free_stretches(*stretch, [*taken, *free_stretches(*stretch, taken)]) == []


@given(st.integers(min_value=0, max_value=10**6))
def test_s10_minutes_are_rounded_to_the_nearest(seconds):
    """S10: never more than half a minute off."""
    start = datetime(2026, 6, 1, tzinfo=timezone.utc)
    assert abs(get_minutes(start, start + timedelta(seconds=seconds)) * 60 - seconds) <= 30
