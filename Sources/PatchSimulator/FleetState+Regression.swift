import EventEngine
import PatchModel

extension FleetState {
    // MARK: The incidents of a device

    /// Numbers of the device's incidents, the newest first.
    func incidentNumbers(of device: Int) -> [Int] {
        var numbers: [Int] = []
        var next = newestIncident[device] ?? -1
        while next >= 0 {
            numbers.append(next)
            next = incidents[next].previous
        }
        return numbers
    }

    func effect(of incident: Incident) -> Regression.Effect {
        if case .defect(let number) = incident.cause { return world.defects[number].effect }
        return .bricked
    }

    /// Names an incident among all draws of its device: the patch, and its index among those because of it.
    func occurrence(ofIncident number: Int) -> UInt64 {
        let incident = incidents[number]
        let group = world.groups[world.group(of: incident.device)]
        return UInt64(group.patches[incident.patch]) << 32 | earlier(than: number) { $0.patch == incident.patch }
    }

    /// Names a strike of a defect among all draws of its device: the defect, and how often it has settled there. That it
    /// settles at all is a property of the device; when it strikes and who reports it is luck, drawn anew each time.
    private func occurrence(ofStrike number: Int, _ defect: Int) -> UInt64 {
        let cause = incidents[number].cause
        return UInt64(defect) << 32 | earlier(than: number) { $0.cause == cause }
    }

    /// How many earlier incidents of the same device are meant.
    private func earlier(than number: Int, where isMeant: (Incident) -> Bool) -> UInt64 {
        var count: UInt64 = 0
        var next = incidents[number].previous
        while next >= 0 {
            if isMeant(incidents[next]) { count += 1 }
            next = incidents[next].previous
        }
        return count
    }

    private mutating func addIncident(
        _ device: Int,
        _ local: Int,
        _ cause: Incident.Cause,
        _ phase: Incident.Phase
    ) -> Int {
        let number = incidents.count
        incidents.append(
            Incident(
                device: device,
                patch: local,
                cause: cause,
                phase: phase,
                previous: newestIncident[device] ?? -1
            )
        )
        newestIncident[device] = number
        marks[device].insert(.hasIncidents)
        return number
    }

    /// Whatever was wrong with the device because of the patch is over. The caller brings its condition up to date.
    mutating func endIncidents(of device: Int, patch local: Int) {
        guard marks[device].contains(.hasIncidents) else { return }
        for number in incidentNumbers(of: device) where incidents[number].patch == local {
            incidents[number].phase = .over
        }
    }

    // MARK: From the installation to the effect

    /// The first revision of a patch begins to run: its defects settle on the devices that match.
    ///
    /// - Parameter afterReboot: the job's restart, after which the patch runs, was a reboot.
    mutating func awakenDefects(_ device: Int, _ group: Int, _ local: Int, afterReboot: Bool) {
        let plan = world.groups[group]
        let patch = plan.patches[local]
        for number in world.patches[patch].defects where defectPresent[number] && plan.defectMatches[number] {
            let regression = world.defects[number]
            guard runsAll(regression.components, device, plan),
                random.chance(regression.share, .defectShare, device, UInt64(number))
            else { continue }
            let incident = addIncident(device, local, .defect(number), .latent)
            switch regression.onset {
            case .atOnce:
                beginEffect(of: incident)
            case .after(let delay):
                let strike = occurrence(ofStrike: incident, number)
                schedule(.onset, incident, at: now + random.span(delay, .defectOnset, device, strike))
            case .restart:
                if afterReboot {
                    beginEffect(of: incident)
                } else if let start = nextSwitchOn(device, group) {
                    schedule(.onset, incident, at: start)
                }
            }
        }
    }

    /// The device has been rebooted: defects that wait for a restart take effect. A restart of services is none.
    mutating func meetRestart(_ device: Int) {
        guard marks[device].contains(.hasIncidents) else { return }
        for number in incidentNumbers(of: device).reversed() where incidents[number].phase == .latent {
            guard case .defect(let defect) = incidents[number].cause, case .restart = world.defects[defect].onset
            else { continue }
            beginEffect(of: number)
        }
    }

    /// When the device is switched on next, after being off.
    private mutating func nextSwitchOn(_ device: Int, _ group: Int) -> Tick? {
        var session = session(device, group)
        if session.contains(now) { session = sessions.next(after: session, device, world.groups[group]) }
        return session.isFinished ? nil : Tick(session.start)
    }

