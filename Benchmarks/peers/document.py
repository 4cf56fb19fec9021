"""Turns measurements into docs/performance.md and its plot, and says what does not agree."""

import math
import pathlib

from document_parts import found, grid, over, power, ratio, shown
from targets import targets_table

NAMES = {
    "patchlab": "PatchLab",
    "patchlab-2": "PatchLab on two threads, by the clock",
    "patchlab-exact": "PatchLab in exact order",
    "numpy-64": "NumPy, double precision",
    "numpy-32": "NumPy, single precision",
    "simpy-idle-free": "SimPy, idle events removed",
    "simpy-naive": "SimPy, a process a device",
    "simpy": "SimPy",
}
BEGIN = "<!-- measured -->\n"
END = "<!-- end of measured -->\n"
MM1_LOAD = 0.8


def world_tables(data):
    rows = data["world"]
    sizes = sorted({row["size"] for row in rows})
    programs = [name for name in NAMES if any(row["program"] == name for row in rows)]
    head = ["devices"] + [power(size) for size in sizes]
    rates = [[NAMES[p]] + [shown(found(rows, p, s)) for s in sizes] for p in programs]
    ratios = [
        ["PatchLab to " + NAMES[p]] + [ratio(over(found(rows, "patchlab", s), found(rows, p, s))) for s in sizes]
        for p in programs
        if not p.startswith("patchlab")
    ]
    memory = [
        [NAMES[p]] + [f"{m / s:,.3g}" if (m := found(rows, p, s, "memory")) else "—" for s in sizes] for p in programs
    ]
    return (
        "Devices a second (processor time, one thread):\n\n" + grid(head, rates + ratios)
        + "\nBytes a device (greatest memory of the whole process; in small fleets that is the program itself):\n\n"
        + grid(head, memory)
    )  # fmt: skip


def engine_tables(data):
    rows = data["phold"]
    sizes = sorted({row["size"] for row in rows})
    machine = data.get("engine-machine", data["machine"])
    again = "" if machine["commit"] == data["machine"]["commit"] else f"{machine['date']}, commit {machine['commit']}. "
    text = again + "PHOLD, events a second:\n\n" + grid(
        ["pending events"] + [power(size) for size in sizes],
        [
            ["PatchLab's engine"] + [shown(found(rows, "patchlab", s)) for s in sizes],
            ["SimPy"] + [shown(found(rows, "simpy", s)) for s in sizes],
            ["ratio"] + [ratio(over(found(rows, "patchlab", s), found(rows, "simpy", s))) for s in sizes],
        ],
    )
    ours, theirs = (next(row for row in data["mm1"] if row["program"] == p) for p in ("patchlab", "simpy"))
    return text + (
        f"\nM/M/1 at a load of 0.8: {shown(ours['rate'])} customers a second, SimPy {shown(theirs['rate'])}: "
        f"{ratio(ours['rate'] / theirs['rate'])}\n"
    )


def command_table(data):
    commands = data["commands"]
    replications = commands["replications"]
    rows = [
        [words, f"{commands[key]['wall']:.3f} s", f"{commands[key]['cpu']:.3f} s", f"{commands[key]['memory'] / 2**20:.0f} MiB"]
        for key, words in [
            ("help", "`patchlab --help`"),
            ("validate", "`patchlab validate` of the Debian estate"),
            ("compare", f"`patchlab compare` of the Debian estate, 3 × {replications} replications"),
            ("compare-one-thread", "the same on one thread"),
        ]
    ]  # fmt: skip
    return (
        grid(["command", "from start to end", "processor time", "memory"], rows)
        + f"\nReplications on two threads: {data['two-cores']['ratio']:.2f} × one thread (16 of 10⁵ devices); two processes "
        + f"that share nothing did {data['two-cores']['given']:.2f} × one at the same time, which is what other work had left.\n"
    )


