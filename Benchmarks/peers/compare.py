"""Runs PatchLab and its peers alternately in one go, checks that their answers agree, and writes docs/performance.md.

    python compare.py            all sizes; writes docs/performance.md, docs/performance.svg and Benchmarks/results.json
    python compare.py --quick    small sizes, under two minutes; prints the tables and writes nothing
    python compare.py --engine   measures PHOLD and M/M/1 only, keeps the other figures, and writes the document anew
    python compare.py --rewrite  writes the document anew from Benchmarks/results.json

Every program runs in a process of its own. What counts is processor time, which other work on the machine disturbs least:
of PatchLab the whole command from start to output, of a peer the model alone, without the interpreter's start and imports.
Rounds go through all programs in turn, so that slow minutes of the machine fall on all of them alike; a figure is the
median of its rounds. The start-up targets and the comparison of strategies are wall-clock times.
"""

import json
import math
import os
import pathlib
import statistics
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
PEERS = ROOT / "Benchmarks/peers"
RESULTS = ROOT / "Benchmarks/results.json"
PATCHLAB = ROOT / ".build/release/patchlab"
PEERBENCH = ROOT / "Benchmarks/.build/release/peerbench"


def waited(command):
    """Runs a command; its output, wall-clock seconds, and what the system says it used."""
    begin = time.perf_counter()
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stdin=subprocess.DEVNULL, text=True)
    output = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - begin
    process.stdout.close()
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise SystemExit(f"compare: {' '.join(map(str, command))} ended with status {process.returncode}")
    return output, wall, usage


def peer(script, *arguments):
    output, _, _ = waited([sys.executable, PEERS / script, *map(str, arguments)])
    return json.loads(output)


# A chance that something breaks, which it never does: devices might meet at the technicians then, and are run in exact order.
EXACT_ORDER = ["--set", "patches.app-2.install.brick-chance=0.0000001%"]


def available_memory():
    """Bytes that a program could take without driving others out."""
    with open("/proc/meminfo", encoding="utf-8") as lines:
        return next(1024 * int(line.split()[1]) for line in lines if line.startswith("MemAvailable"))


def patchlab_world(size, seed, replications=1, threads=1, options=()):
    """The reference world through the command, as a user would run it."""
    world = f"Benchmarks/reference-world/world-1e{round(math.log10(size))}.yaml"
    output, wall, usage = waited(
        [PATCHLAB, "run", world, "--csv", "--quiet", "--seed", str(seed), "-n", str(replications), "-t", str(threads)]
        + list(options)
    )
    header, *lines = output.strip().split("\n")
    names = header.split(",")
    shares = []
    for line in lines:
        row = dict(zip(names, line.split(",")))
        shares.append(int(row["deadlines_met"]) / int(row["deadline_pairs"]))
    return {
        "seconds": (usage.ru_utime + usage.ru_stime) / replications,
        "wall": wall,
        "memory": usage.ru_maxrss * 1024,
        "answer": statistics.fmean(shares),
        "answers": shares,
    }


def patchlab_model(*arguments):
    """A model on the engine's public interface."""
    output, _, usage = waited([PEERBENCH, *map(str, arguments)])
    words = output.split()
    return {"rate": float(words[1]), "memory": usage.ru_maxrss * 1024, "answer": float(words[3])}


class Table:
    """Measurements by program and size, made in rounds."""

    def __init__(self):
        self.cells = {}

    def add(self, program, size, result):
        self.cells.setdefault((program, size), []).append(result)

    def median(self, program, size, key):
        found = [result[key] for result in self.cells.get((program, size), []) if key in result]
        return statistics.median(found) if found else None


def measure_rounds(plans, rounds):
    """Plans are (program, size, rounds at most, function of the round); every round runs all of them in turn."""
    table = Table()
    for round_number in range(rounds):
        for program, size, most, function in plans:
            if round_number < most:
                result = function(round_number + 1)
                table.add(program, size, result)
                rate = result.get("rate") or size / result["seconds"]
                print(f"  {program:18} {size:>11,}  {rate:>14,.0f} /s  {result['answer']:.4f}", file=sys.stderr)
    return table


def rate(table, program, size):
    direct = table.median(program, size, "rate")
    seconds = table.median(program, size, "seconds")
    return direct or (size / seconds if seconds else None)


# ---------------------------------------------------------------------------------------------------------- measurements


def by_the_clock(result):
    return result | {"seconds": result["wall"]}


