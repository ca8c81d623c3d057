from datetime import date

import pytest
from aftersales_training.tools.frequency import Minimum, Training, find_gaps
from hypothesis import given
from hypothesis import strategies as st

JUNE = date(2026, 6, 1)
INDUCTION = Minimum("new hires", "induction", 2, 1, days=4)
DISTRICT = Minimum("district induction", "induction", 1, 2, minutes_each=90)
PROJECT = Minimum("project", "", 1, 2, minutes_total=180)


def _find(minimum, *trainings):
    return find_gaps([minimum], [Training(*row) for row in trainings], JUNE)


@pytest.mark.parametrize(("minutes", "missing"), [(89, 2), (90, 0), (91, 0)])
def test_t2_each_of_two_class_hours(minutes, missing):
    """T2: two class hours of 45 minutes; a minute less does not count."""
    gaps = _find(
        DISTRICT, ("induction", date(2026, 6, 2), minutes), ("induction", date(2026, 6, 30), minutes)
    )
    assert [gap.missing for gap in gaps] == [missing] * bool(missing)


def test_t2_another_kind_does_not_count():
    [gap] = _find(DISTRICT, ("on_job", JUNE, 90), ("induction", JUNE, 90))
    assert (gap.found, gap.missing) == (1, 1)


@pytest.mark.parametrize(("days", "is_missed"), [(3, True), (4, False)])
def test_t2_induction_takes_four_days(days, is_missed):
    assert bool(_find(INDUCTION, ("induction", JUNE, 900, days))) == is_missed


@pytest.mark.parametrize(
    ("day", "is_missed"),
    [
        (date(2026, 4, 30), True),
        (date(2026, 5, 1), False),
        (date(2026, 6, 30), False),
        (date(2026, 7, 1), True),
    ],
)
def test_t2_every_two_months_looks_back(day, is_missed):
    assert bool(_find(INDUCTION, ("induction", day, 900, 4))) == is_missed


@pytest.mark.parametrize(("second", "missing"), [(79, 1), (80, 0)])
def test_t2_project_four_class_hours_in_all(second, missing):
    gaps = _find(PROJECT, ("on_job", JUNE, 100), ("all_hands", JUNE, second))
    assert [gap.missing_minutes for gap in gaps] == [missing] * missing


TRAININGS = st.builds(
    Training,
    st.sampled_from(["induction", "on_job"]),
    st.dates(date(2026, 3, 1), date(2026, 8, 1)),
    st.integers(0, 300),
    st.integers(1, 5),
)


@given(st.lists(TRAININGS), TRAININGS)
def test_t2_one_more_never_makes_it_worse(trainings, another):
    minimums = [INDUCTION, DISTRICT, PROJECT]
    before = {gap.minimum: gap for gap in find_gaps(minimums, trainings, JUNE)}
    for gap in find_gaps(minimums, [*trainings, another], JUNE):
        assert gap.missing <= before[gap.minimum].missing
        assert gap.missing_minutes <= before[gap.minimum].missing_minutes
    assert find_gaps(minimums, trainings, JUNE) == find_gaps(minimums, trainings[::-1], JUNE)
