import EventEngine
import PatchModel

extension FleetState {
    /// True if the device can talk to the console at this moment.
    mutating func isConnected(_ device: Int, _ group: Int) -> Bool {
        guard activity[device] != .unreachable else { return false }
        let session = session(device, group)
        return session.contains(now) && !(world.groups[group].needsCorporate && session.place == .away)
    }

    /// The first moment from now on at which the device is switched on.
    mutating func nextInUse(_ device: Int, _ group: Int) -> Tick? {
        let session = session(device, group)
        return session.isFinished ? nil : max(now, Tick(session.start))
    }

    /// The device's first check-in at or after `time`, which must not be in the past.
    mutating func nextCheckIn(_ device: Int, _ group: Int, from time: Tick) -> Tick? {
        let session = session(device, group)
        return sessions.checkIn(from: time, session, device, world.groups[group])
    }

    /// Something waits for the device at the console, or for the console at the device: see to it that it checks in.
    mutating func awaitContact(_ device: Int, _ group: Int, from time: Tick) {
        switch activity[device] {
        case .idle, .awaitingContact: break
        // Also one that was called: it is going to look up a check-in that is at least as early.
        default: return
        }
        guard let contact = nextCheckIn(device, group, from: time) else {
            if activity[device] == .idle { due[device] = Int32(Tick.never) }
            return
        }
        if activity[device] == .awaitingContact && Tick(due[device]) <= contact { return }
        proceed(device, to: .awaitingContact, at: contact)
    }

    /// A check-in: report, then take orders.
    mutating func checkIn(_ device: Int, _ group: Int) {
        activity[device] = .idle
        recorder?.note(device, now, .checkedIn)
        report(device, group)
        if beginRollback(device, group) { return }
        if acceptOffers(device, group) { return }
        activity[device] = .idle
        guard marks[device].contains(.hasRetry), let retry = nextRetry(device, group) else { return }
        awaitContact(device, group, from: retry)
    }

    /// When the first of the device's updates that wait after a failure may be tried again, if that is still to come.
    /// Waits that are over are forgotten.
    private mutating func nextRetry(_ device: Int, _ group: Int) -> Tick? {
        let plan = world.groups[group]
        let first = plan.slots(of: device)
        var next: Tick?
        for slot in first..<first + plan.patches.count {
            guard let retry = retryAt[slot] else { continue }
            if retry > now { next = min(next ?? retry, retry) } else { retryAt[slot] = nil }
        }
        if next == nil { marks[device].remove(.hasRetry) }
        return next
    }

    mutating func forgetRetries(_ device: Int, _ group: Reference<GroupPlan>) {
        marks[device].remove(.hasRetry)
        let first = group.slots(of: device)
        for slot in first..<first + group.patches.count { retryAt[slot] = nil }
    }

    /// The device has finished something: it reports at once if it is connected, as agents do, or has been kept on for that;
    /// or else at its next check-in.
    mutating func finish(_ device: Int, _ group: Int) {
        guard activity[device] != .unreachable else { return }
        activity[device] = .idle
        let isKeptOn = marks[device].contains(.keptOn)
        marks[device].subtract([.interrupted, .keptOn])
        updateCondition(device)
        if isConnected(device, group) {
            checkIn(device, group)
        } else {
            if isKeptOn { report(device, group) }
            awaitContact(device, group, from: now)
        }
    }

    /// Tells the console how things stand on the device. What the console knows of a device afterwards is a function of
    /// the device's state at this moment, so a report may be repeated without harm.
    private mutating func report(_ device: Int, _ group: Int) {
        if marks[device].contains(.hasIncidents) {
            for number in incidentNumbers(of: device)
            where incidents[number].phase == .active && incidents[number].hasTelemetry { reportIncident(number) }
        }
        let first = world.groups[group].slots(of: device)
        for rollout in rollouts.indices where rollouts[rollout].concerns(device) {
            var flags: DeviceFlags = []
            let ring = Int(rollouts[rollout].ringOf[device])
            reportAttempt(device, rollout, ring)
            if rollouts[rollout].isWatched(ring) { flags.insert(.seen) }
            var isInstalled = true
            var isExpected = false
            for local in rollouts[rollout].localPatches[group] {
                if isLeftOut(local, world.groups[group], first, rollout) { continue }
                isExpected = true
                let state = slots[first + local].state
                let patch = world.groups[group].patches[local]
                let isLatest = revision[patch] == 0
                switch state {
                case .runningFixed, .covered: break
                case .running where isLatest: break
                case .running where hasGivenUp(slots[first + local], patch): flags.insert(.failed)
                case .failed where isLatest: flags.insert(.failed)
                case .failedFixed: flags.insert(.failed)
                // Also the first revision's failure where the fixed one has yet to be tried.
                default: isInstalled = false
                }
            }
            guard isExpected || rollouts[rollout].flags[device].contains(.troubled) else {
                setFlags(flags.union(.setAside), of: device, in: rollout)
                continue
            }
            // A device that needs none of the patches any more counts as one that has them.
            if isInstalled && !flags.contains(.failed) && rollouts[rollout].isOpen[ring] { flags.insert(.installed) }
            setFlags(flags, of: device, in: rollout, keeping: [.offered, .troubled])
        }
    }

