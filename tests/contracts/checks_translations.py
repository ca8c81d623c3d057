"""Checks of an addon's template and Chinese translation.

Whether the template is current needs the host: ``make pot`` writes it, and
``python3 -m host pot --check``, a part of ``make test``, compares.
"""
import re
import sys

import polib

from .source import ROOT

sys.path.insert(0, str(ROOT / "i18n"))
import check_glossary  # noqa: E402  (a tool of its own, not a package)

PLACEHOLDER = re.compile(r"%\(\w+\)[sdrif]|(?<!%)%[sdrif]|\{\{.*?\}\}|\$\{.*?\}|</?\w+")


def check_translation_complete(addon):
    template, chinese = _template(addon), _chinese(addon)
    translated = {entry.msgid: entry for entry in chinese if not entry.obsolete}
    for entry in template:
        found = translated.get(entry.msgid)
        if found is None or not found.msgstr:
            yield f"{addon.name}: not translated: {entry.msgid!r}"
        elif found.fuzzy:
            yield f"{addon.name}: fuzzy: {entry.msgid!r}"
    for msgid in sorted(translated.keys() - {entry.msgid for entry in template}):
        yield f"{addon.name}: translated, but not in the template: {msgid!r}"


def check_placeholders(addon):
    for entry in _chinese(addon):
        wanted, found = (sorted(PLACEHOLDER.findall(t)) for t in (entry.msgid, entry.msgstr))
        if entry.msgstr and wanted != found:
            yield f"{addon.name}: {entry.msgid!r} has {wanted}, its translation {found}"


def check_terms(addon):
    """The translation uses the words of the glossary."""
    terms = check_glossary.read_glossary()
    yield from check_glossary.problems(addon.path / "i18n/zh_CN.po", terms)


def _template(addon):
    return polib.pofile(str(addon.path / f"i18n/{addon.name}.pot"))


def _chinese(addon):
    return polib.pofile(str(addon.path / "i18n/zh_CN.po"))
