"""Scratch databases for those who work on the addons.

They live on the test server under any name; ``make clean`` removes them.
"""

import os
import subprocess
import sys

from host import addons, database, odoo, paths, postgres, serve
from host.say import Problem, line, step


def workshop(server):
    """Return the workshop of the test server."""
    data_dir = paths.ensure_state() / "test"
    data_dir.mkdir(exist_ok=True)
    return database.Workshop(odoo.find(), server, data_dir)


def call(shop, command):
    """Run a program in the host's environment in the foreground; return its exit code."""
    return subprocess.run(command, env=shop.environment, cwd=paths.ROOT, check=False).returncode


def new(name, *modules):
    """Create scratch database NAME and install MODULES (addons or modules of the host)."""
    with postgres.serving("test") as server:
        shop = workshop(server)
        with shop.alone():
            base = shop.base_template(addons.manifests())
        with step(f"Creating {name} with {', '.join(modules) or 'the modules of the host only'}"):
            shop.copy(base, name)
            shop.install(name, modules)


def update(name, *modules):
    """Install or update MODULES in scratch database NAME."""
    with postgres.serving("test") as server:
        shop = workshop(server)
        installed = "SELECT name FROM ir_module_module WHERE state = 'installed'"
        with step(f"Updating {', '.join(modules)} in {name}"):
            present = {row[0] for row in server.query(installed, name)} & set(modules)
            if present:  # first: what is new may need them as they are now
                shop.update(name, sorted(present))
            present = {row[0] for row in server.query(installed, name)}
            shop.install(name, [module for module in modules if module not in present])


def demo(name):
    """Load the demo of our addons that are installed in scratch database NAME."""
    with postgres.serving("test") as server, step(f"Loading the demo in {name}"):
        workshop(server).load_demo(name, addons.manifests())


def month(name=""):
    """Play a month of service orders into the demo of make run, or of scratch database NAME."""
    if not name:
        serve.month()
        return
    with postgres.serving("test") as server, step(f"Playing a month of service orders in {name}"):
        workshop(server).play_month(name)


def copy(source, target):
    """Make scratch database TARGET a copy of SOURCE."""
    with postgres.serving("test") as server:
        workshop(server).copy(source, target)


def drop(*names):
    """Remove scratch databases."""
    with postgres.serving("test") as server:
        for name in names:
            workshop(server).drop(name)


def pytest(name, *arguments):
    """Run pytest with ARGUMENTS on a copy of database NAME."""
    with postgres.serving("test") as server:
        shop = workshop(server)
        with database.temporary(shop, name, shop.name(f"pytest_{os.getpid()}")) as scratch:
            return call(shop, shop.pytest_command(scratch, *arguments))


def server(name, port=""):
    """Serve database NAME on PORT, or on a free port, until Ctrl-C."""
    with postgres.serving("test") as cluster:
        shop = workshop(cluster)
        port = port or str(serve.free_port())
        line(f"http://127.0.0.1:{port}/odoo?db={name}   (Ctrl-C stops it)")
        return call(shop, serve.server_command(shop, name, port, "--log-level=warn", "--max-cron-threads=0"))


def shell(name):
    """Open the Odoo shell on scratch database NAME (or read a script from standard input)."""
    with postgres.serving("test") as cluster:
        shop = workshop(cluster)
        return call(shop, (shop.host.python, "-m", "odoo", *shop.shell_arguments(name)))


def execute(*command):
    """Run COMMAND in the host's environment, on the test server."""
    if not command:
        raise Problem("Say which command to run, for example: python3 -m host exec python -V")
    with postgres.serving("test") as cluster:
        return call(workshop(cluster), command)


def up():
    """Start the test server and let it stay up until ``down``."""
    paths.ensure_state()
    postgres.keep_file().touch()
    with postgres.serving("test") as cluster:
        shop = workshop(cluster)
        with shop.alone():
            shop.base_template(addons.manifests())
        for key, value in cluster.environment().items():
            print(f"export {key}={value}")
    sys.stdout.flush()


def down():
    """Let the test server stop when nobody uses it."""
    postgres.keep_file().unlink(missing_ok=True)
    if not postgres.own():
        with postgres.serving("test"):
            pass
