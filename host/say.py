"""What a person reads on the terminal: short progress lines and clear sentences."""

import contextlib
import sys
import time


class Problem(Exception):
    """A state the tooling cannot go on from.

    The text is one or two whole sentences for the person at the terminal: what
    is wrong and what to do. It is printed without a traceback.
    """


def line(text):
    """Print one progress line at once, also when the output is a pipe."""
    print(f"· {text}", file=sys.stderr, flush=True)


@contextlib.contextmanager
def step(text):
    """Announce a step that takes a while and tell the seconds it took."""
    line(f"{text} …")
    began = time.monotonic()
    yield
    line(f"{text}: done in {time.monotonic() - began:.0f} s")
