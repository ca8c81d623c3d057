"""Checks of an addon's template and Chinese translation.

Whether the template is current needs the host: ``make pot`` writes it, and
``python3 -m host pot --check``, a part of ``make test``, compares.
"""

import re
import sys

import polib

from .source import ROOT

sys.path.insert(0, str(ROOT / "i18n"))
import check_glossary

CHINESE = "i18n/zh_CN.po"
PLACEHOLDER = re.compile(r"%\(\w+\)[sdrif]|(?<!%)%[sdrif]|\{\{.*?\}\}|\$\{.*?\}|</?\w+")
WORD = re.compile(r"[a-z]{2}")


def check_translation_complete(addon):
    template = _entries(addon, f"i18n/{addon.name}.pot")
    translated = {entry.msgid: entry for entry in _entries(addon, CHINESE)}
    for entry in template:
        found = translated.get(entry.msgid)
        # The host leaves out what is the same in both languages: "QR", "%(a)s – %(b)s".
        if found and not found.msgstr and not WORD.search(PLACEHOLDER.sub("", entry.msgid)):
            continue
        if found is None or not found.msgstr:
            yield f"{addon.name}: not translated: {entry.msgid!r}"
        elif found.fuzzy:
            yield f"{addon.name}: fuzzy: {entry.msgid!r}"
    for msgid in sorted(translated.keys() - {entry.msgid for entry in template}):
        yield f"{addon.name}: translated, but not in the template: {msgid!r}"


def check_placeholders(addon):
    for entry in _entries(addon, CHINESE):
        wanted, found = (sorted(PLACEHOLDER.findall(t)) for t in (entry.msgid, entry.msgstr))
        if entry.msgstr and wanted != found:
            yield f"{addon.name}: {entry.msgid!r} has {wanted}, its translation {found}"


def check_terms(addon):
    """The translation uses the words of the glossary."""
    path = addon.path / CHINESE
    if path.exists():
        yield from check_glossary.problems(path, check_glossary.read_glossary())


def _entries(addon, file):
    """Return the entries in use; none where `check_required_files` misses the file."""
    path = addon.path / file
    entries = polib.pofile(str(path)) if path.exists() else []
    return [entry for entry in entries if not entry.obsolete]