    /// Counts the attempt that has ended since the last report. There is one at most: between two attempts of a device lies
    /// a check-in.
    private mutating func reportAttempt(_ device: Int, _ rollout: Int, _ ring: Int) {
        let flags = rollouts[rollout].flags[device]
        guard flags.contains(.attempted) else { return }
        let isFailed = flags.contains(.attemptFailed)
        count(rollout, ring, more: RingCount.attempts, and: isFailed ? RingCount.failedAttempts : nil)
        rollouts[rollout].flags[device].subtract([.attempted, .attemptFailed])
    }

    /// Puts into the console what it knows of a device in a rollout; `keeping` are flags that only others change.
    mutating func setFlags(_ flags: DeviceFlags, of device: Int, in rollout: Int, keeping: DeviceFlags = []) {
        let old = rollouts[rollout].flags[device]
        let new = flags.union(old.intersection(keeping))
        guard new != old else { return }
        let ring = Int(rollouts[rollout].ringOf[device])
        let isSetAside = new.contains(.setAside)
        if old.contains(.setAside) != isSetAside {
            let (less, more) =
                isSetAside ? (RingCount.unknown, RingCount.setAside) : (RingCount.setAside, RingCount.unknown)
            count(rollout, ring, less: less, more: more)
        }
        if old.known != new.known { count(rollout, ring, less: old.known, more: new.known) }
        rollouts[rollout].flags[device] = new
    }

    /// Takes everything the console offers this device now, as one job. False if there is nothing.
    private mutating func acceptOffers(_ device: Int, _ group: Int) -> Bool {
        let plan = world.groups[group]
        let first = plan.slots(of: device)
        var bytes: Int64 = 0
        var isEmpty = true
        for local in plan.patches.indices where isOffered(local, device, plan, first) {
            // What a newer patch of the same job makes superfluous is passed over.
            if isSuperfluous(local, device, plan, first) { continue }
            isEmpty = false
            let patch = plan.patches[local]
            let isFixed = revision[patch] > 0
            switch slots[first + local].state {
            case .running: slots[first + local].state = .upgrading
            case .held, .takenBack, .failed:
                // Only the fixed revision is offered after these: its attempts are counted anew.
                slots[first + local].failures = 0
                slots[first + local].state = .arrivingFixed
            default: slots[first + local].state = isFixed ? .arrivingFixed : .arriving
            }
            bytes += world.patches[patch].size
            let rollout = rolloutOf[patch]
            if !rollouts[rollout].outcomesBefore.isEmpty { rollouts[rollout].outcomesBefore.remove(first + local) }
            if !rollouts[rollout].flags[device].contains(.offered) {
                let known = rollouts[rollout].flags[device].subtracting(.setAside)
                setFlags(known.union([.offered, .seen]), of: device, in: rollout)
            }
        }
        guard !isEmpty else { return false }
        if recorder?.records(device) == true {
            let accepted = plan.patches.indices.filter { slots[first + $0].state.isArriving }.map { plan.patches[$0] }
            recorder?.note(device, now, .offered(accepted))
        }
        beginDownload(device, plan, bytes)
        return true
    }

    /// True if the device has spent all attempts at the revision it tries to get.
    @inline(__always)
    private func hasGivenUp(_ slot: Slot, _ patch: Int) -> Bool {
        slot.failures >= world.patches[patch].attempts
    }

    /// True if a newer patch that comes in the same job makes this one superfluous.
    @inline(__always)
    private mutating func isSuperfluous(_ local: Int, _ device: Int, _ plan: Reference<GroupPlan>, _ first: Int) -> Bool
    {
        for newer in plan.coveredBy[local]
        where slots[first + newer].state.isArriving || isOffered(newer, device, plan, first) {
            return true
        }
        return false
    }

    // Mutating in form only, as are the questions above: called on a state that is being changed, a method that is not
    // would have it copied first.
    private mutating func isOffered(_ local: Int, _ device: Int, _ plan: Reference<GroupPlan>, _ first: Int) -> Bool {
        let patch = plan.patches[local]
        let rollout = rolloutOf[patch]
        guard rollout >= 0 else { return false }
        let slot = slots[first + local]
        guard rollouts[rollout].offers(to: device) || slot.failures > 0 && rollouts[rollout].keepsOffer(to: device)
        else {
            return false
        }
        if marks[device].contains(.hasRetry), let retry = retryAt[first + local], retry > now { return false }
        switch slot.state {
        case .absent: break
        case .held, .takenBack, .failed: if revision[patch] == 0 { return false }
        case .running: if revision[patch] == 0 || hasGivenUp(slot, patch) { return false }
        default: return false
        }
        for newer in plan.coveredBy[local] where slots[first + newer].state.isRunning { return false }
        for needed in plan.prerequisites[local] where !slots[first + needed].state.isRunning { return false }
        return true
    }
}
