"""Opens reports in a real browser and holds them to what they promise.

    check_report.py BROWSER REPORT.html REPORT.json HOSTILE.html
    check_report.py BROWSER REPORT.html --picture PICTURE.png

Prints a line for each check, `ok ...` or `not ok ...`, and ends with `N passed, N failed`.
"""

import json
import re
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

TIMED = ["patched", "exposed", "unavailable", "timeline"]


class Checks:
    def __init__(self):
        self.passed = 0
        self.failed = 0

    def expect(self, holds, what, detail=""):
        if holds:
            self.passed += 1
            print(f"ok {what}")
        else:
            self.failed += 1
            print(f"not ok {what}{': ' + str(detail) if detail != '' else ''}")


class Page:
    """A report in a window of its own, cut off from the network, with everything that it complains of or asks for."""

    def __init__(self, browser, path, width=1200, scheme="light"):
        self.context = browser.new_context(
            viewport={"width": width, "height": 900}, color_scheme=scheme, reduced_motion="reduce", offline=True
        )
        self.page = self.context.new_page()
        self.said = []
        self.asked = []
        self.page.on("console", lambda message: self.said.append(message.text))
        self.page.on("pageerror", lambda error: self.said.append(str(error)))
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.address = Path(path).resolve().as_uri()
        self.page.goto(self.address)
        self.page.wait_for_selector("html[data-ready]", timeout=20_000)

    def close(self):
        self.context.close()

    def picture(self, name):
        # Neither a focused button nor one that is pointed at may show in it.
        self.page.mouse.move(0, 0)
        self.page.evaluate("document.activeElement.blur()")
        self.page.wait_for_timeout(60)
        return self.page.locator(f"#plot-{name}").screenshot()

    def pictures(self, names):
        return {name: self.picture(name) for name in names}

    def plots(self):
        return [name.removeprefix("plot-") for name in self.page.locator(".plot").evaluate_all("all => all.map(one => one.id)")]


def figure(text):
    """The number that a cell shows, and half a unit of its last digit."""
    digits = text.replace(",", "").replace("≥", "").strip()
    return float(digits), 0.5 * 10 ** -(len(digits.split(".")[1]) if "." in digits else 0)


def check_figures(checks, report, document):
    page = report.page
    comparison = document["comparison"]
    sentences = page.locator("#figures p.finding").all_inner_texts()
    own = comparison["verdict"]
    checks.expect(sentences[:len(own)] == own, "the verdict is that of the study", sentences)
    checks.expect([" cost" in one or "cheapest" in one for one in sentences[len(own):]] == [True],
                  "and says who is cheapest, or that nobody can tell", sentences)
    head = page.locator("#figures thead th").all_inner_texts()[1:]
    strategies = comparison["strategies"]
    checks.expect(head == [strategy["name"] for strategy in strategies], "the figures stand under the strategies' names", head)
    rows = page.locator("#figures tbody tr")
    wrong = []
    count = 0
    for place, strategy in enumerate(strategies):
        for row, metric in enumerate(strategy["metrics"][:9]):
            shown, half = figure(rows.nth(row).locator("td").nth(place).locator(".estimate").inner_text())
            value = metric["estimate"] * (100 if metric["unit"] == "share" else 1)
            count += 1
            if abs(shown - value) > half * 1.0001:
                wrong.append((strategy["name"], metric["metric"], shown, value))
    checks.expect(count == 9 * len(strategies) and not wrong, "every headline figure is that of the study", wrong or count)
    marks = {"better": "better", "worse": "worse", "cannot-tell": "cannot tell"}
    shown = [text.split(" ", 1)[1] for text in page.locator("#figures .difference").all_inner_texts()]
    expected = sorted(marks[difference["verdict"]] for difference in comparison["differences"])
    checks.expect(sorted(shown) == expected, "every difference is called what the study calls it", shown)
    checks.expect(document["report"]["command"] in page.locator("#rerun").inner_text(), "the command stands in the page")


def check_pictures(checks, report):
    page = report.page
    names = report.plots()
    checks.expect(len(names) >= 8, "all pictures are there", names)
    for name in names:
        marks = page.locator(f"#plot-{name} svg path").count()
        words = page.locator(f"#plot-{name}").get_attribute("aria-label") or ""
        table = page.locator(f"#{name} details.data tbody tr").count()
        checks.expect(marks > 5 and len(words) > 40 and table > 0, f"{name} is drawn, told in words and in a table",
                      (marks, words, table))


def check_toggling(checks, report):
    page = report.page
    names = [name for name in report.plots() if name != "unavailable"]
    buttons = page.locator(".strategies button")
    before = report.pictures(names)
    buttons.nth(0).click()
    without = report.pictures(names)
    same = [name for name in names if before[name] == without[name]]
    checks.expect(not same, "hiding a strategy changes every picture that shows it", same)
    checks.expect(buttons.nth(0).get_attribute("aria-pressed") == "false", "a hidden strategy's button says so")
    buttons.nth(0).focus()
    page.keyboard.press("Space")
    again = report.pictures(names)
    other = [name for name in names if before[name] != again[name]]
    checks.expect(not other, "the keyboard shows it again, and every picture is as before", other)
    for place in range(buttons.count()):
        buttons.nth(place).click()
    left = page.locator('.strategies button[aria-pressed="true"]').count()
    checks.expect(left == 1, "the last strategy cannot be hidden", left)
    hidden = page.locator('.strategies button[aria-pressed="false"]')
    while hidden.count():
        hidden.first.click()


