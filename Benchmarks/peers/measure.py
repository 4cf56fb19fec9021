"""Runs a model once and prints what it cost as a line of JSON: processor seconds of the run itself, without imports, and
the greatest memory of the whole process."""

import json
import resource
import sys
import time


def main(run, usage):
    if len(sys.argv) != len(usage.split()) + 1:
        sys.exit(f"usage: {sys.argv[0]} {usage}")
    begin = time.process_time()
    answer = run(*map(int, sys.argv[1:]))
    seconds = time.process_time() - begin
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    print(json.dumps({"seconds": seconds, "memory": memory, "answer": answer}))
