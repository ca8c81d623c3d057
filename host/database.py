"""Databases made from templates: quick to have, always the same.

Two layers of templates are kept, each named after a digest of what is in it:
``base_<key>`` holds the host's modules that our addons need (it depends on the
host's version, the pins and the list of modules), ``suite_<key>`` our addons on
top of it (it depends on their files too). A database for a test run is a copy
of the latter and takes half a second.
"""

import contextlib
import fcntl
import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from host import addons, odoo, paths, process, venv
from host.postgres import Server
from host.say import step

SCRIPTS = Path(__file__).parent / "scripts"

#: The chart of accounts of the story's country comes with every database.
ALWAYS = ("l10n_cn",)
LANGUAGES = "en_US,zh_CN"

#: Suite templates of earlier states that are kept: a branch switch stays quick.
KEPT_TEMPLATES = 3


@dataclass(frozen=True)
class Workshop:
    """A host, a database server and a folder for filestores: databases are made here."""

    host: odoo.Host
    server: Server
    data_dir: Path

    @property
    def environment(self):
        """The variables under which this workshop's Odoo runs."""
        return odoo.environment(self.host, self.server, self.data_dir)

    def odoo(self, arguments, log, complaint, stdin=None, **variables):
        """Run an Odoo command; ``variables`` are added to its environment."""
        return process.run(
            (self.host.python, "-m", "odoo", *arguments),
            log,
            complaint=complaint,
            env=self.environment | variables,
            cwd=paths.ROOT,
            stdin=stdin,
        )

    @staticmethod
    def shell_arguments(database):
        """Return what Odoo is told to open its shell on ``database``."""
        return ("shell", "-d", database, "--no-http", "--log-level=warn", "--shell-interface=python")

    def pytest_command(self, database, *arguments):
        """Return the command that runs pytest on ``database``."""
        return (
            self.host.python, "-m", "pytest", "-p", "host.pytest_plugin",
            f"--odoo-database={database}", "--odoo-http", "--odoo-log-level=error", *arguments,
        )  # fmt: skip

    def script(self, database, name, **variables):
        """Run a script of ``host/scripts`` in the Odoo shell of ``database``."""
        self.odoo(
            self.shell_arguments(database),
            f"script-{name}",
            f"The step {name} failed.",
            stdin=(SCRIPTS / f"{name}.py").read_text(),
            **variables,
        )

    def load_demo(self, database, found):
        """Load the demo of our addons, which Odoo would load only after the host's own."""
        self.script(database, "demo", AFTERSALES_ADDONS=",".join(found))

    def play_month(self, database):
        """Play a month of service orders around the demo story."""
        self.script(database, "month")

    @staticmethod
    def name(rest):
        """Return a database name that no other checkout uses on the same server."""
        return f"{paths.NAME}_{paths.CHECKOUT}_{rest}"

    def names(self):
        """Return the names of the databases on the server."""
        return [row[0] for row in self.server.query("SELECT datname FROM pg_database ORDER BY 1")]

    def has(self, template):
        """Tell whether a template is there with its attachments: who removes `.host` removes only these."""
        return template in self.names() and self.filestore(template).is_dir()

    def drop(self, database):
        """Remove a database and its filestore if they are there."""
        self.server.query(f'DROP DATABASE IF EXISTS "{database}" WITH (FORCE)')
        shutil.rmtree(self.filestore(database), ignore_errors=True)

    def filestore(self, database):
        """Return the folder of a database's attachments."""
        return self.data_dir / "filestore" / database

    def copy(self, source, target):
        """Make ``target`` a copy of ``source``; the attachments are hard links."""
        self.drop(target)
        strategy = " STRATEGY file_copy" if self.server_version() >= 15 else ""
        self.server.query(f'CREATE DATABASE "{target}" TEMPLATE "{source}"{strategy}')
        if self.filestore(source).is_dir():
            shutil.copytree(self.filestore(source), self.filestore(target), copy_function=os.link)

    def server_version(self):
        """Return the server's major version as a number."""
        return int(self.server.query("SHOW server_version_num")[0][0]) // 10000

    def rename(self, source, target):
        """Give a finished database its name: one with that name is always whole."""
        self.drop(target)
        self.server.query(f'ALTER DATABASE "{source}" RENAME TO "{target}"')
        if self.filestore(source).is_dir():
            self.filestore(source).rename(self.filestore(target))

    def install(self, database, names, *options):
        """Install addons into ``database``, which is made when it is missing."""
        if names:
            self.odoo(
                (
                    "-d",
                    database,
                    "-i",
                    ",".join(names),
                    "--skip-auto-install",
                    "--stop-after-init",
                    "--no-http",
                    *options,
                ),
                f"install-{database}",
                f"Installing {', '.join(names)} failed.",
            )

    def update(self, database, names):
        """Update addons in ``database`` to their files' present state."""
        self.odoo(
            ("-d", database, "-u", ",".join(names), "--stop-after-init", "--no-http"),
            f"update-{database}",
            f"Updating {', '.join(names)} failed.",
        )

    def create(self, database, modules):
        """Create ``database`` with the host's ``modules`` as a Chinese company's.

        The country is set before the modules come, so that the Chinese chart of
        accounts is the one that is loaded.
        """
        self.drop(database)
        self.odoo(
            (
                "db",
                "init",
                database,
                "--language",
                "zh_CN",
                "--country",
                "cn",
                "--username",
                "admin",
                "--password",
                "admin",
            ),
            f"create-{database}",
            "The database could not be created.",
        )
        self.install(database, modules, f"--load-language={LANGUAGES}")
        self.script(database, "settle")

    def base_key(self, modules):
        """Return the digest of what is in a base template."""
        return addons.combined_key(
            self.host.version,
            venv.REQUIREMENTS.read_text(),
            modules,
            (SCRIPTS / "settle.py").read_text(),
        )

    def base_template(self, found):
        """Return the template with the host's modules that ``found`` needs; make it if missing."""
        modules = sorted({*addons.host_modules(found), *ALWAYS})
        name = self.name(f"base_{self.base_key(modules)}")
        if not self.has(name):
            with step(f"Preparing a database with {len(modules)} modules of the host (about 2 minutes)"):
                draft = self.name(f"draft_{os.getpid()}")
                self.create(draft, modules)
                self.rename(draft, name)
        return name

    def suite_template(self, found):
        """Return the template with our addons installed; make it if missing.

        The web client's bundles are built in it, which makes tours twice as fast.
        """
        with self.alone():
            base = self.base_template(found)
            names = addons.in_order(found)
            key = addons.combined_key(base, [(name, addons.content_key(name)) for name in names])
            template = self.name(f"suite_{key}")
            if not self.has(template):
                self.forget_old_databases(base)
                with step(
                    f"Installing {', '.join(names) or 'no addon'} and building the web client's bundles"
                ):
                    draft = self.name(f"draft_{os.getpid()}")
                    self.copy(base, draft)
                    self.install(draft, names)
                    self.script(draft, "assets")
                    self.rename(draft, template)
            return template

    @contextlib.contextmanager
    def alone(self):
        """Let one command at a time make templates."""
        with (paths.ensure_state() / "templates.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def forget_old_databases(self, base):
        """Drop what interrupted runs left, and old templates but the newest few."""
        rows = self.server.query("SELECT datname FROM pg_database ORDER BY oid DESC")
        mine = [name for (name,) in rows if name.startswith(self.name(""))]
        for name in outdated(mine, base, KEPT_TEMPLATES, process.is_alive):
            self.drop(name)


def outdated(names, base, kept, is_alive):
    """Return the databases that can go, of ``names`` with the newest first.

    :param base: the base template in use, which stays.
    :param kept: number of templates of each layer that stay.
    :param is_alive: tells whether the process that made a temporary database lives.

    >>> outdated(["a_test_7-gw0", "a_suite_2", "a_suite_1", "a_base_1"], "a_base_1", 1, lambda pid: False)
    ['a_test_7-gw0', 'a_suite_1']
    """
    gone, seen = [], {"suite": 0, "base": 0}
    for name in names:
        _, layer, key = name.rsplit("_", 2)
        if layer in ("test", "draft", "pytest"):
            owner = key.split("-")[0]  # 7-gw0 is the copy of a process of the tests that 7 runs
            if owner.isdigit() and not is_alive(int(owner)):
                gone.append(name)
        elif layer in seen:
            seen[layer] += 1
            if seen[layer] > kept and name != base:
                gone.append(name)
    return gone


@contextlib.contextmanager
def temporary(workshop, template, name):
    """Give a copy of ``template`` that is dropped at the end."""
    workshop.copy(template, name)
    try:
        yield name
    finally:
        workshop.drop(name)
