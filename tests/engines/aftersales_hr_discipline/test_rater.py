from decimal import Decimal
from fractions import Fraction
from itertools import chain, combinations

import pytest
from aftersales_hr_discipline.tools.rater import KINDS, Shares, combine, find_applicable, find_weights
from hypothesis import given
from hypothesis import strategies as st

S, P, U = KINDS
SCORES = {S: [Decimal(90)], P: [Decimal(80), Decimal(70)], U: [Decimal(60), Decimal(50)]}
MEANS = {S: 90, P: 75, U: 55}

#: A2: what each set of kinds gives, in percent.
WEIGHTS = {
    (S, P, U): (40, 30, 30),
    (S, P): (60, 40),
    (S, U): (60, 40),
    (S,): (100,),
    (P, U): (50, 50),
    (P,): (100,),
    (U,): (100,),
    (): (),
}
POWERSET = list(chain.from_iterable(combinations(KINDS, size) for size in range(4)))

points = st.decimals(0, 100, places=2)


@pytest.mark.parametrize("kinds", POWERSET)
def test_a2_weights_of_every_set_of_kinds(kinds):
    found = find_weights(kinds)
    assert tuple(weight * 100 for weight in found.values()) == WEIGHTS[kinds]
    assert tuple(found) == kinds


@pytest.mark.parametrize("kinds", POWERSET)
@pytest.mark.parametrize("silent", POWERSET)
@pytest.mark.parametrize("decided", [False, True])
def test_a2_applicable_and_unanswered_is_never_a_nought(kinds, silent, decided):
    """Eight sets of kinds × every part of them that is silent × before and after the decision."""
    silent = tuple(kind for kind in silent if kind in kinds)
    answers = {kind: scores for kind, scores in SCORES.items() if kind not in silent}
    panel = combine(answers, set(kinds), waived=silent if decided else ())
    heard = tuple(kind for kind in kinds if kind not in silent)
    if silent and not decided:
        assert (panel.score, panel.waiting) == (None, silent)
        assert tuple(panel.weights) == kinds
    elif not heard:
        assert (panel.score, panel.waiting, panel.weights) == (None, (), {})
    else:
        expected = sum(MEANS[kind] * share for kind, share in zip(heard, WEIGHTS[heard], strict=True)) / 100
        assert (float(panel.score), panel.waiting) == (expected, ())


def test_a2_what_arrives_after_the_decision_counts_all_the_same():
    assert combine(SCORES, set(KINDS), waived={P}).score == combine(SCORES, set(KINDS)).score


def test_a2_other_figures_of_a_policy():
    shares = Shares(Decimal(50), Decimal(30), Decimal(20), Decimal(70))
    assert list(find_weights(KINDS, shares).values()) == [Fraction(1, 2), Fraction(3, 10), Fraction(1, 5)]
    assert find_weights({S, U}, shares) == {S: Fraction(7, 10), U: Fraction(3, 10)}
    assert find_weights({P, U}, shares) == {P: Fraction(3, 5), U: Fraction(2, 5)}


@pytest.mark.parametrize(("count", "asked"), [(0, False), (1, False), (2, True), (3, True)])
def test_a10_one_voice_is_not_asked(count, asked):
    assert (P in find_applicable({S: 1, P: count})) is asked
    assert S in find_applicable({S: 1, P: count})


def test_a10_one_answer_of_several_asked_is_waited_for_and_not_shown():
    panel = combine({S: [Decimal(90)], P: [Decimal(10)]}, {S, P})
    assert (panel.score, panel.waiting, panel.shown) == (None, (P,), {})
    decided = combine({S: [Decimal(90)], P: [Decimal(10)]}, {S, P}, waived={P})
    assert (decided.score, decided.shown) == (Decimal(90), {})


def test_a10_the_superiors_single_answer_is_not_shown():
    panel = combine(SCORES, set(KINDS))
    assert panel.shown == {P: Decimal(75), U: Decimal(55)}


@given(
    st.lists(points, max_size=2),
    st.lists(points, max_size=5),
    st.lists(points, max_size=5),
    st.randoms(),
)
def test_a2_score_lies_within_its_inputs_and_knows_no_order(superior, peers, subordinates, shuffler):
    answers = {S: superior, P: peers, U: subordinates}
    panel = combine(answers, set(KINDS), waived=set(KINDS))
    counted = superior + (peers if len(peers) > 1 else []) + (subordinates if len(subordinates) > 1 else [])
    if counted:
        assert min(counted) <= panel.score <= max(counted)
    else:
        assert panel.score is None
    mixed = {kind: shuffler.sample(scores, len(scores)) for kind, scores in reversed(answers.items())}
    assert combine(mixed, set(KINDS), waived=set(KINDS)) == panel


@given(st.sets(st.sampled_from(KINDS), min_size=1), *[st.integers(1, 100)] * 4)
def test_a2_weights_add_up_to_one(kinds, superior, peer, subordinate, of_two):
    shares = Shares(*map(Decimal, (superior, peer, subordinate, of_two)))
    assert sum(find_weights(kinds, shares).values()) == 1
