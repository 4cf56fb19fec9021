"""The kinds of inputs. Each is a generator: it writes mutated files into its box and yields the commands to be run on them.

What comes back from a yield is the result of the command. Nothing but the drawn numbers decides what is made.
"""

import bz2
import gzip
import io
import json
import lzma
import re
import sqlite3
import tarfile
import zipfile

from mutator import NASTY, WORDS

# How large a part of all inputs each kind has.
SHARES = {
    "scenario": 20, "imports": 8, "simulation": 4, "settings": 8, "status": 7, "packages": 7, "advisories": 7, "kev": 4,
    "epss": 4, "estates": 5, "regressions": 4, "archives": 6, "tables": 6, "inventories": 6, "study": 5, "pack": 3, "trace": 4, "ask-tell": 2, "arguments": 2,
}  # fmt: skip

FINE = (0, 2)
# The tools that look whether two things are the same say so by status 1.
SAME = (0, 1, 2)


class Step:
    """One run of the command."""

    def __init__(self, *words, statuses=FINE, given=None, may_be_long=False):
        self.words = words
        self.statuses = statuses
        self.given = given
        # Whether the work asked for may rightly take longer than the limit; then only traps and such count.
        self.may_be_long = may_be_long


def scenario(mutator, box, material):
    some = mutator.chance.choice(material.scenarios)
    base = mutator.chance.choice((material.full, material.full, material.small["small.yaml"], some))
    text = mutator.scenario(base)
    for name in ("part.yaml", "trace.csv"):
        box.write(name, material.small[name])
    box.write("x.yaml", text)
    result = yield Step("validate", "x.yaml", statuses=(0, 2))
    if result.status == 0:
        yield Step("keys", "x.yaml", "--all")


def imports(mutator, box, material):
    for name, data in material.small.items():
        box.write(name, data)
    name = mutator.chance.choice(list(material.small))
    box.write(name, mutator.scenario(material.small[name]))
    yield Step("validate", "small.yaml")


def simulation(mutator, box, material):
    """What is a scenario all the same is run, if it is small enough."""
    for name, data in material.small.items():
        box.write(name, data)
    base = mutator.chance.choice((material.full, material.small["small.yaml"]))
    box.write("small.yaml", mutator.figures(base) if mutator.chance.random() < 0.9 else mutator.text(base))
    result = yield Step("validate", "small.yaml")
    devices = re.search(r"OK, ([\d,]+) device", result.output)
    if devices and int(devices.group(1).replace(",", "")) <= 2_000:
        command = mutator.chance.choice((["run"], ["compare", "-n", "2"], ["compare", "-n", "2", "--csv"]))
        yield Step(command[0], "small.yaml", *command[1:], "--quiet", may_be_long=True)


DURATIONS = ("3h", "1h30m", "2.5d", "0.5d", "90s")
DISTRIBUTIONS = (
    "{ lognormal: { median: 5m, sigma: 0.7 } }", "{ uniform: { from: 1h, to: 2h } }", "{ constant: 1h }", "20m",
    "{ weibull: { shape: 0.5, scale: 3h } }", "{ mixture: [{ weight: 1, of: { constant: 1h } }] }",
    "{ empirical: [1h, 2h, 7h] }", "{ gamma: { shape: 2, mean: 4h } }", "{ triangular: { from: 1h, mode: 2h, to: 5h } }",
)  # fmt: skip
# Keys of the small scenario, with values that fit.
SETTINGS = {
    "horizon": DURATIONS,
    "start": ("2026-03-10T18:00:00", "2026-03-29"),
    "fleet.shop.count": ("8", "0", "20"),
    "fleet.shop.check-in.every": DURATIONS,
    "fleet.shop.background-failures": ("0.2%/day", "1/year"),
    "vulnerabilities.CVE-2026-1234.exploited": ("never", *DURATIONS, *DISTRIBUTIONS),
    "patches.openssl-3.0.16.size": ("250 MiB", "1 B", "1.5 GB"),
    "patches.openssl-3.0.16.install.failure-chance": ("10%", "0%", "100%"),
    "patches.openssl-3.0.16.install.revert": DISTRIBUTIONS,
    "patches.openssl-3.0.16.install.attempts": ("1", "15"),
    "patches.openssl-3.0.16.restart.duration": DISTRIBUTIONS,
    "strategies.staged.stop.failures": ("> 2%", "> 5", ">= 1%"),
    "strategies.staged.rings[0]": ("5%", "rest", "{ count: 2 }"),
    "strategies.staged.check-every": DURATIONS,
    "no.such.key": ("1",),
}


