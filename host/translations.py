"""Templates and Chinese translations of the addons (needs the host's Python packages)."""

import io

import polib

from host import paths

#: Headers that differ from one export to the next, or from one machine to the next.
UNSTABLE = ("POT-Creation-Date", "PO-Revision-Date", "Last-Translator", "Language-Team")


def template_path(addon):
    """Return the place of an addon's template."""
    return paths.ADDONS / addon / "i18n" / f"{addon}.pot"


def chinese_path(addon):
    """Return the place of an addon's Chinese translation."""
    return paths.ADDONS / addon / "i18n" / "zh_CN.po"


def export(env, addon):
    """Return an addon's template as the database of ``env`` has it, without its dates."""
    from odoo.tools.translate import trans_export

    stream = io.BytesIO()
    if not trans_export(None, [addon], stream, "po", env):
        return ""
    template = polib.pofile(stream.getvalue().decode())
    for name in UNSTABLE:
        template.metadata.pop(name, None)
    return text_of(template)


def merge(template, chinese):
    """Return the Chinese file brought up to the template, as text.

    Terms that are gone are dropped; new ones come untranslated; a changed term
    keeps no guess, because a wrong sentence is worse than a missing one.

    :param template: text of the template.
    :param chinese: text of the present translation, or an empty text.
    """
    fresh = polib.pofile(template)
    known = {
        (entry.msgctxt, entry.msgid): entry
        for entry in (polib.pofile(chinese) if chinese else ())
        if not entry.obsolete and not entry.fuzzy
    }
    for entry in fresh:
        old = known.get((entry.msgctxt, entry.msgid))
        if old:
            entry.msgstr = old.msgstr
            entry.tcomment = old.tcomment
    fresh.metadata |= {"Language": "zh_CN", "Plural-Forms": "nplurals=1; plural=0;"}
    return text_of(fresh)


def text_of(catalogue):
    """Return a catalogue as text with one newline at the end."""
    catalogue.wrapwidth = 78
    return str(catalogue).rstrip("\n") + "\n"


def outdated(env, addon):
    """Return a sentence when the files of ``addon`` differ from what ``make pot`` writes."""
    template = export(env, addon)
    for path, wanted in files(addon, template).items():
        if not path.exists() or path.read_text() != wanted:
            return f"{path.relative_to(paths.ROOT)} is not current: run make pot."
    return ""


def files(addon, template):
    """Return the contents that an addon's translation files should have, by path."""
    chinese = chinese_path(addon)
    present = chinese.read_text() if chinese.exists() else ""
    if not template:
        return {}
    return {template_path(addon): template, chinese: merge(template, present)}


def write(env, addon):
    """Write an addon's template and merge it into its Chinese translation."""
    for path, text in files(addon, export(env, addon)).items():
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
