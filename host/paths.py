"""Where things lie: the checkout, what the tooling makes, and what may be lost."""

import hashlib
import os
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ADDONS = ROOT / "addons"
STATE = ROOT / ".host"
LOGS = STATE / "logs"

#: Name of the suite in folders outside the checkout and in process lists.
NAME = "aftersales"

#: Eight hex digits that tell two checkouts on one machine apart.
CHECKOUT = hashlib.sha256(str(ROOT).encode()).hexdigest()[:8]


def scratch():
    """Return the folder for what may be lost at a reboot.

    It is short, because the path of a PostgreSQL socket must stay below 107
    bytes, and it is not inside the checkout, because as root the database
    server runs as another user who may not be able to enter the checkout.
    """
    return Path(tempfile.gettempdir()) / f"{NAME}-{CHECKOUT}"


def ensure_state():
    """Create ``.host`` with a ``.gitignore`` of its own and return it."""
    LOGS.mkdir(parents=True, exist_ok=True)
    ignore = STATE / ".gitignore"
    if not ignore.exists():
        ignore.write_text("*\n")
    return STATE


def is_root():
    """Tell whether the tooling may install system packages."""
    return hasattr(os, "geteuid") and os.geteuid() == 0