def reference_world(quick):
    sizes = [10**4, 10**5] if quick else [10**4, 10**5, 10**6, 10**7, 10**8]
    if not quick and available_memory() > 20 * 2**30:
        sizes.append(10**9)
    plans = []
    for size in sizes:
        rounds = 3 if size < 10**7 else 3 if size == 10**7 else 1
        plans.append(("patchlab", size, rounds, lambda n, size=size: patchlab_world(size, n)))
        if size <= 10**7:
            plans.append(("patchlab-2", size, rounds, lambda n, size=size: by_the_clock(patchlab_world(size, n, threads=2))))
            exact = lambda n, size=size: patchlab_world(size, n, options=EXACT_ORDER)
            plans.append(("patchlab-exact", size, rounds, exact))
        if size <= 10**7:
            for bits in (64, 32):
                name = f"numpy-{bits}"
                script = "numpy_vectorised.py"
                plans.append((name, size, 3, lambda n, size=size, bits=bits: peer(script, size, n, bits)))
        if size <= (10**5 if quick else 10**6):
            most = 3 if size < 10**6 else 1
            plans.append(("simpy-idle-free", size, most, lambda n, size=size: peer("simpy_idle_free.py", size, n)))
        if size <= (10**4 if quick else 10**5):
            most = 3 if size < 10**5 else 1
            plans.append(("simpy-naive", size, most, lambda n, size=size: peer("simpy_naive.py", size, n)))
    return measure_rounds(plans, 3)


def agreement(quick):
    """Share done by 48 h: mean and standard error over replications, the same fleet size for all.

    In a small fleet the hour at which a ring opens is a matter of luck, so the spread between replications is that of the
    whole rollout and not the binomial one.
    """
    size, count = 10**4, 20 if quick else 60
    shares = {"patchlab": patchlab_world(size, 1, replications=5 * count)["answers"]}
    for name, script, extra, times in [
        ("numpy-64", "numpy_vectorised.py", (64,), count),
        ("numpy-32", "numpy_vectorised.py", (32,), count),
        ("simpy-idle-free", "simpy_idle_free.py", (), count),
        ("simpy-naive", "simpy_naive.py", (), count),
    ]:
        shares[name] = [peer(script, size, 1000 + n, *extra)["answer"] for n in range(times)]
    result = {"size": size, "programs": {}}
    for name, values in shares.items():
        result["programs"][name] = {
            "mean": statistics.fmean(values),
            "error": statistics.stdev(values) / math.sqrt(len(values)),
            "replications": len(values),
        }
    ours = result["programs"]["patchlab"]
    for name, found in result["programs"].items():
        found["distance"] = (found["mean"] - ours["mean"]) / math.hypot(found["error"], ours["error"])
    return result


def large_agreement():
    """The same in a fleet so large that every replication opens its rings at the same hours."""
    size = 10**7
    values = {
        "patchlab": [patchlab_world(size, seed)["answer"] for seed in (1, 2, 3)],
        "numpy-64": [peer("numpy_vectorised.py", size, seed, 64)["answer"] for seed in range(1, 9)],
    }
    return {name: statistics.fmean(found) for name, found in values.items()} | {
        "error": math.sqrt(0.46 * 0.54 / size)
    }


def phold(quick):
    plans = []
    for exponent in (4, 5) if quick else (4, 5, 6, 7):
        pending = 10**exponent
        events = max(5_000_000, 3 * pending)
        plans.append(("patchlab", pending, 5, lambda n, p=pending, e=events: patchlab_model("phold", p, e)))
        if pending <= 10**6:
            most = 3 if pending < 10**6 else 1
            count = max(200_000, 2 * pending)

            def simpy_rate(n, p=pending, c=count):
                result = peer("simpy_phold.py", p, c, n)
                return result | {"rate": (c + p) / result["seconds"]}

            plans.append(("simpy", pending, most, simpy_rate))
    return measure_rounds(plans, 3 if quick else 5)


def mm1(quick):
    customers, few = 10**7, 10**5 if quick else 10**6
    plans = [
        ("patchlab", customers, 5, lambda n: patchlab_model("mm1", customers)),
        ("simpy", few, 3, lambda n: peer("simpy_mm1.py", few, n)),
    ]
    return measure_rounds(plans, 3 if quick else 5)


