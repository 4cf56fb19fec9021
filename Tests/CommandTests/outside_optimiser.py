"""An outside optimiser in its simplest form: it asks about random points, and about some that cannot be, line by line.

Usage: outside_optimiser.py PATCHLAB ARGUMENTS...
Prints a JSON object: the description, the answers, and patchlab's exit status.
"""

import json
import random
import subprocess
import sys

peer = subprocess.Popen(
    sys.argv[1:], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1
)
description = json.loads(peer.stdout.readline())


def ask(line):
    peer.stdin.write(line + "\n")
    peer.stdin.flush()
    return json.loads(peer.stdout.readline())


chance = random.Random(1)
answers = []
for number in range(6):
    values = {}
    for parameter in description["parameters"]:
        if parameter["kind"] == "choice":
            values[parameter["name"]] = chance.choice(parameter["choices"])
        elif parameter["kind"] == "integer":
            values[parameter["name"]] = chance.randint(parameter["low"], parameter["high"])
        else:
            values[parameter["name"]] = chance.uniform(parameter["low"], parameter["high"])
    answers.append(ask(json.dumps({"id": number, "values": values})))

first = description["parameters"][0]["name"]
mistakes = [
    "no JSON",
    "[1, 2]",
    json.dumps({"id": "a"}),
    json.dumps({"id": "b", "values": {first: "much"}}),
    json.dumps({"id": "c", "values": {first: 1e12}}),
    json.dumps({"id": "d", "values": {first + "x": 1}}),
    json.dumps({"id": "e", "values": {first: None}}),
    json.dumps({"id": "f", "values": {}, "replications": 0}),
    json.dumps({"id": "g", "values": {}, "replication": 3}),
    '{"id": "h", "values": {}, "id": "i"}',
    '{"id": "j", "values": {"%s": 3600, "%s": 7200}}' % (first, first),
    '{"id": 1.5, "values": {}}',
    '{"id": 18446744073709551616, "values": {}}',
    '{"id": 1, "values": {}',
    '{"id": 1, "values": {"a": 01}}',
]
errors = [ask(line) for line in mistakes]
# Blank lines get no answer, and ids come back as they are.
peer.stdin.write("\n  \n")
ids = [9007199254740993, -9223372036854775808, 18446744073709551615, "1.0", "caf\u00e9 \"x\"", None]
echoed = [ask(json.dumps({"id": one, "values": {}, "replications": 1}))["id"] for one in ids]
# It lives on; and what is asked twice is answered alike.
last = ask(json.dumps({"id": 0, "values": answers[0]["settings"]}))
peer.stdin.close()
print(
    json.dumps(
        {
            "description": description,
            "answers": answers,
            "errors": errors,
            "keepsIds": ids == echoed,
            "last": last,
            "status": peer.wait(),
        }
    )
)
