"""The caller is found by his number (S2), however the number was written."""

import pytest
from aftersales_service.tools.phone import phone_key
from hypothesis import example, given
from hypothesis import strategies as st

MOBILE = "13800138000"
LANDLINE = "02155550101"

digits = st.text("0123456789", min_size=5, max_size=12)
formatting = st.sampled_from(["", " ", "-", "–", ".", "(", ")", "（", "）", "\u00a0", "\t"])


@pytest.mark.parametrize(
    "written",
    [
        "13800138000",
        "138 0013 8000",
        "138-0013-8000",
        "+8613800138000",
        "+86 138 0013 8000",
        "(+86) 138-0013-8000",
        "008613800138000",
        "0086 138 0013 8000",
        "8613800138000",
        "１３８００１３８０００",  # typed with a Chinese input method
        "＋８６ １３８-００１３-８０００",
        "13800138000/13900139000",
        "13800138000，13900139000",
        "13800138000、13900139000",
        "13800138000;13900139000",
        "tel. 138 0013 8000",
    ],
)
def test_one_mobile_number_one_key(written):
    """S2: blanks, dashes, country code, second numbers and wide digits do not hide a caller."""
    assert phone_key(written) == MOBILE


@pytest.mark.parametrize(
    "written",
    [
        "021-55550101",
        "(021) 5555 0101",
        "（021）5555-0101",
        "021 5555 0101 转 8002",
        "021 5555 0101 分机8002",
        "021 5555 0101 ext. 8002",
        "021 5555 0101 EXT 8002",
        "021 5555 0101 x8002",
    ],
)
def test_extension_is_dropped(written):
    """S2: whoever calls from behind a switchboard is found by the switchboard's number."""
    assert phone_key(written) == LANDLINE


@pytest.mark.parametrize("written", [None, False, "", " ", "see mail", "+", "+86", "转 8002"])
def test_no_number_no_key(written):
    """S2: an empty key must find nobody, so it is exactly the empty string."""
    assert phone_key(written) == ""


def test_86_is_a_country_code_only_before_a_mobile_number():
    """S2: a landline of eight digits that begins with 86 keeps them."""
    assert phone_key("86551234") == "86551234"
    assert phone_key("8601012345678") == "8601012345678"


def test_other_countries_keep_their_code():
    """S2: "+" and "00" are the same; a foreign number is not that of a customer at home."""
    assert phone_key("+44 20 7946 0000") == phone_key("0044 20 7946 0000") == "00442079460000"
    assert phone_key("+1 380 013 8000") != phone_key("1380 013 8000")


def test_different_numbers_have_different_keys():
    """S2: dropping too much would show a caller somebody else's history."""
    assert phone_key("13800138000") != phone_key("13800138001")
    assert phone_key("021-55550101") != phone_key("010-55550101")
    assert phone_key("55550101") != phone_key("021-55550101")


@given(st.text(alphabet="0123456789+-()/,;x转ext分机 ８６＋", max_size=30))
@example("+86008612345")
@example("0+0861234567")
def test_key_of_a_key_is_itself(written):
    """S2: a key that is stored and normalised again stays the same."""
    key = phone_key(written)
    assert phone_key(key) == key


@given(st.text(max_size=40))
def test_key_holds_plain_digits_only(written):
    """S2: the key can be compared and indexed as it is."""
    key = phone_key(written)
    assert key == "" or (key.isascii() and key.isdigit())


@given(digits, st.data())
def test_formatting_is_ignored(number, data):
    """S2: whatever stands between the digits, the key is that of the bare number."""
    written = "".join(digit + data.draw(formatting) for digit in number)
    assert phone_key(written) == phone_key(number)


@given(st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True), st.sampled_from(["", "+86", "0086", "86"]))
def test_country_code_is_ignored_before_any_mobile_number(number, code):
    """S2: with or without the country code it is the same mobile."""
    assert phone_key(code + number) == number
