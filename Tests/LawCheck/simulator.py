"""One replication: the list of events, the vendor, the technicians and the ledger. Written from docs/model.md alone.

Of two things in the same second the order is fixed: connections end, steps of devices (1), onsets (2), reports
ready (3), tickets (4), ends of visits (5), unrelated failures (6); before them the vendor's answers (0), after them
the console's look (9).
"""

import heapq
import random
from collections import defaultdict, deque

from console import Console
from device import Device


class Repair:
    """Technicians, who serve devices in the order in which they became known to be in trouble."""

    def __init__(self, sim):
        self.sim, self.law = sim, sim.world.repair
        self.queue = deque()
        unlimited = self.law is None or self.law.technicians == "unlimited"
        self.free = float("inf") if unlimited else self.law.technicians

    def known(self, device):
        if self.law is None or device.queued or (self.law.handles == "unreachable" and not any(
                t.heard and t.kind in ("dead", "network-loss") for t in device.troubles)):
            return
        device.queued = True
        self.queue.append(device)
        self.send()

    def over(self, device):
        """The trouble ended by itself; a visit that has begun is made in vain."""
        if device in self.queue and not any(t.heard for t in device.troubles):
            self.queue.remove(device)
            device.queued = False

    def send(self):
        sim = self.sim
        while self.free and self.queue:
            device = self.queue.popleft()
            self.free -= 1
            time = self.law.travel.draw(sim.random) + self.law.duration.draw(sim.random)
            sim.ledger["technicianVisits"] += 1
            sim.ledger["technicianSeconds"] += min(time, sim.horizon - sim.now)
            sim.at(sim.now + time, 5, self.done, device)

    def done(self, device):
        self.free += 1
        device.queued = False
        if device.troubles:
            device.mend()
        self.send()


class Simulator:
    def __init__(self, world, strategy, seed, replication):
        self.world, self.horizon = world, world.horizon
        self.random = random.Random(f"{seed}/{strategy}/{replication}")
        self.now, self.events, self.ticks = 0, [], 0
        self.ledger = defaultdict(int)
        self.condition = defaultdict(int)
        self.fixed = [False] * len(world.patches)
        self.asked = [None] * len(world.patches)
        self.answered = [False] * len(world.patches)
        self.present = [[self.random.random() < r.chance for r in patch.regressions] for patch in world.patches]
        self.exploits = []
        for flaw in world.flaws:
            when = None
            if flaw.exploited is not None and self.random.random() < flaw.chance:
                when = (flaw.exploited if isinstance(flaw.exploited, int)
                        else flaw.disclosed + flaw.exploited.draw(self.random))
            self.exploits.append(when)
        self.devices = []
        for group in world.groups:
            self.devices += [Device(self, len(self.devices) + i, group) for i in range(group.count)]
        self.repair = Repair(self)
        self.console = Console(self, world.strategies[strategy], strategy)

    def tick(self):
        self.ticks += 1
        return self.ticks

    def at(self, time, order, action, *arguments):
        if time <= self.horizon:
            self.ticks += 1
            heapq.heappush(self.events, (time, order, self.ticks, action, arguments))

    def run(self):
        for device in self.devices:
            device.begin()
        self.console.begin()
        events = self.events
        while events:
            time, _, _, action, arguments = heapq.heappop(events)
            if time >= self.horizon:
                break
            self.now = time
            action(*arguments)
        self.now = self.horizon
        return self.close()

    # The vendor

    def ask(self, p):
        """Asks the vendor about an update, who is told once until the answer is there."""
        law = self.world.patches[p].fix_after
        if law is None:
            return
        if self.asked[p] is None:
            self.asked[p] = self.now
            self.at(self.now + law.draw(self.random), 0, self.answer, p)

    def answer(self, p):
        self.asked[p] = None
        self.answered[p] = True
        if any(self.present[p]) and not self.fixed[p]:
            self.fixed[p] = True
            self.console.revised(p)
            self.console.changed()
        self.console.answer(p)

    # Accounts

    def exposure(self, index, begin, end):
        flaw = self.world.flaws[index]
        seconds = max(0, end - max(begin, flaw.disclosed, 0))
        self.ledger["exposureSeconds"] += seconds
        self.ledger["exposureSeverityWeightedSeconds"] += seconds * flaw.weight
        exploit = self.exploits[index]
        if exploit is not None:
            self.ledger["exposureExploitedSeconds"] += max(0, end - max(begin, flaw.disclosed, exploit, 0))

    def close(self):
        ledger = self.ledger
        waits = []
        for device in self.devices:
            device.settle()
            if device.job and device.job["phase"] == "download" and device.job["since"] is not None:
                device.transfer()
            for index, since in enumerate(device.exposed_since):
                if since is not None:
                    self.exposure(index, since, self.horizon)
            late = False
            for p, patch in enumerate(self.world.patches):
                if not device.applies[p] or patch.released >= self.horizon:
                    continue
                done = device.runs_at_least(p)
                release = max(patch.released, 0)
                waits.append((done - release, True) if done is not None else (self.horizon - release, False))
                late = late or done is None
                if patch.deadline is not None and patch.deadline < self.horizon:
                    ledger["deadlinePairs"] += 1
                    ledger["deadlinesMet"] += done is not None and done <= patch.deadline
            ledger["neverPatchedDevices"] += late
        ledger["pairs"] = len(waits)
        ledger["patchedPairs"] = sum(done for _, done in waits)
        for name, quantile in (("P50", 0.5), ("P90", 0.9), ("P95", 0.95)):
            ledger[f"timeToPatch{name}Seconds"] = kaplan_meier(waits, quantile)
        ledger["plannedDowntimeSeconds"] = self.condition["installing"] + self.condition["restarting"]
        lost = sum(seconds * kind[1] for kind, seconds in self.condition.items() if isinstance(kind, tuple))
        ledger["unplannedDowntimeSeconds"] = lost + sum(
            self.condition[kind] for kind in ("reverting", "rolling-back", "down", "dead"))
        ledger["deadSeconds"] = self.condition["dead"]
        ledger["downSeconds"] = self.condition["down"]
        ledger["revertingSeconds"] = self.condition["reverting"]
        ledger["rollingBackSeconds"] = self.condition["rolling-back"]
        ledger["restartingSeconds"] = self.condition["restarting"]
        return ledger


def kaplan_meier(waits, quantile):
    """The first time at which the estimate of the share that still waits is 1 - quantile or less, or None."""
    waits = sorted(waits, key=lambda each: (each[0], not each[1]))
    left, survival, place = len(waits), 1.0, 0
    while place < len(waits):
        time, done, all_of_them = waits[place][0], 0, 0
        while place < len(waits) and waits[place][0] == time:
            done += waits[place][1]
            all_of_them += 1
            place += 1
        if done:
            survival *= 1 - done / left
            if survival <= 1 - quantile + 1e-9:
                return time
        left -= all_of_them
    return None
