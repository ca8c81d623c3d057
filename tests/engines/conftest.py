"""Make the engines in ``addons/*/tools`` importable without Odoo.

A test writes ``from aftersales_service.tools.entitlement import …``. The package
``aftersales_service`` is registered here with its path only: its ``__init__``,
which imports the models and with them Odoo, is never run.
"""

import sys
import types
from pathlib import Path

from hypothesis import HealthCheck, settings

# Invariants are about right and wrong: a busy machine must not fail one for being slow.
settings.register_profile("suite", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("suite")

ADDONS = Path(__file__).resolve().parents[2] / "addons"

for manifest in ADDONS.glob("*/__manifest__.py"):
    package = types.ModuleType(manifest.parent.name)
    package.__path__ = [str(manifest.parent)]
    sys.modules[package.__name__] = package
