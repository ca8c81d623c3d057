"""Turns of the stock."""

import pytest
from aftersales_stock.tools.turns import measure
from hypothesis import given
from hypothesis import strategies as st

quantities = st.integers(1, 10_000)


@given(quantities, quantities, quantities, st.integers(1, 400))
def test_turns_and_days_are_two_ways_to_say_it(opening, closing, out, days):
    found = measure(opening, closing, out, days)
    assert found.turns * found.days == pytest.approx(365)


def test_stock_that_does_not_move_never_turns():
    assert measure(10, 10, 0, 30).turns == 0
    assert measure(10, 10, 0, 30).days is None