def settings(mutator, box, material):
    for name, data in material.small.items():
        box.write(name, data)
    key = mutator.chance.choice(list(SETTINGS))
    values = SETTINGS[key if mutator.chance.random() < 0.8 else mutator.chance.choice(list(SETTINGS))]
    value = mutator.chance.choice(values)
    if mutator.chance.random() < 0.5:
        option, text = "--set", f"{key}={value}"
    else:
        ranges = ("1h..7d/8", "1h..7d/8log", "1%,2%,5%", "1..10/4", ",".join(values), value)
        option, text = "--vary", f"{key}={mutator.chance.choice(ranges)}"
    change = mutator.chance.choice((mutator.text, mutator.figures, mutator.figures, bytes))
    text = argument(change(text.encode()))
    # The outside optimiser that never asks: the scenario and its settings are read, and nothing is simulated.
    words = ["--vary", "strategies.staged.gate.soak=1h..1d/4", option, text]
    yield Step("optimise", "small.yaml", *words, "--ask-tell", given=b"")


def argument(data):
    """As the system would hand it over: it can hold no zero byte, and is not too long."""
    return data.replace(b"\0", b"")[:100_000]


def debian(part):
    def kind(mutator, box, material):
        feeds = dict(material.feeds)
        feeds[part] = mutator.text(feeds[part])
        yield from run_import(box, feeds)

    return kind


DAYS = (
    "0001-01-01", "1969-12-31", "1979-12-31", "1980-01-01", "1990", "2026-01-01", "2093-12", "2199-12-01", "2200-12-31",
    "2201-01-01", "9999-12-31",
)  # fmt: skip
RELEASES = ("", "bookworm", "trixie", "Bookworm", "12", "a b", "\x1b[2J", "x" * 3_000)
LENGTHS = (900, 1_000, 1_015, 1_023, 1_024, 1_025, 5_000)


def estates(mutator, box, material):
    """Feeds that agree with each other, with long names or far dates in all of them, and options at the edge of what is right."""
    chance = mutator.chance
    feeds = dict(material.feeds)
    for _ in range(chance.choice((1, 1, 2))):
        change = chance.choice(("name", "version", "number", "year"))
        if change in ("name", "version"):
            field = rb"Package" if change == "name" else rb"Version"
            old = chance.choice(re.findall(rb"^" + field + rb": (\S+)$", feeds["packages"], re.MULTILINE))
            new = old + chance.choice((b"x", b"9")) * (chance.choice(LENGTHS) - len(old))
        elif change == "number":
            old = chance.choice(re.findall(rb"CVE-[\d-]+", feeds["advisories"]))
            new = b"CVE-2026-" + b"1" * chance.choice(LENGTHS)
        else:
            old = chance.choice((b"2024", b"2025", b"2026"))
            new = chance.choice(DAYS)[:4].encode()
        parts = ("advisories", "kev") if change == "year" else feeds
        for part in parts:
            feeds[part] = re.sub(rb"(?<![\w.+-])" + re.escape(old) + rb"(?![\w.+])", new, feeds[part])
    options = []
    for option, values in (("--start", DAYS), ("--release", RELEASES), ("--count", ("web=1", "zz=1", "web=0"))):
        if chance.random() < 0.3:
            options += [option, chance.choice(values)]
    yield from run_import(box, feeds, options=options)


def run_import(box, feeds, names=None, options=()):
    names = names or {name: name for name in feeds}
    for name, data in feeds.items():
        box.write(names[name], data)
    words = ["--status", f"web={names['status']}", "--security", names["packages"], "--advisories", names["advisories"]]
    words += ["--kev", names["kev"], "--epss", names["epss"]]
    result = yield Step("import", "debian", *words, *options, "-o", "out.yaml")
    if result.status == 0:
        # What an import writes is a scenario without mistakes.
        yield Step("validate", "out.yaml", statuses=(0,))


def regressions(mutator, box, material):
    box.write("list", mutator.text(material.feeds["advisories"]))
    since = mutator.chance.choice(("2015", "2015-06", "2015-06-01", "0", "9999-99", "-1", "x"))
    words = ["--since", since] if mutator.chance.random() < 0.3 else []
    yield Step("import", "advisories", "list", *words, "-o", "out.json")


def archives(mutator, box, material):
    part = mutator.chance.choice(("status", "packages", "kev"))
    feeds = dict(material.feeds)
    form = mutator.chance.choice(("xz", "gz", "bz2", "tar", "tgz", "zip", "deb"))
    packed = mutator.bytes(pack(form, feeds[part]))
    feeds[part] = packed
    yield from run_import(box, feeds, {name: name + ("." + form if name == part else "") for name in feeds})