    mutating func beginEffect(of number: Int) {
        guard incidents[number].phase == .latent, case .defect(let defect) = incidents[number].cause else { return }
        let device = incidents[number].device
        let regression = world.defects[defect]
        incidents[number].phase = .active
        noteHit(device)
        recorder?.note(device, now, .broke(world.nameOfDefect(defect)))
        let key = occurrence(ofStrike: number, defect)
        if regression.effect.isUnreachable {
            loseContact(device)
        } else if random.chance(regression.telemetryProbability, .telemetryShows, device, key) {
            let delay = random.span(regression.telemetryDelay, .telemetryDelay, device, key)
            schedule(.telemetry, number, at: now + delay)
        }
        if random.chance(regression.helpDeskProbability, .helpDeskReports, device, key) {
            schedule(.ticket, number, at: now + random.span(regression.helpDeskDelay, .helpDeskDelay, device, key))
        } else if regression.effect.isUnreachable {
            planNotice(number)
        }
        updateCondition(device)
    }

    private mutating func noteHit(_ device: Int) {
        guard !marks[device].contains(.wasHit) else { return }
        marks[device].insert(.wasHit)
        tally.hitDevices += 1
        series?.noteHit(now)
        if tally.firstEffect == nil { tally.firstEffect = now }
    }

    /// Nobody calls about a dead device at once; sooner or later somebody misses it.
    private mutating func planNotice(_ number: Int) {
        guard let repair = world.repair else { return }
        incidents[number].isMissed = true
        let delay = random.span(repair.notice, .notice, incidents[number].device, occurrence(ofIncident: number))
        schedule(.ticket, number, at: now + delay)
    }

    /// Whatever the device was doing ends here; it cannot check in any more.
    private mutating func loseContact(_ device: Int) {
        let group = world.groups[world.group(of: device)]
        let first = group.slots(of: device)
        breakDownload(device, group)
        for local in group.patches.indices {
            if slots[first + local].state.isArriving { withdraw(first + local) }
            if slots[first + local].state == .rollingBack { slots[first + local].state = .running }
        }
        activity[device] = .unreachable
        due[device] = Int32(Tick.never)
        if marks[device].contains(.hasRetry) { forgetRetries(device, group) }
        marks[device].remove(.interrupted)
    }

    /// An installation or a rollback leaves the device dead.
    mutating func die(_ device: Int, _ local: Int, _ cause: Incident.Cause) {
        let number = addIncident(device, local, cause, .active)
        incidents[number].isOfFixed = cause == .installation && isOfFixed(device, local)
        loseContact(device)
        planNotice(number)
        updateCondition(device)
    }

    /// True if the attempt that has just failed was one to bring in the fixed revision, whether it was the last or not.
    private func isOfFixed(_ device: Int, _ local: Int) -> Bool {
        let group = world.groups[world.group(of: device)]
        switch slots[group.slots(of: device) + local].state {
        case .arrivingFixed, .upgrading, .failedFixed, .running: return true
        default: return false
        }
    }

    // MARK: What is heard of it

    /// The device's own report is ready, and travels with its next check-in.
    mutating func telemetryIsReady(_ number: Int) {
        guard incidents[number].phase == .active, !incidents[number].isReported else { return }
        incidents[number].hasTelemetry = true
        let device = incidents[number].device
        let group = world.group(of: device)
        switch activity[device] {
        case .idle, .awaitingContact, .called: awaitContact(device, group, from: now)
        // It reports when it is up again, and cannot before.
        case .restarting, .unreachable: break
        case .downloading, .installing, .reverting, .awaitingRestart, .rollingBack:
            // Busy, it takes no orders; but it checks in at its times, and reports.
            guard let contact = nextCheckIn(device, group, from: now) else { return }
            guard contact <= now else {
                schedule(.telemetry, number, at: contact)
                return
            }
            recorder?.note(device, now, .checkedIn)
            reportIncident(number)
        }
    }

    /// The console hears of the incident.
    mutating func reportIncident(_ number: Int) {
        guard !incidents[number].isReported else { return }
        incidents[number].isReported = true
        let incident = incidents[number]
        let patch = world.groups[world.group(of: incident.device)].patches[incident.patch]
        recorder?.note(incident.device, now, .reported)
        switch incident.cause {
        case .defect:
            if tally.firstReport == nil { tally.firstReport = now }
            vendorHears(of: patch)
            if isNews(incident) { markTrouble(incident.device, Self.brokenComponent(effect(of: incident))) }
        case .installation, .rollback:
            let rollout = rolloutOf[patch]
            if rollout >= 0, isNews(incident) { addTrouble(incident.device, rollout) }
        }
        requestVisit(number)
    }

