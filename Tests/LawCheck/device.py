"""One device: its connection, its jobs, its defects. Written from docs/model.md alone.

Every method is called at an instant of `sim.now`. A change of what the device is in ends with `settle`, which keeps
the account of its time.
"""

import math
from dataclasses import dataclass, field

NOT_RUN, FIRST, FIXED = 0, 1, 2
UNPLANNED = ("reverting", "rolling-back", "down", "dead")


@dataclass
class PatchState:
    """What a device has to do with one update."""

    runs: int = NOT_RUN
    since: int = 0
    before: dict = field(default_factory=dict)
    failures: int = 0
    again: int = 0
    for_good: bool = False
    held: bool = False
    reported: str = ""


@dataclass
class Trouble:
    """A defect that has taken effect, or a failure that left the device dead."""

    kind: str
    patch: int
    regression: object = None
    lost: float = 1.0
    ready: bool = False
    heard: bool = False
    calls_pending: bool = False


class Device:
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
            self.restarted(2)
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
        return self.connected and not any(t.kind in ("dead", "network-loss") for t in self.troubles)

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
        outcome = "installed" if self.done[number] is not None else "failed" if state.for_good else ""
        if outcome != state.reported:
            state.reported = outcome

    # Jobs

    def accept(self, patches):
        world = self.sim.world
        self.job_number += 1
        size = sum(world.patches[p].size for p in patches)
        self.job = {"phase": "download", "patches": patches, "rest": size, "since": None}
        self.job["revision"] = {p: FIXED if self.sim.fixed[p] else FIRST for p in patches}
        if self.group.bandwidth is None or size == 0:
            self.sim.ledger["bytes"] += size
            self.job["rest"] = 0
            self.install()
        else:
            self.resume_download()

    def resume_download(self):
        job = self.job
        if job and job["phase"] == "download" and job["since"] is None and self.reachable():
            job["since"] = self.sim.now
            job["tick"] = tick = self.sim.tick()
            self.sim.at(self.sim.now + max(1, math.ceil(job["rest"] / self.group.bandwidth)), 1,
                        self.downloaded, self.job_number, tick)

    def transfer(self):
        """Counts what has come since the download went on."""
        job = self.job
        came = min(job["rest"], (self.sim.now - job["since"]) * self.group.bandwidth)
        self.sim.ledger["bytes"] += came
        job["rest"] -= came
        job["since"] = None

    def pause_download(self):
        job = self.job
        if job and job["phase"] == "download" and job["since"] is not None:
            self.transfer()
            job["tick"] = None

    def downloaded(self, number, tick):
        job = self.job
        if not job or number != self.job_number or job["phase"] != "download" or job.get("tick") != tick:
            return
        self.transfer()
        # The device asks before it installs.
        self.drop_cancelled()
        if self.job:
            self.install()

    def drop_cancelled(self):
        job, console = self.job, self.sim.console
        keep = [p for p in job["patches"] if not console.cancelled(p)]
        self.sim.ledger["cancelledOffers"] += len(job["patches"]) - len(keep)
        if len(keep) < len(job["patches"]):
            if job["since"] is not None:
                self.transfer()
            self.job = None
            if keep:
                world = self.sim.world
                self.job_number += 1
                share = sum(world.patches[p].size for p in keep) / max(1, sum(
                    world.patches[p].size for p in job["patches"]))
                self.job = {**job, "patches": keep, "rest": job["rest"] * share, "since": None}
                self.resume_download()

    def install(self):
        sim = self.sim
        job = self.job
        job["phase"] = "install"
        patches = [sim.world.patches[p] for p in job["patches"]]
        job["interrupts"] = any(patch.interrupts for patch in patches)
        sim.at(sim.now + sum(max(1, patch.duration.draw(sim.random)) for patch in patches), 1,
               self.installed, self.job_number)
        self.settle()

    def installed(self, number):
        sim, job = self.sim, self.job
        if number != self.job_number or not job:
            return
        good, revert = [], 0
        for p in job["patches"]:
            patch, state = sim.world.patches[p], self.states[p]
            if sim.random.random() < patch.bricks:
                self.failed(patch, state)
                state.again = sim.now
                return self.die(p)
            if sim.random.random() < patch.failure:
                sim.ledger["failedAttempts"] += 1
                self.failed(patch, state)
                revert += patch.revert.draw(sim.random)
                if self.group.push and not state.for_good:
                    sim.at(int(state.again), 1, self.retry)
            else:
                sim.ledger["installations"] += 1
                good.append(p)
        job["patches"] = good
        if revert:
            job["phase"] = "revert"
            sim.at(sim.now + revert, 1, self.reverted, number)
        else:
            self.reverted(number)
        self.settle()

    def failed(self, patch, state):
        """An attempt has failed, or has left the device dead: it is tried again after the backoff, which doubles."""
        state.failures += 1
        state.again = self.sim.now + patch.backoff * 2 ** (state.failures - 1)
        state.for_good = state.failures >= patch.attempts

    def retry(self):
        self.check_in()

    def reverted(self, number):
        sim, job = self.sim, self.job
        if number != self.job_number or not job:
            return
        patches = [sim.world.patches[p] for p in job["patches"]]
        job["kind"] = max((patch.restart for patch in patches), default=0)
        wait = max((patch.wait.draw(sim.random) for patch in patches if patch.restart), default=0)
        if not job["kind"]:
            return self.finish(number)
        job["phase"] = "wait"
        if wait:
            sim.at(sim.now + wait, 1, self.restart, number)
        else:
            self.restart(number)
        self.settle()

    def restart(self, number):
        sim, job = self.sim, self.job
        if number != self.job_number or not job:
            return
        job["phase"] = "restart"
        time = max(sim.world.patches[p].restart_time.draw(sim.random) for p in job["patches"]
                   if sim.world.patches[p].restart)
        sim.at(sim.now + max(1, time), 1, self.finish, number)
        self.settle()

    def finish(self, number):
        job = self.job
        if number != self.job_number or not job:
            return
        self.job = None
        for p in job["patches"]:
            self.runs(p, job["revision"][p])
        if job.get("kind"):
            self.restarted(job["kind"])
        self.settle()
        self.check_in()

    def runs(self, p, revision):
        sim = self.sim
        patch, state = sim.world.patches[p], self.states[p]
        if state.runs == NOT_RUN:
            state.since = sim.now
            state.before = {c: self.versions[c] for c, v in patch.updates if c in self.versions}
            state.began = sim.now
        state.runs, state.failures, state.held = revision, 0, False
        state.began = sim.now
        for component, version in patch.updates:
            if component in self.versions:
                self.versions[component] = max(self.versions[component], version)
        self.expose()
        if revision == FIXED:
            self.pending_onsets = [each for each in self.pending_onsets if each[0] != p]
            self.end([t for t in self.troubles if t.patch == p and t.kind != "dead"])
        else:
            self.plan_defects(p, patch)

    # Defects

    def plan_defects(self, p, patch):
        sim = self.sim
        for index, regression in enumerate(patch.regressions):
            if not sim.present[p][index] or not self.meets(regression):
                continue
            key = (p, index)
            if key not in self.latent:
                self.latent[key] = sim.random.random() < regression.share
            if not self.latent[key]:
                continue
            self.pending_onsets.append((p, regression, self.states[p].began))
            if regression.onset == "at-once":
                sim.at(sim.now, 2, self.onset, p, regression, self.states[p].began)
            elif regression.onset != "restart":
                sim.at(sim.now + regression.onset.draw(sim.random), 2, self.onset, p, regression,
                       self.states[p].began)

    def meets(self, regression):
        where = regression.where
        return (all(self.versions.get(c) in versions for c, versions in regression.conditions)
                and where.get("class", self.group.kind) == self.group.kind
                and where.get("group", self.group.name) == self.group.name
                and where.get("image", self.group.image) == self.group.image)

    def restarted(self, kind):
        """A restart that happens meets the defects that wait for one."""
        for p, regression, began in list(self.pending_onsets):
            if regression.onset == "restart" and kind >= self.sim.world.patches[p].restart:
                self.sim.at(self.sim.now, 2, self.onset, p, regression, began)

    def onset(self, p, regression, began):
        sim = self.sim
        if (p, regression, began) not in self.pending_onsets or self.dead():
            return
        self.pending_onsets.remove((p, regression, began))
        kind = regression.kind
        if kind in ("down", "degraded") and regression.component not in self.versions:
            return
        kind = "dead" if kind in ("restart-loop", "bricked") else kind
        trouble = Trouble(kind, p, regression, regression.lost)
        self.troubles.append(trouble)
        if not self.hit:
            self.hit = True
            sim.ledger["blastRadius"] += 1
        sim.console.effect(p)
        if kind == "dead":
            self.pause_download()
            self.job = None
        elif kind == "network-loss":
            self.pause_download()
        self.settle()
        if sim.random.random() < regression.shows:
            sim.at(sim.now + regression.shows_after.draw(sim.random), 3, self.ready, trouble)
        if sim.random.random() < regression.calls:
            sim.at(sim.now + regression.calls_after.draw(sim.random), 4, self.call, trouble)
        elif kind in ("dead", "network-loss") and sim.world.repair:
            sim.at(sim.now + sim.world.repair.notice.draw(sim.random), 4, self.ticket, trouble)

    def die(self, p):
        """An installation or a rollback leaves the device dead."""
        sim = self.sim
        self.job = None
        trouble = Trouble("dead", p)
        self.troubles.append(trouble)
        self.settle()
        if sim.world.repair:
            sim.at(sim.now + sim.world.repair.notice.draw(sim.random), 4, self.ticket, trouble)

    def ready(self, trouble):
        if trouble in self.troubles:
            trouble.ready = True
            if self.group.push:
                self.check_in()

    def call(self, trouble):
        """A user calls while the device is on."""
        if trouble not in self.troubles:
            return
        if self.on:
            self.ticket(trouble)
        else:
            self.calls.append(lambda: self.call(trouble))

    def ticket(self, trouble):
        if trouble not in self.troubles:
            return
        self.sim.ledger["tickets"] += 1
        if not trouble.heard:
            self.sim.console.heard(self, trouble)

    def next_noise(self):
        self.sim.at(self.sim.now + max(1, round(self.sim.random.expovariate(self.group.noise))), 6, self.noise)

    def noise(self):
        if self.on:
            self.unrelated()
        else:
            self.calls.append(self.unrelated)
        self.next_noise()

    def unrelated(self):
        self.sim.ledger["tickets"] += 1
        self.sim.console.unrelated(self)

    def end(self, troubles):
        """These troubles are over."""
        if not troubles:
            return
        cut_off = not self.reachable()
        self.troubles = [t for t in self.troubles if t not in troubles]
        self.settle()
        self.sim.repair.over(self)
        if cut_off and self.reachable():
            self.resume_download()

    def mend(self):
        """A technician ends everything that is wrong and takes off the updates that broke the device."""
        cut_off = self.connected and not self.reachable()
        for trouble in list(self.troubles):
            state = self.states[trouble.patch]
            if trouble.regression and state.runs != FIXED:
                if state.runs:
                    self.take_off(trouble.patch)
                state.held = not self.sim.fixed[trouble.patch]
        self.troubles = []
        self.settle()
        if cut_off:
            self.check_in()
            self.resume_download()

    def take_off(self, p):
        state = self.states[p]
        self.pending_onsets = [each for each in self.pending_onsets if each[0] != p]
        for component, version in state.before.items():
            if self.versions[component] == dict(self.sim.world.patches[p].updates)[component]:
                self.versions[component] = version
        state.runs = NOT_RUN
        self.expose()

    # Rolling back

    def roll_back(self, patches):
        sim = self.sim
        self.job_number += 1
        self.job = {"phase": "rollback", "patches": patches}
        time = sum(sim.world.patches[p].rollback.draw(sim.random) for p in patches)
        sim.at(sim.now + max(1, time), 1, self.rolled_back, self.job_number)
        self.settle()

    def rolled_back(self, number):
        sim, job = self.sim, self.job
        if number != self.job_number or not job:
            return
        self.job = None
        failed = None
        for p in reversed(job["patches"]):
            sim.ledger["rollbacks"] += 1
            if failed is None and sim.random.random() < sim.world.patches[p].rollback_failure:
                failed = p
            self.take_off(p)
            self.states[p].reported = ""
            self.end([t for t in self.troubles if t.patch == p and t.kind != "dead"])
        if failed is not None:
            return self.die(failed)
        self.settle()
        self.check_in()

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