def agreement_table(data):
    result = data["agreement"]
    rows = [
        [NAMES[name], f"{row['mean']:.4f}", f"{row['error']:.4f}", str(row["replications"]), f"{row['distance']:+.2f}"]
        for name, row in result["programs"].items()
    ]
    text = f"Share of {power(result['size'])} devices that are done by 48 h:\n\n" + grid(
        ["program", "mean", "standard error", "replications", "distance to PatchLab in standard errors"], rows
    )
    large = data.get("large-agreement")
    if large:
        text += (
            f"\nOf 10⁷ devices: PatchLab {large['patchlab']:.5f}, NumPy {large['numpy-64']:.5f}"
            f" (one run's standard error is at most {large['error']:.5f}).\n"
        )
    return text


def tables(data):
    m = data["machine"]
    return "\n".join([
        f"{m['date']}, commit {m['commit']}; {m['processor']}; {m['system']}; {m['swift']}; Python {m['python']}, "
        f"SimPy {m['simpy']}, NumPy {m['numpy']}. Load of the machine at the beginning (15 min): {m['load']:.1f}.\n",
        "### Reference world\n", world_tables(data),
        "### Do they agree?\n", agreement_table(data),
        "### The engine by itself\n", engine_tables(data),
        "### Commands\n", command_table(data),
        "### What was aimed for\n", targets_table(data),
    ])  # fmt: skip


def check(data):
    """What does not agree, in words."""
    problems = []
    for name, row in data["agreement"]["programs"].items():
        if abs(row["distance"]) > 3:
            problems.append(f"{NAMES[name]} and PatchLab differ by {row['distance']:.1f} standard errors")
    large = data.get("large-agreement")
    if large and abs(large["patchlab"] - large["numpy-64"]) > 3 * large["error"]:
        problems.append("PatchLab and NumPy differ on 10⁷ devices")
    for row in data["phold"]:
        if abs(row["answer"] - 1.1) > 0.02:
            problems.append(f"PHOLD with {row['size']} pending events has a mean delay of {row['answer']:.3f}, not 1.1")
    for row in data["mm1"]:
        expected = MM1_LOAD / (1 - MM1_LOAD)
        # Variance of the mean wait: Daley, "The serial correlation coefficients of waiting times in a stationary
        # single server queue", 1968.
        r = MM1_LOAD
        error = math.sqrt(r * (2 + 5 * r - 4 * r**2 + r**3) / (1 - r) ** 4 / row["size"])
        if abs(row["answer"] - expected) > 3 * error + 0.002:
            problems.append(f"M/M/1 by {NAMES[row['program']]}: mean wait {row['answer']:.3f}, not {expected:.3f}")
    return problems


def plot(data, path):
    import matplotlib

    matplotlib.use("svg")
    matplotlib.rcParams["svg.hashsalt"] = "patchlab"
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(figsize=(7, 4.2))
    for name, style in zip(NAMES, ("o-", "o--", "x-", "s--", "^--", "d:", "v:")):
        points = sorted((row["size"], 1e9 / row["rate"]) for row in data["world"] if row["program"] == name)
        if points:
            axes.loglog(*zip(*points), style, label=NAMES[name], markersize=4)
    axes.set_xlabel("devices")
    axes.set_ylabel("nanoseconds a device")
    axes.set_title("Reference world: what a device costs")
    axes.grid(True, which="major", alpha=0.3)
    axes.legend(fontsize=8)
    figure.tight_layout()
    figure.savefig(path, metadata={"Date": None})


def write(data, root):
    """Replaces what is measured in docs/performance.md; the words around it stay."""
    plot(data, root / "docs/performance.svg")
    page = pathlib.Path(root / "docs/performance.md")
    before, begin, rest = page.read_text(encoding="utf-8").partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise SystemExit(f"compare: {page} has no block between {BEGIN.strip()} and {END.strip()}")
    picture = "\n![What a device costs against the size of the fleet](performance.svg)\n"
    page.write_text(before + begin + tables(data) + picture + end + after, encoding="utf-8")
