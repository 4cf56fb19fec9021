"""What goes wrong with a device, who hears of it, and how it ends. Written from docs/model.md alone."""

from states import FIXED, NOT_RUN, Trouble


class Defects:
    """The part of a device that has to do with defects and failures; `troubles` is what is wrong with it."""

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
                self.onset(p, regression, self.states[p].began)
            elif regression.onset != "restart":
                sim.at(sim.now + regression.onset.draw(sim.random), 2, self.onset, p, regression,
                       self.states[p].began)

    def meets(self, regression):
        where = regression.where
        return (all(self.versions.get(c) in versions for c, versions in regression.conditions)
                and where.get("class", self.group.kind) == self.group.kind
                and where.get("group", self.group.name) == self.group.name
                and where.get("image", self.group.image) == self.group.image)

    def waiting_for_restart(self):
        return [each for each in self.pending_onsets if each[1].onset == "restart"]

    def rebooted(self):
        """The reboot of a job meets the defects that wait for one, before the device reports."""
        for each in self.waiting_for_restart():
            self.onset(*each)

    def switched_on(self):
        for each in self.waiting_for_restart():
            self.sim.at(self.sim.now, 2, self.onset, *each)

    def onset(self, p, regression, began):
        sim = self.sim
        if (p, regression, began) not in self.pending_onsets:
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
            sim.ledger["blastRadiusDevices"] += 1
        sim.console.effect(p)
        if kind in ("dead", "network-loss"):
            self.break_off()
        self.settle()
        if sim.random.random() < regression.shows:
            sim.at(sim.now + regression.shows_after.draw(sim.random), 3, self.ready, trouble)
        if sim.random.random() < regression.calls:
            sim.at(sim.now + regression.calls_after.draw(sim.random), 4, self.call, trouble)
        elif kind in ("dead", "network-loss") and sim.world.repair:
            sim.at(sim.now + sim.world.repair.notice.draw(sim.random), 4, self.ticket, trouble)

    def break_off(self):
        """A device that cannot check in any more gives up what it was at, and forgets what it waited for."""
        self.pause_download()
        self.job = None
        for state in self.states:
            state.again = self.sim.now

    def die(self, p, on_way_back=False, of_fixed=False):
        """An installation or a rollback leaves the device dead."""
        sim = self.sim
        self.break_off()
        trouble = Trouble("dead", p, on_way_back=on_way_back, of_fixed=of_fixed)
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
        if not self.reachable_when_on():
            return
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
        """A technician ends everything that is wrong and takes off the updates whose defects broke the device."""
        troubles, self.troubles = self.troubles, []
        for trouble in troubles:
            state = self.states[trouble.patch]
            if trouble.regression and state.runs != FIXED:
                if state.runs:
                    self.take_off(trouble.patch)
                state.held = not self.sim.fixed[trouble.patch]
        for trouble in troubles:
            # The technician brings to an end what a rollback had begun; it comes again like everything taken back.
            if trouble.on_way_back and self.states[trouble.patch].runs:
                self.take_off(trouble.patch)
        self.settle()
        if self.connected and not self.job:
            self.check_in()

    def take_off(self, p):
        state = self.states[p]
        self.pending_onsets = [each for each in self.pending_onsets if each[0] != p]
        for component, version in state.before.items():
            if self.versions[component] == dict(self.sim.world.patches[p].updates)[component]:
                self.versions[component] = version
        state.runs = NOT_RUN
        # It may come again, and then has a new outcome.
        for rollout in self.sim.console.rollouts:
            rollout.before.discard((self.number, p))
        self.expose()
