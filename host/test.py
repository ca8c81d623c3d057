"""Run the test suite: one pytest over engines, contracts, lint, addons and stories."""

import os
import subprocess
import sys

from host import addons, database, paths, postgres, system, venv
from host.develop import workshop
from host.say import Problem, line

#: Each process holds an Odoo and at times a browser: about 1 GB.
MOST_PROCESSES = 4


def test(*selection):
    """Run all tests, or a part: ADDON=name, TAGS=odoo-test-tags, then pytest's options."""
    options = [part for part in selection if not part.startswith(("ADDON=", "TAGS="))]
    wanted = dict(part.split("=", 1) for part in selection if part not in options)
    found = addons.manifests()
    check_addon(wanted.get("ADDON"), found)
    unavailable = system.ensure()
    variables = {
        "AFTERSALES_WITHOUT": ",".join(sorted(unavailable)),
        "AFTERSALES_LINT": str(venv.ensure_lint().parent),
    }
    with postgres.serving("test") as server:
        shop = workshop(server)
        template = shop.suite_template(found)
        with database.temporary(shop, template, shop.name(f"test_{os.getpid()}")) as scratch:
            line("Running the tests")
            sys.stdout.flush()
            command = shop.pytest_command(
                scratch,
                f"--suite-addon={wanted.get('ADDON', '')}",
                f"--suite-tags={wanted.get('TAGS', '')}",
                *(options or ["-q", *(() if "TAGS" in wanted else side_by_side())]),
                *places(options),
            )
            return subprocess.run(
                command, env=shop.environment | variables, cwd=paths.ROOT, check=False
            ).returncode


def side_by_side():
    """Return the options that share the tests out among processes, one per core.

    Each works on a copy of the database; the tests of a class stay together.
    """
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return ("-n", str(min(cores, MOST_PROCESSES)), "--dist", "loadscope") if cores > 1 else ()


def places(options):
    """Return what pytest collects from, unless the options name a place themselves."""
    if any((paths.ROOT / option.split("::")[0]).exists() for option in options):
        return []
    kinds = ("engines", "tooling", "contracts", "lint", "translations", "stories")
    general = [f"tests/{kind}" for kind in kinds if (paths.ROOT / "tests" / kind).is_dir()]
    return general + [f"addons/{name}" for name in addons.in_order(addons.manifests())]


def check_addon(name, found):
    """Raise a :class:`Problem` when there is no addon called ``name``."""
    if name and name not in found:
        raise Problem(f"There is no addon {name}: choose one of {', '.join(found)}.")
