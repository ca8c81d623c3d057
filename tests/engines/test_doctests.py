"""The examples in the engines' docstrings are true, and no engine needs Odoo."""

import doctest
import importlib

import pytest

from .conftest import ADDONS

ENGINES = sorted(
    ".".join(path.relative_to(ADDONS).with_suffix("").parts) for path in ADDONS.glob("*/tools/[!_]*.py")
)


@pytest.mark.parametrize("name", ENGINES)
def test_engine_examples(name):
    engine = importlib.import_module(name)
    assert doctest.testmod(engine).failed == 0
