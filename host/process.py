"""Run other programs: quietly into a log file, with a sentence when they fail."""

import os
import subprocess
import time

from host import paths
from host.say import Problem

#: Lines of a failed program's log that are shown to the person.
TAIL = 15


def run(command, log, *, complaint, env=None, cwd=None, stdin=None, **options):
    """Run ``command`` with its output in ``.host/logs/<log>.log``.

    :param complaint: sentence raised as :class:`Problem` when the program fails;
        the end of its log and the log's place are added to it.
    :param stdin: text for the program's standard input.
    """
    paths.ensure_state()
    path = paths.LOGS / f"{log}.log"
    with path.open("w") as stream:
        stream.write(f"$ {' '.join(map(str, command))}\n")
        stream.flush()
        try:
            done = subprocess.run(
                [str(part) for part in command],
                stdout=stream,
                stderr=subprocess.STDOUT,
                env=env,
                cwd=cwd,
                input=stdin,
                stdin=None if stdin is not None else subprocess.DEVNULL,
                text=True,
                check=False,
                **options,
            )
        except FileNotFoundError as error:
            raise Problem(f"{complaint} The program {error.filename} is missing.") from error
    if done.returncode:
        raise Problem(with_tail(complaint, path))
    return path


def with_tail(complaint, path):
    """Return ``complaint`` followed by the end of the log at ``path``."""
    text = path.read_text(errors="replace")
    hint = disk_full_hint(text)
    tail = "\n".join("    " + row for row in text.splitlines()[-TAIL:])
    return f"{complaint}{hint}\n{tail}\n  The whole log: {path}"


def disk_full_hint(text):
    """Return a sentence when a log shows that the disk is full, else nothing."""
    if "No space left on device" in text:
        return " The disk is full: make room and run the command again."
    return ""


def output(command, *, env=None, **options):
    """Return what ``command`` prints, or an empty text when it fails or is missing."""
    try:
        done = subprocess.run(
            [str(part) for part in command],
            capture_output=True,
            stdin=subprocess.DEVNULL,
            env=env,
            text=True,
            check=False,
            **options,
        )
    except OSError:
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""


def is_alive(pid):
    """Tell whether a process with this number exists and is not a zombie."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    try:
        with open(f"/proc/{pid}/stat") as stream:
            return stream.read().rsplit(")", 1)[1].split()[0] != "Z"
    except (OSError, IndexError):
        return True


def wait_until(condition, seconds, pause=0.2):
    """Ask ``condition`` until it is true; return whether it became so in time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(pause)
    return bool(condition())


def command_line(pid):
    """Return the command line of a process, empty when there is none."""
    try:
        with open(f"/proc/{pid}/cmdline", "rb") as stream:
            return stream.read().replace(b"\0", b" ").decode(errors="replace")
    except OSError:
        return output(("ps", "-ww", "-p", str(pid), "-o", "args="))
