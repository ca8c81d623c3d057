"""Check that the Chinese translations use the words of the glossary.

Usage: ``python3 i18n/check_glossary.py [file.po …]``; without a file, every
``addons/*/i18n/zh_CN.po`` is read. Prints one line for each violation and ends
with status 1 if there is one.

Where an English sentence contains a term of ``glossary.csv`` as whole words
(singular or plural, upper or lower case, with spaces or hyphens), its translation
must contain one of the Chinese words that the glossary allows. The longest term
wins: "service station" is not also a "station". Columns of the glossary:

english
    the term, in the singular;
chinese
    the allowed words, the preferred one first, separated by ``|``; empty for an
    idiom that is not the term ("part of");
rule
    the rule of the regulations where the term comes from;
context
    the addons the term is meant for, separated by spaces; empty means all;
note
    for the translator.
"""

import argparse
import csv
import re
import sys
from pathlib import Path

import polib

HERE = Path(__file__).resolve().parent

#: What stands in a sentence and is not a word of it: placeholders and tags.
NO_WORDS = re.compile(r"%\(\w+\)\w|\{\{.*?\}\}|\$\{.*?\}|<[^>]*>|\b\w+(?:\.\w+)+\b")


def read_glossary(path=HERE / "glossary.csv"):
    """Return the glossary as ``{english term: row}``, longest term first."""
    with open(path, encoding="utf-8", newline="") as stream:
        rows = {row["english"].lower(): row for row in csv.DictReader(stream)}
    return dict(sorted(rows.items(), key=lambda item: -len(item[0])))


def problems(path, glossary):
    """Yield a sentence for each entry of the ``.po`` file that misses a term."""
    path = Path(path)
    addon = path.parent.parent.name
    terms = {
        english: row["chinese"].split("|")
        for english, row in glossary.items()
        if not row["context"] or addon in row["context"].split()
    }
    names = list(terms)
    any_term = re.compile(rf"(?<![\w-])(?:{'|'.join(map(_forms, names))})(?![\w-])", re.I)
    for entry in polib.pofile(str(path)):
        if entry.obsolete or not entry.msgstr:
            continue
        for found in any_term.finditer(NO_WORDS.sub(" | ", entry.msgid)):
            term = names[found.lastindex - 1]
            if not any(chinese in entry.msgstr for chinese in terms[term]):
                yield (
                    f"{addon}/i18n/{path.name}:{entry.linenum}: {entry.msgid!r}: "
                    f"'{term}' is {' or '.join(terms[term])}, not {entry.msgstr!r}"
                )


def _forms(term):
    """Return a group that matches the singular and the plural of one term."""
    words = r"[\s-]+".join(map(re.escape, re.split(r"[\s-]+", term)))
    return f"({words[:-1]}(?:y|ies))" if term.endswith("y") else f"({words}(?:e?s)?)"


def main(arguments=None):
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("files", nargs="*", type=Path, help="translations to read")
    files = parser.parse_args(arguments).files
    files = files or sorted(HERE.parent.glob("addons/*/i18n/zh_CN.po"))
    glossary = read_glossary()
    found = [problem for file in files for problem in problems(file, glossary)]
    print(*found, sep="\n")
    print(f"{len(files)} translations read, {len(found)} terms are not the glossary's")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
