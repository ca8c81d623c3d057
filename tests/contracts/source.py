"""Read an addon without importing it."""

import ast
import re
from functools import cached_property
from pathlib import Path
from xml.etree import ElementTree

ROOT = Path(__file__).resolve().parents[2]

MODEL_BASES = {"Model", "TransientModel", "AbstractModel"}


class ModelClass:
    """One class that makes or extends a model.

    ``name`` is the model's name, ``is_new`` tells whether the class makes it,
    ``kind`` is one of :data:`MODEL_BASES`.
    """

    def __init__(self, file, node, kind):
        self.file, self.node, self.kind = file, node, kind
        own, inherited = self._attribute("_name"), self._attribute("_inherit")
        if isinstance(inherited, (list, tuple)):
            inherited = inherited[0] if inherited else None
        self.name = own or inherited or ""
        self.is_new = bool(own) and own != inherited

    def _attribute(self, name):
        for node in self.node.body:
            if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == name:
                return ast.literal_eval(node.value)
        return None

    @property
    def methods(self):
        return [node for node in self.node.body if isinstance(node, ast.FunctionDef)]


class Addon:
    """The source of one addon at ``path``. Files are named relative to it."""

    def __init__(self, path):
        self.path, self.name = path, path.name

    @cached_property
    def manifest(self):
        return ast.literal_eval(self.text("__manifest__.py"))

    def text(self, file):
        return (self.path / file).read_text(encoding="utf-8")

    def files(self, *patterns):
        """Return the relative paths that match one of the glob ``patterns``, sorted."""
        found = {path for pattern in patterns for path in self.path.glob(pattern)}
        return sorted(
            path.relative_to(self.path).as_posix()
            for path in found
            if path.is_file() and "__pycache__" not in path.parts
        )

    @cached_property
    def trees(self):
        """The parsed Python files by relative path, tests left out."""
        files = [file for file in self.files("**/*.py") if not file.startswith("tests/")]
        return {file: ast.parse(self.text(file), file) for file in files}

    @cached_property
    def model_classes(self):
        return [
            ModelClass(file, node, base.attr)
            for file, tree in self.trees.items()
            for node in tree.body
            if isinstance(node, ast.ClassDef)
            for base in node.bases
            if isinstance(base, ast.Attribute) and base.attr in MODEL_BASES
        ]

    @cached_property
    def elements(self):
        """Pairs (file, element) of every record, menu and template the addon loads."""
        return [
            (file, element)
            for file in self.manifest.get("data", []) + self.manifest.get("demo", [])
            if file.endswith(".xml") and (self.path / file).exists()
            for element in ElementTree.fromstring(self.text(file).encode()).iter()
            if element.tag in {"record", "menuitem", "template"}
        ]


def addons(root=ROOT):
    return [Addon(path.parent) for path in sorted(root.glob("addons/*/__manifest__.py"))]


def dependency_table(root):
    """Return ``{addon: set of dependencies}`` from the table in ARCHITECTURE.md."""
    text = (root / "ARCHITECTURE.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `(aftersales_\w+)` \| ([^|]+) \|", text, re.M)
    return {addon: set(re.findall(r"`(\w+)`", depends)) for addon, depends in rows}


def field(record, name):
    """Return the element of the record's field ``name``, or None."""
    return record.find(f"field[@name='{name}']")


def underscored(model):
    return model.replace(".", "_")
