"""``make pot``: the translation templates, from a database with our addons."""

import os

from host import addons, database, postgres
from host.develop import workshop
from host.say import Problem, step


def pot(*options):
    """Write each addon's .pot and merge it into zh_CN.po; --check only compares."""
    check = "--check" in options
    found = addons.manifests()
    names = [option for option in options if option != "--check"] or list(found)
    unknown = set(names) - set(found)
    if unknown:
        raise Problem(f"There is no addon {', '.join(sorted(unknown))}.")
    with postgres.serving("test") as server:
        shop = workshop(server)
        template = shop.suite_template(found)
        doing = step("Comparing the templates" if check else "Writing the templates")
        with database.temporary(shop, template, shop.name(f"test_{os.getpid()}")) as scratch, doing:
            shop.script(scratch, "pot", AFTERSALES_ADDONS=",".join(names), AFTERSALES_CHECK="1" * check)
