"""The flow of every job (G3): the table of permitted transitions keeps its promises."""

from itertools import pairwise

import pytest
from aftersales_service.const import (
    DECIDED_STATES,
    FINAL_STATES,
    SKIPPABLE_STATES,
    STATES,
    TRANSITIONS,
    skipped_states,
)
from hypothesis import given
from hypothesis import strategies as st

ALL = [state for state, _label in STATES]
#: G3: enquiry → … → follow-up visit, in the words of the rulebook, and the end.
FLOW = [
    "enquiry",
    "registered",
    "assessment",
    "parts",
    "repair",
    "acceptance",
    "settlement",
    "follow_up",
    "closed",
]
PAIRS = [(source, target) for source in ALL for target in sorted(TRANSITIONS[source])]

states = st.sampled_from(ALL)


def reachable(start):
    """Return every state that can be reached from `start`, itself included."""
    found, waiting = set(), [start]
    while waiting:
        state = waiting.pop()
        if state not in found:
            found.add(state)
            waiting.extend(TRANSITIONS[state])
    return found


def test_steps_stand_in_the_order_of_the_rule():
    """G3: the states are the rule's steps in its order; "cancelled" is beside them."""
    assert [state for state in ALL if state != "cancelled"] == FLOW


def test_table_knows_every_state_and_no_other():
    """G3: a state without a row would be a trap, one without a label a misprint."""
    assert set(TRANSITIONS) == set(ALL)
    assert set().union(*TRANSITIONS.values()) <= set(ALL)
    for known in (SKIPPABLE_STATES, DECIDED_STATES, FINAL_STATES):
        assert set(known) <= set(ALL)


def test_every_state_can_be_reached():
    """G3: from the enquiry a job can get to each state."""
    assert reachable("enquiry") == set(ALL)


@pytest.mark.parametrize("state", [state for state in ALL if state not in FINAL_STATES])
def test_every_open_job_can_be_closed(state):
    """G3: nowhere is a job stuck."""
    assert "closed" in reachable(state)


@pytest.mark.parametrize("state", ["closed", "cancelled"])
def test_nothing_leaves_an_ended_job(state):
    """G3: closed and cancelled are ends, and the only ones."""
    assert TRANSITIONS[state] == set()
    assert set(FINAL_STATES) == {name for name, targets in TRANSITIONS.items() if not targets}


@pytest.mark.parametrize("state", ALL)
def test_no_state_leads_to_itself(state):
    """G3: a transition that changes nothing would hide a double click."""
    assert state not in TRANSITIONS[state]


@pytest.mark.parametrize(("source", "target"), list(pairwise(FLOW)))
def test_full_way_is_open(source, target):
    """G3: every step of the flow leads to the next one."""
    assert target in TRANSITIONS[source]


@pytest.mark.parametrize(("source", "target"), PAIRS)
def test_only_skippable_steps_are_jumped_over(source, target):
    """G3: a step is jumped over only where a rule of the job's type can allow it."""
    assert set(skipped_states(source, target)) <= set(SKIPPABLE_STATES)


@pytest.mark.parametrize("state", SKIPPABLE_STATES)
def test_each_skippable_step_can_be_skipped(state):
    """G3: a step that is called skippable, but that no transition skips, is a dead rule."""
    assert any(state in skipped_states(source, target) for source, target in PAIRS)


@pytest.mark.parametrize("state", ["registered", "assessment", "repair"])
def test_no_job_goes_without_registration_assessment_and_repair(state):
    """G3: these steps belong to every type of job."""
    assert state not in SKIPPABLE_STATES


def test_cancelled_only_before_the_parts_are_used():
    """G3: once the repair is finished its parts and hours are booked: settle it, not cancel."""
    before = set(FLOW[: FLOW.index("acceptance")])
    assert {state for state in ALL if "cancelled" in TRANSITIONS[state]} == before


def test_who_pays_is_decided_from_the_repair_on():
    """S1, S12: the proposal rests from the start of the repair to the end, and not before."""
    assert set(DECIDED_STATES) == {*FLOW[FLOW.index("repair") :], "cancelled"}


@pytest.mark.parametrize(
    ("source", "target", "skipped"),
    [
        ("enquiry", "registered", []),
        ("assessment", "repair", ["parts"]),
        ("repair", "settlement", ["acceptance"]),
        ("repair", "closed", ["acceptance", "settlement", "follow_up"]),
        ("acceptance", "follow_up", ["settlement"]),
        ("settlement", "closed", ["follow_up"]),
        ("follow_up", "assessment", []),
        ("acceptance", "repair", []),
        ("repair", "cancelled", []),
        ("cancelled", "repair", []),
    ],
)
def test_skipped_states(source, target, skipped):
    """G3: what a move jumps over, in order; backwards or to "cancelled" that is nothing."""
    assert skipped_states(source, target) == skipped


@given(states, states)
def test_skipped_states_lie_between(source, target):
    """G3: neither end of a move is skipped, and the steps skipped lie between the two."""
    skipped = skipped_states(source, target)
    if not skipped:
        return
    start, end = FLOW.index(source), FLOW.index(target)
    assert skipped == FLOW[start + 1 : end]


@given(states, states, states)
def test_skips_add_up(source, middle, target):
    """G3: going straight skips what two moves skip, and the place between them."""
    if "cancelled" in (source, middle, target):
        return
    if FLOW.index(source) < FLOW.index(middle) < FLOW.index(target):
        assert skipped_states(source, target) == [
            *skipped_states(source, middle),
            middle,
            *skipped_states(middle, target),
        ]
