#!/usr/bin/env python3
"""What a program that decides costs beside its own time: for each decision, at its start, and when it goes wrong.

    swift build -c release --product patchlab
    Benchmarks/policies/measure.py .build/release/patchlab            # prints, and writes its part of docs/performance.md
    Benchmarks/policies/measure.py .build/release/patchlab --quick    # in small, printed only

A decision: a program in Python that asks for every hour is run, and takes down its own time between a question that it has read and
the answer that it has written. The same runs are then replayed from their log, which is the same work without the program. What is
left is the way there and back: pipes, both schedulers, and JSON on our side. A start is measured in the same way, and so is what an
accident takes beyond the limits of the program.
"""
import argparse
import json
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs/performance.md"
BEGIN, END = "<!-- programs -->\n", "<!-- end of programs -->\n"
LAPTOPS = ROOT / "Scenarios/rare-laptops/scenario.yaml"
LITTLE = ROOT / "Scenarios/boot-loop/scenario.yaml"
HOURLY = '''#!{python}
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
# Ready, and nothing to do.
QUIET = r'''
import sys, os, signal, time
for l in sys.stdin:
    if "hello" in l[:20]: print('{"type":"ready","protocol":"patchlab-policy/1"}', flush=True)
    elif "observation" in l[:24]:
        ANSWER
        print('{"type":"actions","seq":1}', flush=True)
'''
# By name: what it does in place of its first answer, and for how many seconds its limits let it.
ACCIDENTS = {
    "sleeps for ever": ("time.sleep(1000)", 3 * 0.5),
    "says something else, and sleeps": ("print('thinking', flush=True); time.sleep(1000)", 3 * 0.5),
    "exits": ("sys.exit(1)", 0),
    "prints 100 MB": ("sys.stdout.write('x' * 100_000_000)", 0),
    "leaves its session, forks and exits": (
        "\n        if os.fork() == 0:\n            os.setsid(); os.fork(); time.sleep(1000)\n        sys.exit(1)", 0
    ),
    "ignores SIGTERM, and the end of its input": (
        "\n        import atexit; signal.signal(signal.SIGTERM, signal.SIG_IGN); atexit.register(lambda: time.sleep(1000))", 1
    ),
}  # fmt: skip


def seconds(command, **environment):
    begin = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env={**os.environ, **environment})
    return time.perf_counter() - begin


def program(folder, name, text):
    path = folder / name
    path.write_text(text)
    path.chmod(0o755)
    return path


def decision(patchlab, folder, runs, rounds):
    """Microseconds of a decision beside the program's own time, that time, and of how many decisions."""
    hourly, note, log = program(folder, "hourly", HOURLY.format(python=sys.executable)), folder / "note", folder / "log"
    base = [patchlab, "run", LAPTOPS, "-n", str(runs), "-t", "1", "-q", "--csv", "--policy-log", log]
    samples = []
    for _ in range(rounds):
        live = seconds(base + ["--policy", hourly, "--policy-env", "NOTE", "--policy-sandbox", "off"], NOTE=str(note))
        count, own = json.loads(note.read_text())
        replayed = seconds(base)
        samples.append(((live - replayed - own) / count * 1e6, own / count * 1e6))
    return statistics.median(sample[0] for sample in samples), statistics.median(sample[1] for sample in samples), count


def beyond_replay(patchlab, folder, path, rounds, *options):
    """Seconds that runs take under a program, less those that they take from its log."""
    command = [patchlab, "run", LITTLE, "-q", "--csv", "--policy-log", folder / "replayed"]
    live = min(seconds([*command, "--policy", path, *options]) for _ in range(rounds))
    return live - min(seconds(command) for _ in range(rounds))


def start(patchlab, folder, sandbox, rounds):
    """Milliseconds that a program costs from its start to its end, in Python without its site packages."""
    text = f"#!/bin/sh\nexec {sys.executable} -S -E {program(folder, 'quiet.py', QUIET.replace('ANSWER', 'pass'))}\n"
    return 1000 * beyond_replay(
        patchlab, folder, program(folder, "quiet", text), rounds, "--policy-sandbox", sandbox
    )  # fmt: skip


def accident(patchlab, folder, text, limit, rounds):
    """Seconds that an accident takes beyond what the limits of the program allow."""
    path = program(folder, "accident", f"#!{sys.executable}\n" + QUIET.replace("ANSWER", text))
    options = ["--policy-clock", "wall", "--policy-decision", "0.5", "--policy-bank", "0"]
    return beyond_replay(patchlab, folder, path, rounds, *options) - limit


def machine():
    model = [line.split(":", 1)[1].strip() for line in open("/proc/cpuinfo") if line.startswith("model name")]
    commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True).stdout.strip()
    return (
        f"{time.strftime('%Y-%m-%d')}, commit {commit}; {model[0] if model else os.uname().machine}, {os.cpu_count()} processors; "
        f"{os.uname().sysname} {os.uname().release}; Python {sys.version.split()[0]}. "
        f"Load of the machine at the beginning (15 min): {os.getloadavg()[2]:.1f}."
    )


def measured(patchlab, quick):
    """The part of the page."""
    head = machine()
    rounds = 1 if quick else 5
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        beside, own, count = decision(patchlab, folder, 2 if quick else 40, 1 if quick else 3)
        rows = [("a decision, beside the program's own time", f"{beside:,.0f} µs")]
        rows.append((f"the program's own time, of {count:,} decisions in Python", f"{own:,.0f} µs"))
        for sandbox in ["off", "prefer"]:
            words = "in a sandbox, where one can be had" if sandbox == "prefer" else "without a sandbox"
            rows.append((f"start and end of a Python program, {words}", f"{start(patchlab, folder, sandbox, rounds):,.0f} ms"))
        number = 4 if quick else 400
        command = [patchlab, "run", LAPTOPS, "-n", str(number), "-q", "--csv"]
        took = seconds(command + ["--policy", ROOT / "Examples/policies/two-rings.py"])
        rows.append((f"{number} replications of 4,000 laptops under `two-rings.py`, all threads", f"{took:,.1f} s"))
        took = seconds(command + ["--strategy", "two-days"])
        rows.append((f"{number} replications of the same under the strategy `two-days`", f"{took:,.1f} s"))
        for words, (text, limit) in ACCIDENTS.items():
            over = accident(patchlab, folder, text, limit, rounds)
            rows.append((f"a program that {words}: beyond its limit of {limit:g} s", f"{over:,.2f} s"))
    return head + "\n\n|  | measured |\n|---|--:|\n" + "".join(f"| {what} | {value} |\n" for what, value in rows)


def main():
    parser = argparse.ArgumentParser(description="What a program that decides costs beside its own time.")
    parser.add_argument("patchlab", type=pathlib.Path, help="the command, built for release")
    parser.add_argument("--quick", action="store_true", help="in small; the page is left as it is")
    parser.add_argument("--page", type=pathlib.Path, default=PAGE, help="the page that is rewritten between its marks")
    arguments = parser.parse_args()
    part = measured(arguments.patchlab.resolve(), arguments.quick)
    print(part, end="")
    if arguments.quick:
        return
    page = arguments.page.read_text(encoding="utf-8")
    if page.count(BEGIN) != 1 or page.count(END) != 1:
        sys.exit(f"{arguments.page}: the marks {BEGIN.strip()} and {END.strip()} are not there")
    before, rest = page.split(BEGIN)
    arguments.page.write_text(before + BEGIN + part + END + rest.split(END)[1], encoding="utf-8")


if __name__ == "__main__":
    main()
