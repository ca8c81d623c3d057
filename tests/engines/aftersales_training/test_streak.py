from datetime import date

from aftersales_training.tools.deadline import get_month
from aftersales_training.tools.streak import find_streaks, judge_months
from hypothesis import given
from hypothesis import strategies as st

OUTCOMES = st.sampled_from(["passed", "failed", "excused"])
ROWS = st.lists(OUTCOMES, max_size=30).map(lambda found: list(enumerate(found)))
START = date(2026, 1, 1)


def _months(*outcomes):
    return [(get_month(START, index), outcome) for index, outcome in enumerate(outcomes)]


def test_t6_three_months_with_an_excused_one_in_between():
    [streak] = find_streaks(_months("failed", "failed", "excused", "failed"), 3)
    assert [month.month for month in streak] == [1, 2, 4]


def test_t6_two_months_are_not_three():
    assert find_streaks(_months("failed", "excused", "failed"), 3) == []


def test_t6_a_passed_month_begins_anew():
    assert find_streaks(_months("failed", "failed", "passed", "failed"), 3) == []


def test_t6_a_month_without_an_evaluation_ends_the_row():
    results = [(date(2026, month, 9), "failed") for month in (1, 2, 4)]
    assert find_streaks(judge_months(results), 3) == []


def test_t6_one_failure_makes_the_month_a_failing_one():
    results = [(date(2026, 1, 9), "failed"), (date(2026, 1, 20), "passed"), (date(2026, 1, 21), "excused")]
    assert judge_months(results) == [(START, "failed")]


@given(ROWS, st.integers(1, 5))
def test_t6_a_month_counts_once_and_only_when_failed(rows, length):
    streaks = find_streaks(rows, length)
    used = [key for streak in streaks for key in streak]
    assert len(used) == len(set(used)) and all(len(streak) == length for streak in streaks)
    assert {key for key, outcome in rows if outcome == "failed"} >= set(used)
    for streak in streaks:
        between = [outcome for key, outcome in rows if streak[0] <= key <= streak[-1]]
        assert "passed" not in between


@given(ROWS, st.integers(1, 5))
def test_t6_t7_every_row_of_failures_is_found(rows, length):
    """What lies between two passed ones gives as many rows as it is long."""
    letters = "".join(outcome[0] for _key, outcome in rows if outcome != "excused")
    assert len(find_streaks(rows, length)) == sum(len(row) // length for row in letters.split("p"))


@given(ROWS, st.integers(1, 5), st.lists(st.integers(0, 30), max_size=5))
def test_t6_excused_months_change_nothing(rows, length, places):
    more = list(rows)
    for place in places:
        more.insert(min(place, len(more)), (1000 + place, "excused"))
    assert find_streaks(more, length) == find_streaks(rows, length)


@given(ROWS, st.integers(1, 5))
def test_t6_nothing_is_found_twice(rows, length):
    used = {key for streak in find_streaks(rows, length) for key in streak}
    again = find_streaks(rows, length, used)
    assert not used & {key for streak in again for key in streak}


@given(st.lists(st.tuples(st.dates(date(2024, 1, 1), date(2027, 12, 31)), OUTCOMES), max_size=40))
def test_t6_months_are_judged_whatever_the_order(results):
    months = judge_months(results)
    assert months == judge_months(list(reversed(results)))
    assert [month for month, _outcome in months] == [
        get_month(months[0][0], index) for index in range(len(months))
    ]
