"""What a device does with updates: it downloads, installs, restarts, and takes back. Written from docs/model.md alone."""

import math

from states import FIRST, FIXED, NOT_RUN, REBOOT


class Jobs:
    """The part of a device that has to do with its jobs; `job` is what it is at, or None."""

    def accept(self, patches):
        world = self.sim.world
        self.job_number += 1
        size = sum(world.patches[p].size for p in patches)
        self.job = {"phase": "download", "patches": patches, "rest": size, "since": None}
        self.job["revision"] = {p: FIXED if self.sim.fixed[p] else FIRST for p in patches}
        if self.group.bandwidth is None or size == 0:
            self.sim.ledger["downloadBytes"] += size
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
        self.sim.ledger["downloadBytes"] += came
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

    def interrupt(self, patches):
        """Ends an installation that is running; what was there stays as it was."""
        job = self.job
        if job and job["phase"] == "install" and self.reachable() and set(job["patches"]) <= set(patches):
            self.job = None
            self.settle()

    def installed(self, number):
        sim, job = self.sim, self.job
        if number != self.job_number or not job:
            return
        good, revert = [], 0
        for p in job["patches"]:
            patch, state = sim.world.patches[p], self.states[p]
            if sim.random.random() < patch.bricks:
                # What had succeeded in the same job before is lost.
                self.failed(patch, state)
                state.again = sim.now
                return self.die(p, of_fixed=job["revision"][p] == FIXED)
            if sim.random.random() < patch.failure:
                self.failed(patch, state)
                revert += patch.revert.draw(sim.random)
                if self.group.push and not state.for_good:
                    sim.at(int(state.again), 1, self.retry)
            else:
                good.append(p)
        sim.ledger["installations"] += len(good)
        sim.ledger["attempts"] += len(good)
        job["patches"] = good
        if revert:
            job["phase"] = "revert"
            sim.at(sim.now + revert, 1, self.reverted, number)
        else:
            self.reverted(number)
        self.settle()

    def failed(self, patch, state):
        """An attempt has failed, or has left the device dead: it is tried again after the backoff, which doubles."""
        self.sim.ledger["attempts"] += 1
        self.sim.ledger["failedAttempts"] += 1
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
        if job.get("kind") == REBOOT:
            self.rebooted()
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
        for p in reversed(job["patches"]):
            if sim.random.random() < sim.world.patches[p].rollback_failure:
                return self.die(p, on_way_back=True)
            sim.ledger["rollbacks"] += 1
            self.take_off(p)
            self.states[p].reported = ""
            self.end([t for t in self.troubles if t.patch == p and t.kind != "dead"])
        if any(sim.world.patches[p].restart == REBOOT for p in job["patches"]):
            self.rebooted()
        self.settle()
        self.check_in()