    /// Once the fixed revision is out, trouble with the first one counts against nobody.
    func isNews(_ incident: Incident) -> Bool {
        incident.isOfFixed
            || revision[world.groups[world.group(of: incident.device)].patches[incident.patch]] == 0
    }

    /// The fixed revision of a patch is out, which explains the trouble that there was with the first one: it is counted no
    /// longer, in no rollout that was suspected because of it.
    mutating func forgiveTrouble(with patch: Int) {
        for incident in incidents where incident.isReported && !isNews(incident) {
            let device = incident.device
            guard world.groups[world.group(of: device)].patches[incident.patch] == patch,
                !incidentNumbers(of: device).contains(where: { incidents[$0].isReported && isNews(incidents[$0]) })
            else { continue }
            for rollout in rollouts.indices where rollouts[rollout].concerns(device) {
                setFlags(rollouts[rollout].flags[device].subtracting(.troubled), of: device, in: rollout)
            }
        }
    }

    /// The component that is seen not to work; nil if the device as a whole does not.
    private static func brokenComponent(_ effect: Regression.Effect) -> Int? {
        switch effect {
        case .down(let component), .degraded(let component, _): component
        case .restartLoop, .bricked, .networkLoss: nil
        }
    }

    /// Marks the device as troubled in the rollouts that may be the cause: those that are recent enough on it and have the
    /// patches nearest to the component that does not work, where a patch for the component itself and one for something
    /// it needs directly count as equally near. If nothing is known of the component all recent ones are suspected. In a
    /// control group trouble is counted, too.
    mutating func markTrouble(_ device: Int, _ component: Int?) {
        let candidates = rollouts.indices.filter { isSuspicious($0, device) }
        guard let component else {
            for rollout in candidates { addTrouble(device, rollout) }
            return
        }
        let contents = candidates.map { rollouts[$0].contents }
        let nearest = world.nearestPatches(to: component) { patch in contents.contains { $0.contains(patch) } }
        for (rollout, patches) in zip(candidates, contents)
        where nearest.isEmpty || nearest.contains(where: patches.contains) {
            addTrouble(device, rollout)
        }
    }

    private mutating func addTrouble(_ device: Int, _ rollout: Int) {
        setFlags(
            rollouts[rollout].flags[device].subtracting(.setAside).union(.troubled),
            of: device,
            in: rollout
        )
    }

    /// True if trouble of the device may come from the rollout, for all the console knows: one of its patches began to run
    /// there not longer ago than the strategy watches; or the device is in a control group. Whoever tells of trouble tells
    /// what runs on the device, even if the device has not reported it yet.
    private func isSuspicious(_ rollout: Int, _ device: Int) -> Bool {
        let ring = rollouts[rollout].ringOf[device]
        guard ring != Rollout.noRing else { return false }
        if rollouts[rollout].isControl[Int(ring)] && !rollouts[rollout].isOpen[Int(ring)] { return true }
        guard !rollouts[rollout].flags[device].isDisjoint(with: [.offered, .setAside]) else { return false }
        let group = world.groups[world.group(of: device)]
        let first = group.slots(of: device)
        return rollouts[rollout].localPatches[group.index].contains { local in
            let slot = first + local
            let isCurrent = slots[slot].state == .runningFixed || revision[group.patches[local]] == 0
            return slots[slot].state.isRunning && isCurrent
                && now - Tick(runningSince[slot]) <= rollouts[rollout].watch
        }
    }

    // MARK: Failures that have nothing to do with patches

    mutating func planNoise() {
        for group in world.groups where group.noisePerDay > 0 {
            guard let gap = try? Distribution.exponential(mean: 86_400 / group.noisePerDay) else { continue }
            for device in group.devices {
                var time: Tick = 0
                var count: UInt64 = 0
                while true {
                    time += max(1, random.span(gap, .noise, device, count))
                    if time > world.scenario.horizon { break }
                    schedule(.noise, device, at: time)
                    count += 1
                }
            }
        }
    }

    mutating func reportNoise(of device: Int) {
        guard activity[device] != .unreachable,
            let time = nextInUse(device, world.group(of: device))
        else { return }
        guard time <= now else {
            schedule(.noise, device, at: time)
            return
        }
        tally.noiseReports += 1
        console.takeTicket(at: now)
        recorder?.note(device, now, .unrelatedTicket)
        markTrouble(device, nil)
    }
}
