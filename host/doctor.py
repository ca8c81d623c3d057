"""``make doctor`` tells what is there; ``make clean`` removes it."""

import os
import shutil
import subprocess

from host import fetch, paths, postgres, process, serve, system, venv
from host.say import Problem, line


def doctor():
    """Tell what is there and what is missing, and change nothing."""
    for sentence in findings():
        print(f"  {sentence}")


def findings():
    """Return a sentence on each part of the tooling."""
    if os.environ.get("ODOO_PYTHON") or os.environ.get("ODOO_HOME"):
        named = os.environ.get("ODOO_HOME") or os.environ.get("ODOO_PYTHON")
        yield f"Odoo: your own, {named}"
    elif fetch.is_complete():
        yield f"Odoo: downloaded, {fetch.version()}"
    else:
        yield "Odoo: not downloaded yet; make run and make test do it"
    yield f"Python packages: {'installed' if (venv.host_venv() / 'pins').exists() else 'not installed yet'}"
    if os.environ.get("PGHOST"):
        yield f"PostgreSQL: your own, PGHOST={os.environ['PGHOST']}"
    else:
        for kind in ("run", "test"):
            answers = postgres.Cluster(kind).is_running()
            yield f"PostgreSQL of make {kind}: {'running' if answers else 'not running'}"
    yield f"Web server: {f'running on port {serve.running()[1]}' if serve.running() else 'not running'}"
    for need in system.needs():
        yield f"System package {need.package}: {'present' if need.present else 'missing'}"
    free = shutil.disk_usage(paths.ROOT).free / 1e9
    used = process.output(("du", "-sh", paths.STATE)).split("\t")[0] if paths.STATE.exists() else "0"
    yield f"Disk: .host takes {used}, {free:.0f} GB are free (a first run needs 3 GB)"


def clean():
    """Stop everything and remove what the tooling made, the data of make run included."""
    if postgres.own():
        raise Problem(
            "With PGHOST set nothing is removed: drop the databases whose names begin with "
            f"{paths.NAME}_{paths.CHECKOUT}_ and {serve.DATABASE} yourself, and remove .host."
        )
    serve.stop()
    test = postgres.Cluster("test")
    test.stop()
    kept = postgres.Cluster("run").data
    folders = [paths.scratch(), paths.STATE]
    if not kept.is_relative_to(paths.STATE):
        folders.append(kept.parent)
    for folder in folders:
        if folder.exists():
            line(f"Removing {folder}")
            subprocess.run(("rm", "-rf", folder), check=True)
