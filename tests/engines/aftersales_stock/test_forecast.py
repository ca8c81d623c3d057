"""N8: the forecast of parts, against repeating last month's usage."""

from random import Random

import pytest
from aftersales_stock.tools.forecast import History, compare, mean, predict
from hypothesis import given
from hypothesis import strategies as st

counts = st.lists(st.integers(0, 20), min_size=6, max_size=6).map(tuple)
weights = st.floats(0.1, 1.0)


@given(counts, weights)
def test_the_mean_lies_between_the_months(months, weight):
    assert min(months) - 1e-9 <= mean(months, weight) <= max(months) + 1e-9


@pytest.mark.parametrize(("weight", "expected"), [(1.0, 2.0), (0.5, 20 / 7)])
def test_a_later_month_counts_more(weight, expected):
    assert mean((0, 2, 4), weight) == pytest.approx(expected)


@given(st.dictionaries(st.sampled_from("ABC"), counts, min_size=1), weights)
def test_a_fault_that_takes_one_part_needs_as_many_as_repairs(repairs, weight):
    history = History(
        repairs={(station, "F"): months for station, months in repairs.items()},
        parts={(station, "F", "fan"): months for station, months in repairs.items()},
    )
    for (station, _part), forecast in predict(history, weight).items():
        assert forecast.quantity == pytest.approx(mean(repairs[station], weight))


def test_what_a_repair_takes_is_learnt_from_all_stations():
    history = History(
        repairs={("A", "F"): (4, 4), ("B", "F"): (0, 2)},
        parts={("A", "F", "fan"): (2, 2), ("B", "F", "fan"): (0, 1)},
    )
    assert predict(history, 1.0)["B", "fan"].quantity == pytest.approx(0.5)


def test_the_month_that_is_forecast_is_not_looked_at():
    known = History(repairs={("A", "F"): (2, 2, 2)}, parts={("A", "F", "fan"): (2, 2, 2)})
    wild = History(repairs={("A", "F"): (2, 2, 90)}, parts={("A", "F", "fan"): (2, 2, 90)})
    assert predict(known, 1.0, until=2) == predict(wild, 1.0, until=2)
    assert compare(wild, 1, 1.0).own == pytest.approx(88)


def test_no_history_no_forecast():
    assert predict(History(), 0.8) == {}
    assert compare(History(), 3, 0.8).months == 0
    assert compare(History({("A", "F"): (1,)}, {("A", "F", "fan"): (1,)}), 3, 0.8).months == 0


def test_better_than_last_month_on_faults_that_come_by_chance():
    draw = Random(6)
    repairs = {("A", fault): tuple(draw.randint(0, 6) for _month in range(12)) for fault in "FGHK"}
    history = History(repairs, {(*key, key[1].lower()): months for key, months in repairs.items()})
    found = compare(history, 6, 0.85)
    assert found.own < found.last
