"""Fetch Odoo 19 Community as a Debian package into ``.host/odoo``.

Debian's unstable suite carries ``odoo-19``. The address of the archive is asked
of the machine's own apt, so none stands in this repository; a private apt state
inside ``.host`` is used, so the machine's package lists stay as they are and an
ordinary user can do it. Nothing is installed: the packages are unpacked.
"""

import os
import shutil
import subprocess
from pathlib import Path

from host import paths, process
from host.say import Problem, line, step

SUITE = "sid"
PACKAGE = "odoo-19"
TESTED = "19.0.0+dfsg-1"

#: The package's JavaScript and fonts are symbolic links into these packages.
LINKED = (
    "libjs-jquery",
    "libjs-underscore",
    "libjs-jquery-form",
    "fonts-roboto-unhinted",
    "fonts-inconsolata",
    "fonts-montserrat",
    "fonts-ocr-b",
)
#: sid's version lacks the files of version 4 that Odoo links to.
LINKED_OWN_RELEASE = ("fonts-font-awesome",)

LEFT_OUT = (
    "./usr/share/doc",
    "*/i18n/[!z]*.po",
    # A second copy of the addons without their views and assets.
    "./usr/lib/python3/dist-packages/addons",
)
SITE = Path("usr/lib/python3/dist-packages")

#: Missing in the package; without it every tour that loads ``mail`` fails.
MISSING_SCRIPT = SITE / ("odoo/addons/mail/static/lib/selfie_segmentation/selfie_segmentation.js")

ELSEWHERE = (
    "Set ODOO_HOME to the folder of an Odoo 19.0 source tree, or ODOO_PYTHON to a "
    "Python interpreter that can import odoo 19.0, and run the command again."
)


def target():
    """Return the folder the packages are unpacked into."""
    return paths.STATE / "odoo"


def site():
    """Return the folder inside the download that holds the ``odoo`` package."""
    return target() / SITE


def is_complete():
    """Tell whether a finished download is there (it is renamed into place last)."""
    return (target() / "VERSION").is_file()


def version():
    """Return the version of the downloaded package, such as ``19.0.0+dfsg-1``."""
    return (target() / "VERSION").read_text().strip()


def fetch():
    """Download and unpack the host unless that was done before."""
    if is_complete():
        return
    source, release = archive()
    with step("Fetching Odoo 19 Community (about 125 MB)"):
        work = paths.ensure_state() / "fetch"
        shutil.rmtree(work, ignore_errors=True)
        packages = download(work, source, release)
    with step("Unpacking it (about 0.4 GB)"):
        fresh = work / "root"
        unpack(packages, fresh)
        repair(fresh)
        found = next(p.name.split("_")[1] for p in packages if p.name.startswith(PACKAGE + "_"))
        (fresh / "VERSION").write_text(found.replace("%3a", ":") + "\n")
        shutil.rmtree(target(), ignore_errors=True)
        fresh.rename(target())
        shutil.rmtree(work)
    if version() != TESTED:
        line(f"Note: the host is {version()}; the suite was tested with {TESTED}")


def archive():
    """Return the address of the Debian archive and the release, as apt knows them."""
    release = os_release().get("VERSION_CODENAME", "")
    listed = process.output(
        (
            "apt-get",
            "indextargets",
            "--no-release-info",
            "--format",
            "$(REPO_URI)|$(RELEASE)|$(COMPONENT)",
            "Created-By: Packages",
        )
    )
    source = pick_source(listed, release)
    if not source:
        raise Problem("This system has no Debian package sources to fetch Odoo 19 from. " + ELSEWHERE)
    return source, release


def os_release(path="/etc/os-release"):
    """Return the settings of ``/etc/os-release`` as a dict, empty if there is none."""
    try:
        rows = Path(path).read_text().splitlines()
    except OSError:
        return {}
    return {key: value.strip('"') for key, equals, value in (row.partition("=") for row in rows) if equals}