def check_controls(checks, report):
    page = report.page
    before = report.pictures(TIMED)
    page.locator("#select-time").select_option("7")
    page.wait_for_timeout(200)
    zoomed = report.pictures(TIMED)
    same = [name for name in TIMED if before[name] == zoomed[name]]
    checks.expect(not same, "a stretch of time is chosen for all pictures of time", same)
    page.locator("#select-time").select_option(index=0)
    course = page.locator("#select-timeline")
    before = report.picture("timeline")
    options = course.locator("option").count()
    others = set()
    for place in range(options):
        course.select_option(index=place)
        others.add(report.picture("timeline"))
    checks.expect(options > 1 and len(others) > 1, "another replication shows another timeline", (options, len(others)))
    before = report.picture("unavailable")
    page.locator("#select-unavailable").select_option(index=1)
    checks.expect(report.picture("unavailable") != before, "another strategy's downtime can be looked at")
    page.locator("#plot-patched").hover()
    page.wait_for_timeout(200)
    words = page.locator("#plot-patched").inner_text()
    checks.expect("day" in words and "big-bang" in words, "pointing at a curve tells its figures", words)


def luminance(colour):
    channels = [int(part) / 255 for part in re.findall(r"\d+", colour)[:3]]
    linear = [one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def check_contrast(checks, report, scheme):
    """Against the paper, by the formula of WCAG 2.1, success criterion 1.4.3."""
    colours = report.page.evaluate("""() => {
        const of = (query, key) => getComputedStyle(document.querySelector(query))[key];
        return [["section.chart", ["h2", ".lead", "summary", "figcaption"].map(one => of("section.chart " + one, "color"))],
                ["#verdict", ["#verdict h2", "#verdict .first"].map(one => of(one, "color"))]]
            .map(([paper, inks]) => [of(paper, "backgroundColor"), inks]);
    }""")
    least = 99.0
    for paper, inks in colours:
        for ink in inks:
            light, dark = sorted([luminance(paper), luminance(ink)], reverse=True)
            least = min(least, (light + 0.05) / (dark + 0.05))
    checks.expect(least >= 4.5, f"all text stands out from its {scheme} paper", round(least, 2))


def check_widths(checks, browser, path):
    for width in [400, 768]:
        report = Page(browser, path, width=width)
        reach = report.page.evaluate("document.documentElement.scrollWidth")
        wide = report.page.evaluate("""() => [...document.querySelectorAll(".plot")]
            .filter(plot => plot.querySelector("svg").getBoundingClientRect().width > plot.clientWidth + 1).map(plot => plot.id)""")
        checks.expect(reach <= width and not wide, f"nothing reaches beyond {width} pixels", (reach, wide))
        if width == 400:
            hidden = report.page.evaluate("""() => [...document.querySelectorAll("#figures .scroll, #further .scroll")]
                .filter(part => part.scrollWidth > part.clientWidth).length""")
            checks.expect(hidden == 0, "no figure has to be scrolled to on a narrow screen", hidden)
        report.close()


def check_paper(checks, report):
    document = report.page.pdf(format="A4")
    pages = len(re.findall(rb"/Type\s*/Page\b", document))
    checks.expect(4 <= pages <= 20, "it prints on some pages", pages)
    checks.expect(report.page.locator("html.printing").count() == 0, "after printing the page is as before")


def check_hostile(checks, browser, path):
    report = Page(browser, path)
    done = report.page.evaluate("window.hacked === undefined")
    checks.expect(done, "a question that looks like a script is text")
    checks.expect("<img" in report.page.locator("h1").inner_text(), "and is shown as it was written")
    ran = report.page.evaluate("""() => {
        const script = document.createElement("script");
        script.textContent = "window.injected = true";
        document.body.append(script);
        return window.injected === true;
    }""")
    checks.expect(not ran, "no script runs but those of the page")
    fetched = report.page.evaluate("fetch('data:text/plain,x').then(() => true, () => false)")
    checks.expect(not fetched, "nothing may be fetched")
    report.close()


def main():
    browser_path, page_path = sys.argv[1:3]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path, args=["--no-sandbox"])
        if sys.argv[3] == "--picture":
            report = Page(browser, page_path, width=1120)
            report.page.set_viewport_size({"width": 1120, "height": 2250})
            report.page.wait_for_timeout(400)
            report.page.screenshot(path=sys.argv[4])
            report.close()
            browser.close()
            return 0
        document = json.loads(Path(sys.argv[3]).read_text())
        checks = Checks()
        report = Page(browser, page_path)
        check_figures(checks, report, document)
        check_pictures(checks, report)
        check_toggling(checks, report)
        check_controls(checks, report)
        check_contrast(checks, report, "light")
        check_paper(checks, report)
        checks.expect(report.said == [], "the browser has nothing to complain of", report.said)
        checks.expect(report.asked == [report.address], "nothing was asked for but the page", report.asked)
        report.close()
        dark = Page(browser, page_path, scheme="dark")
        checks.expect(luminance(dark.page.evaluate("getComputedStyle(document.body).backgroundColor")) < 0.05,
                      "it is dark for those who want it")
        check_contrast(checks, dark, "dark")
        dark.close()
        check_widths(checks, browser, page_path)
        check_hostile(checks, browser, sys.argv[4])
        browser.close()
    print(f"{checks.passed} passed, {checks.failed} failed")
    return 0 if checks.failed == 0 else 1


if __name__ == "__main__":
    sys.exit(main())
