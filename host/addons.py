"""The suite's own addons: what is there, what they need, what changed."""

import ast
import hashlib

from host import paths

#: Parts of an addon that do not reach the database: a change needs no update.
NOT_LOADED = ("tests", "readme", "static/description", "__pycache__")


def manifests(folder=None):
    """Return the manifests of our installable addons by name."""
    found = {}
    for path in sorted((folder or paths.ADDONS).glob("*/__manifest__.py")):
        manifest = ast.literal_eval(path.read_text())
        if manifest.get("installable", True):
            found[path.parent.name] = manifest
    return found


def depends(manifest):
    """Return the names of the addons that a manifest depends on."""
    return manifest.get("depends") or ["base"]


def in_order(found):
    """Return the addon names sorted so that each follows the ones it needs.

    >>> in_order({"b": {"depends": ["a", "mail"]}, "a": {}})
    ['a', 'b']
    """
    ordered = []

    def visit(name):
        if name in found and name not in ordered:
            for needed in sorted(depends(found[name])):
                visit(needed)
            ordered.append(name)

    for name in sorted(found):
        visit(name)
    return ordered


def with_needed(found, names):
    """Return ``names`` and the addons of ours that they need, in order."""
    wanted, rest = set(), list(names)
    while rest:
        name = rest.pop()
        if name in found and name not in wanted:
            wanted.add(name)
            rest += depends(found[name])
    return [name for name in in_order(found) if name in wanted]


def host_modules(found):
    """Return the host's modules that our addons depend on, sorted."""
    return sorted({need for manifest in found.values() for need in depends(manifest)} - set(found))


def missing_needs(found, names):
    """Return the addons among ``names`` that need an addon of the suite not there yet.

    A name that starts with the suite's prefix cannot be a module of the host.
    """
    return [
        name
        for name in names
        if any(need.startswith(f"{paths.NAME}_") and need not in found for need in depends(found[name]))
    ]


def content_key(name, folder=None):
    """Return a digest of what an addon brings into a database."""
    return files_key((folder or paths.ADDONS) / name, NOT_LOADED)


def files_key(folder, left_out=()):
    """Return a digest of the names and contents of the files below ``folder``."""
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        place = path.relative_to(folder)
        skipped = any(place.is_relative_to(part) for part in left_out) or "__pycache__" in place.parts
        if path.is_file() and not skipped and path.suffix != ".pyc":
            digest.update(f"{place}\0".encode())
            digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def combined_key(*parts):
    """Return a short digest, fit for a database name, of all ``parts``."""
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:12]
