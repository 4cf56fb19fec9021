"""What is mutated: small copies of what the repository ships, and what the command makes of them."""

import json
import lzma
import pathlib
import re
import subprocess

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
DATA = ROOT / "Scenarios/debian-estate/data"

SMALL = """\
patchlab: 1
question: Does a canary pay?
start: 2026-03-10T18:00:00
horizon: 10d
imports: [part.yaml]
software:
  components:
    openssl: { versions: [3.0.15, 3.0.16] }
  images:
    web: [openssl 3.0.15]
connectivity:
  recorded: { trace: trace.csv }
vulnerabilities:
  CVE-2026-1234: { affects: [openssl < 3.0.16], exploited: 6d }
patches:
  openssl-3.0.16:
    updates: openssl -> 3.0.16
    fixes: [CVE-2026-1234]
    install: { duration: { lognormal: { median: 5m, sigma: 0.7 } }, failure-chance: 2% }
    restart: { kind: reboot, duration: 3m }
strategies:
  big-bang: {}
  staged:
    rings: [20%, rest]
    gate: { soak: 4h, success: 95%, of: reporting, minimum: 2 }
    stop: { failures: "> 50%", of: reporting, minimum: 4 }
"""
PART = """\
fleet:
  - { group: shop, count: 8, class: server, image: web, tags: [pilot] }
  - { group: laptops, count: 20, class: laptop, image: web, connectivity: recorded }
"""
TRACE = "device,start,end,place\nlaptop-1,8.5,17\nlaptop-1,20,24,away\nlaptop-2,0,1000\n"
# Mappings with the tables that they know.
TABLES = (
    ("intune", ("intune-devices.csv",)), ("configmgr", ("configmgr-clients.csv",)), ("jamf", ("jamf-computers.csv",)),
    ("wsus", ("wsus-computers.csv", "wsus-update-state.csv")), ("fleet", ("fleet-hosts.csv", "osquery-software.csv")),
    ("hawkbit", ("hawkbit-targets.json",)), ("nerveshub", ("nerveshub-devices.json",)), ("kubernetes", ("kubernetes-nodes.json",)),
)  # fmt: skip

# Inventories with the advisories that are held against them: the command, its file, how advisories are given, theirs.
INVENTORIES = (
    ("sbom", "inventories/cyclonedx.json", "--advisories", "advisories/osv/RHSA-2024-6783.json"),
    ("sbom", "inventories/spdx.json", "zip", "advisories/osv/DSA-5764-1.json"),
    ("rpm", "inventories/rpm-qa.tsv", "--updates", "inventories/dnf-updateinfo.txt"),
    ("rpm", "inventories/rpm-qa.tsv", "zip", "advisories/osv/RHSA-2024-6567.json"),
    ("alpine", "inventories/apk-installed", "--advisories", "advisories/alpine-secdb.json"),
    ("table", "tables/intune-devices.csv", "--advisories", "advisories/msrc-2024-oct.json"),
)  # fmt: skip


def paragraphs(name):
    return lzma.decompress((DATA / name).read_bytes()).decode().split("\n\n")


def field(paragraph, name):
    found = re.search(rf"^{name}: (.*)$", paragraph, re.MULTILINE)
    return found.group(1) if found else ""


