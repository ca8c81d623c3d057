"""Make the engines in ``addons/*/tools`` importable without Odoo.

A test writes ``from aftersales_service.tools.entitlement import …``. The package
``aftersales_service`` is registered here with its path only: its ``__init__``,
which imports the models and with them Odoo, is never run.
"""

import sys
import types
from pathlib import Path

ADDONS = Path(__file__).resolve().parents[2] / "addons"

for manifest in ADDONS.glob("*/__manifest__.py"):
    package = types.ModuleType(manifest.parent.name)
    package.__path__ = [str(manifest.parent)]
    sys.modules[package.__name__] = package
