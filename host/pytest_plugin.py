"""Pytest plugin of ``make test``: no test passes, or is left out, silently.

What is a failure here and is none with pytest alone:

- a skipped test (a tour without a browser is skipped by Odoo, with exit code 0);
- no test for an addon or a tag that was asked for;
- a record of level ERROR that is logged during a test and that the test did not
  expect. A test says that it expects one with ``self.assertLogs("odoo.x", "ERROR")``
  or ``odoo.tools.mute_logger("odoo.x")``;
- a test in an addon that Odoo's own runner would drop without a word: a plain
  ``unittest.TestCase`` or function, or a file that ``tests/__init__.py`` does not import.

Where an ordinary user has no browser or no ``wkhtmltopdf``, the tests that need
them are left out and counted in the summary. A browser test is known by being
skipped by Odoo, a PDF test by the tag ``pdf``.
"""

import ast
import contextlib
import logging
import os
import re
import shutil
import unittest
from collections import Counter
from pathlib import Path

import pytest

from host import addons, paths

WITHOUT = set(filter(None, os.environ.get("AFTERSALES_WITHOUT", "").split(",")))
REASONS = {"browser": "no browser", "pdf": "no wkhtmltopdf or fonts"}

#: How many tests were left out, by what is missing.
left_out = Counter()

#: The process of several that speaks for all where each would say the same.
SPEAKER = os.environ.get("PYTEST_XDIST_WORKER", "gw0") == "gw0"


def pytest_addoption(parser):
    """Declare the options that ``make test`` passes on."""
    parser.addoption("--suite-addon", default="", help="Run the tests of this addon only.")
    parser.addoption("--suite-tags", default="", help="Run the tests with these Odoo test tags only.")


#: What the host's browser driver logs when a page that was left still loads something.
AFTERWARDS = "Error received after termination"


class ErrorRecords(logging.Handler):
    """Collects records of level ERROR and above, from every thread."""

    def __init__(self):
        super().__init__(logging.ERROR)
        self.records = []

    def emit(self, record):
        """Keep one record as text."""
        message = record.getMessage()
        if not (record.name.endswith(".browser") and message.startswith(AFTERWARDS)):
            self.records.append(f"{record.name}: {message}")

    def take(self):
        """Return what was collected since the last time."""
        taken, self.records = self.records, []
        return taken


errors = ErrorRecords()


def pytest_sessionstart(session):
    """Start to listen to the log; one process of several takes a filestore of its own."""
    logging.getLogger().addHandler(errors)
    if hasattr(session.config, "workerinput"):
        import pytest_odoo

        pytest_odoo._shared_filestore = _own_filestore


@contextlib.contextmanager
def _own_filestore(original, database):
    """Give a process's database its files: in a shared folder one cleans up what another needs."""
    from odoo.tools import config

    folder = Path(config.filestore(database))
    shutil.copytree(config.filestore(original), folder, copy_function=os.link)
    try:
        yield
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _fail_on_errors():
    records = errors.take()
    if records:
        pytest.fail("Logged as an error and not expected:\n" + "\n".join(records), pytrace=False)


@pytest.hookimpl(wrapper=True, trylast=True)
def pytest_runtest_setup(item):
    """Fail a test whose preparation logs an error."""
    problem = _dropped_by_odoo(item)
    if problem:
        pytest.fail(problem, pytrace=False)
    errors.take()
    result = yield
    _fail_on_errors()
    return result


@pytest.hookimpl(wrapper=True, trylast=True)
def pytest_runtest_call(item):
    """Fail a test that logs an error."""
    result = yield
    _fail_on_errors()
    return result


@pytest.hookimpl(wrapper=True, trylast=True)
def pytest_runtest_teardown(item):
    """Fail a test whose tidying up logs an error."""
    result = yield
    _fail_on_errors()
    return result


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """Turn a skipped test into a failure, unless what it needs is known to be missing."""
    report = yield
    if report.skipped and not hasattr(report, "wasxfail"):
        reason = str(call.excinfo.value) if call.excinfo else ""
        if "browser" in WITHOUT and re.search("chrom|browser|websocket", reason, re.IGNORECASE):
            left_out["browser"] += 1
        else:
            report.outcome = "failed"
            report.longrepr = f"{item.nodeid} was skipped, and a skipped test counts as failed: {reason}"
    return report


