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

TIMED = ["patched", "exposed", "down", "timeline"]
# What stands in reports of statistics, and has no place before the first picture.
TECHNICAL = ["Holm", "Kaplan", "replication", "Pareto", "paired", "±"]


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

    def __init__(self, browser, path, width=1400, scheme="light", query=""):
        self.context = browser.new_context(
            viewport={"width": width, "height": 900}, color_scheme=scheme, reduced_motion="reduce", offline=True
        )
        self.page = self.context.new_page()
        self.said = []
        self.asked = []
        self.page.on("console", lambda message: self.said.append(message.text))
        self.page.on("pageerror", lambda error: self.said.append(str(error)))
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.address = Path(path).resolve().as_uri() + query
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


def check_first_screen(checks, report, document):
    """What is seen at 1400 x 900 before anything is scrolled."""
    page = report.page
    comparison = document["comparison"]
    totals = {one["strategy"]: one["total"]["mean"] for one in comparison["costs"]["strategies"]}
    cheapest = min(totals, key=totals.get)
    title = page.locator("#answer-title").inner_text()
    checks.expect(title == f"Choose {cheapest}", "the cheapest strategy is recommended", title)
    words = page.locator("#answer").inner_text()
    wanted = ["How sure: CLEAR", "No bad patch", "A bad patch", "Turning point", "What you give up"]
    checks.expect(all(one in words for one in wanted), "the box says how sure that is, what happens, and what is given up", words)
    words = page.evaluate("""() => ["h1", ".facts", "#answer", ".tiles", ".warnings", ".controls", ".strategies"]
        .flatMap(query => [...document.querySelectorAll(query)].map(one => one.innerText)).join("\\n")""")
    found = [one for one in TECHNICAL if one.lower() in words.lower()]
    checks.expect(not found, "no word of statistics stands on it", found)
    tiles = page.locator(".tile").count()
    top = page.locator("#patched-title").bounding_box()["y"]
    checks.expect(tiles == 4 and top < 900, "four figures are on it, and the first picture begins", (tiles, top))
    page.locator("#tile-hit .term").focus()
    page.keyboard.press("Enter")
    meaning = page.locator("#word-devices-hit").inner_text() if page.locator("#word-devices-hit").is_visible() else ""
    checks.expect("a defect of a patch took effect" in meaning, "a word says what it means when it is pressed", meaning)
    page.keyboard.press("Escape")
    rows = page.locator("#tile-cost li").evaluate_all(
        "all => all.map(one => [one.querySelector('.name').innerText, Number(one.querySelector('data').value)])")
    close = all(abs(value - totals[name]) < 0.01 for name, value in rows)
    ordered = [value for _, value in rows] == sorted(value for _, value in rows)
    checks.expect(len(rows) == len(totals) and close and ordered, "the costs are those of the study, the least first", rows)


def check_figures(checks, report, document):
    page = report.page
    comparison = document["comparison"]
    sentences = page.locator("#figures .verdict p").all_inner_texts()
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
    order = ["patched", "exposed", "blast", "down", "timeline", "costs", "tradeoff", "residual", "downtime"]
    checks.expect(names == order, "all pictures are there, in the order in which a planner asks", names)
    drawn = page.locator("#plot-tradeoff svg").count()
    page.locator("#tradeoff details.fold > summary").focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("#plot-tradeoff svg")
    checks.expect(drawn == 0, "where there are prices, exposure against downtime is folded away until it is wanted")
    for name in names:
        marks = page.locator(f"#plot-{name} svg path").count()
        plot = page.locator(f"#plot-{name}")
        lead = page.locator(f"#{plot.get_attribute('aria-describedby')}").inner_text()
        table = page.locator(f"#{name} details.data tbody tr").count()
        checks.expect(marks > 5 and plot.get_attribute("aria-label") and len(lead) > 40 and table > 0,
                      f"{name} is drawn, told in words and in a table", (marks, lead, table))


def check_axes(checks, report):
    """Nothing that is drawn may reach beyond an axis."""
    cut = report.page.evaluate("""() => {
        const cut = [];
        for (const end of [1, 7, data.horizon]) {
            document.querySelector(`[data-end="${end}"]`).click();
            for (const [id, curves] of [["patched", data.series.patched], ["exposed", data.series.exposed], ["down", data.series.down]]) {
                const option = charts.get(id).getOption();
                const most = curves.flatMap((own, k) => [own.high, own.median, id === "down" ? data.series.worstDown[k] : []]
                    .flatMap(values => values.filter((_, place) => data.series.instants[place] <= end)))
                    .reduce((one, other) => Math.max(one, other), 0);
                if (option.yAxis[0].max < most || option.xAxis[0].min !== 0 || option.xAxis[0].max !== end) cut.push([id, end, most]);
            }
        }
        document.querySelector(`[data-end="${usualEnd()}"]`).click();
        return cut;
    }""")
    checks.expect(not cut, "no band and no worst run is cut off, and all pictures of time begin at day 0", cut)
    words = report.page.locator("#plot-patched svg").text_content()
    checks.expect("day 0" in words and "Thu 20 Aug" in words, "days have dates with their weekdays", words)