def pick_source(listed, release):
    """Return the archive address among the rows ``address|release|component``.

    >>> pick_source("http://a/|bookworm-updates|main\\nhttp://b/|bookworm|main", "bookworm")
    'http://b/'
    >>> pick_source("http://a/|jammy|main", "")
    ''
    """
    for row in listed.splitlines():
        address, _, rest = row.partition("|")
        if release and rest == f"{release}|main":
            return address
    return ""


def download(work, source, release):
    """Let apt download the packages below ``work`` with a state of its own."""
    options = private_apt(work, source, release)
    complaint = "Odoo 19 could not be downloaded: is the network there? Run the command again."
    process.run(("apt-get", *options, "update", "-q"), "apt-update", complaint=complaint)
    names = [f"{name}/{SUITE}" for name in (PACKAGE, *LINKED)]
    names += [f"{name}/{release}" for name in LINKED_OWN_RELEASE]
    process.run(
        ("apt-get", *options, "download", "-q", *names),
        "apt-download",
        complaint=complaint,
        cwd=work / "debs",
    )
    return sorted((work / "debs").glob("*.deb"))


def private_apt(work, source, release):
    """Create apt's folders below ``work`` and return the options that name them."""
    for name in ("lists/partial", "cache/archives/partial", "debs", "empty"):
        (work / name).mkdir(parents=True)
    (work / "status").touch()
    keyring = Path("/usr/share/keyrings/debian-archive-keyring.gpg")
    signed = f"[signed-by={keyring}] " if keyring.exists() else ""
    (work / "sources.list").write_text(
        "".join(f"deb {signed}{source} {suite} main\n" for suite in (release, SUITE))
    )
    settings = {
        "Dir::Etc::sourcelist": work / "sources.list",
        "Dir::Etc::sourceparts": "/dev/null",
        "Dir::Etc::preferencesparts": work / "empty",
        "Dir::State::Lists": work / "lists",
        "Dir::State::status": work / "status",
        "Dir::Cache": work / "cache",
        "APT::Sandbox::User": "root",
        "Acquire::Languages": "none",
        "APT::Update::Post-Invoke": "",
        "APT::Update::Post-Invoke-Success": "",
    }
    return [part for key, value in settings.items() for part in ("-o", f"{key}={value}")]


def unpack(packages, root):
    """Unpack the ``packages`` into one folder, without what is not needed."""
    root.mkdir()
    excludes = [f"--exclude={pattern}" for pattern in LEFT_OUT]
    for package in packages:
        with subprocess.Popen(("dpkg-deb", "--fsys-tarfile", package), stdout=subprocess.PIPE) as deb:
            tar = subprocess.run(
                ("tar", "-x", "--no-same-owner", "-C", root, *excludes),
                stdin=deb.stdout,
                stderr=subprocess.PIPE,
                text=True,
                check=False,
            )
        if tar.returncode or deb.returncode:
            hint = process.disk_full_hint(tar.stderr)
            raise Problem(f"The package {package.name} could not be unpacked.{hint}")


def repair(root):
    """Mend what the package lacks when it is unpacked and not installed."""
    script = root / MISSING_SCRIPT
    if not script.exists():
        script.parent.mkdir(parents=True, exist_ok=True)
        script.write_text("// Background blur in calls is not part of this package.\n")
    for link in filter(Path.is_symlink, root.rglob("*")):
        aim = link.readlink()
        if aim.is_absolute():
            link.unlink()
            link.symlink_to(os.path.relpath(root / aim.relative_to("/"), link.parent))
    # This record asks for packages that exist in source form only.
    for record in (root / SITE).glob("odoo-*.egg-info"):
        shutil.rmtree(record) if record.is_dir() else record.unlink()
    info = root / SITE / "odoo-19.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: odoo\nVersion: 19.0\n")
    (info / "INSTALLER").write_text("host\n")
    (info / "RECORD").write_text("")