def pytest_collection_modifyitems(session, config, items):
    """Keep the tests that were asked for, and see to it that there are some."""
    wanted = [item for item in items if _is_wanted(item, config)]
    for item in wanted:
        if SPEAKER and "pdf" in WITHOUT and "pdf" in _tags(item):
            left_out["pdf"] += 1
    chosen = [item for item in wanted if not ("pdf" in WITHOUT and "pdf" in _tags(item))]
    dropped = [item for item in items if item not in set(chosen)]
    if dropped:
        config.hook.pytest_deselected(items=dropped)
    items[:] = chosen
    _refuse_nothing(config, wanted)


def _refuse_nothing(config, wanted):
    addon, tags = config.getoption("--suite-addon"), config.getoption("--suite-tags")
    if not config.getoption("--odoo-database"):
        return
    tested = {_addon_of(item) for item in wanted}
    named = any(Path(arg.split("::")[0]).is_file() for arg in config.args)
    if not tags and not named:
        expected = {addon} if addon else set(addons.manifests())
        if expected - tested:
            raise pytest.UsageError(f"No test was found in: {', '.join(sorted(expected - tested))}.")
    for part in re.split(r",(?![^\[]*\])", tags):
        spec = part.strip()
        asked = spec and not spec.startswith("-")
        if asked and not any(_matches(item, spec) for item in wanted):
            raise pytest.UsageError(f"No test has the tag {spec}.")


def pytest_sessionfinish(session):
    """Hand the counts of one process of several to the one that sums up."""
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["left_out"] = dict(left_out)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node, error):
    """Add up what was left out in a process that is done."""
    left_out.update(getattr(node, "workeroutput", {}).get("left_out", {}))


def pytest_terminal_summary(terminalreporter):
    """Tell what was left out because the machine lacks something."""
    for kind, count in left_out.items():
        terminalreporter.write_line(f"NOT RUN: {count} tests, {REASONS[kind]} on this machine", yellow=True)


def _is_wanted(item, config):
    """Tell whether an item is within the addon and the tags asked for."""
    addon, tags = config.getoption("--suite-addon"), config.getoption("--suite-tags")
    if addon and _addon_of(item) != addon and not _is_about(item, addon):
        return False
    if not _is_odoo_test(item):
        return not tags
    return _matches(item, tags or "standard")


def _is_about(item, addon):
    """Tell whether a test outside the addons is about ``addon``: its id names it."""
    return bool(re.search(rf"(?<![a-z_]){re.escape(addon)}(?![a-z_])", item.nodeid))


def _addon_of(item):
    """Return the name of the addon that a test lies in, or an empty text."""
    try:
        return item.path.relative_to(paths.ADDONS).parts[0]
    except ValueError:
        return ""


def _is_odoo_test(item):
    cls = getattr(item, "cls", None)
    return cls is not None and hasattr(cls, "test_tags")


def _instance(item):
    """Return a test object that knows its tags, for Odoo's own selector."""
    instance = item.cls(item.originalname or item.name)
    if not hasattr(instance, "test_module"):
        instance.test_module = item.path.parent.name
    return instance


def _tags(item):
    return _instance(item).test_tags if _is_odoo_test(item) else set()


def _matches(item, spec):
    """Tell whether a test matches a specification in Odoo's test-tag syntax."""
    from odoo.tests.tag_selector import TagsSelector

    return _is_odoo_test(item) and TagsSelector(spec).check(_instance(item))


def _dropped_by_odoo(item):
    """Return why Odoo's own runner would drop a test of an addon, or None."""
    if not _addon_of(item):
        return None
    if not _is_odoo_test(item):
        kind = "unittest.TestCase" if issubclass(item.cls or int, unittest.TestCase) else "function or class"
        return f"{item.nodeid} is a plain {kind}, which Odoo drops silently: use odoo.tests.BaseCase."
    init = item.path.parent / "__init__.py"
    if item.path.stem not in _imported(init):
        return f"{init.relative_to(paths.ROOT)} does not import {item.path.stem}: Odoo would never run it."
    return None


def _imported(init):
    """Return the names that a package's ``__init__.py`` imports."""
    tree = ast.parse(init.read_text()) if init.exists() else ast.Module([], [])
    imports = (node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom | ast.Import))
    return {alias.name.rsplit(".", 1)[-1] for node in imports for alias in node.names}
