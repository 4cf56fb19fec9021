"""What the console knows, and the strategies that decide by it. Written from docs/model.md and the reference alone."""

import math
from fractions import Fraction

from states import FIRST, FIXED, NOT_RUN
from laws import as_list, duration, share, take_keys, whole


class Ring:
    def __init__(self, members, after=0):
        self.members, self.after, self.opened = members, after, None


class Rollout:
    """The updates that move together, and where they have got to."""

    def __init__(self, patches, released):
        self.patches, self.released = patches, released
        self.rings, self.control = [], []
        self.stopped, self.begun = None, False
        self.waiting = set()
        # Devices in trouble that counts against this rollout, with the updates that are the cause, and pairs of device
        # and update whose outcome belongs to the time before the rollout went on.
        self.bad, self.before = {}, set()
        self.control_bad = {}
        self.extended = False
        self.soak_from = 0


class Console:
    def __init__(self, sim, spec, name):
        self.sim, self.spec = sim, spec
        self.kind = spec.get("kind", name)
        take_keys(spec, "kind unit check-every attribution-window stop on-stop rings gate share count where soak test "
                        "failed inconclusive assignment")
        self.evaluate = whole(duration(spec.get("check-every", "1h")))
        self.watch = whole(duration(spec.get("attribution-window", "14d")))
        on_stop = spec.get("on-stop", {})
        self.on_stop = {"offers": "stop", "queued": "cancel", "in-flight": "finish", "installed": "roll-back",
                        "resume": "with-fix", **on_stop}
        self.stop_rule = self.limit(spec.get("stop", "never" if self.kind == "big-bang" else {}))
        self.gate = spec.get("gate")
        world = sim.world
        batches = {}
        for p, patch in enumerate(world.patches):
            key = patch.released if spec.get("unit", "batch") == "batch" else (patch.released, p)
            batches.setdefault(key, []).append(p)
        self.rollouts = []
        order = list(sim.devices)
        sim.random.shuffle(order)
        for patches in batches.values():
            rollout = Rollout(patches, max(0, world.patches[patches[0]].released))
            if spec.get("assignment", "stable") == "per-release":
                sim.random.shuffle(order)
            meant = [d for d in order if any(d.applies[p] for p in patches)]
            self.cut(rollout, meant)
            self.rollouts.append(rollout)
        self.of_patch = {p: r for r in self.rollouts for p in r.patches}
        self.reports = [set() for _ in world.patches]

    @staticmethod
    def limit(spec):
        if spec == "never":
            return None
        text = spec.get("failures", "> 2%")
        operator, number = text.split()
        relative = number.endswith("%")
        return {"reached": operator == ">=", "relative": relative,
                "limit": Fraction(number.rstrip("%")) / (100 if relative else 1),
                "of": spec.get("of", "reporting"), "minimum": spec.get("minimum", "by-ring"),
                "at-least": spec.get("at-least", 1 if spec.get("minimum", 2) in (0, 1) else 2)}

    def matching(self, where, devices):
        return [d for d in devices if d.group.name == where.get("group", d.group.name)
                and d.group.kind == where.get("class", d.group.kind)]

    def cut(self, rollout, meant):
        if self.kind == "big-bang":
            rollout.rings = [Ring(meant)]
        elif self.kind == "canary":
            among = self.matching(self.spec.get("where", {}), meant)
            count = self.spec.get("count") or math.ceil(len(among) * share(self.spec.get("share", "2%")) - 1e-9)
            canaries, rollout.control = among[:count], among[count:2 * count]
            rollout.rings = [Ring(canaries), Ring([d for d in meant if d not in set(canaries)])]
        else:
            left = list(meant)
            for spec in self.spec["rings"]:
                spec = {"rest": True} if spec == "rest" else spec if isinstance(spec, dict) else {"share": spec}
                fitting = self.matching(spec.get("where", {}), meant)
                count = (len(left) if spec.get("rest") else spec["count"] if "count" in spec
                         else math.ceil(len(fitting) * share(spec["share"]) - 1e-9))
                members = self.matching(spec.get("where", {}), left)[:count]
                chosen = set(members)
                left = [d for d in left if d not in chosen]
                rollout.rings.append(Ring(members, whole(duration(spec.get("after", "0s")))))
        for ring in rollout.rings:
            for device in ring.members:
                device.ring = getattr(device, "ring", {})
                device.ring[id(rollout)] = ring

    # What is heard

    def suspects(self, device, component=None, patch=None):
        """The rollouts to which trouble of a device is put down."""
        sim = self.sim
        recent = [r for r in self.rollouts if any(
            device.states[p].runs == (FIXED if sim.fixed[p] else FIRST)
            and sim.now - device.states[p].began <= self.watch for p in r.patches)]
        if component is None or not recent:
            return recent
        steps = sim.world.steps[component]
        distance = {}
        for r in recent:
            reach = [max(1, steps[c]) for p in r.patches if device.states[p].runs
                     for c, _ in sim.world.patches[p].updates if c in steps]
            distance[id(r)] = min(reach, default=math.inf)
        least = min(distance.values())
        return [r for r in recent if distance[id(r)] == least]

    def heard(self, device, trouble):
        """The console hears of a defect by a report or a ticket."""
        sim = self.sim
        trouble.heard = True
        p = trouble.patch
        if trouble.regression is None:
            blamed = [self.of_patch[p]]
        else:
            blamed = self.suspects(device, trouble.regression.component)
            self.reports[p].add(device.number)
            patch = sim.world.patches[p]
            if patch.fix_after and len(self.reports[p]) >= patch.fix_reports and not sim.answered[p]:
                sim.ask(p)
        stale = sim.fixed[p] and not trouble.of_fixed
        for rollout in blamed:
            if not stale:
                rollout.bad.setdefault(device.number, set()).add(p)
        self.note_control(device, p)
        sim.repair.known(device)

    def unrelated(self, device):
        for rollout in self.suspects(device):
            rollout.bad.setdefault(device.number, set()).add(None)
        self.note_control(device, None)

    def note_control(self, device, p):
        """Trouble of a device that is offered nothing counts in the control group, too."""
        for rollout in self.rollouts:
            if rollout.control and rollout.begun:
                rollout.control_bad.setdefault(device.number, set()).add(p)

    def effect(self, p):
        self.of_patch[p].effect = True

    def revised(self, p):
        """A fixed revision is out: trouble with the first is forgiven, and a failure is none until that was tried."""
        for rollout in self.rollouts:
            for bad in (rollout.bad, rollout.control_bad):
                for number in [d for d, causes in bad.items() if p in causes]:
                    bad[number].discard(p)
                    if not bad[number]:
                        del bad[number]
        for device in self.sim.devices:
            state = device.states[p]
            state.held = False
            if state.runs == NOT_RUN:
                state.failures, state.again, state.for_good = 0, 0, False
                state.reported = ""
        # A fixed revision is to come, and has an outcome of its own.
        self.of_patch[p].before = {pair for pair in self.of_patch[p].before if pair[1] != p}

    # What is ordered

    def is_open(self, device, p):
        rollout = self.of_patch[p]
        if not rollout.begun or not device.applies[p]:
            return False
        ring = device.ring.get(id(rollout))
        return ring is not None and ring.opened is not None

    def cancelled(self, p):
        return self.of_patch[p].stopped is not None and self.on_stop["queued"] == "cancel"

    def to_roll_back(self, device):
        back = []
        for rollout in self.rollouts:
            if rollout.stopped is None or self.on_stop["installed"] != "roll-back":
                continue
            back += [p for p in rollout.patches if device.states[p].runs == FIRST
                     and self.sim.world.patches[p].rollback is not None]
        return back

    def offers(self, device):
        sim, possible = self.sim, []
        for p, patch in enumerate(sim.world.patches):
            state = device.states[p]
            rollout = self.of_patch[p]
            if not self.is_open(device, p) or state.for_good or state.held and not sim.fixed[p]:
                continue
            if rollout.stopped is not None and self.on_stop["offers"] == "stop" and not (
                    self.on_stop["queued"] == "keep" and state.failures):
                continue
            if state.runs == FIXED or state.runs == FIRST and not sim.fixed[p]:
                continue
            if state.runs == NOT_RUN and all(device.versions.get(c, v) >= v for c, v in patch.updates):
                continue
            if not all(device.runs_at_least(q) is not None for q in patch.after if device.applies[q]):
                continue
            possible.append(p)
        result = []
        for p in possible:
            updates = sim.world.patches[p].updates
            newer = any(q != p and all(any(c == c2 and v2 > v for c2, v2 in sim.world.patches[q].updates)
                                       for c, v in updates) for q in possible)
            if not newer and sim.now >= device.states[p].again:
                result.append(p)
        return result

    def changed(self):
        """Whoever can be reached at any moment is told."""
        for device in self.sim.devices:
            if device.group.push and device.connected:
                device.check_in()

    # Decisions

    def begin(self):
        for rollout in self.rollouts:
            if rollout.released < self.sim.horizon:
                self.sim.at(rollout.released, 9, self.release, rollout)
        self.sim.at(0, 9, self.look)

    def release(self, rollout):
        if not rollout.begun:
            rollout.begun = True
            first = rollout.rings[0]
            if first.after == 0:
                self.open(rollout, first)

    def open(self, rollout, ring):
        ring.opened = rollout.soak_from = self.sim.now
        self.changed()

    def look(self):
        for rollout in self.rollouts:
            if rollout.begun:
                self.judge(rollout)
        self.sim.at(self.sim.now + self.evaluate, 9, self.look)

    def outcome(self, device, rollout):
        """`good`, `bad`, nothing yet, or `aside`, as far as the device has reported."""
        if device.number in rollout.bad:
            return "bad"
        reports = []
        for p, state in ((p, device.states[p]) for p in rollout.patches if device.applies[p]):
            if (device.number, p) in rollout.before or state.reported == "aside":
                continue
            # What ran the first revision has to be heard of anew once the fixed one is out.
            anew = self.sim.fixed[p] and state.revision == FIRST and state.reported != "failed"
            reports.append("" if anew else state.reported)
        if not reports:
            return "aside"
        if "failed" in reports:
            return "bad"
        return "good" if all(each == "installed" for each in reports) else ""

    def counts(self, rollout, rings):
        """How many devices are well, and unwell, and of how many something is expected."""
        outcomes = [self.outcome(device, rollout) for ring in rings for device in ring.members]
        return outcomes.count("good"), outcomes.count("bad"), len(outcomes) - outcomes.count("aside")

    def exceeds(self, rule, rollout, rings):
        good, bad, total = self.counts(rollout, rings)
        # The last ring of a canary has the control group in it.
        meant = self.counts(rollout, rollout.rings)[2]
        minimum = min(20, total) if rule["minimum"] == "by-ring" else min(rule["minimum"], meant)
        if good + bad < minimum:
            return False
        if not rule["relative"]:
            return self.past(rule, bad, 1)
        base = {"reporting": good + bad, "offered": total, "all": meant}[rule["of"]]
        return base > 0 and bad >= rule["at-least"] and self.past(rule, bad, base)

    def judge(self, rollout):
        now = self.sim.now
        if rollout.stopped is not None:
            return self.perhaps_resume(rollout)
        opened = [ring for ring in rollout.rings if ring.opened is not None]
        if self.stop_rule and opened and self.exceeds(self.stop_rule, rollout, opened):
            return self.stop(rollout)
        waiting = [ring for ring in rollout.rings if ring.opened is None]
        if not waiting or now < rollout.released + waiting[0].after:
            return None
        if self.kind == "canary":
            return self.judge_canary(rollout, waiting[0])
        if not opened or self.gate is None or self.gate_open(rollout, opened[-1]):
            self.open(rollout, waiting[0])
        return None

    def gate_open(self, rollout, ring):
        gate = self.gate
        if not ring.members:
            return True
        if self.sim.now < rollout.soak_from + duration(gate.get("soak", "48h")):
            return False
        good, bad, total = self.counts(rollout, [ring])
        if good + bad < min(gate.get("minimum", 20), total):
            return False
        base = good + bad if gate.get("of", "reporting") == "reporting" else total
        tolerated = 0 if share(gate.get("success", "95%")) == 1 else 1
        whole_ring = good + bad == total and bad <= gate.get("tolerate", tolerated)
        if base and not whole_ring and good < share(gate.get("success", "95%")) * base - 1e-9:
            return False
        opened = [each for each in rollout.rings if each.opened is not None]
        return not ("hold" in gate and self.exceeds(self.limit(gate["hold"]), rollout, opened))

    def judge_canary(self, rollout, rest):
        extend = duration(self.spec.get("inconclusive", {}).get("extend", "48h"))
        soak = duration(self.spec.get("soak", "48h")) + (extend if rollout.extended else 0)
        if self.sim.now < rollout.soak_from + soak:
            return
        test = self.spec.get("test", {})
        canaries = rollout.rings[0].members
        good, bad, total = self.counts(rollout, rollout.rings[:1])
        trouble = sum(d.number in rollout.bad for d in canaries)
        failed = bad - trouble
        limit = self.limit({"failures": self.spec.get("failed", "> 50%"), "minimum": 0})
        seen = sum(d.seen_since(rollout.soak_from) or d.number in rollout.control_bad for d in rollout.control)
        ill = len([d for d in rollout.control if d.number in rollout.control_bad])
        level, minimum = share(test.get("level", "5%")), test.get("minimum", 20)
        tested = good + trouble
        if fisher(trouble, tested, ill, seen) <= level or failed > 1 and self.past(limit, failed, good + bad):
            return self.stop(rollout)
        enough = good + bad >= min(minimum, total) and seen >= min(minimum, len(rollout.control))
        if enough and fisher(tested, tested, 0, seen) <= level:
            self.open(rollout, rest)
        elif not rollout.extended and extend:
            rollout.extended = True
        else:
            then = self.spec.get("inconclusive", {}).get("then", "wait")
            if then == "continue":
                self.open(rollout, rest)
            elif then == "stop":
                self.stop(rollout)

    @staticmethod
    def past(rule, number, base):
        value = Fraction(number, base) if rule["relative"] else Fraction(number)
        return value >= rule["limit"] if rule["reached"] else value > rule["limit"]

    def stop(self, rollout):
        sim = self.sim
        rollout.stopped = sim.now
        sim.ledger["stops"] += 1
        sim.ledger["falseStops"] += not getattr(rollout, "effect", False)
        about = [p for p in rollout.patches if self.reports[p] and not sim.fixed[p]] or rollout.patches
        rollout.waiting = set()
        for p in about:
            if not sim.fixed[p]:
                rollout.waiting.add(p)
                sim.ask(p)
        if self.on_stop["in-flight"] == "interrupt":
            for device in sim.devices:
                device.interrupt(rollout.patches)
        self.changed()

    def answer(self, p):
        for rollout in self.rollouts:
            rollout.waiting.discard(p)

    def perhaps_resume(self, rollout):
        resume = self.on_stop["resume"]
        if resume == "never":
            return
        if isinstance(resume, dict):
            ready = self.sim.now >= rollout.stopped + duration(resume["after"])
        else:
            ready = not rollout.waiting
        if ready:
            for device in {d for ring in rollout.rings for d in ring.members}:
                self.note_outcomes(device, rollout)
            rollout.stopped = None
            rollout.soak_from = self.sim.now
            rollout.bad = {}
            rollout.control_bad = {}
            self.changed()

    def note_outcomes(self, device, rollout):
        """What failed for good before, or runs on a device that was in trouble, is not counted again."""
        troubled = device.number in rollout.bad
        for p in rollout.patches:
            state = device.states[p]
            new = self.sim.fixed[p] and state.runs != FIXED and not state.for_good
            if device.applies[p] and not new and (state.reported == "failed" or state.runs and troubled):
                rollout.before.add((device.number, p))


def fisher(a, n, b, m):
    """The chance of `a` or more of the n + m that carry a + b marks, if marks are dealt at random."""
    marked = a + b
    total = math.comb(n + m, marked)
    return sum(math.comb(n, k) * math.comb(m, marked - k) for k in range(a, min(n, marked) + 1)
               if 0 <= marked - k <= m) / total
