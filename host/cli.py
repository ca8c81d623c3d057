"""The command line: ``python3 -m host <command> [arguments]``."""

import inspect
import sys

from host import bench, develop, doctor, i18n, lint, odoo, screenshots, serve, test
from host.say import Problem, line


def setup():
    """Prepare the host and its Python packages."""
    host = odoo.find()
    line(f"Odoo 19 is ready: {host.package}")


COMMANDS = {
    "setup": setup,
    "run": serve.run,
    "stop": serve.stop,
    "shell": serve.shell,
    "test": test.test,
    "lint": lint.lint,
    "pot": i18n.pot,
    "screenshots": screenshots.screenshots,
    "bench": bench.bench,
    "doctor": doctor.doctor,
    "clean": doctor.clean,
    "up": develop.up,
    "down": develop.down,
    "new": develop.new,
    "update": develop.update,
    "demo": develop.demo,
    "month": develop.month,
    "copy": develop.copy,
    "drop": develop.drop,
    "pytest": develop.pytest,
    "server": develop.server,
    "odoo-shell": develop.shell,
    "exec": develop.execute,
}


def usage():
    """Return the list of commands with the first sentence of each docstring."""
    rows = []
    for name, function in COMMANDS.items():
        rows.append(f"  {name:<12} {inspect.getdoc(function).splitlines()[0]}")
    return "python3 -m host COMMAND [ARGUMENTS]\n\n" + "\n".join(rows)


def main(arguments=None):
    """Run one command; return the exit code."""
    name, *rest = (sys.argv[1:] if arguments is None else arguments) or ["help"]
    command = COMMANDS.get(name)
    if not command:
        print(usage())
        return 0 if name in ("help", "--help", "-h") else 2
    try:
        return command(*rest) or 0
    except Problem as problem:
        print(f"✗ {problem}", file=sys.stderr)
        return 1
    except OSError as error:
        print(f"✗ {error_sentence(error)}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("✗ Interrupted. The next run takes up where this one stopped.", file=sys.stderr)
        return 130


def error_sentence(error):
    """Return a sentence for an error of the operating system."""
    if error.errno == 28:
        return "The disk is full: make room and run the command again."
    return f"The system refused something: {error}."
