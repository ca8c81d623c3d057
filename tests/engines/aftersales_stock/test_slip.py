"""N14, N15: differences of counts, and whole sets."""

from decimal import Decimal

from aftersales_stock.tools.slip import Count, find_differences, find_gaps
from hypothesis import given
from hypothesis import strategies as st

QUANTITIES = st.integers(0, 20).map(Decimal)


@given(QUANTITIES, QUANTITIES, QUANTITIES)
def test_n14_no_difference_means_three_equal_figures(on_slip, first, second):
    found = find_differences([Count("M7", first, second, on_slip)])
    assert (not found) == (on_slip == first == second)


@given(QUANTITIES, QUANTITIES)
def test_n15_goods_out_have_no_supplier_slip(first, second):
    assert (not find_differences([Count("M7", first, second)])) == (first == second)


@given(st.integers(1, 5), st.lists(st.integers(1, 4), min_size=1, max_size=4), st.integers(0, 5))
def test_n15_whole_sets_leave_and_one_piece_less_does_not(sets, sizes, leaving):
    def pieces(taken):
        return {
            index: (Decimal(size * sets), Decimal(size * leaving - (taken if index == 0 else 0)))
            for index, size in enumerate(sizes)
        }

    assert find_gaps(Decimal(sets), pieces(0)) == {}
    if leaving:
        gaps = find_gaps(Decimal(sets), pieces(1))
        alone = len(sizes) == 1 and sizes[0] == 1
        assert gaps == ({} if alone else {0: Decimal(1)})
