"""The Python environments: one to run Odoo and its tests, one for the linters."""

import fcntl
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

from host import paths, process, system
from host.say import Problem, step

REQUIREMENTS = paths.ROOT / "host" / "requirements.txt"
LINT_REQUIREMENTS = paths.ROOT / "host" / "requirements-lint.txt"

#: Ranges of Python versions that Odoo 19 runs on.
PYTHON = ((3, 10), (3, 13))


def host_venv():
    """Return the folder of the environment that runs Odoo."""
    return paths.STATE / "venv"


def lint_venv():
    """Return the folder of the linters' environment."""
    return paths.STATE / "venv-lint"


def ensure(folder, requirements, title, check):
    """Build the environment unless a working one with these pins is there.

    :param check: a Python statement that must run in a working environment.
    :return: the interpreter of the environment.
    """
    python = folder / "bin" / "python"
    stamp = folder / "pins"
    key = pins_key(requirements)

    def ready():
        return stamp.is_file() and stamp.read_text() == key and works(python, check)

    if ready():
        return python
    with (paths.ensure_state() / f"{folder.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # two commands at once: the second finds it ready
        if not ready():
            build(folder, requirements, title)
            stamp.write_text(key)
    return python


def build(folder, requirements, title):
    """Make the environment ``folder`` anew."""
    python = folder / "bin" / "python"
    with step(f"Installing {title}"):
        shutil.rmtree(folder, ignore_errors=True)
        create(folder)
        process.run(
            (
                python,
                "-m",
                "pip",
                "install",
                "--quiet",
                "--disable-pip-version-check",
                "--requirement",
                requirements,
            ),
            f"pip-{folder.name}",
            complaint=f"{title} could not be installed: is the network there? Run the command again.",
        )


def create(folder):
    """Create an empty environment in ``folder`` with this interpreter."""
    if not PYTHON[0] <= sys.version_info[:2] <= PYTHON[1]:
        raise Problem(
            f"Odoo 19 needs Python {PYTHON[0][0]}.{PYTHON[0][1]} to {PYTHON[1][0]}.{PYTHON[1][1]}, "
            f"and this is {sys.version_info[0]}.{sys.version_info[1]}: call make with PYTHON=python3.11."
        )
    if importlib.util.find_spec("ensurepip") is None and paths.is_root() and shutil.which("apt-get"):
        system.install(["python3-venv"])
    process.run(
        (sys.executable, "-m", "venv", folder),
        f"create-{folder.name}",
        complaint="The Python environment could not be made: on Debian the package python3-venv is needed.",
    )


def pins_key(requirements):
    """Return what an environment depends on: the pins, the Python version, the place."""
    digest = hashlib.sha256(Path(requirements).read_bytes())
    digest.update(f"{sys.version_info[:2]} {paths.ROOT}".encode())
    return digest.hexdigest()


def works(python, check):
    """Tell whether ``python`` can run the statement ``check``."""
    try:
        return not subprocess.run(
            [str(python), "-c", check], capture_output=True, check=False, env=clean_environment()
        ).returncode
    except OSError:
        return False


def clean_environment():
    """Return the environment without settings that lead Python elsewhere or slow it down."""
    left_out = {"PYTHONPATH", "PYTHONHOME", "PYTHONDONTWRITEBYTECODE", "VIRTUAL_ENV"}
    return {key: value for key, value in os.environ.items() if key not in left_out}


def ensure_host(source):
    """Return the interpreter of an environment that imports Odoo from ``source``."""
    python = ensure(
        host_venv(),
        REQUIREMENTS,
        "Odoo's Python packages (about 1 minute)",
        "import lxml, psycopg2, pytest, werkzeug, websocket",
    )
    (site,) = host_venv().glob("lib/python3*/site-packages")
    # A folder site-packages/odoo would hide the host; a path file does not.
    (site / "odoo-host.pth").write_text(f"{source}\n")
    return python


def ensure_lint():
    """Return the interpreter of the linters' environment."""
    return ensure(
        lint_venv(),
        LINT_REQUIREMENTS,
        "the linters",
        "import pylint_odoo, oca_pre_commit_hooks",
    )
