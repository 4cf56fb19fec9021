"""Feeds mutated inputs to the command and looks for traps, hangs, and control characters in what it says.

usage: fuzz.py [--seed N] [--count N] [--only KIND[:NUMBER]] [--command PATH] [--keep FOLDER]

Each input follows from the seed, its kind and its number alone. What fails is kept in a folder of its own under FOLDER
(.build/fuzz), with the files, the commands and what is wrong; `--only KIND:NUMBER` with the same seed makes it again. The
last line is "N passed, N failed"; the status is 0 only if none failed.
"""

import argparse
import collections
import concurrent.futures
import os
import pathlib
import random
import re
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
import time

from kinds import KINDS, SHARES
from material import ROOT, Material
from mutator import Mutator

# Seconds of processor time of one command, which do not depend on how busy the machine is, and on the clock.
PROCESSOR_LIMIT = 10
CLOCK_LIMIT = 120
# What no output may hold: controls but the line's end, C1, directions, and separators of lines and paragraphs.
FORBIDDEN = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")
WRITTEN = (".yaml", ".json", ".csv", ".md", ".html", ".jsonl")

Result = collections.namedtuple("Result", "status output errors late")


class Box:
    """The folder of one input."""

    def __init__(self, path):
        self.path = path
        self.written = {}

    def write(self, name, data):
        self.written[name] = data
        (self.path / name).write_bytes(data)


def run(command, step, box):
    """Runs the command with limits; kills it, and all that it may have started, when they are over."""
    seconds = 3 if step.may_be_long else PROCESSOR_LIMIT
    limited = ["/bin/sh", "-c", f'ulimit -c 0 -t {seconds} 2>/dev/null || ulimit -t {seconds}; exec "$@"', "sh", command]
    process = subprocess.Popen(
        [*limited, *step.words],
        cwd=box.path,
        env={**os.environ, "NO_COLOR": "1", "SWIFT_BACKTRACE": "enable=no", "LC_ALL": "C.UTF-8"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    late = False
    try:
        output, errors = process.communicate(step.given or b"", timeout=CLOCK_LIMIT)
    except subprocess.TimeoutExpired:
        late = True
        os.killpg(process.pid, signal.SIGKILL)
        output, errors = process.communicate()
    except BrokenPipeError:
        output, errors = process.communicate()
    late = late or process.returncode in (-signal.SIGXCPU, -signal.SIGKILL)
    return Result(process.returncode, output.decode("utf-8", "surrogateescape"), errors.decode("utf-8", "surrogateescape"), late)


def faults(step, result, box):
    """What is wrong with a result, in words."""
    if result.late:
        if not step.may_be_long:
            yield f"did not end within {PROCESSOR_LIMIT} s of processor time"
    elif result.status < 0 or "Fatal error" in result.errors:
        yield f"trapped or was killed by signal {-result.status}"
    elif result.status not in step.statuses:
        yield f"ended with status {result.status}, not one of {step.statuses}"
    elif result.status == 2 and not (result.output + result.errors).strip():
        yield "ended with status 2 and said nothing"
    texts = {"output": result.output, "errors": result.errors}
    for path in sorted(box.path.iterdir()):
        if path.name not in box.written and path.suffix in WRITTEN and path.is_file():
            texts[path.name] = path.read_bytes().decode("utf-8", "surrogateescape")
    for name, text in texts.items():
        found = FORBIDDEN.search(text)
        if found:
            around = text[max(0, found.start() - 60) : found.end() + 20]
            yield f"{name} holds U+{ord(found.group()):04X}: {around!a}"
        elif re.search("[\udc80-\udcff]", text):
            yield f"{name} is not UTF-8"


def try_one(command, material, seed, kind, number, keep):
    """Makes one input and runs what is to be run on it; the faults, and where they are kept or how the last command ended."""
    with tempfile.TemporaryDirectory(prefix="patchlab-fuzz-") as folder:
        box = Box(pathlib.Path(folder))
        steps = KINDS[kind](Mutator(random.Random(f"{seed} {kind} {number}")), box, material)
        found, log, result = [], [], None
        while True:
            try:
                step = steps.send(result)
            except StopIteration:
                break
            result = run(command, step, box)
            words = [word if isinstance(word, str) else word.decode("utf-8", "surrogateescape") for word in step.words]
            log.append(f"patchlab {shlex.join(words)}" + (" < given" if step.given else ""))
            if step.given:
                box.write("given", step.given)
            found = list(faults(step, result, box))
            if found:
                break
        if not found:
            return found, result.status
        place = keep / f"{kind}-{number}"
        shutil.rmtree(place, ignore_errors=True)
        shutil.copytree(box.path, place)
        said = f"{result.output[:5_000]}\n--- errors\n{result.errors[:5_000]}"
        text = "\n".join([f"seed {seed}, {kind} {number}", *log, *found, "", said, ""])
        (place / "WRONG.txt").write_bytes(text.encode("utf-8", "surrogateescape"))
        return found, place


def plan(count, only):
    """Which inputs there are: (kind, number), mixed, so that a run cut short has tried all kinds."""
    if only:
        kind, _, number = only.partition(":")
        if kind not in KINDS:
            raise SystemExit(f"fuzz: there is no kind '{kind}'; there are {', '.join(KINDS)}")
        return [(kind, int(number))] if number else [(kind, index) for index in range(count)]
    total = sum(SHARES.values())
    numbered = [(kind, index) for kind, share in SHARES.items() for index in range(round(count * share / total))]
    random.Random(0).shuffle(numbered)
    return numbered


def main():
    parser = argparse.ArgumentParser(usage=__doc__.split("usage: ")[1].split("\n")[0])
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=20_000)
    parser.add_argument("--only", default="")
    parser.add_argument("--command", default=str(ROOT / ".build/release/patchlab"))
    parser.add_argument("--keep", type=pathlib.Path, default=ROOT / ".build/fuzz")
    options = parser.parse_args()
    command = str(pathlib.Path(options.command).resolve())
    inputs = plan(options.count, options.only)
    print(f"fuzz: {len(inputs):,} inputs with seed {options.seed}", file=sys.stderr)

    failed = collections.Counter()
    ended = collections.defaultdict(collections.Counter)
    begin = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="patchlab-fuzz-") as folder:
        material = Material(command, pathlib.Path(folder))
        with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
            jobs = {
                pool.submit(try_one, command, material, options.seed, kind, number, options.keep): (kind, number)
                for kind, number in inputs
            }
            for done, job in enumerate(concurrent.futures.as_completed(jobs), 1):
                kind, number = jobs[job]
                found, place = job.result()
                if found:
                    failed[kind] += 1
                    ended[kind]["failed"] += 1
                    print(f"{kind}:{number}: {found[0]}\n    kept in {place}")
                else:
                    ended[kind][{0: "taken", 2: "refused"}.get(place, "other")] += 1
                if done % 1_000 == 0:
                    print(f"fuzz: {done:,} done in {time.monotonic() - begin:.0f} s", file=sys.stderr)
    # Inputs that are all refused, or all taken, would try little.
    for kind in KINDS:
        if kind in ended:
            print(f"{kind:12}" + "".join(f"{ended[kind][how]:8,} {how}" for how in ("taken", "refused", "other", "failed")))
    count = sum(failed.values())
    print(f"{len(inputs) - count} passed, {count} failed")
    return 1 if count else 0


if __name__ == "__main__":
    sys.exit(main())
