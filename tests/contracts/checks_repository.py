"""Checks of the repository as a whole. ``files`` are the tracked paths."""

import re
from graphlib import CycleError, TopologicalSorter

from .checks_addon import CORE, claimed_rules
from .source import addons, dependency_table

# Written with escapes, so that this file does not contain what it looks for.
OUTSIDE = {
    "the host of a package registry or mirror": re.compile(
        r"\b(?:deb|ftp|security|archive|snapshot)\.(?:debian|ubuntu)\.(?:org|com)"
        r"|\bpypi\.org|\bpythonhosted\.org|\bregistry\.(?:npmjs|yarnpkg)\b"
        r"|:/{2}[^\s/]*(?:mirror|artifactory|nexus|devpi)|:/{2}\S+/simple\b"
        r"|index[-_]url\s*[=\s]\s*http",
        re.I,
    ),
    "a path of one machine": re.compile(r"(?<![\w.$})])/(?:work|root|home/\w+)/[\w.]"),
}
LINK = re.compile(
    r"!?\[[^\]]*\]\(([^)\s]+)[^)]*\)"  # Markdown
    r"|^\s*\.\. (?:image|figure|include):: (\S+)"  # reStructuredText
    r"|`[^`<]*<([^>\s]+)>`_",
    re.M,
)


def check_dependency_table(root, files):
    """The addons need core modules and each other only, without a cycle."""
    table = dependency_table(root)
    if not table:
        yield "ARCHITECTURE.md: the table of dependencies was not found"
    for addon, depends in table.items():
        for other in sorted(depends - CORE - table.keys()):
            yield f"ARCHITECTURE.md: {addon} needs {other}, which is not a core module"
    try:
        TopologicalSorter(table).prepare()
    except CycleError as error:
        yield f"ARCHITECTURE.md: a cycle: {' → '.join(error.args[1])}"


def check_nothing_outside(root, files):
    """No file names a registry, a mirror or a folder of somebody's machine."""
    for file in files:
        try:
            lines = (root / file).read_text(encoding="utf-8").splitlines()
        except (UnicodeDecodeError, FileNotFoundError, IsADirectoryError):
            continue
        for number, line in enumerate(lines, 1):
            for what, pattern in OUTSIDE.items():
                if pattern.search(line):
                    yield f"{file}:{number}: names {what}"


def check_links(root, files):
    """What the documents link to, screenshots included, is in the repository."""
    for file in files:
        if not file.endswith((".md", ".rst")) or not (root / file).exists():
            continue
        for groups in LINK.findall((root / file).read_text(encoding="utf-8")):
            target = "".join(groups).partition("#")[0]
            if not target or re.match(r"[a-z]+:", target):
                continue
            found = ((root / file).parent / target).resolve()
            if not found.exists() or not found.is_relative_to(root.resolve()):
                yield f"{file}: the link to {target} leads nowhere"


def check_table_objects_once(root, files):
    """A constraint or index is declared in one place: an update of the first would undo the second."""
    seen = {}
    for file in files:
        if re.fullmatch(r"addons/\w+/models/.*\.py", file) and (root / file).exists():
            text = (root / file).read_text(encoding="utf-8")
            model = re.search(r'^    _(?:name|inherit) = "([^"]+)"', text, re.M)
            for name in re.findall(r"^    (_\w+) = models\.(?:Constraint|UniqueIndex|Index)\(", text, re.M):
                other = seen.setdefault((model and model[1], name), file)
                if other != file:
                    yield f"{file}: {name} is declared in {other} already"


def check_rules_cited(root, files):
    """A test cites (as S11, or test_s11_…) each rule that a README says is implemented."""
    cited = "\n".join(
        (root / file).read_text(encoding="utf-8")
        for file in files
        if re.fullmatch(r"(tests|addons/\w+/tests)/.*\.py", file)
        and (root / file).exists()
        and not file.startswith("tests/contracts/")
    )
    for addon in addons(root):
        for rule in claimed_rules(addon):
            if not re.search(rf"(?<![a-z0-9]){rule}(?![0-9])", cited, re.I):
                yield f"{addon.name}: no test cites rule {rule}"
