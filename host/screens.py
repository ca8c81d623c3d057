"""The list of screens in ``docs/screens.toml``, and the address of each."""

import re
from dataclasses import dataclass, fields

from host import addons, paths
from host.say import Problem

LIST = paths.ROOT / "docs" / "screens.toml"

LANGUAGES = ("zh_CN", "en_US")

#: Width and height in CSS pixels, and whether touch and small layouts are on.
SIZES = {"desktop": (1440, 900, False), "phone": (390, 844, True)}


@dataclass(frozen=True)
class Screen:
    """One picture to take, in each language.

    - ``name``: file name of the picture, without language and ending;
    - ``addon``: whose picture it is: ``addons/<addon>/static/description/screens``;
      without it the picture lands in ``docs/screens``;
    - ``login``: a log-in of the demo (its password is the same), or empty for a
      page that everybody sees;
    - ``action``: xml id of the action to open, ``record``: xml id of the record
      to open (alone or within the action), ``view``: kind of view such as ``kanban``;
    - ``path``: address of a page instead of the above; ``{id}`` stands for the record;
    - ``report``: xml id of a report on ``record``: its first page is the picture;
    - ``size``: ``desktop`` or ``phone``;
    - ``wait``: CSS selector of what must be there before the picture is taken;
    - ``steps``: what to do before it: ``click SELECTOR``, ``wait SELECTOR``,
      ``type SELECTOR TEXT`` (no space in the selector), ``scroll SELECTOR``, ``js CODE``.
    """

    name: str
    addon: str = ""
    login: str = "admin"
    action: str = ""
    record: str = ""
    view: str = ""
    path: str = ""
    report: str = ""
    size: str = "desktop"
    wait: str = ""
    steps: tuple = ()

    def picture(self, language):
        """Return the place of the picture in a language."""
        folder = paths.ROOT / "docs" / "screens"
        if self.addon:
            folder = paths.ADDONS / self.addon / "static" / "description" / "screens"
        return folder / f"{self.name}.{language}.png"


def read(text):
    """Return the screens of a TOML text; raise a :class:`Problem` that names what is wrong."""
    import tomllib

    try:
        rows = tomllib.loads(text).get("screen", [])
    except tomllib.TOMLDecodeError as error:
        raise Problem(f"{LIST.name} cannot be read: {error}.") from error
    known = {field.name for field in fields(Screen)}
    screens = []
    for number, row in enumerate(rows, 1):
        where = f"Screen {number} ({row.get('name', 'without a name')}) of {LIST.name}"
        if set(row) - known:
            raise Problem(f"{where} has unknown settings: {', '.join(sorted(set(row) - known))}.")
        if not re.fullmatch(r"[a-z0-9_-]+", row.get("name", "")):
            raise Problem(f"{where} needs a name of small letters, digits, - and _.")
        if row.get("size", "desktop") not in SIZES:
            raise Problem(f"{where} has a size that is none of {', '.join(SIZES)}.")
        if not any(row.get(key) for key in ("path", "action", "record")):
            raise Problem(f"{where} needs a path, an action or a record.")
        screens.append(Screen(**(row | {"steps": tuple(row.get("steps", ()))})))
    return screens


def listed():
    """Return the screens of the list whose addons are there."""
    if not LIST.exists():
        raise Problem("There is no list of screens yet: docs/screens.toml.")
    found = addons.manifests()
    return [screen for screen in read(LIST.read_text()) if not screen.addon or screen.addon in found]


def address(screen, record):
    """Return the path of a screen on the server.

    :param record: model and number of the screen's record, or None.

    >>> address(Screen("a", action="x.act", view="kanban"), None)
    '/odoo/action-x.act?view_type=kanban'
    >>> address(Screen("a", record="x.one"), ("repair.order", 7))
    '/odoo/m-repair.order/7'
    >>> address(Screen("a", path="/my/{id}", record="x.one"), ("repair.order", 7))
    '/my/7'
    """
    number = record[1] if record else ""
    if screen.path:
        return screen.path.replace("{id}", str(number))
    opened = f"/odoo/action-{screen.action}" if screen.action else f"/odoo/m-{record[0]}"
    if record:
        opened += f"/{number}"
    return opened + (f"?view_type={screen.view}" if screen.view else "")