def check_toggling(checks, report):
    page = report.page
    names = report.plots()
    buttons = page.locator("button[data-strategy]")
    before = report.pictures(names)
    rows = page.locator("#tile-cost li").count()
    buttons.nth(0).click()
    without = report.pictures(names)
    same = [name for name in names if before[name] == without[name]]
    checks.expect(not same, "hiding a strategy changes every picture", same)
    checks.expect(page.locator("#tile-cost li").count() == rows - 1, "and takes it out of the figures of the first screen")
    checks.expect(buttons.nth(0).get_attribute("aria-pressed") == "false", "a hidden strategy's button says so")
    buttons.nth(0).focus()
    page.keyboard.press("Space")
    again = report.pictures(names)
    other = [name for name in names if before[name] != again[name]]
    checks.expect(not other, "the keyboard shows it again, and every picture is as before", other)
    for place in range(buttons.count()):
        buttons.nth(place).click()
    left = page.locator('button[data-strategy][aria-pressed="true"]').count()
    checks.expect(left == 1, "the last strategy cannot be hidden", left)
    hidden = page.locator('button[data-strategy][aria-pressed="false"]')
    while hidden.count():
        hidden.first.click()


def check_controls(checks, report):
    page = report.page
    before = report.pictures(TIMED)
    page.locator('[data-end="7"]').click()
    zoomed = report.pictures(TIMED)
    same = [name for name in TIMED if before[name] == zoomed[name]]
    checks.expect(not same and page.locator('[data-end="7"]').get_attribute("aria-pressed") == "true",
                  "a last day is chosen for all pictures of time", same)
    page.evaluate("document.querySelector(`[data-end=\"${usualEnd()}\"]`).click()")
    course = page.locator("#select-timeline")
    options = course.locator("option").all_inner_texts()
    starts = ["typical run: run ", "worst run: run ", "first run with a false stop: run "]
    checks.expect([one.startswith(start) for one, start in zip(options, starts)] == [True] * 3,
                  "the typical run, the worst one and the first with a false stop come first", options[:4])
    others = set()
    for place in range(3):
        course.select_option(index=place)
        others.add(report.picture("timeline"))
    checks.expect(len(others) == 3, "another run shows another timeline", len(others))
    course.select_option(index=0)
    page.locator("#plot-patched").hover()
    page.wait_for_timeout(200)
    words = page.locator("#plot-patched").inner_text()
    checks.expect("day" in words and "big-bang" in words, "pointing at a curve tells its figures", words)
    checks.expect(page.locator("#plot-exposed .cursor").is_visible(), "and marks the same day in the other pictures of time")
    page.locator("#plot-exposed").focus()
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    page.wait_for_timeout(200)
    words = page.locator("#plot-exposed").inner_text()
    checks.expect("day 3" in words or "day 2.9" in words, "arrow keys move it by a day", words)
    page.evaluate("document.activeElement.blur()")
    page.locator("#patched details.data").evaluate("one => { one.open = true; }")
    with page.expect_download() as download:
        page.locator("#patched .csv").click()
    lines = Path(download.value.path()).read_text().splitlines()
    checks.expect(len(lines) > 200 and len({line.count(",") for line in lines}) == 1, "all days can be had as CSV", len(lines))
    page.locator("#patched details.data").evaluate("one => { one.open = false; }")


def check_ways(checks, report):
    """Typical, one in ten, worst and average; all devices and parts of them."""
    page = report.page
    values = lambda: page.locator(".tile data").evaluate_all("all => all.map(one => one.value).join()")
    drawn = ["patched", "exposed", "down"]
    seen = {values()}
    pictures = {name: set() for name in drawn}
    for way in range(4):
        page.locator(f'[data-way="{way}"]').click()
        seen.add(values())
        for name, picture in report.pictures(drawn).items():
            pictures[name].add(picture)
        table = page.locator("#patched .marks thead th").first.inner_text()
        told = ["typical run", "1 run in 10", "worst run", "average"][way]
        checks.expect(told in table and told in page.locator("#tile-hit .way").inner_text(), f"{told} can be chosen", table)
    checks.expect(len(seen) == 5 and all(len(one) == 4 for one in pictures.values()),
                  "each way of telling has figures and lines of its own", (len(seen), {k: len(v) for k, v in pictures.items()}))
    page.locator('[data-way=""]').click()
    before = values()
    page.locator("#select-scope").select_option(label="office")
    own = values()
    open_on_day = page.locator("#tile-exposed-day data").count()
    checks.expect(own != before and open_on_day > 0, "a group has figures of its own in every tile", open_on_day)
    page.locator("#select-scope").select_option(index=0)
    checks.expect(values() == before, "all devices again have the same figures")