def pack(form, data):
    if form == "xz":
        return lzma.compress(data, preset=0)
    if form == "gz":
        return gzip.compress(data, mtime=0)
    if form == "bz2":
        return bz2.compress(data)
    whole = io.BytesIO()
    if form == "zip":
        with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(zipfile.ZipInfo("content"), data)
        return whole.getvalue()
    with tarfile.open(fileobj=whole, mode="w:gz" if form == "tgz" else "w") as archive:
        entry = tarfile.TarInfo("content")
        entry.size = len(data)
        archive.addfile(entry, io.BytesIO(data))
    if form != "deb":
        return whole.getvalue()
    parts = {"debian-binary": b"2.0\n", "control.tar": whole.getvalue(), "data.tar": whole.getvalue()}
    text = b"!<arch>\n"
    for name, content in parts.items():
        text += f"{name:<16}{0:<12}{0:<6}{0:<6}{100644:<8}{len(content):<10}`\n".encode() + content + b"\n" * (len(content) % 2)
    return text


def tables(mutator, box, material):
    """A table, or the mapping by which it is read, or both; what is written is a scenario without mistakes."""
    chance = mutator.chance
    map_name, names = chance.choice(material.tables)
    changed = chance.choice(names)
    for name in names:
        data = material.table_files[name]
        if name == changed and chance.random() < 0.8:
            data = mutator.text(data) if chance.random() < 0.8 else mutator.bytes(data)
        box.write(name, data)
    words = ["--start", "2026-11-25T06:00", "--tail", chance.choice(("1", "5")), "--pending", chance.choice(("observed", "none"))]
    if chance.random() < 0.4:
        box.write("map.yaml", mutator.scenario(material.table_maps[map_name]))
        words += ["--map", "map.yaml"]
    result = yield Step("import", "table", *names, *words, "-o", "out.yaml")
    if result.status == 0:
        yield Step("validate", "out.yaml", statuses=(0,))
    yield Step("import", "table", *names, *words, "--try")


def inventories(mutator, box, material):
    """An inventory, or the advisories that are held against it; what is written is a scenario without mistakes."""
    chance = mutator.chance
    command, inventory, option, advisories = chance.choice(material.inventories)
    changed = chance.choice((inventory, advisories))
    for name in (inventory, advisories):
        data = material.inventory_files[name]
        if name == changed:
            data = mutator.text(data) if chance.random() < 0.8 else mutator.bytes(data)
        box.write(name, data)
    names = [inventory]
    if option == "zip":
        with zipfile.ZipFile(box.path / "feed.zip", "w") as feed:
            feed.write(box.path / advisories, advisories)
        option, advisories = "--advisories", "feed.zip"
    words = ["import", command, *names, option, advisories, "--start", "2026-11-25", "-o", "out.yaml"]
    result = yield Step(*words)
    if result.status == 0:
        yield Step("validate", "out.yaml", statuses=(0,))


STUDY_COMMANDS = (
    ("study", "s.db"), ("study", "s.db", "--json"), ("report", "s.db", "--markdown"), ("report", "s.db", "--json"),
    ("report", "s.db", "--csv"), ("report", "s.db", "-o", "out.html"), ("study", "pack", "s.db", "-o", "out.tar.gz"),
    ("study", "check", "s.db", "--no-rerun"),
)  # fmt: skip


def study(mutator, box, material):
    box.write("s.db", material.study)
    if mutator.chance.random() < 0.6:
        change_cells(mutator, box.path / "s.db")
    else:
        box.write("s.db", mutator.bytes(material.study))
    if mutator.chance.random() < 0.2:
        for name, data in material.small.items():
            box.write(name, data)
        yield Step("compare", "small.yaml", "-n", "3", "--study", "s.db", "--quiet")
    else:
        command = mutator.chance.choice(STUDY_COMMANDS)
        yield Step(*command, statuses=SAME if "check" in command else FINE)


def change_cells(mutator, path):
    """One to three values of the study are replaced, whatever the schema says."""
    database = sqlite3.connect(path)
    database.text_factory = bytes
    try:
        database.execute("PRAGMA ignore_check_constraints = 1")
        tables = database.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name").fetchall()
        for _ in range(mutator.chance.choice((1, 1, 3))):
            table = mutator.chance.choice(tables)[0].decode()
            columns = [row[1].decode() for row in database.execute(f'PRAGMA table_info("{table}")')]
            column = mutator.chance.choice(columns)
            rows = database.execute(f'SELECT rowid, "{column}" FROM "{table}" ORDER BY 1').fetchall()
            if rows:
                row, old = mutator.chance.choice(rows)
                new = changed_value(mutator, old)
                database.execute(f'UPDATE "{table}" SET "{column}" = ? WHERE rowid = ?', (new, row))
        database.commit()
    except (sqlite3.Error, OverflowError):
        pass
    finally:
        database.close()


