"""One device: its connection, its check-ins and the account of its time. Written from docs/model.md alone.

Every method is called at an instant of `sim.now`. A change of what the device is in ends with `settle`, which keeps
the account of its time.
"""

import math

from defects import Defects
from jobs import Jobs
from states import FIRST, PatchState


class Device(Jobs, Defects):
    def __init__(self, sim, number, group):
        self.sim, self.number, self.group = sim, number, group
        world = sim.world
        self.versions = dict(world.images[group.image])
        self.states = [PatchState() for _ in world.patches]
        self.applies = [any(c in self.versions and self.versions[c] < v for c, v in patch.updates)
                        for patch in world.patches]
        self.troubles, self.job, self.job_number = [], None, 0
        self.on = self.connected = False
        self.session = 0
        self.condition, self.condition_since, self.hit = "up", 0, False
        self.pending_onsets = []
        self.calls = []
        self.last_seen = -1
        self.exposed_since = [0 if self.vulnerable(flaw) else None for flaw in world.flaws]
        self.queued = False
        self.latent = {}
        self.done = [None] * len(world.patches)

    # Connection

    def begin(self):
        sim = self.sim
        for begin, end, away in sim.world.profiles[self.group.connectivity](sim.random, sim.horizon):
            sim.at(max(begin, 0), 1, self.switch_on, begin, end, away)
        if self.group.noise:
            self.next_noise()

    def switch_on(self, begin, end, away):
        self.session += 1
        self.on = True
        if end <= self.sim.horizon:
            self.sim.at(end, 0, self.switch_off)
        self.connected = not (away and self.group.corporate_only)
        calls, self.calls = self.calls, []
        if self.sim.now > 0:
            self.switched_on()
        if self.connected:
            if begin >= 0:
                self.check_in()
            self.plan_poll(begin, end)
            self.resume_download()
        for call in calls:
            call()

    def switch_off(self):
        self.on = self.connected = False
        self.pause_download()

    def plan_poll(self, begin, end):
        """Polls stand `every` apart from the beginning of the session, each late by up to the jitter."""
        group, sim = self.group, self.sim
        if group.push:
            return
        if begin == float("-inf"):
            begin = -sim.random.random() * group.every
        count = max(1, math.floor(-begin / group.every - group.jitter)) if begin < 0 else 1
        self.poll(self.session, begin, end, count)

    def poll(self, session, begin, end, count):
        group, sim = self.group, self.sim
        while True:
            time = begin + count * group.every + math.floor(sim.random.random() * group.jitter * group.every + 0.5)
            if time >= sim.now and time >= 0:
                break
            count += 1
        if time < min(end, sim.horizon):
            sim.at(int(time), 1, self.polled, session, begin, end, count)

    def polled(self, session, begin, end, count):
        if session == self.session:
            self.check_in()
            self.poll(session, begin, end, count + 1)

    def reachable(self):
        return self.connected and self.reachable_when_on()

    def reachable_when_on(self):
        return not any(t.kind in ("dead", "network-loss") for t in self.troubles)

    def dead(self):
        return any(t.kind == "dead" for t in self.troubles)

    # Checking in

    def check_in(self):
        if not self.reachable():
            return
        sim = self.sim
        self.last_seen = sim.now
        for trouble in self.troubles:
            if trouble.ready and not trouble.heard:
                sim.console.heard(self, trouble)
        for number, state in enumerate(self.states):
            self.report(number, state)
        if self.job:
            if self.job["phase"] == "download":
                self.drop_cancelled()
            return
        back = sim.console.to_roll_back(self)
        if back:
            return self.roll_back(back)
        offers = sim.console.offers(self)
        if offers:
            self.accept(offers)

    def report(self, number, state):
        # Also where the first revision runs on, and the fixed one failed for good.
        failed = state.for_good and (self.done[number] is None or state.runs == FIRST)
        state.reported = ("failed" if failed else "installed" if self.done[number] is not None
                          else "aside" if state.held or self.blocked(number) else "")
        state.revision = state.runs

    def blocked(self, number):
        """Whether an update cannot come because one that it needs failed for good or was taken off."""
        return any(self.applies[q] and self.done[q] is None
                   and (self.states[q].for_good or self.states[q].held or self.blocked(q))
                   for q in self.sim.world.patches[number].after)

    # Accounts

    def vulnerable(self, flaw):
        return any(self.versions.get(c) in versions for c, versions in flaw.affected.items())

    def runs_at_least(self, p):
        """Since when the device runs this update, or a newer one that brings as much, or None."""
        return self.done[p]

    def seen_since(self, time):
        return self.last_seen >= time or self.group.push and self.reachable()

    def expose(self):
        for p, patch in enumerate(self.sim.world.patches):
            if self.applies[p]:
                there = all(self.versions[c] >= v for c, v in patch.updates if c in self.versions)
                self.done[p] = (self.sim.now if self.done[p] is None else self.done[p]) if there else None
        for index, flaw in enumerate(self.sim.world.flaws):
            was, now = self.exposed_since[index], self.vulnerable(flaw)
            if was is not None and not now:
                self.sim.exposure(index, was, self.sim.now)
                self.exposed_since[index] = None
            elif was is None and now:
                self.exposed_since[index] = self.sim.now

    def settle(self):
        now = self.sim.now
        self.sim.condition[self.condition] += now - self.condition_since
        self.condition_since = now
        kinds = {t.kind for t in self.troubles}
        phase = self.job["phase"] if self.job else ""
        if "dead" in kinds:
            self.condition = "dead"
        elif "down" in kinds or "network-loss" in kinds:
            self.condition = "down"
        elif phase == "restart":
            self.condition = "restarting"
        elif phase == "install" and self.job["interrupts"]:
            self.condition = "installing"
        elif phase == "revert":
            self.condition = "reverting"
        elif phase == "rollback":
            self.condition = "rolling-back"
        elif "degraded" in kinds:
            self.condition = ("degraded", max(t.lost for t in self.troubles))
        else:
            self.condition = "up"
