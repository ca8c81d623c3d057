"""Which units of a pasted list can be taken in (S8)."""

from aftersales_service.tools import intake
from aftersales_service.tools.intake import Candidate, judge, parse_serials
from hypothesis import example, given
from hypothesis import strategies as st

CUSTOMER, STRANGER = 5, 6


def test_s8_pasted_lists_are_read_tolerantly():
    """S8: blanks, full-width and invisible characters, Excel columns, several separators."""
    text = "\ufeffＳＮ－００１\r\n\n  SN-002\t\nSN-003\u200b，SN-004；SN-005、sn  006\n"
    assert parse_serials(text) == ["SN-001", "SN-002", "SN-003", "SN-004", "SN-005", "sn 006"]
    assert parse_serials("") == parse_serials(None) == parse_serials(" \n\t\n") == []


@given(st.text())
@example("\ufe54")
def test_s8_parsing_twice_changes_nothing(text):
    """S8: what was read is not read differently the second time."""
    serials = parse_serials(text)
    assert parse_serials("\n".join(serials)) == serials
    assert all(serials)


def test_s8_each_verdict():
    """S8: known, unowned, foreign, elsewhere, here, on two products, unknown with and without product."""
    assert judge("", [], CUSTOMER).code == intake.BARE
    assert judge("a", [Candidate(1, 9, CUSTOMER)], CUSTOMER) == intake.Verdict(intake.KNOWN, 1)
    assert judge("a", [Candidate(1, 9)], CUSTOMER).code == intake.KNOWN
    assert judge("a", [Candidate(1, 9, STRANGER)], CUSTOMER).code == intake.FOREIGN
    assert judge("a", [Candidate(1, 9, CUSTOMER, elsewhere=True)], CUSTOMER).code == intake.ELSEWHERE
    assert judge("a", [Candidate(1, 9, STRANGER, here=True)], CUSTOMER).code == intake.HERE
    assert judge("a", [Candidate(1, 9, CUSTOMER)], CUSTOMER, is_repeat=True).code == intake.DUPLICATE
    assert judge("a", [], CUSTOMER).code == intake.NO_PRODUCT
    assert judge("a", [], CUSTOMER, product=9).code == intake.NEW
    assert judge("a", [], CUSTOMER, record=False).code == intake.TEXT


def test_s8_same_number_on_two_products():
    """S8: the choice of a person goes before the product, the product before the owner."""
    twins = [Candidate(1, 8, CUSTOMER), Candidate(2, 9, STRANGER)]
    assert judge("a", twins, CUSTOMER) == intake.Verdict(intake.KNOWN, 1)
    assert judge("a", twins, CUSTOMER, product=9) == intake.Verdict(intake.FOREIGN, 2)
    assert judge("a", twins, CUSTOMER, product=9, chosen=1) == intake.Verdict(intake.KNOWN, 1)
    nobodys = [Candidate(1, 8), Candidate(2, 9)]
    assert judge("a", nobodys, CUSTOMER).code == intake.AMBIGUOUS
    assert judge("a", nobodys, CUSTOMER, chosen=99).code == intake.AMBIGUOUS


@given(
    st.lists(
        st.builds(
            Candidate,
            st.integers(1, 5),
            st.integers(1, 3),
            st.integers(0, 6),
            st.booleans(),
            st.booleans(),
        ),
        max_size=4,
    ),
    st.integers(0, 3),
    st.integers(0, 6),
    st.booleans(),
)
def test_s8_what_is_clear_is_safe(candidates, product, chosen, record):
    """S8: nothing that is here, or somebody else's, is ever taken in without a question."""
    verdict = judge("a", candidates, CUSTOMER, product=product, chosen=chosen, record=record)
    meant = [each for each in candidates if each.id == verdict.candidate]
    if verdict.code == intake.KNOWN:
        assert any(not each.here and each.owner in (0, CUSTOMER) for each in meant)
    if verdict.code in (intake.NEW, intake.TEXT, intake.NO_PRODUCT):
        assert not candidates