def changed_value(mutator, old):
    if isinstance(old, bytes) and mutator.chance.random() < 0.7:
        new = mutator.text(old)
        return new.decode("utf-8", "replace") if mutator.chance.random() < 0.8 else new
    numbers = (0, -1, 1, 2**63 - 1, -(2**63), 1e308, -1e-308, 0.5, float("inf"), None, "", "x", b"\xff\x00")
    return mutator.chance.choice(numbers)


def pack(mutator, box, material):
    name, data = mutator.chance.choice(material.packs)
    if name == "b.zip" and mutator.chance.random() < 0.8:
        whole = io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as new:
            chosen = mutator.chance.choice(old.namelist())
            for entry in old.namelist():
                content = old.read(entry)
                new.writestr(zipfile.ZipInfo(entry), mutator.text(content) if entry == chosen else content)
        data = whole.getvalue()
    else:
        data = mutator.bytes(data)
    box.write(name, data)
    # What a damaged pack asks for may be much.
    yield Step("study", "check", name, "--quiet", statuses=SAME, may_be_long=True)


def trace(mutator, box, material):
    for name, data in material.small.items():
        box.write(name, data)
    name, data = mutator.chance.choice(material.traces)
    box.write(name, mutator.text(data))
    if mutator.chance.random() < 0.7:
        yield Step("trace", "--check", name, "--scenario", "small.yaml", statuses=SAME, may_be_long=True)
    else:
        box.write("other-" + name, data)
        yield Step("trace", "--check", name, "other-" + name, statuses=SAME)


def ask_tell(mutator, box, material):
    for name, data in material.small.items():
        box.write(name, data)
    lines = []
    for number in range(8):
        line = {"id": number, "values": {"strategies.staged.gate.soak": mutator.chance.randrange(3_600, 86_400)}}
        if mutator.chance.random() < 0.3:
            line["replications"] = 1
        lines.append(mutator.text(json.dumps(line).encode()))
    # More than a few replications are much work, and no fault.
    lines = [line for line in lines if not re.search(rb'replications"?\s*:\s*[\d.e+]{3,}', line)]
    words = ["--vary", "strategies.staged.gate.soak=1h..1d/4", "--ask-tell", "-n", "1", "-t", "1"]
    yield Step("optimise", "small.yaml", *words, given=b"\n".join(lines) + b"\n", may_be_long=True)


def arguments(mutator, box, material):
    """Names of files, codes and values that come from who knows where, such as a file manager."""
    strange = argument(mutator.chance.choice(WORDS).encode() + mutator.chance.choice(NASTY) + b"x")
    for name, data in material.small.items():
        box.write(name, data)
    commands = (
        ("validate", strange), ("explain", strange), ("study", strange), ("study", "check", strange), ("trace", "--check", strange),
        ("run", "small.yaml", "--strategy", strange), ("keys", "small.yaml", "--matching", strange),
        ("device", strange, "small.yaml"), ("trace", "small.yaml", "--devices", strange), ("report", strange),
        ("import", "sbom", strange), ("import", "rpm", strange), ("import", "alpine", strange, "--advisories", strange),
        ("import", "table", strange), ("import", "table", "trace.csv", "--map", strange),
        ("import", "advisories", strange), ("import", "debian", "--status", strange, "--security", "small.yaml"),
        ("select", "small.yaml", "--smallest-difference", strange), ("run", "small.yaml", "--seed", strange), (strange,),
        ("compare", "small.yaml", "--study", b"no/" + strange), ("sweep", "small.yaml", "--vary", strange),
        ("import", "debian", "--status", "small.yaml", "--security", "small.yaml", "--count", strange, "--start", strange),
    )  # fmt: skip
    yield Step(*mutator.chance.choice(commands), statuses=(0, 2, 64), may_be_long=True)


KINDS = {
    "scenario": scenario, "imports": imports, "simulation": simulation, "settings": settings, "status": debian("status"),
    "packages": debian("packages"), "advisories": debian("advisories"), "kev": debian("kev"), "epss": debian("epss"),
    "estates": estates, "regressions": regressions, "archives": archives, "tables": tables, "inventories": inventories, "study": study,
    "pack": pack, "trace": trace,
    "ask-tell": ask_tell, "arguments": arguments,
}  # fmt: skip
