"""``make screenshots``: a picture of every listed screen, in Chinese and in English."""

import json
import os
import subprocess
from dataclasses import asdict

from host import addons, database, paths, postgres, process, screens, serve, system
from host.develop import workshop
from host.say import Problem, step


def screenshots(*names):
    """Photograph the screens of docs/screens.toml, all or those NAMED."""
    wanted = screens.listed()
    unknown = set(names) - {screen.name for screen in wanted}
    if unknown:
        raise Problem(f"No screen is called {', '.join(sorted(unknown))} in docs/screens.toml.")
    wanted = [screen for screen in wanted if not names or screen.name in names]
    if system.BROWSER in system.ensure():
        raise Problem("Screenshots need a browser: install Chromium.")
    found = addons.manifests()
    with postgres.serving("test") as server:
        shop = workshop(server)
        template = shop.suite_template(found)
        with database.temporary(shop, template, shop.name(f"test_{os.getpid()}")) as scratch:
            with step("Loading the demo story"):
                shop.load_demo(scratch, addons.in_order(found))
            with step("Playing a month of service orders (about 4 minutes)"):
                shop.play_month(scratch)
            for language in screens.LANGUAGES:
                with step(f"Photographing {len(wanted)} screens in {language}"):
                    photograph(shop, scratch, wanted, language)


def photograph(shop, name, wanted, language):
    """Photograph screens of the database ``name`` in one language."""
    shop.server.query(f"UPDATE res_partner SET lang = '{language}'", name)
    port = serve.free_port()
    jobs = [job(shop.server, name, screen, language) for screen in wanted]
    plan = paths.STATE / "screens.json"
    plan.write_text(json.dumps(jobs))
    log = paths.LOGS / "screens-server.log"
    with log.open("w") as stream:
        server = subprocess.Popen(
            serve.server_command(shop, name, port, "--max-cron-threads=0", "--log-level=warn"),
            env=shop.environment,
            cwd=paths.ROOT,
            stdin=subprocess.DEVNULL,
            stdout=stream,
            stderr=subprocess.STDOUT,
        )
    try:
        serve.await_answer(server, port, log)
        process.run(
            (shop.host.python, "-m", "host.camera", plan, name, port, language, system.browser()),
            f"screens-{language}",
            complaint="Not every screen could be photographed.",
            env=shop.environment,
            cwd=paths.ROOT,
        )
    finally:
        server.terminate()
        server.wait()


def job(server, name, screen, language):
    """Return what the camera needs to know of a screen, as plain values."""
    record = find_record(server, name, screen.record) if screen.record else None
    path = screens.address(screen, record)
    if screen.report:
        path = f"/report/pdf/{report_name(server, name, screen.report)}/{record[1]}"
    return asdict(screen) | {"address": path, "picture": str(screen.picture(language))}


def find_record(server, name, xml_id):
    """Return the model and the number of the record with an xml id."""
    module, _, rest = xml_id.partition(".")
    rows = server.query(
        f"SELECT model, res_id FROM ir_model_data WHERE module = '{module}' AND name = '{rest}'", name
    )
    if not rows:
        raise Problem(f"The demo has no record {xml_id}, which docs/screens.toml names.")
    return rows[0][0], int(rows[0][1])


def report_name(server, name, xml_id):
    """Return the technical name of the report with an xml id."""
    _, number = find_record(server, name, xml_id)
    return server.query(f"SELECT report_name FROM ir_act_report_xml WHERE id = {number}", name)[0][0]
