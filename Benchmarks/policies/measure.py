#!/usr/bin/env python3
"""What a program that decides costs beside its own time: for each decision, and at its start.

    swift build -c release --product patchlab
    Benchmarks/policies/measure.py .build/release/patchlab

A program in Python that asks for every hour is run, and takes down its own time between a question that it has read and the answer
that it has written. The same runs are then replayed from their log, which is the same work without the program. What is left is
the way there and back: pipes, both schedulers, and JSON on our side.
"""
import json
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
RUNS = 40
PROGRAM = '''#!{python}
import json, os, sys, time
own = 0.0
count = 0
answers = sys.stdout
for line in sys.stdin:
    begin = time.perf_counter()
    m = json.loads(line)
    if m["type"] == "hello":
        answers.write(json.dumps({{"type": "ready", "protocol": m["protocol"]}}) + "\\n"); answers.flush()
    elif m["type"] == "observation":
        todo = []
        if m["released"]:
            todo = [{{"do": "begin", "patches": m["released"], "rings": [{{"name": "pilot", "share": 0.05}}, {{"rest": True}}]}},
                    {{"do": "open", "rollout": len(m["rollouts"]), "ring": 0}}]
        answers.write(json.dumps({{"type": "actions", "seq": m["seq"], "actions": todo, "wake": m["now"] + 3600}}) + "\\n")
        count += 1
        own += time.perf_counter() - begin
        answers.flush()
with open(os.environ["NOTE"], "w") as note: json.dump([count, own], note)
'''


def seconds(command, **environment):
    begin = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env={**os.environ, **environment})
    return time.perf_counter() - begin


def decision(patchlab, folder):
    """Microseconds of a decision beside the program's own time, and that time."""
    program, note, log = folder / "hourly", folder / "note", folder / "log.ndjson"
    program.write_text(PROGRAM.format(python=sys.executable))
    program.chmod(0o755)
    world = ROOT / "Scenarios/rare-laptops/scenario.yaml"
    base = [patchlab, "run", world, "-n", str(RUNS), "-t", "1", "-q", "--csv", "--policy-log", log]
    samples = []
    for _ in range(3):
        live = seconds(base + ["--policy", program, "--policy-env", "NOTE", "--policy-sandbox", "off"], NOTE=str(note))
        count, own = json.loads(note.read_text())
        replayed = seconds(base)
        samples.append(((live - replayed - own) / count * 1e6, own / count * 1e6))
    return statistics.median(sample[0] for sample in samples), statistics.median(sample[1] for sample in samples), count


def start(patchlab, folder, sandbox):
    """Milliseconds that a program costs, from its start to its end, in Python without its site packages: against its replay."""
    program = folder / "quick"
    program.write_text(
        f"#!/bin/sh\nexec {sys.executable} -S -E -c '"
        'import sys\nfor l in sys.stdin:\n'
        ' if "hello" in l[:20]: print("{\\"type\\":\\"ready\\",\\"protocol\\":\\"patchlab-policy/1\\"}",flush=True)\n'
        ' elif "observation" in l[:24]: print("{\\"type\\":\\"actions\\",\\"seq\\":1}",flush=True)\n'
        "'\n"
    )
    program.chmod(0o755)
    world = ROOT / "Scenarios/boot-loop/scenario.yaml"
    command = [patchlab, "run", world, "-q", "--csv", "--policy-log", folder / "start.ndjson"]
    live = min(seconds(command + ["--policy", program, "--policy-sandbox", sandbox]) for _ in range(5))
    return 1000 * (live - min(seconds(command) for _ in range(5)))


def main():
    patchlab = pathlib.Path(sys.argv[1]).resolve()
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        beside, own, count = decision(patchlab, folder)
        print(f"a decision: {beside:.0f} us beside the program's own {own:.0f} us, over {count} decisions")
        for sandbox in ["off", "prefer"]:
            print(f"a start, sandbox {sandbox}: {start(patchlab, folder, sandbox):.0f} ms")
        example = ROOT / "Examples/policies/two-rings.py"
        took = seconds(
            [patchlab, "run", ROOT / "Scenarios/rare-laptops/scenario.yaml", "-n", "400", "-q", "--csv", "--policy", example]
        )
        print(f"400 replications of 4,000 laptops under two-rings.py: {took:.1f} s")


main()