def commands(quick):
    """Wall-clock seconds of whole commands, medians."""
    estate = "Scenarios/debian-estate/scenario.yaml"
    replications = 5 if quick else 50
    found = {"replications": replications}
    for name, arguments, times in [
        ("help", ["--help"], 11),
        ("validate", ["validate", estate], 11),
        ("compare", ["compare", estate, "-n", str(replications), "--quiet"], 3),
        ("compare-one-thread", ["compare", estate, "-n", str(replications), "--quiet", "-t", "1"], 3),
    ]:
        walls, used, memory = [], [], 0
        for _ in range(times):
            _, wall, usage = waited([PATCHLAB, *arguments])
            walls.append(wall)
            used.append(usage.ru_utime + usage.ru_stime)
            memory = max(memory, usage.ru_maxrss * 1024)
        found[name] = {"wall": statistics.median(walls), "cpu": statistics.median(used), "memory": memory}
    return found


def two_cores():
    """How much faster two threads run replications than one, and two processes that share nothing than one, which is what
    the machine had to give at that time: medians of ratios of neighbouring runs."""
    ratios, given = [], []
    for seed in range(1, 6):
        one = patchlab_world(10**5, seed, replications=16, threads=1)
        two = patchlab_world(10**5, seed, replications=16, threads=2)
        ratios.append(one["wall"] / two["wall"])
        alone = patchlab_world(10**5, seed, replications=8, threads=1)
        begin = time.perf_counter()
        command = [PATCHLAB, "run", "Benchmarks/reference-world/world-1e5.yaml", "--csv", "-q", "-n", "8", "-t", "1"]
        pair = [subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL) for _ in range(2)]
        for process in pair:
            process.wait()
        given.append(2 * alone["wall"] / (time.perf_counter() - begin))
    return {"ratio": statistics.median(ratios), "given": statistics.median(given)}


def machine():
    model = ""
    for line in pathlib.Path("/proc/cpuinfo").read_text().split("\n"):
        if line.startswith("model name"):
            model = line.split(":", 1)[1].strip()
    swift = subprocess.run(["swift", "--version"], capture_output=True, text=True).stdout.split("(")[0].strip()
    frozen = subprocess.run([sys.executable, "-m", "pip", "freeze"], capture_output=True, text=True).stdout
    versions = dict(line.split("==") for line in frozen.split() if "==" in line)
    commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True)
    return {
        "processor": f"{model}, {os.cpu_count()} processors",
        "system": " ".join(os.uname()[i] for i in (0, 2, 4)),
        "python": sys.version.split()[0],
        "simpy": versions.get("simpy", "?"),
        "numpy": versions.get("numpy", "?"),
        "swift": swift,
        "commit": commit.stdout.strip(),
        "date": time.strftime("%Y-%m-%d"),
        "load": os.getloadavg()[2],
    }


def table_data(table):
    return [
        {"program": program, "size": size, "rate": rate(table, program, size),
         "memory": table.median(program, size, "memory"), "answer": table.median(program, size, "answer"),
         "rounds": len(results)}
        for (program, size), results in table.cells.items()
    ]  # fmt: skip


def main():
    if sys.argv[1:] not in ([], ["--quick"], ["--engine"], ["--rewrite"]):
        raise SystemExit(__doc__)
    from document import check, tables, write

    if sys.argv[1:] == ["--rewrite"]:
        write(json.loads(RESULTS.read_text()), ROOT)
        return
    quick, only_engine = sys.argv[1:] == ["--quick"], sys.argv[1:] == ["--engine"]
    for program in (PATCHLAB, PEERBENCH):
        if not program.exists():
            raise SystemExit(f"compare: {program} is not there; `make bench` builds it")
    data = json.loads(RESULTS.read_text()) if only_engine else {"machine": machine()}
    data["engine-machine"] = machine()
    print("PHOLD", file=sys.stderr)
    data["phold"] = table_data(phold(quick))
    print("M/M/1", file=sys.stderr)
    data["mm1"] = table_data(mm1(quick))
    if not only_engine:
        print("reference world", file=sys.stderr)
        data["world"] = table_data(reference_world(quick))
        print("commands", file=sys.stderr)
        data["commands"] = commands(quick)
        data["two-cores"] = two_cores()
        print("agreement", file=sys.stderr)
        data["agreement"] = agreement(quick)
        if not quick:
            data["large-agreement"] = large_agreement()
    if quick:
        print(tables(data))
    else:
        RESULTS.write_text(json.dumps(data, indent=1) + "\n")
        write(data, ROOT)
    problems = check(data)
    for problem in problems:
        print(f"compare: {problem}", file=sys.stderr)
    sys.exit(1 if problems else 0)


main()
