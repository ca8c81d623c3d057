"""The linters: ruff, pylint-odoo and the community's checks of addons and translations."""

import os
import subprocess
from pathlib import Path

from host import addons, paths, venv
from host.say import Problem, step

#: Folders with Python code of the suite, as far as they exist.
CODE = ("addons", "host", "tests", "benchmarks", "i18n", "docs")


def commands(programs):
    """Return the linters as a dict of name to command.

    :param programs: folder of the linters' programs.
    """
    code = [folder for folder in CODE if (paths.ROOT / folder).is_dir()]
    names = sorted(addons.manifests())
    folders = [f"addons/{name}" for name in names]
    found = {
        "ruff": (programs / "ruff", "check", "--quiet", *code),
        "ruff-format": (programs / "ruff", "format", "--check", "--quiet", *code),
    }
    if folders:
        found["pylint-odoo"] = (programs / "pylint", "--rcfile=setup.cfg", *folders)
        found["oca-checks-odoo-module"] = (programs / "oca-checks-odoo-module", *folders)
    translated = sorted(str(path.relative_to(paths.ROOT)) for path in paths.ADDONS.glob("*/i18n/*.po*"))
    if translated:
        found["oca-checks-po"] = (programs / "oca-checks-po", *translated)
    return found


def complaints(command):
    """Run one linter; return what it complains about, empty when it is content."""
    done = subprocess.run(
        [str(part) for part in command],
        cwd=paths.ROOT,
        env=venv.clean_environment() | {"PATH": f"{command[0].parent}{os.pathsep}{os.environ['PATH']}"},
        capture_output=True,
        text=True,
        check=False,
    )
    return "" if done.returncode == 0 else (done.stdout + done.stderr).strip() or f"exit {done.returncode}"


def programs():
    """Return the folder of the linters' programs, as ``make test`` passes it on."""
    given = os.environ.get("AFTERSALES_LINT")
    return Path(given) if given else Path(venv.ensure_lint()).parent


def lint():
    """Run all linters."""
    failed = []
    for name, command in commands(programs()).items():
        with step(name):
            found = complaints(command)
        if found:
            failed.append(name)
            print(found)
    if failed:
        raise Problem(f"{', '.join(failed)} found something to mend.")
