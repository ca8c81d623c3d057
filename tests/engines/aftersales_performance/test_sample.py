"""The sample of contacts (S27): stratified, seeded, and the same whatever the order."""

from aftersales_performance.tools.sample import draw, pick_second, spread
from hypothesis import given
from hypothesis import strategies as st

SIZES = st.dictionaries(st.sampled_from("abcde"), st.integers(0, 40))


@given(SIZES, st.integers(0, 30))
def test_s27_spread_is_whole_and_stratified(sizes, count):
    result = spread(count, sizes)
    there = {kind for kind, size in sizes.items() if size}
    assert sum(result.values()) == min(count, sum(sizes.values()))
    assert all(1 <= number <= sizes[kind] for kind, number in result.items())
    if count >= len(there):
        assert set(result) == there, "every kind is checked"


def test_s27_every_contact_is_checked_at_and_below_the_number():
    for size in (0, 1, 9, 10):
        assert len(draw({"request": list(range(size))}, 10, "seed")) == size
    assert len(draw({"request": list(range(11))}, 10, "seed")) == 10


def test_s27_shares_follow_the_numbers():
    assert spread(10, {"request": 90, "callback": 10}) == {"request": 8, "callback": 2}
    assert spread(10, {"request": 50, "callback": 50}) == {"request": 5, "callback": 5}


@given(st.dictionaries(st.sampled_from("abc"), st.lists(st.integers(1, 500), unique=True, max_size=40)))
def test_s27_sample_does_not_depend_on_the_order(contacts):
    turned = {kind: ids[::-1] for kind, ids in reversed(contacts.items())}
    assert draw(contacts, 10, "seed") == draw(turned, 10, "seed")


def test_s27_nobody_foresees_the_sample():
    contacts = {"request": list(range(200))}
    samples = {tuple(draw(contacts, 10, f"seed {number}")) for number in range(50)}
    assert len(samples) == 50, "another seed, another sample"
    drawn = {number for sample in samples for _kind, number in sample}
    assert len(drawn) > 150, "no contact is safe"


def test_s27_second_scores_are_a_rounded_up_share():
    sample = draw({"request": list(range(50))}, 10, "seed")
    sizes = [len(pick_second(sample, share, "seed")) for share in (0, 1, 10, 11, 20, 100)]
    assert sizes == [0, 1, 1, 2, 2, 10]
    assert pick_second(sample, 20, "seed") <= set(sample)
