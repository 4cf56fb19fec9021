#!/usr/bin/env python3
"""Holds the program against an independent simulator that was written from docs/model.md alone.

    check.py PATCHLAB [WORLD.yaml ...] [-n REPLICATIONS] [-s STRATEGY,...]

Both simulate every strategy of every world, each with random numbers of its own, and the means of the figures must
agree within three standard errors of their difference. The program, being the faster, runs eight times as many
replications. Seeds are fixed, so that the result is the same each time.
"""

import argparse
import json
import math
import multiprocessing
import os
import subprocess
import sys
from pathlib import Path

try:
    from simulator import Simulator
    from world import World
except ModuleNotFoundError:
    # `make setup` installs python3-yaml for the system's Python, which need not be the first one in the path.
    if sys.executable == "/usr/bin/python3" or not os.path.exists("/usr/bin/python3"):
        sys.exit("check.py needs Python's yaml module: install python3-yaml")
    os.execv("/usr/bin/python3", ["/usr/bin/python3", *sys.argv])

HERE = Path(__file__).parent

# How many replications the program runs for each of the other's.
FASTER = 8

# The figure's name, its key in the ledger, and by what it is divided.
FIGURES = [
    ("exposed device-days", "exposureSeconds", 86400),
    ("  weighted by severity", "exposureSeverityWeightedSeconds", 86400),
    ("  exploited", "exposureExploitedSeconds", 86400),
    ("time to patch p50, h", "timeToPatchP50Seconds", 3600),
    ("time to patch p90, h", "timeToPatchP90Seconds", 3600),
    ("pairs patched", "patchedPairs", 1),
    ("deadlines met", "deadlinesMet", 1),
    ("planned downtime, h", "plannedDowntimeSeconds", 3600),
    ("unplanned downtime, h", "unplannedDowntimeSeconds", 3600),
    ("  dead, h", "deadSeconds", 3600),
    ("  down, h", "downSeconds", 3600),
    ("  reverting, h", "revertingSeconds", 3600),
    ("  rolling back, h", "rollingBackSeconds", 3600),
    ("  restarting, h", "restartingSeconds", 3600),
    ("blast radius", "blastRadiusDevices", 1),
    ("devices never patched", "neverPatchedDevices", 1),
    ("attempts", "attempts", 1),
    ("installations", "installations", 1),
    ("failed attempts", "failedAttempts", 1),
    ("rollbacks", "rollbacks", 1),
    ("technician visits", "technicianVisits", 1),
    ("technician hours", "technicianSeconds", 3600),
    ("tickets", "tickets", 1),
    ("stops", "stops", 1),
    ("false stops", "falseStops", 1),
    ("cancelled offers", "cancelledOffers", 1),
    ("gigabytes", "downloadBytes", 1e9),
]

def program(patchlab, path, strategy, replications):
    """The ledgers of the program, one a replication."""
    output = subprocess.run([patchlab, "run", str(path), "-s", strategy, "-n", str(replications), "--json", "--quiet"],
                            check=True, capture_output=True, text=True).stdout
    return [run["ledger"] for run in json.loads(output)["runs"]]


def independent(task):
    path, strategy, seed, replication = task
    if path not in independent.worlds:
        independent.worlds[path] = World(path)
    return dict(Simulator(independent.worlds[path], strategy, seed, replication).run())


independent.worlds = {}


def mean_and_error(values):
    mean = math.fsum(values) / len(values)
    variance = math.fsum((x - mean) ** 2 for x in values) / (len(values) - 1)
    return mean, math.sqrt(variance / len(values))


def figures(ledgers, horizon):
    """Mean and standard error of each figure; a time that was not reached counts as the horizon."""
    result = {}
    for name, key, unit in FIGURES:
        values = [ledger.get(key) or 0 for ledger in ledgers]
        if key.startswith("timeToPatch"):
            values = [horizon if ledger.get(key) is None else ledger[key] for ledger in ledgers]
        result[name] = mean_and_error([value / unit for value in values])
    return result


def compare(title, ours, theirs):
    """Prints the table of one strategy and returns how many figures agree and how many do not."""
    print(f"\n{title}\n{'':26}{'program':>22}{'independent':>24}{'difference':>13}")
    passed = failed = 0
    for name in ours:
        (a, sa), (b, sb) = ours[name], theirs[name]
        error = math.hypot(sa, sb)
        if not error and a == b:
            apart = 0.0
            if not a:
                continue
        else:
            apart = (a - b) / error if error else math.inf
        good = abs(apart) <= 3
        passed, failed = passed + good, failed + (not good)
        print(f"{name:26}{a:12,.3f} ±{sa:8,.3f}{b:14,.3f} ±{sb:8,.3f}{apart:10.2f} se{'' if good else '  FAILED'}")
    return passed, failed


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("patchlab")
    parser.add_argument("worlds", nargs="*", type=Path)
    parser.add_argument("-n", "--replications", type=int, default=1000)
    parser.add_argument("-s", "--strategies", default="")
    parser.add_argument("--seed", type=int, default=20)
    options = parser.parse_args()
    passed = failed = 0
    with multiprocessing.Pool(os.cpu_count()) as pool:
        for path in options.worlds or sorted((HERE / "worlds").glob("*.yaml")):
            world = World(path)
            names = options.strategies.split(",") if options.strategies else list(world.strategies)
            for strategy in names:
                tasks = [(path, strategy, options.seed, k) for k in range(options.replications)]
                theirs = pool.map_async(independent, tasks, chunksize=max(1, options.replications // 40))
                ours = program(options.patchlab, path, strategy, FASTER * options.replications)
                good, bad = compare(f"{path.stem}, {strategy}, {len(ours):,} and {options.replications:,} replications",
                                    figures(ours, world.horizon), figures(theirs.get(), world.horizon))
                passed, failed = passed + good, failed + bad
                sys.stdout.flush()
    print(f"\n{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
