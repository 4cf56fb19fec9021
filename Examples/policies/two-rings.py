#!/usr/bin/env python3
import json, sys
def answer(m, actions, wake): print(json.dumps({"type": "actions", "seq": m["seq"], "actions": actions, "wake": wake}), flush=True)
for line in sys.stdin:
    m = json.loads(line)
    if m["type"] == "hello":
        grid = m["grid"]; print(json.dumps({"type": "ready", "protocol": m["protocol"], "name": "two rings"}), flush=True)
    elif m["type"] == "observation":
        todo = []
        if m["released"]:
            todo.append({"do": "begin", "patches": m["released"], "rings": [{"name": "pilot", "share": 0.05}, {"name": "rest", "rest": True}]})
            todo.append({"do": "open", "rollout": len(m["rollouts"]), "ring": 0, "why": "pilot"})
        for r in m["rollouts"]:
            pilot, rest = r["rings"]
            if r["stopped"] is None and pilot["unhealthy"] > max(2, 0.02 * pilot["reporting"]):
                todo.append({"do": "stop", "rollout": r["rollout"], "why": f"{pilot['unhealthy']} of {pilot['reporting']}"})
            elif r["stopped"] is None and rest["opened"] is None and m["now"] - r["began"] >= 172800 and pilot["reporting"] >= 20:
                todo.append({"do": "open", "rollout": r["rollout"], "ring": 1, "why": "two days are over"})
        watched = [r for r in m["rollouts"] if r["stopped"] is None and m["now"] - r["began"] < 1209600]  # for two weeks
        answer(m, todo, m["now"] + grid if watched or m["released"] else None)