class Material:
    """The inputs, by name; those that the command makes are made once, in a folder."""

    def __init__(self, command, folder):
        self.command = command
        self.folder = folder
        self.scenarios = [path.read_bytes() for path in sorted(ROOT.glob("Scenarios/*/scenario.yaml"))]
        self.scenarios += [path.read_bytes() for path in sorted(ROOT.glob("Scenarios/must-fail/*.yaml"))]
        full = (ROOT / "Tests/ScenarioFilesTests/FullScenario.swift").read_text().split('"""')[1]
        self.full = re.sub(r"^    ", "", full.strip("\n"), flags=re.MULTILINE).encode()
        self.small = {"small.yaml": SMALL.encode(), "part.yaml": PART.encode(), "trace.csv": TRACE.encode()}
        self.feeds = self.make_feeds()
        self.tables = TABLES
        self.table_files = {name: (ROOT / "Scenarios/tables" / name).read_bytes() for _, names in TABLES for name in names}
        self.table_maps = {name: (ROOT / f"Sources/CTemplates/maps/{name}.yaml").read_bytes() for name, _ in TABLES}
        self.inventories = [
            (command, inventory.split("/")[-1], option, advisories.split("/")[-1])
            for command, inventory, option, advisories in INVENTORIES
        ]
        paths = [path for _, *rest in INVENTORIES for path in (rest[0], rest[2])]
        self.inventory_files = {path.split("/")[-1]: (ROOT / "Scenarios" / path).read_bytes() for path in paths}
        self.make_study()

    def make_feeds(self):
        status, index = paragraphs("web.dpkg-status.xz"), paragraphs("bookworm-security-Packages.xz")
        offered = {field(one, "Package") for one in index}
        chosen = [one for one in status if field(one, "Package") in offered][:14]
        names = {field(one, "Package") for one in chosen}
        status = chosen + [one for one in status if field(one, "Package") not in offered][:6]
        index = [one for one in index if field(one, "Package") in names]
        sources = {field(one, "Source").split(" ")[0] or field(one, "Package") for one in index}
        lists = lzma.decompress((DATA / "DSA-2025-2026.xz").read_bytes()).decode()
        entries = re.split(r"\n(?=\[)", lists)
        mine = [one for one in entries if any(f" {source} " in one for source in sources)][:20]
        catalogue = json.loads(lzma.decompress((DATA / "cisa-kev-2025-08-25.json.xz").read_bytes()))
        catalogue["vulnerabilities"] = catalogue["vulnerabilities"][:6]
        scores = lzma.decompress((DATA / "epss-2026-08-16-excerpt.csv.xz").read_bytes()).decode().split("\n")[:40]
        texts = {
            "status": "\n\n".join(status) + "\n",
            "packages": "\n\n".join(index) + "\n",
            "advisories": "\n".join(mine + entries[:10]) + "\n",
            "kev": json.dumps(catalogue, indent=1),
            "epss": "\n".join(scores) + "\n",
        }
        return {name: text.encode() for name, text in texts.items()}

    def make(self, *words):
        made = subprocess.run([self.command, *words], cwd=self.folder, capture_output=True, timeout=300)
        if made.returncode != 0:
            raise SystemExit(f"fuzz: {' '.join(words)}: {made.stderr.decode(errors='replace')}")

    def make_study(self):
        """Checks the inputs, and makes what the command writes."""
        for name, data in self.small.items():
            (self.folder / name).write_bytes(data)
        # What is mutated is right before: otherwise only the first mistake would be met, again and again.
        (self.folder / "full.yaml").write_bytes(self.full)
        self.make("validate", "full.yaml", "small.yaml")
        for name, data in self.feeds.items():
            (self.folder / name).write_bytes(data)
        feeds = ["--advisories", "advisories", "--kev", "kev", "--epss", "epss"]
        self.make("import", "debian", "--status", "web=status", "--security", "packages", *feeds, "-o", "out.yaml")
        self.make("validate", "out.yaml")
        self.make("import", "advisories", "advisories")
        self.make("compare", "small.yaml", "-n", "3", "--study", "s.db", "--quiet")
        self.packs = []
        for name in ("b.tar.zst", "b.tar.gz", "b.tar.xz", "b.zip"):
            self.make("study", "pack", "s.db", "-o", name)
            self.packs.append((name, (self.folder / name).read_bytes()))
        self.make("trace", "small.yaml", "-o", "t.jsonl")
        self.make("trace", "small.yaml", "-o", "t.json")
        self.study = (self.folder / "s.db").read_bytes()
        self.traces = [(name, (self.folder / name).read_bytes()) for name in ("t.jsonl", "t.json")]
