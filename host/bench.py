"""``make bench``: run the benchmarks in the host."""

import os
import subprocess

from host import addons, database, paths, postgres
from host.develop import workshop
from host.say import Problem, step


def bench(*names):
    """Run benchmarks/*.py, all or those NAMED, each on a fresh database with our addons."""
    folder = paths.ROOT / "benchmarks"
    found = {path.stem: path for path in sorted(folder.glob("[!_]*.py"))}
    unknown = set(names) - set(found)
    if unknown or not found:
        raise Problem(f"There is no benchmark {', '.join(sorted(unknown)) or 'yet'} in benchmarks/.")
    failed = []
    with postgres.serving("test") as server:
        shop = workshop(server)
        template = shop.suite_template(addons.manifests())
        for name in names or found:
            with step(name), database.temporary(shop, template, shop.name(f"test_{os.getpid()}")) as scratch:
                done = subprocess.run(
                    (shop.host.python, "-m", "odoo", *shop.shell_arguments(scratch)),
                    env=shop.environment,
                    cwd=paths.ROOT,
                    input=found[name].read_text(),
                    text=True,
                    check=False,
                )
            failed += [name] if done.returncode else []
    if failed:
        raise Problem(f"Failed: {', '.join(failed)}.")
