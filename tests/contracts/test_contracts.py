"""Run every contract on the repository."""

import re
import subprocess

import pytest

from . import checks_addon, checks_python, checks_repository, checks_translations
from .source import ROOT, addons


def checks(*modules):
    """Return the functions ``check_…`` that the modules define, by name."""
    return {
        name: function
        for module in modules
        for name, function in vars(module).items()
        if name.startswith("check_") and getattr(function, "__module__", "") == module.__name__
    }


OF_ADDON = checks(checks_addon, checks_python, checks_translations)
OF_REPOSITORY = checks(checks_repository)


@pytest.mark.parametrize("name", OF_ADDON)
@pytest.mark.parametrize("addon", addons(), ids=lambda addon: addon.name)
def test_addon(addon, name):
    problems = list(OF_ADDON[name](addon))
    assert not problems, "\n".join(problems)


@pytest.mark.parametrize("name", OF_REPOSITORY)
def test_repository(name):
    problems = list(OF_REPOSITORY[name](ROOT, tracked_files()))
    assert not problems, "\n".join(problems)


def test_one_author():
    authors = {addon.manifest["author"] for addon in addons()}
    assert len(authors) <= 1


def test_linters_are_pinned_alike():
    """`make lint` and pre-commit say the same."""
    pins = [
        set(re.findall(r"\b([a-z-]+==[\d.]+)", (ROOT / file).read_text(encoding="utf-8")))
        for file in ("host/requirements-lint.txt", ".pre-commit-config.yaml")
    ]
    assert pins[0] and pins[0] <= pins[1]


def tracked_files():
    """Return the paths that git tracks, or would track once they are added."""
    # The checkout may belong to another user, who is trusted with reading it.
    command = "git -c safe.directory=* ls-files -z --cached --others --exclude-standard"
    listed = subprocess.run(command.split(), cwd=ROOT, capture_output=True, text=True, check=True)
    return listed.stdout.rstrip("\0").split("\0")
