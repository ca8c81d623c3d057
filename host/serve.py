"""``make run``: the suite with its demo story, served on 127.0.0.1."""

import datetime
import fcntl
import json
import os
import signal
import socket
import subprocess
import urllib.request
from dataclasses import asdict, dataclass
from pathlib import Path

from host import addons, database, odoo, paths, postgres, process, system
from host.say import Problem, line, step

DATABASE = os.environ.get("AFTERSALES_DB", paths.NAME)
PORT = 8069

#: Seconds that the web server is given to answer for the first time.
PATIENCE = 120


@dataclass(frozen=True)
class State:
    """What a finished database was made of: the host's version and our addons' digests."""

    host: str
    addons: dict


@dataclass(frozen=True)
class Plan:
    """What brings the database up to the checkout.

    ``reason`` is a sentence for the person when the database is set aside and
    made anew; ``everything`` asks for an update of all modules.
    """

    create: bool = False
    reason: str = ""
    install: tuple = ()
    update: tuple = ()
    everything: bool = False


def plan(exists, before, now):
    """Decide what a database needs.

    :param exists: whether the database is there.
    :param before: the :class:`State` it was last brought to, or None.
    :param now: the :class:`State` of the checkout.
    """
    if not exists:
        return Plan(create=True)
    if before is None:
        return Plan(create=True, reason="it is not known how it was made")
    gone = sorted(set(before.addons) - set(now.addons))
    if gone:
        return Plan(create=True, reason=f"it holds addons that this checkout lacks: {', '.join(gone)}")
    if before.host != now.host:
        return Plan(everything=True, install=tuple(n for n in now.addons if n not in before.addons))
    return Plan(
        install=tuple(name for name in now.addons if name not in before.addons),
        update=tuple(name for name, key in now.addons.items() if before.addons.get(name, key) != key),
    )


def port():
    """Return the port to serve on: ``PORT``, or Odoo's own."""
    wanted = os.environ.get("PORT") or str(PORT)
    if not wanted.isdigit() or not 1024 <= int(wanted) <= 65535:
        raise Problem(f"PORT={wanted} is no port: take a number from 1024 to 65535.")
    return int(wanted)


def folder():
    """Return the folder for what ``make run`` keeps."""
    return paths.ensure_state() / "run"


def run():
    """Serve the suite with its demo story on 127.0.0.1:8069 (PORT= chooses another)."""
    folder().mkdir(exist_ok=True)
    with (folder() / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        check_port()
        system.ensure()
        with postgres.serving("run") as server:
            shop = workshop(server)
            changed = bring_up_to_date(shop)
            if changed or not is_serving():
                stop_server()
                start_server(shop)
            print(welcome(shop))


def workshop(server):
    """Return the workshop of the server that keeps the person's data."""
    data_dir = folder() / "data"
    data_dir.mkdir(exist_ok=True)
    return database.Workshop(odoo.find(), server, data_dir)


def check_port():
    """Raise a :class:`Problem` when another program listens on our port."""
    if is_serving():
        return
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port()))
        except OSError as error:
            raise Problem(
                f"Port {port()} is taken by another program: stop it, or choose another port "
                f"with make run PORT={port() + 1}."
            ) from error


def bring_up_to_date(shop):
    """Make or update the database as the checkout asks for; return whether it changed."""
    found = addons.manifests()
    names = addons.in_order(found)
    now = State(shop.host.version, {name: addons.content_key(name) for name in names})
    todo = plan(DATABASE in shop.names(), read_state(), now)
    if todo == Plan():
        return False
    if read_state() is None and postgres.own() and DATABASE in shop.names():
        raise Problem(
            f"The server at PGHOST has a database {DATABASE} that this checkout did not make: "
            "choose another name with AFTERSALES_DB=name make run."
        )
    stop_server()
    if todo.create:
        create(shop, found, names, todo.reason)
    else:
        update(shop, todo)
    shop.load_demo(DATABASE, names)
    write_state(now)
    return True


def create(shop, found, names, reason):
    """Create the database with all our addons; it gets its name when it is whole."""
    if reason:
        aside = f"{DATABASE}_{datetime.datetime.now(datetime.timezone.utc):%Y%m%d_%H%M%S}"
        line(f"The database {DATABASE} is kept as {aside}, because {reason}; a new one is made")
        shop.rename(DATABASE, aside)
    draft = f"{DATABASE}_draft"
    modules = sorted({*addons.host_modules(found), *database.ALWAYS})
    with step(f"Creating the database with {len(modules)} modules of the host (about 2 minutes)"):
        shop.create(draft, modules)
    with step(f"Installing {', '.join(names)} and the demo story"):
        shop.install(draft, names)
        shop.load_demo(draft, names)
    with step("Building the web client's bundles"):
        shop.script(draft, "assets")
    shop.rename(draft, DATABASE)


def update(shop, todo):
    """Install new addons and update changed ones."""
    if todo.everything:
        with step("The host changed: updating all modules (some minutes)"):
            shop.update(DATABASE, ("all",))
    if todo.install:
        with step(f"Installing {', '.join(todo.install)}"):
            shop.install(DATABASE, todo.install)
    if todo.update:
        with step(f"Updating {', '.join(todo.update)}"):
            shop.update(DATABASE, todo.update)


