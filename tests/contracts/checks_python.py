"""Checks of an addon's Python code, on its syntax tree."""

import ast
import re
import sys

#: Operations that must not follow ``sudo()`` directly without a reason.
AT_LARGE = {"search", "search_fetch", "search_read", "create", "write", "unlink"}
RPC_DECORATORS = {"model", "model_create_multi", "private", "readonly"}


def check_gone_idioms(addon):
    for file, tree in addon.trees.items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Name) and node.id == "_sql_constraints":
                yield f"{addon.name}/{file}:{node.lineno}: use models.Constraint"
            if isinstance(node, ast.Call) and re.search(r"\bcr\.commit$", ast.unparse(node.func)):
                yield f"{addon.name}/{file}:{node.lineno}: no commit but _commit_progress"


def check_sudo(addon):
    """``sudo()`` on a whole operation needs the comment ``# sudo: why`` on or above it."""
    for file, tree in addon.trees.items():
        lines = addon.text(file).splitlines()
        for node in ast.walk(tree):
            if not (isinstance(node, ast.Call) and _is_at_large(node)):
                continue
            first = node.lineno - 1
            while lines[first - 1].lstrip().startswith("#"):  # the comment above it counts
                first -= 1
            if not re.search(r"# sudo: \w", "\n".join(lines[first : node.end_lineno])):
                yield f"{addon.name}/{file}:{node.lineno}: say why in '# sudo: …', or narrow it"


def _is_at_large(call):
    """Tell whether the call is ``….sudo().search(…)``, also with ``with_…()`` between."""
    if getattr(call.func, "attr", "") not in AT_LARGE:
        return False
    inner = call.func.value
    while isinstance(inner, ast.Call) and isinstance(inner.func, ast.Attribute):
        if inner.func.attr == "sudo":
            return True
        if not inner.func.attr.startswith("with_"):
            return False
        inner = inner.func.value
    return False


def check_public_methods(addon):
    """What RPC can call is a button, an override, decorated, or documented."""
    for model in addon.model_classes:
        for method in model.methods:
            name = method.name
            if (
                not name.startswith(("_", "action_"))
                and not ast.get_docstring(method)
                and not any(_last_name(node) in RPC_DECORATORS for node in method.decorator_list)
                and f"super().{name}(" not in ast.unparse(method)
            ):
                yield (
                    f"{addon.name}/{model.file}:{method.lineno}: {name} can be called by RPC: "
                    "start it with _ or give it a docstring"
                )


def _last_name(decorator):
    node = decorator.func if isinstance(decorator, ast.Call) else decorator
    return getattr(node, "attr", "")


def check_translatable(addon):
    """``_()`` gets a literal sentence, and its placeholders have names."""
    for file, tree in addon.trees.items():
        for node in ast.walk(tree):
            if not (isinstance(node, ast.Call) and node.args):
                continue
            if ast.unparse(node.func).rpartition(".")[2] not in ("_", "_lt"):
                continue
            sentence = node.args[0]
            where = f"{addon.name}/{file}:{node.lineno}"
            if not (isinstance(sentence, ast.Constant) and isinstance(sentence.value, str)):
                yield f"{where}: _() needs a literal, figures come as named arguments"
            elif re.search(r"(?<!%)%[sdrif]", sentence.value):
                yield f"{where}: name the placeholder: %(name)s"


def check_engines_pure(addon):
    """Engines need the standard library and each other only."""
    for file, tree in addon.trees.items():
        if not file.startswith("tools/") and file != "const.py":
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                outside = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom) and not node.level:
                outside = [node.module]
            elif isinstance(node, ast.ImportFrom) and node.level > 1:
                beside = [node.module] if node.module else [alias.name for alias in node.names]
                outside = [name for name in beside if not re.match(r"(tools|const)\b", name)]
            else:
                continue
            for name in outside:
                if name.partition(".")[0] not in sys.stdlib_module_names:
                    yield f"{addon.name}/{file}:{node.lineno}: an engine cannot import {name}"
