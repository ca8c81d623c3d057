"""Find the Odoo to work with and run its commands."""

import os
import sys
from dataclasses import dataclass
from pathlib import Path

from host import fetch, paths, process, venv
from host.say import Problem

SERIES = "19.0"

#: Prints the series and the folder of the odoo package of an interpreter.
PROBE = "import odoo.release as r, os; print(r.series, os.path.dirname(os.path.abspath(r.__file__)))"


@dataclass(frozen=True)
class Host:
    """An Odoo that can be run.

    ``python`` is the interpreter; ``package`` the folder of its ``odoo`` package;
    ``source`` a source tree that must be put on Python's path, or None;
    ``version`` tells two states of the host apart in the keys of templates.
    """

    python: Path
    package: Path
    version: str
    source: Path | None = None

    def addons_paths(self):
        """Return the addons folders beside ``odoo/addons``, ours last."""
        beside = self.package.parent / "addons"
        own = [beside] if (beside / "web").is_dir() else []
        return [*own, paths.ADDONS]

    def module_folder(self, name):
        """Return the folder of a host module, or None when the host lacks it."""
        for folder in (self.package / "addons", *self.addons_paths()):
            if (folder / name / "__manifest__.py").is_file():
                return folder / name
        return None


def find():
    """Return the host: the person's own when there is one, else the downloaded one."""
    return own() or downloaded()


def own():
    """Return the host that the person named or has installed, or None.

    Looks at ``ODOO_PYTHON``, then ``ODOO_HOME``, then whether this interpreter
    can import odoo.
    """
    interpreter, tree = os.environ.get("ODOO_PYTHON"), os.environ.get("ODOO_HOME")
    if tree:
        return from_source(Path(tree).expanduser().resolve(), interpreter)
    if interpreter:
        host = from_interpreter(interpreter)
        if not host:
            raise Problem(f"ODOO_PYTHON={interpreter} cannot import odoo {SERIES}.")
        return host
    return from_interpreter(sys.executable)


def from_interpreter(python, source=None):
    """Return the host that ``python`` imports, or None when it is not Odoo 19.0."""
    env = venv.clean_environment()
    if source:
        env["PYTHONPATH"] = str(source)
    series, _, package = process.output((python, "-c", PROBE), env=env, cwd="/").partition(" ")
    if series != SERIES:
        return None
    stamp = int((Path(package) / "release.py").stat().st_mtime)
    return Host(Path(python), Path(package), f"{package}@{stamp}", source)


def from_source(tree, interpreter):
    """Return the host made of a source tree and an interpreter with its requirements.

    Without ``ODOO_PYTHON`` this interpreter is taken if it has Odoo's Python
    packages, else the private environment with the tested pins.
    """
    if not (tree / "odoo" / "release.py").is_file():
        raise Problem(f"ODOO_HOME={tree} is not an Odoo source tree: it has no odoo/release.py.")
    ready = interpreter or next(
        (sys.executable for _ in "1" if venv.works(sys.executable, "import lxml, psycopg2, werkzeug")),
        None,
    )
    host = from_interpreter(ready or venv.ensure_host(tree), tree)
    if not host:
        raise Problem(f"The source tree ODOO_HOME={tree} is not Odoo {SERIES}.")
    return host


def downloaded():
    """Return the host fetched into ``.host``, and fetch it first when needed."""
    fetch.fetch()
    python = venv.ensure_host(fetch.site())
    return Host(python, fetch.site() / "odoo", f"debian {fetch.version()}")


def environment(host, cluster, data_dir):
    """Return the environment variables under which this host's Odoo runs.

    :param cluster: the database server, see :mod:`host.postgres`.
    :param data_dir: folder of the filestores and sessions.
    """
    env = venv.clean_environment() | cluster.environment()
    env |= {
        "ODOO_RC": "/dev/null",
        "ODOO_DATA_DIR": str(data_dir),
        "ODOO_ADDONS_PATH": ",".join(map(str, host.addons_paths())),
        "ODOO_HTTP_INTERFACE": "127.0.0.1",
        "PYTHONPATH": os.pathsep.join(map(str, filter(None, (host.source, paths.ROOT)))),
        "PYTHONWARNINGS": "ignore",
    }
    places = (host.python.parent, cluster.programs, env.get("PATH", os.defpath))
    env["PATH"] = os.pathsep.join(str(place) for place in places if place)
    return env
