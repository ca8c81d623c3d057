"""The Chinese file follows the template and keeps what was translated."""

import polib

from host import translations

HEAD = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n\n'
TEMPLATE = HEAD + 'msgid "Order"\nmsgstr ""\n\nmsgid "Fault"\nmsgstr ""\n'
CHINESE = (
    HEAD
    + 'msgid "Order"\nmsgstr "服务单"\n\nmsgid "Gone"\nmsgstr "旧"\n\n#, fuzzy\nmsgid "Fault"\nmsgstr "猜"\n'
)


def test_merging_keeps_drops_and_never_guesses():
    merged = {entry.msgid: entry.msgstr for entry in polib.pofile(translations.merge(TEMPLATE, CHINESE))}
    assert merged == {"Order": "服务单", "Fault": ""}


def test_merging_twice_changes_nothing():
    once = translations.merge(TEMPLATE, CHINESE)
    assert translations.merge(TEMPLATE, once) == once
