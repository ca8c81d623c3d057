"""Run every contract on the repository."""
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
    assert not list(OF_ADDON[name](addon))


@pytest.mark.parametrize("name", OF_REPOSITORY)
def test_repository(name):
    assert not list(OF_REPOSITORY[name](ROOT, tracked_files()))


def test_one_author():
    authors = {addon.manifest["author"] for addon in addons()}
    assert len(authors) <= 1


def tracked_files():
    """Return the tracked paths, and in a copy without git every path."""
    listed = subprocess.run(
        ("git", "ls-files", "-z"), cwd=ROOT, capture_output=True, text=True, check=False
    )
    if listed.returncode == 0:
        return listed.stdout.rstrip("\0").split("\0")
    return [path.relative_to(ROOT).as_posix() for path in ROOT.rglob("*") if path.is_file()]
