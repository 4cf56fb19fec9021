"""Plays a lesson on its page in a real browser, by the keyboard alone, and holds the page to what it promises.

    check_training.py BROWSER PATCHLAB
    check_training.py BROWSER PATCHLAB --pictures FOLDER

Prints a line for each check, `ok ...` or `not ok ...`, and ends with `N passed, N failed`.
"""

import atexit
import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import urllib.parse
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright

LESSON = "tuesdays-library"
DRAW = 0


class Checks:
    def __init__(self):
        self.passed = 0
        self.failed = 0

    def expect(self, holds, what, detail=""):
        if holds:
            self.passed += 1
            print(f"ok {what}", flush=True)
        else:
            self.failed += 1
            print(f"not ok {what}{': ' + str(detail)[:2000] if detail != '' else ''}", flush=True)


class Server:
    """`patchlab train`, in a folder of its own."""

    def __init__(self, patchlab, folder, *arguments):
        self.process = subprocess.Popen(
            [patchlab, "train", *arguments, "--page", "--belief-draws", "40"],
            cwd=folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        atexit.register(self.process.kill)
        while True:
            line = self.process.stdout.readline()
            if not line:
                raise SystemExit("the page was not served")
            if found := re.search(r"http://127\.0\.0\.1:\d+/#\S+", line):
                self.address = found.group()
                break
        self.origin = self.address.split("/#")[0]

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()


class Window:
    """A page with everything that it complains of or asks for."""

    def __init__(self, browser, address, **options):
        self.context = browser.new_context(**{"viewport": {"width": 1400, "height": 900}, **options})
        self.said, self.asked = [], []
        self.page = self.open(address)

    def open(self, address):
        page = self.context.new_page()
        page.on("console", lambda message: self.said.append(message.text))
        page.on("pageerror", lambda error: self.said.append(str(error)))
        page.on("request", lambda request: self.asked.append(request.url))
        # What is said aloud, with the time.
        page.add_init_script(
            """addEventListener("DOMContentLoaded", () => {
                 window.aloud = [];
                 new MutationObserver(() => window.aloud.push([Date.now(), document.getElementById("said").textContent]))
                   .observe(document.getElementById("said"), { childList: true, characterData: true, subtree: true });
               });"""
        )
        page.goto(address)
        page.wait_for_selector("html[data-ready]", timeout=20_000)
        return page

    def press(self, *keys):
        for key in keys:
            self.page.keyboard.press(key)

    def type(self, text):
        self.page.keyboard.type(text)

    def tab_to(self, selector, most=60):
        """Moves the focus by the tab key alone."""
        for _ in range(most):
            if self.page.evaluate("(selector) => document.activeElement?.matches(selector) ?? false", selector):
                return True
            self.press("Tab")
        return False

    def wait(self, condition):
        # Not by the browser: the page's policy lets nobody make programs of texts.
        for _ in range(1200):
            if self.page.evaluate(condition):
                return
            self.page.wait_for_timeout(100)
        raise SystemExit(f"waited in vain: {condition}")

    def clock(self):
        return self.page.inner_text("#clock")

    def order(self, key, fill=lambda: None):
        """Opens a dialog by its key, fills it in, and waits for it to be done."""
        self.press(key)
        self.page.wait_for_selector("dialog[open]")
        fill()
        self.press("Enter")
        self.page.wait_for_selector("dialog[open]", state="hidden")


def accessible(checks, page, what):
    """No violation of WCAG 2.2 AA that axe-core finds."""
    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": tags}})
    told = [(one["id"], one["nodes"][0]["html"][:200], one["nodes"][0].get("failureSummary", "")[:300]) for one in found.response["violations"]]
    checks.expect(not told, f"{what}: axe-core finds nothing", told)


def fits(checks, page, width, what):
    found = page.evaluate("document.documentElement.scrollWidth")
    checks.expect(found <= width, f"{what}: nothing reaches beyond {width} px", found)


def looks(checks, window, what, pictures=None):
    """The same screen in the ways in which people look at it."""
    page = window.page
    for name, width, media in [
        ("light", 1400, {"color_scheme": "light"}),
        ("dark", 1400, {"color_scheme": "dark"}),
        ("narrow", 400, {"color_scheme": "light"}),
        ("narrow-dark", 400, {"color_scheme": "dark"}),
        ("forced", 1400, {"forced_colors": "active"}),
        ("320", 320, {"color_scheme": "light"}),
    ]:
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(forced_colors="none")
        page.emulate_media(**media)
        page.wait_for_timeout(150)
        fits(checks, page, width, f"{what}, {name}")
        if pictures:
            page.screenshot(path=f"{pictures}/{what}-{name}.png", full_page=True)
        if name in ("light", "dark", "320"):
            accessible(checks, page, f"{what}, {name}")
    page.set_viewport_size({"width": 1400, "height": 900})
    page.emulate_media(color_scheme="light", forced_colors="none")


def play(checks, browser, patchlab, folder, pictures):
    server = Server(patchlab, folder, LESSON)
    window = Window(browser, server.address, reduced_motion="reduce")
    page = window.page
    checks.expect("token" not in page.url, "the token does not stay in the address", page.url)
    checks.expect(page.evaluate("document.cookie") == "", "no script can read the cookie")

    # How to play, and the briefing.
    looks(checks, window, "choice", pictures)
    checks.expect(window.tab_to("button[type=submit]"), "the choice can be made by the tab key")
    window.press("Enter")
    page.wait_for_selector("#to-console")
    looks(checks, window, "briefing", pictures)
    checks.expect(window.tab_to("#to-console"), "the briefing leads on by the tab key")
    window.press("Enter")
    page.wait_for_selector("#view-console:not([hidden])")
    checks.expect("No rollout has begun" in page.inner_text("#rollouts"), "the console begins with what is reported")

    # Refused in words, and the dialog stays.
    def pilots(size):
        page.keyboard.press("Tab")
        page.keyboard.press("Control+A")
        window.type(size)
        page.keyboard.press("Tab")
        window.type("with vpn")

    window.press("s")
    page.wait_for_selector("dialog[open]")
    looks(checks, window, "dialog", pictures)
    window.press("Escape")
    page.wait_for_selector("dialog[open]", state="hidden")
    window.press("s")
    page.wait_for_selector("dialog[open]")
    pilots("150%")
    window.press("Enter")
    page.wait_for_selector("#trouble:not([hidden])")
    checks.expect("150% is more" in page.inner_text("#trouble"), "what is impossible is refused in words")
    window.press("Escape")
    page.wait_for_selector("dialog[open]", state="hidden")

    window.order("s", lambda: pilots("10%"))
    window.order("g")
    window.order("o", lambda: (window.tab_to("#reason"), window.type("they have the client")))
    tray = page.inner_text("#tray")
    checks.expect("where component vpn-client" in tray and "they have the client" in tray, "the tray tells conditions and reasons", tray)
    looks(checks, window, "tray", pictures)

    before = window.clock()
    window.press("n")
    window.wait("document.getElementById('tray').textContent.includes('Nothing is ordered')")
    checks.expect(window.clock() != before, "n moves time and gives the tray")
    checks.expect(page.inner_text("#said").startswith("Order: decision 1 is given."), "what is done is said", page.inner_text("#said"))
    checks.expect("vpn-client" not in page.inner_text("#rollouts") and "open for" in page.inner_text("#rollouts"), "the ring is open")

    # Focus stays where it was.
    window.tab_to("[data-do=note]")
    window.press("m")
    page.wait_for_timeout(400)
    checks.expect(page.evaluate("document.activeElement.dataset.do") == "note", "the focus stays where it was")

    # Play says nothing by itself.
    page.evaluate("window.aloud.length = 0")
    page.select_option("#speed", "1h")
    page.evaluate("document.activeElement.blur()")
    before = window.clock()
    window.press(" ")
    page.wait_for_timeout(2600)
    checks.expect(window.clock() != before, "space plays")
    if page.get_attribute("[data-do=play]", "aria-pressed") == "true":
        checks.expect(page.evaluate("window.aloud.length") == 0, "play by itself says nothing aloud", page.evaluate("window.aloud"))
        window.press(" ")
    checks.expect(page.get_attribute("[data-do=play]", "aria-pressed") == "false", "play stands still again")

    # Another window shows the same; two windows do not get in each other's way.
    other = window.open(page.url)
    window.order("t", lambda: window.type("seen in two windows"))
    page.wait_for_timeout(600)
    window.press("m")
    window.wait(f"document.getElementById('clock').textContent !== {json.dumps(before)}")
    page.wait_for_timeout(900)
    # Both count as hidden or visible together in a headless browser; coming back asks for the state in any case.
    checks.expect(other.inner_text("#clock") == window.clock(), "another window follows", other.inner_text("#clock"))
    other.close()

    # The connection is lost, and comes back.
    window.context.set_offline(True)
    page.keyboard.press("m")
    page.wait_for_selector("#link.lost")
    checks.expect("no connection" in page.inner_text("#link"), "a lost connection is told")
    window.context.set_offline(False)
    page.wait_for_timeout(2500)
    window.press("m")
    window.wait("!document.getElementById('link').classList.contains('lost')")
    checks.expect(True, "it goes on when the connection is back")

    # The server is killed in the middle.
    page.wait_for_timeout(500)
    left = window.clock()
    server.kill()
    # While it was cut off, the browser itself complained of that; and it does of every refusal.
    complaints = [line for line in window.said if not re.search(r"ERR_|status of 422|Failed to fetch", line)]
    away = [address for address in window.asked if not address.startswith((server.origin, "data:"))]
    window.context.close()
    file = next(Path(folder).glob("*.plt.jsonl")).name
    server = Server(patchlab, folder, file)
    window = Window(browser, server.address, reduced_motion="reduce")
    page = window.page
    page.wait_for_selector("#view-console:not([hidden])")
    checks.expect(window.clock() == left, "after kill -9 the session is where it was", f"{window.clock()}, was {left}")
    checks.expect("10 %" not in page.inner_text("#tray"), "nothing is ordered that was not")

    window.order("w", lambda: (page.keyboard.press("Control+A"), window.type("5d")))
    window.order("f", lambda: (window.tab_to("#expected"), window.type("30%")))
    looks(checks, window, "console", pictures)
    window.order("r") if "stopped since" in page.inner_text("#rollouts") else None
    window.order("o")
    window.press("n")
    page.wait_for_timeout(700)
    window.press("d")
    page.wait_for_selector("dialog[open]")
    checks.expect("Decisions can be tried again when" in page.inner_text("#fields"), "decisions are listed")
    looks(checks, window, "decisions")
    window.press("Escape")
    window.press("?")
    page.wait_for_selector("dialog[open]")
    looks(checks, window, "help", pictures)
    window.press("Escape")

    # A line of the text mode, to the end.
    window.press("/")
    page.wait_for_selector("dialog[open]")
    window.type("end")
    window.press("Enter")
    page.wait_for_selector("#debrief-button:not([hidden])", state="attached")
    window.press("Escape")
    checks.expect(window.tab_to("#debrief-button"), "the debrief is reached by the tab key")
    window.press("Enter")
    page.wait_for_selector("#reflection:not([hidden])")
    body = page.evaluate("document.body.innerText")
    checks.expect("key renewal" not in body, "nothing of the truth is told before the debrief")
    looks(checks, window, "reflection", pictures)
    window.tab_to("#r1")
    window.type("long")
    window.tab_to("#reflection-form button")
    window.press("Enter")
    page.wait_for_selector("#lanes svg", timeout=60_000)
    page.wait_for_selector("#score.scored", timeout=240_000)
    for name in ["lanes", "handover", "bridge"]:
        checks.expect(page.locator(f"#{name} svg[role=img][aria-label]").count() == 1 and page.locator(f"#{name} table").count() >= 1, f"{name}: a picture with its words and a table")
    checks.expect("The rule to take home" in page.inner_text("#score"), "the rule to take home is told")
    looks(checks, window, "debrief", pictures)

    # What the page tells is what the command tells.
    result = subprocess.run(
        [patchlab, "train", "result", file, "--json", "--belief-draws", "40"], cwd=folder, capture_output=True, text=True
    )
    told = page.evaluate(
        """async (id) => (await (await fetch(`/api/sessions/${id}/debrief`)).json())""",
        urllib.parse.parse_qs(urllib.parse.urlparse(page.url).fragment)["session"][0],
    )
    command = json.loads(result.stdout)
    checks.expect(
        told["exact"]["money"]["trainee"] == command["trainee"] and told["belief"]["found"]["decisions"] == command["decisions"]["sum"],
        "page and command tell the same result",
        (told["exact"]["money"]["trainee"], command["trainee"]),
    )

    page.goto(server.origin + "/")
    page.wait_for_selector("#lessons section")
    page.wait_for_timeout(300)
    looks(checks, window, "lessons", pictures)
    stranger = Window(browser, server.origin + "/")
    checks.expect("not known here" in stranger.page.inner_text("main"), "a browser without the token is not let in")
    checks.expect(stranger.page.locator("#lessons section").count() == 0, "and sees no lesson")
    # What it complains of is the answer 401, and nothing else.
    stranger.context.close()

    complaints += window.said
    checks.expect(not complaints, "the page complains of nothing", complaints)
    away += [address for address in window.asked if not address.startswith((server.origin, "data:"))]
    checks.expect(not away, "nothing is asked of anybody else", away)
    server.kill()


def main(browser_path, patchlab, pictures=None):
    checks = Checks()
    if pictures:
        os.makedirs(pictures, exist_ok=True)
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        browser = playwright.chromium.launch(executable_path=browser_path, args=["--no-sandbox"])
        play(checks, browser, os.path.abspath(patchlab), folder, pictures)
        browser.close()
    print(f"{checks.passed} passed, {checks.failed} failed")
    return 1 if checks.failed else 0


if __name__ == "__main__":
    arguments = sys.argv[1:]
    folder = arguments[arguments.index("--pictures") + 1] if "--pictures" in arguments else None
    sys.exit(main(arguments[0], arguments[1], folder))