def check_prices(checks, report, document):
    """The recommendation at other prices against sums of the study's own costs."""
    page = report.page
    costs = {one["strategy"]: one for one in document["comparison"]["costs"]["strategies"]}
    given = document["comparison"]["costs"]["prices"]["exposed-device-day"]
    page.locator("#prices > summary").click()
    slider = page.locator('#prices input[data-item="0"]')
    picture = report.picture("costs")
    turned, below, last = None, None, given
    slider.focus()
    for _ in range(45):
        page.keyboard.press("ArrowRight")
        price = page.evaluate("priceNow(0)")
        totals = {name: one["total"]["mean"] + one["parts"]["exposure"] * (price / given - 1) for name, one in costs.items()}
        wanted = f"At your prices: {min(totals, key=totals.get)}"
        title = page.locator("#answer-priced h2").inner_text()
        if title != wanted:
            checks.expect(False, "the recommendation follows the prices", (price, title, wanted))
            return
        if turned is None and "big-bang" in title:
            turned, below = price, last
        last = price
    checks.expect(True, "the recommendation follows the prices, by the keyboard")
    point = [one["breakEven"]["pricePerExposedDeviceDay"] for name, one in costs.items() if name == "canary"][0]
    # The slider goes in steps: the point lies within the one at which it turned.
    checks.expect(turned is not None and below <= point <= turned, "and turns where the study says", (below, turned, point))
    words = page.locator("#answer-priced").inner_text()
    checks.expect("for the scenario’s prices only" in words and page.locator("#answer-priced").get_attribute("role") == "status",
                  "it says that how sure it is was worked out for the scenario's prices, and is announced", words)
    checks.expect(not page.locator("#answer-own").is_visible(), "the scenario's own recommendation makes room")
    checks.expect(report.picture("costs") != picture, "the costs' picture follows")
    page.locator("#prices-reset").click()
    checks.expect(page.locator("#answer-own").is_visible() and page.locator("#answer-priced").inner_text() == ""
                  and report.picture("costs") == picture, "the scenario's prices come back")
    page.locator("#prices > summary").click()


