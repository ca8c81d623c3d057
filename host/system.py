"""System packages that PDFs and browser tours need."""

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from host import paths, process
from host.say import Problem, line, step

#: The names that Odoo's test framework looks for.
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
CHINESE_FONTS = "/usr/share/fonts"

BROWSER, PDF = "browser", "pdf"


@dataclass(frozen=True)
class Need:
    """A system package: ``kind`` tells what is not run without it."""

    package: str
    kind: str
    present: bool


def needs():
    """Return the system packages that the suite's PDFs and tours need."""
    fonts = any(Path(CHINESE_FONTS).rglob("NotoSansCJK*"))
    return [
        Need("chromium", BROWSER, bool(browser())),
        Need("wkhtmltopdf", PDF, bool(shutil.which("wkhtmltopdf"))),
        Need("fonts-noto-cjk", PDF, fonts),
        Need("poppler-utils", PDF, bool(shutil.which("pdftotext"))),
    ]


def browser():
    """Return the path of a Chromium or Chrome, or None."""
    return next(filter(None, map(shutil.which, BROWSERS)), None)


def ensure():
    """Install missing packages as root, or tell which ones an administrator must add.

    :return: the kinds of tests that cannot run here, a set of ``browser`` and ``pdf``.
    """
    absent = [need for need in needs() if not need.present]
    if absent and paths.is_root() and shutil.which("apt-get"):
        install([need.package for need in absent])
        absent = [need for need in needs() if not need.present]
    if not absent:
        return set()
    sentence = missing_sentence([need.package for need in absent])
    if os.environ.get("CI"):
        raise Problem(sentence + " With CI set nothing may be left out.")
    line(sentence + " Going on without them.")
    return {need.kind for need in absent}


def install(packages):
    """Install system packages with apt (as root)."""
    env = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    complaint = f"The system packages {' '.join(packages)} could not be installed."
    with step(f"Installing the system packages {' '.join(packages)}"):
        process.run(("apt-get", "update", "-q"), "apt-system-update", complaint=complaint, env=env)
        process.run(
            ("apt-get", "install", "-y", "-q", "--no-install-recommends", *packages),
            "apt-system-install",
            complaint=complaint,
            env=env,
        )


def missing_sentence(packages):
    """Return the sentence that tells which packages are missing.

    >>> missing_sentence(["chromium"])
    'For PDFs and browser tours an administrator must add: apt-get install chromium.'
    """
    return f"For PDFs and browser tours an administrator must add: apt-get install {' '.join(packages)}."