def read_state():
    """Return the :class:`State` of the finished database, or None."""
    try:
        return State(**json.loads((folder() / f"{DATABASE}.json").read_text()))
    except (OSError, ValueError, TypeError):
        return None


def write_state(state):
    """Remember what the database is made of."""
    (folder() / f"{DATABASE}.json").write_text(json.dumps(asdict(state), indent=1))


def server_command(shop, name, port, *options):
    """Return the command that serves one database."""
    return (
        str(shop.host.python), "-m", "odoo", "-d", name, "--db-filter", f"^{name}$",
        "--no-database-list", "--http-port", str(port), *options,
    )  # fmt: skip


def start_server(shop):
    """Start the web server in the background and wait until it answers."""
    log = paths.LOGS / "server.log"
    with step("Starting the web server"), log.open("w") as stream:
        server = subprocess.Popen(
            server_command(shop, DATABASE, port(), "--max-cron-threads=1"),
            env=shop.environment,
            cwd=paths.ROOT,
            stdin=subprocess.DEVNULL,
            stdout=stream,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        pid_file().write_text(f"{server.pid} {port()}\n")
        await_answer(server, port(), log)


def await_answer(server, port, log):
    """Wait until a started server answers; raise a :class:`Problem` when it does not."""
    process.wait_until(lambda: answers(port) or server.poll() is not None, PATIENCE)
    if not answers(port):
        raise Problem(process.with_tail("The web server did not start.", log))


def answers(port):
    """Tell whether an Odoo answers on a port of this machine."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/web/health", timeout=5) as reply:
            return reply.status == 200
    except OSError:
        return False


def pid_file():
    """Return the file with the number and the port of the running server."""
    return folder() / "server.pid"


def running():
    """Return the number and the port of our running server, or None.

    A number that another program got after a reboot is not ours.
    """
    try:
        pid, port = map(int, pid_file().read_text().split())
    except (OSError, ValueError):
        return None
    ours = process.is_alive(pid) and f"-d {DATABASE} " in process.command_line(pid)
    return (pid, port) if ours else None


def is_serving():
    """Tell whether our server answers on the wanted port."""
    found = running()
    return bool(found) and found[1] == port() and answers(port())


def stop_server():
    """Stop our web server if it runs."""
    found = running()
    if found:
        with step("Stopping the web server"):
            os.kill(found[0], signal.SIGTERM)
            if not process.wait_until(lambda: not process.is_alive(found[0]), 20):
                os.kill(found[0], signal.SIGKILL)
                process.wait_until(lambda: not process.is_alive(found[0]), 5)
    pid_file().unlink(missing_ok=True)


def stop():
    """Stop what ``make run`` started: the web server and the private database server."""
    folder().mkdir(exist_ok=True)
    stop_server()
    if not os.environ.get("PGHOST"):
        postgres.Cluster("run").stop()


def shell():
    """Open the Odoo shell on the database of ``make run``."""
    with postgres.serving("run") as server:
        shop = workshop(server)
        if DATABASE not in shop.names():
            raise Problem(f"There is no database {DATABASE} yet: run make run first.")
        return subprocess.run(
            (shop.host.python, "-m", "odoo", *shop.shell_arguments(DATABASE)),
            env=shop.environment,
            cwd=paths.ROOT,
            check=False,
        ).returncode


def month():
    """Play a month of service orders in the database of ``make run``."""
    with postgres.serving("run") as server:
        shop = workshop(server)
        if DATABASE not in shop.names():
            raise Problem(f"There is no database {DATABASE} yet: run make run first.")
        with step("Playing a month of 400 service orders (about 4 minutes)"):
            shop.play_month(DATABASE)


#: The demo's users with the names of their roles, as far as they are of our addons.
LOGINS = """
    SELECT u.login, p.name, coalesce(string_agg(DISTINCT coalesce(
               g.name ->> 'zh_CN', g.name ->> 'en_US'), ', '), '')
      FROM ir_model_data d
      JOIN res_users u ON u.id = d.res_id AND u.active
      JOIN res_partner p ON p.id = u.partner_id
      LEFT JOIN res_groups_users_rel r ON r.uid = u.id
      LEFT JOIN ir_model_data gd ON gd.model = 'res.groups' AND gd.res_id = r.gid
            AND gd.module LIKE 'aftersales%'
      LEFT JOIN res_groups g ON g.id = gd.res_id
     WHERE d.model = 'res.users' AND d.module LIKE 'aftersales%'
     GROUP BY u.id, u.login, p.name ORDER BY u.id
"""


def welcome(shop):
    """Return what to tell when the suite is being served."""
    rows = [["admin", "Administrator", ""], *shop.server.query(LOGINS, DATABASE)]
    people = "\n".join(f"    {login:<16} {name}  {role}" for login, name, role in rows)
    return (
        f"\n  The suite runs: http://127.0.0.1:{port()}/odoo\n\n"
        f"  Log-ins (the password is the log-in):\n{people}\n\n"
        "  A month of 400 service orders besides the story: make month\n"
        f"  Stop it with: make stop      Log: {Path('.host/logs/server.log')}\n"
    )


def free_port():
    """Return a port of 127.0.0.1 that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