def luminance(colour):
    channels = [int(part) / 255 for part in re.findall(r"\d+", colour)[:3]]
    linear = [one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def check_contrast(checks, report, scheme):
    """Against the paper, by the formula of WCAG 2.1, success criterion 1.4.3."""
    colours = report.page.evaluate("""() => {
        const of = (query, key) => getComputedStyle(document.querySelector(query))[key];
        return [["section.chart", ["h2", ".lead", "summary", "figcaption"].map(one => of("section.chart " + one, "color"))],
                ["#answer", ["#answer h2", "#answer p", "#answer dd", "#answer .basis", "#answer a"].map(one => of(one, "color"))],
                [".sure", [of(".sure", "color")]],
                [".tile", [".tile .name", ".tile .way", ".tile .when"].map(one => of(one, "color"))],
                ['button[aria-pressed="true"][data-way]', [of('button[aria-pressed="true"][data-way]', "color")]],
                ["body", [".warnings li", ".facts", ".days"].map(one => of(one, "color"))]]
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
        report.page.evaluate("document.querySelectorAll('details.fold').forEach(one => { one.open = true; })")
        report.page.wait_for_selector("#plot-tradeoff svg")
        reach = report.page.evaluate("document.documentElement.scrollWidth")
        wide = report.page.evaluate("""() => [...document.querySelectorAll(".plot")]
            .filter(plot => plot.querySelector("svg").getBoundingClientRect().width > plot.clientWidth + 1).map(plot => plot.id)""")
        checks.expect(reach <= width and not wide, f"nothing reaches beyond {width} pixels", (reach, wide))
        if width == 400:
            hidden = report.page.evaluate("""() => [...document.querySelectorAll("#figures .scroll, #further .scroll")]
                .filter(part => part.scrollWidth > part.clientWidth).length""")
            checks.expect(hidden == 0, "no figure has to be scrolled to on a narrow screen", hidden)
            small = report.page.evaluate("""() => [...document.querySelectorAll("button, select")]
                .map(one => [one.innerText, one.getBoundingClientRect()]).filter(([, box]) => box.width > 0 && (box.height < 44 || box.width < 44))
                .map(([words]) => words)""")
            checks.expect(not small, "fingers find every button", small)
        report.close()


def show_screen(report):
    report.page.evaluate("dispatchEvent(new Event('afterprint'))")
    report.page.emulate_media(media="screen")


def check_paper_drawing(checks, report, names):
    """Leaves the report as it is on paper."""
    report.page.emulate_media(media="print")
    report.page.evaluate("dispatchEvent(new Event('beforeprint'))")
    strategies = report.page.evaluate("names")
    for name in names:
        words = report.page.locator(f"#plot-{name} svg text").evaluate_all("all => all.map(one => one.textContent)")
        missing = [one for one in strategies if one not in words]
        checks.expect(not missing, f"on paper {name} names its lines", missing)
        cut = report.page.evaluate("""(id) => {
            const edge = document.querySelector(`#plot-${id} svg`).getBoundingClientRect();
            return [...document.querySelectorAll(`#plot-${id} svg text`)].map(one => [one.textContent, one.getBoundingClientRect()])
                .filter(([, box]) => box.right > edge.right + .5 || box.left < edge.left - .5).map(([text]) => text);
        }""", name)
        checks.expect(not cut, f"on paper no word of {name} is cut off", cut)


def check_paper(checks, browser, report, path):
    pages = lambda page: len(re.findall(rb"/Type\s*/Page\b", page.pdf(format="A4")))
    count = pages(report.page)
    checks.expect(count == 2, "it prints on two pages", count)
    checks.expect(report.page.locator("html.printing").count() == 0, "after printing the page is as before")
    check_paper_drawing(checks, report, ["patched", "exposed"])
    headings = report.page.locator("#all-figures th[scope=rowgroup]").evaluate_all(
        "all => all.filter(one => one.getBoundingClientRect().height > 0).map(one => one.innerText)")
    checks.expect({"downtime", "outcome"} <= set(headings), "the printed table of figures has its group headings", headings)
    show_screen(report)
    whole = Page(browser, path, query="?full")
    check_paper_drawing(checks, whole, ["patched", "exposed", "down"])
    tables = whole.page.locator("#assumptions caption").evaluate_all(
        "all => all.filter(one => one.getBoundingClientRect().height > 0).map(one => one.innerText)")
    wanted = {"Strategies", "Patches", "Defects", "Vulnerabilities"}
    checks.expect(wanted <= set(tables), "everything that is assumed is printed with everything", tables)
    show_screen(whole)
    count = pages(whole.page)
    checks.expect(4 <= count <= 60, "all of it prints on some pages, every vulnerability included", count)
    whole.close()


def check_without_scripts(checks, browser, path):
    context = browser.new_context(java_script_enabled=False, offline=True)
    page = context.new_page()
    page.goto(Path(path).resolve().as_uri())
    words = page.locator("main").inner_text()
    checks.expect("Choose canary" in words and page.locator(".tile .value").count() == 12
                  and not page.locator("#prices").is_visible() and not page.locator("#controls").is_visible(),
                  "without scripts the recommendation and the figures are there, and no control that does nothing")
    context.close()


def check_evening(checks, report):
    """The hostile scenario starts on Tuesday 10 March 2026 at 18:00."""
    told = report.page.evaluate("[0, 0.2, 0.25, 1.9, 2.25].map(time => date(time))")
    checks.expect(told == ["Tue 10 Mar", "Tue 10 Mar", "Wed 11 Mar", "Thu 12 Mar", "Fri 13 Mar"],
                  "dates count from the time of day at which the scenario starts", told)


def check_hostile(checks, browser, path):
    report = Page(browser, path)
    check_evening(checks, report)
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
            report = Page(browser, page_path)
            report.page.set_viewport_size({"width": 1400, "height": 1420})
            report.page.wait_for_timeout(400)
            report.page.screenshot(path=sys.argv[4])
            report.close()
            browser.close()
            return 0
        document = json.loads(Path(sys.argv[3]).read_text())
        checks = Checks()
        report = Page(browser, page_path)
        check_first_screen(checks, report, document)
        check_figures(checks, report, document)
        check_pictures(checks, report)
        check_axes(checks, report)
        check_toggling(checks, report)
        check_controls(checks, report)
        check_ways(checks, report)
        check_prices(checks, report, document)
        check_contrast(checks, report, "light")
        check_paper(checks, browser, report, page_path)
        check_without_scripts(checks, browser, page_path)
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
