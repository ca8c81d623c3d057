from aftersales_training.tools.sample import draw
from hypothesis import given
from hypothesis import strategies as st

NUMBERS = st.lists(st.integers(1, 10**6), unique=True, max_size=60)


@given(NUMBERS, st.integers(0, 20), st.integers())
def test_t9_anybody_draws_the_same_sample(numbers, count, seed):
    sample = draw(numbers, count, seed)
    assert sample == draw(sorted(numbers), count, seed)
    assert set(sample) <= set(numbers) and len(sample) == min(count, len(numbers))


@given(NUMBERS, st.integers(1, 20), st.integers())
def test_t9_a_larger_sample_holds_the_smaller_one(numbers, count, seed):
    assert set(draw(numbers, count - 1, seed)) <= set(draw(numbers, count, seed))


def test_t9_every_session_may_be_drawn():
    seen = {number for seed in range(200) for number in draw(range(20), 3, seed)}
    assert seen == set(range(20))
