"""Telephone numbers as search keys: one number, one key, however it was written."""

import re
from unicodedata import normalize

_NEXT_NUMBER = re.compile(r"[/,;、]|转|分机|ext|x", re.IGNORECASE)
_COUNTRY_CODE = re.compile(r"^(?:0086)+")
_MOBILE_WITH_CODE = re.compile(r"^86(?=1[0-9]{10}$)")


def phone_key(number):
    """Return the digits that identify a telephone number, or "" where there is none.

    Blanks, dashes and brackets are dropped, and so is the Chinese country code, so that
    "+86 138-0013-8000", "0086 13800138000" and "138 0013 8000" have the same key; "+" before another
    country's code counts as "00". Full-width characters, as Chinese input methods write them, count
    as their plain ones. Of several numbers separated by a slash, comma or semicolon the first
    counts. An extension written after "转", "分机", "ext" or "x" is dropped.

    >>> phone_key("+86 138-0013-8000")
    '13800138000'
    >>> phone_key("(021) 5555 0101 转 8002")
    '02155550101'
    >>> phone_key("１３８００１３８０００")
    '13800138000'
    >>> phone_key("+44 20 7946 0000")
    '00442079460000'
    >>> phone_key("see mail")
    ''
    """
    first = _NEXT_NUMBER.split(normalize("NFKC", number or ""), maxsplit=1)[0]
    compact = re.sub(r"[^0-9+]", "", first)
    digits = compact.replace("+", "")
    if compact.startswith("+") and digits:
        digits = "00" + digits
    return _MOBILE_WITH_CODE.sub("", _COUNTRY_CODE.sub("", digits))
