#!/usr/bin/env python3
"""The most risk first, for what it takes: criticality x exposure x age / duration, with deferrals that are bounded.

Each group of devices is a ring of its own. The groups of a rollout are opened one after the other, the one with the highest
score first, each when the one before has reported and is well, or after a bounded time if it does not report:

    score = criticality of the group x exposure x (1 + age of the patch in days) x severity / duration

The duration is what the group takes to report, as far as is known: its interval of check-ins, twice as long for laptops, which
are away half of the time. What is most critical would be the first to suffer from a bad patch, too: so one group of the lowest
criticality goes before all others as a pilot. A critical patch waits half as long.
"""
from patchlab_policy import Policy, serve

HOUR, DAY = 3600, 86400
CRITICALITY = {"critical": 4, "high": 3, "medium": 2, "low": 1}
SEVERITY = {"critical": 4, "high": 3, "medium": 2, "low": 1}
EXPOSURE = {"internet": 3, "internal": 1}
AWAY = {"laptop": 2, "mobile": 2}
# No group waits longer than that for the one before it.
MOST = {"critical": 12 * HOUR, "high": DAY, "medium": 2 * DAY, "low": 4 * DAY}


class RiskDuration(Policy):
    name = "risk-duration"
    needs = ["groups", "rings"]
    subscribe = ["vendor"]

    def hello(self, hello):
        self.groups, self.patches = hello["groups"], hello["patches"]

    def episode(self, seed):
        # All that is needed is on the console.
        pass

    def score(self, group, severity, age):
        check_in = (group["checkIn"] or {}).get("every") or HOUR
        duration = check_in * AWAY.get(group["class"], 1) / HOUR
        risk = CRITICALITY[group["criticality"]] * EXPOSURE[group["exposure"]] * SEVERITY[severity]
        return risk * (1 + age / DAY) / duration

    def rings(self, patches, now):
        severity = max((self.patches[p]["severity"] for p in patches), key=SEVERITY.get)
        age = now - min(self.patches[p]["released"] for p in patches)
        order = sorted(self.groups, key=lambda g: (-self.score(g, severity, age), g["group"]))
        pilot = min(order, key=lambda g: (CRITICALITY[g["criticality"]], g["count"], g["group"]))
        head = [{"name": "pilot", "share": 0.2, "where": {"group": pilot["name"]}}]
        # A rollout has 250 rings at most; the last takes whoever is left.
        return head + [{"name": g["name"], "rest": True, "where": {"group": g["name"]}} for g in order[:248]] + [
            {"name": "others", "rest": True}
        ]

    def decide(self, obs):
        actions = []
        if obs.released:
            actions.append(obs.begin(obs.released, self.rings(obs.released, obs.now)))
            actions.append(obs.open(len(obs.rollouts), 0, "the pilot"))
        waiting = bool(obs.released)
        for rollout in obs.rollouts:
            number, rings = rollout["rollout"], rollout["rings"]
            opened = [ring for ring in rings if ring["opened"] is not None]
            reporting = sum(ring["reporting"] for ring in opened)
            unhealthy = sum(ring["unhealthy"] for ring in opened)
            if rollout["stopped"] is not None:
                # Goes on with what the vendor says, whatever that is.
                answers = {line["answer"] for line in obs.vendor if line["patch"] in rollout["patches"]}
                if answers & {"fixed", "no-fault"} and "pending" not in answers:
                    actions.append(obs.resume(number, "the vendor has answered"))
                waiting = True
                continue
            if unhealthy > max(2, 0.03 * reporting):
                actions.append(obs.stop(number, f"{unhealthy} of {reporting} are not well"))
                waiting = True
                continue
            if len(opened) == len(rings):
                continue
            waiting = True
            severity = max((self.patches[p]["severity"] for p in rollout["patches"]), key=SEVERITY.get)
            last = opened[-1] if opened else None
            if last is None or self.is_done(last, obs.now, MOST[severity]):
                actions.append(obs.open(number, len(opened), f"next by score: {rings[len(opened)]['name']}"))
        return actions, obs.now + (obs.grid if waiting else DAY)

    def is_done(self, ring, now, most):
        waited = now - ring["opened"]
        expected = ring["targets"] - ring["setAside"]
        return waited >= most or (ring["reporting"] >= 0.8 * expected and waited >= most / 4)


serve(RiskDuration())
