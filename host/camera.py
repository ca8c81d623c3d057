"""Drives a headless Chromium by its DevTools protocol and takes pictures.

Runs in the host's Python, which has ``websocket`` and ``PIL``; it is started by
:mod:`host.screenshots` as ``python -m host.camera PLAN DATABASE PORT LANGUAGE BROWSER``.
"""

import base64
import contextlib
import io
import itertools
import json
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

import websocket
from PIL import Image

from host.screens import SIZES

#: Seconds that a page is given to show what is waited for.
PATIENCE = 120

#: True when the web client has started and nothing is being loaded.
SETTLED = """
    document.readyState === "complete"
    && (!location.pathname.startsWith("/odoo") || window.odoo?.isReady === true)
    && !document.querySelector(".o_loading_indicator, .o_blockUI")
    && [...document.images].every((image) => image.complete || image.loading === "lazy")
"""
NEVER_ASK = "addEventListener('beforeunload', (event) => event.stopImmediatePropagation(), true)"
ERROR_DIALOG = ".o_error_dialog, .o_dialog .o_error_detail"


class Trouble(Exception):
    """A screen that cannot be photographed; the text says why."""


class Browser:
    """One page of a headless Chromium."""

    def __init__(self, program, profile):
        self.process = subprocess.Popen(
            [
                program,
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--no-first-run",
                "--hide-scrollbars",
                "--font-render-hinting=none",
                "--remote-allow-origins=*",
                "--remote-debugging-port=0",
                f"--user-data-dir={profile}",
                "about:blank",
            ],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self.numbers = itertools.count(1)
        self.socket = websocket.create_connection(self.page_address(Path(profile)), timeout=PATIENCE)
        for domain in ("Page", "Network", "Runtime"):
            self.call(f"{domain}.enable")
        # A dialog with a new record would ask whether to leave the page, and nobody answers.
        self.call("Page.addScriptToEvaluateOnNewDocument", source=NEVER_ASK)

    def page_address(self, profile):
        """Return the address of the first page's DevTools socket."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            with contextlib.suppress(OSError, ValueError, IndexError, StopIteration):
                port = (profile / "DevToolsActivePort").read_text().split()[0]
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/json/list", timeout=5) as reply:
                    pages = json.load(reply)
                return next(page["webSocketDebuggerUrl"] for page in pages if page["type"] == "page")
            time.sleep(0.1)
        raise Trouble("the browser did not start")

    def call(self, method, **parameters):
        """Call a method of the protocol and return its result."""
        number = next(self.numbers)
        self.socket.send(json.dumps({"id": number, "method": method, "params": parameters}))
        while True:
            answer = json.loads(self.socket.recv())
            if answer.get("id") == number:
                if "error" in answer:
                    raise Trouble(f"{method}: {answer['error'].get('message')}")
                return answer["result"]

    def value(self, code):
        """Return the value of a JavaScript expression in the page."""
        result = self.call("Runtime.evaluate", expression=code, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in result:
            raise Trouble(f"the page's JavaScript failed: {code[:80]}")
        return result["result"].get("value")

    def wait(self, code, what):
        """Wait until a JavaScript expression is true."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            with contextlib.suppress(Trouble):
                if self.value(f"Boolean({code})"):
                    return
            time.sleep(0.1)
        raise Trouble(f"waited in vain for {what}")

    def settle(self, selector=""):
        """Wait until the page is still and, if given, shows ``selector``."""
        self.wait(SETTLED, "the page to load")
        if selector:
            self.wait(f"document.querySelector({json.dumps(selector)})", selector)
        time.sleep(0.6)
        self.wait(SETTLED, "the page to load")

    def close(self):
        """End the browser."""
        with contextlib.suppress(Exception):
            self.socket.close()
        self.process.terminate()
        self.process.wait()


def log_in(server, database, login):
    """Return the session cookie of a log-in whose password is the same word."""
    with urllib.request.urlopen(f"{server}/web/login", timeout=PATIENCE) as page:
        cookies = page.headers.get_all("Set-Cookie")
    call = {"jsonrpc": "2.0", "params": {"db": database, "login": login, "password": login}}
    request = urllib.request.Request(
        f"{server}/web/session/authenticate",
        json.dumps(call).encode(),
        {"Content-Type": "application/json", "Cookie": cookies[0].split(";")[0]},
    )
    with urllib.request.urlopen(request, timeout=PATIENCE) as reply:
        answer = json.load(reply)
        cookies = reply.headers.get_all("Set-Cookie") or cookies
    if not answer.get("result", {}).get("uid"):
        raise Trouble(f"nobody can log in as {login} with the password {login}")
    return next(c.split(";")[0].split("=", 1)[1] for c in cookies if c.startswith("session_id="))


def photograph(browser, server, job, language, session):
    """Take one picture of a page."""
    width, height, touch = SIZES[job["size"]]
    browser.call("Network.clearBrowserCookies")
    cookies = {"frontend_lang": language, "tz": "Asia/Shanghai", "cids": "1"}
    if session:
        cookies["session_id"] = session
    for name, value in cookies.items():
        browser.call("Network.setCookie", name=name, value=value, url=server)
    browser.call(
        "Emulation.setDeviceMetricsOverride",
        width=width,
        height=height,
        deviceScaleFactor=2 if touch else 1,
        mobile=touch,
    )
    browser.call("Emulation.setTouchEmulationEnabled", enabled=touch)
    browser.call("Emulation.setTimezoneOverride", timezoneId="Asia/Shanghai")
    browser.call("Page.navigate", url="about:blank")
    browser.call("Page.navigate", url=server + job["address"])
    browser.wait(f"location.href.startsWith({json.dumps(server)})", "the server")
    browser.settle(job["wait"])
    for step in job["steps"]:
        take_step(browser, step)
    if browser.value(f"Boolean(document.querySelector({json.dumps(ERROR_DIALOG)}))"):
        raise Trouble("the page shows an error: " + browser.value("document.body.innerText")[:400])
    picture = browser.call("Page.captureScreenshot", format="png")["data"]
    save(base64.b64decode(picture), Path(job["picture"]))


def take_step(browser, step):
    """Do one step: ``click``, ``wait``, ``type``, ``scroll`` or ``js``."""
    verb, _, rest = step.partition(" ")
    element = f"document.querySelector({json.dumps(rest)})"
    if verb == "js":
        browser.value(rest)
    elif verb == "wait":
        browser.settle(rest)
    elif verb in ("click", "scroll"):
        browser.wait(element, rest)
        browser.value(f"{element}.{'click' if verb == 'click' else 'scrollIntoView'}()")
        browser.settle()
    elif verb == "type":
        selector, _, text = rest.partition(" ")
        browser.wait(f"document.querySelector({json.dumps(selector)})", selector)
        browser.value(f"document.querySelector({json.dumps(selector)}).focus()")
        browser.call("Input.insertText", text=text)
        browser.settle()
    else:
        raise Trouble(f"unknown step: {step}")


def photograph_report(server, job, session):
    """Make a picture of the first page of a PDF report."""
    request = urllib.request.Request(server + job["address"], headers={"Cookie": f"session_id={session}"})
    try:
        with urllib.request.urlopen(request, timeout=PATIENCE * 2) as reply:
            document = reply.read()
    except OSError as error:
        raise Trouble(f"the report failed: {error}") from error
    if not document.startswith(b"%PDF"):
        raise Trouble("the report is no PDF")
    page = subprocess.run(
        ("pdftoppm", "-png", "-r", "110", "-f", "1", "-singlefile", "-"),
        input=document,
        capture_output=True,
        check=True,
    )
    save(page.stdout, Path(job["picture"]))


def save(data, path):
    """Save a picture with a palette: a third of the size, and no visible difference."""
    path.parent.mkdir(parents=True, exist_ok=True)
    picture = Image.open(io.BytesIO(data)).convert("RGB")
    picture.quantize(256, dither=Image.Dither.NONE).save(path, optimize=True)


def main(plan, database, port, language, program):
    """Take all pictures of a plan; return the number of screens that failed."""
    server = f"http://127.0.0.1:{port}"
    sessions, failed = {"": ""}, 0
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        browser = Browser(program, profile)
        try:
            for job in json.loads(Path(plan).read_text()):
                try:
                    login = job["login"]
                    if login not in sessions:
                        sessions[login] = log_in(server, database, login)
                    if job["report"]:
                        photograph_report(server, job, sessions[login])
                    else:
                        photograph(browser, server, job, language, sessions[login])
                    print(f"{job['name']}: taken", flush=True)
                except Trouble as trouble:
                    failed += 1
                    print(f"{job['name']} ({language}): {trouble}", flush=True)
        finally:
            browser.close()
    return failed


if __name__ == "__main__":
    sys.exit(1 if main(*sys.argv[1:]) else 0)
