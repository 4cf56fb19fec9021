#!/usr/bin/env python3
"""A pilot of 5 %, and everybody after two days if the pilot is well.

    patchlab run SCENARIO --policy ./NAME
    patchlab policy check ./NAME
"""
from patchlab_policy import Policy, serve

DAY = 86400


class Mine(Policy):
    name = "two rings"

    def episode(self, seed):
        pass

    def decide(self, obs):
        actions = []
        if obs.released:
            rings = [{"name": "pilot", "share": 0.05}, {"name": "rest", "rest": True}]
            actions.append(obs.begin(obs.released, rings))
            actions.append(obs.open(len(obs.rollouts), 0, "released"))
        for rollout in obs.rollouts:
            number = rollout["rollout"]
            pilot, rest = rollout["rings"]
            if rollout["stopped"] is not None:
                continue
            if pilot["unhealthy"] > max(2, 0.02 * pilot["reporting"]):
                actions.append(obs.stop(number, f"{pilot['unhealthy']} of {pilot['reporting']}"))
            elif rest["opened"] is None and obs.now - rollout["began"] >= 2 * DAY:
                actions.append(obs.open(number, 1, "two days are over"))
        waiting = any(r["stopped"] is None and r["rings"][-1]["opened"] is None for r in obs.rollouts)
        return actions, obs.now + (obs.grid if waiting or obs.released else 6 * obs.grid)


serve(Mine())
