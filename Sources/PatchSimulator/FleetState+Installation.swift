import EventEngine
import PatchModel

extension FleetState {
    /// Names an attempt among all draws of a device: the patch, and how many attempts to install it have come to an end since
    /// the start. What is drawn for the same patch again is drawn anew; one that was broken off is tried again as it was.
    @inline(__always)
    func occurrence(_ patch: Int, ofSlot slot: Int) -> UInt64 {
        let attempts = UInt64(slots[slot].attempts)
        return UInt64(patch) << 32 | (furtherAttempts.isEmpty ? attempts : attempts + (furtherAttempts[slot] ?? 0) << 8)
    }

    /// Another attempt has come to an end.
    @inline(__always)
    private mutating func countAttempt(_ slot: Int) {
        slots[slot].attempts &+= 1
        if slots[slot].attempts == 0 { furtherAttempts[slot, default: 0] += 1 }
    }

    /// The download is complete. The device asks once more whether the offers still stand, and installs.
    mutating func beginInstallation(_ device: Int, _ group: Int) {
        let plan = world.groups[group]
        let first = plan.slots(of: device)
        var length: Tick = 0
        var interrupts = false
        var keepsOn = false
        var isEmpty = true
        for local in plan.patches.indices where slots[first + local].state.isArriving {
            let patch = plan.patches[local]
            if rollouts[rolloutOf[patch]].cancelsQueued {
                withdraw(first + local)
                tally.cancelledOffers += 1
                recorder?.note(device, now, .cancelled(patch))
                continue
            }
            let installation = world.patches[patch]
            let attempt = occurrence(patch, ofSlot: first + local)
            length += random.span(installation.duration, .installDuration, device, attempt)
            if installation.interrupts { interrupts = true }
            if installation.keepsOn { keepsOn = true }
            isEmpty = false
        }
        guard !isEmpty else {
            finish(device, group)
            return
        }
        if interrupts { marks[device].insert(.interrupted) }
        if keepsOn { marks[device].insert(.keptOn) }
        proceed(device, to: .installing, at: now + length)
        updateCondition(device)
    }

    /// What was arriving does not arrive, and is not tried again. The first revision stays where it runs.
    private mutating func giveUp(_ slot: Int) {
        switch slots[slot].state {
        case .upgrading: slots[slot].state = .running
        case .arrivingFixed: slots[slot].state = .failedFixed
        default: slots[slot].state = .failed
        }
    }

    /// What was arriving does not arrive.
    mutating func withdraw(_ slot: Int) {
        slots[slot].state = slots[slot].state == .upgrading ? .running : .absent
    }

    /// The installation is over: each patch has succeeded, failed cleanly, or taken the device with it.
    mutating func endInstallation(_ device: Int, _ group: Int) {
        let plan = world.groups[group]
        let first = plan.slots(of: device)
        var undoing: Tick = 0
        var successes = 0
        for local in plan.patches.indices where slots[first + local].state.isArriving {
            let patch = plan.patches[local]
            let installation = world.patches[patch]
            let attempt = occurrence(patch, ofSlot: first + local)
            countAttempt(first + local)
            tally.attempts += 1
            rollouts[rolloutOf[patch]].flags[device].insert(.attempted)
            if random.chance(installation.bricks, .installBrick, device, attempt) {
                rollouts[rolloutOf[patch]].flags[device].insert(.attemptFailed)
                tally.failedAttempts += 1
                slots[first + local].failures += 1
                if slots[first + local].failures >= installation.attempts { giveUp(first + local) }
                recorder?.note(device, now, .bricked(patch))
                marks[device].remove(.keptOn)
                die(device, local, .installation)
                return
            }
            if random.chance(installation.failure, .installFailure, device, attempt) {
                undoing += random.span(installation.revert, .installRevert, device, attempt)
                noteFailure(device, first + local, patch, installation)
            } else {
                successes += 1
                recorder?.note(device, now, .installed(patch))
            }
        }
        tally.installations += successes
        marks[device].remove(.interrupted)
        if undoing > 0 {
            proceed(device, to: .reverting, at: now + undoing)
            updateCondition(device)
        } else {
            awaitRestart(device, group)
        }
    }

    private mutating func noteFailure(_ device: Int, _ slot: Int, _ patch: Int, _ installation: Reference<PatchPlan>) {
        tally.failedAttempts += 1
        rollouts[rolloutOf[patch]].flags[device].insert(.attemptFailed)
        slots[slot].failures += 1
        let failures = slots[slot].failures
        let isLast = failures >= installation.attempts
        recorder?.note(device, now, .failed(patch, attempt: failures, isLast: isLast))
        if isLast {
            giveUp(slot)
            return
        }
        withdraw(slot)
        // Doubled after each failure; the shift is bounded by the greatest number of attempts.
        let wait = min(Tick.latest, installation.backoff << Tick(min(failures - 1, 15)))
        retryAt[slot] = min(Tick.latest, now + wait)
        marks[device].insert(.hasRetry)
    }

    /// The installed patches that need a restart wait until they get it.
    mutating func awaitRestart(_ device: Int, _ group: Int) {
        let plan = world.groups[group]
        let first = plan.slots(of: device)
        var wait: Tick = 0
        var needsRestart = false
        for local in plan.patches.indices where slots[first + local].state.isArriving {
            let patch = plan.patches[local]
            let restart = world.patches[patch]
            guard restart.restart != .none else { continue }
            needsRestart = true
            let attempt = occurrence(patch, ofSlot: first + local)
            wait = max(wait, random.span(restart.restartWait, .restartWait, device, attempt))
        }
        guard needsRestart else {
            beginToRun(device, group)
            return
        }
        guard wait > 0 else {
            beginRestart(device, group)
            return
        }
        // Nobody keeps a device on for hours because it may want to restart.
        marks[device].remove(.keptOn)
        proceed(device, to: .awaitingRestart, at: now + wait)
        updateCondition(device)
        recorder?.note(device, now, .awaitsRestart)
    }

    /// One restart serves all patches of the job: the strongest kind that any of them needs, for the longest of the times of
    /// all that need one.
    mutating func beginRestart(_ device: Int, _ group: Int) {
        let plan = world.groups[group]
        let first = plan.slots(of: device)
        var length: Tick = 0
        for local in plan.patches.indices where slots[first + local].state.isArriving {
            let patch = plan.patches[local]
            let restart = world.patches[patch]
            guard restart.restart != .none else { continue }
            let attempt = occurrence(patch, ofSlot: first + local)
            length = max(length, random.span(restart.restartDuration, .restartDuration, device, attempt))
        }
        let kind = restartOfJob(plan, first)
        proceed(device, to: .restarting, at: now + length)
        updateCondition(device)
        recorder?.note(device, now, .restarts(kind))
    }

    /// The strongest kind of restart that any of the patches needs that are being installed.
    private func restartOfJob(_ plan: Reference<GroupPlan>, _ first: Int) -> Restart.Kind {
        var kind = Restart.Kind.none
        for local in plan.patches.indices where slots[first + local].state.isArriving {
            kind = max(kind, world.patches[plan.patches[local]].restart)
        }
        return kind
    }

    mutating func endRestart(_ device: Int, _ group: Int) { beginToRun(device, group) }

    /// The new versions run.
    private mutating func beginToRun(_ device: Int, _ group: Int) {
        let plan = world.groups[group]
        let first = plan.slots(of: device)
        activity[device] = .idle
        let reboots = restartOfJob(plan, first) == .reboot
        var begun: [Int] = []
        for local in plan.patches.indices where slots[first + local].state.isArriving {
            let patch = plan.patches[local]
            switch slots[first + local].state {
            case .arriving:
                setRunning(device, group, local, .running)
                slots[first + local].failures = 0
                if !world.patches[patch].defects.isEmpty { begun.append(local) }
            case .upgrading:
                // The pair ran before: neither exposure nor time to patch begin anew.
                slots[first + local].state = .runningFixed
                slots[first + local].failures = 0
                endIncidents(of: device, patch: local)
            default:
                setRunning(device, group, local, .runningFixed)
            }
            let isFixed = slots[first + local].state == .runningFixed
            recorder?.note(device, now, .runs(patch, isFixed: isFixed))
        }
        if reboots { meetRestart(device) }
        for local in begun { awakenDefects(device, group, local, afterReboot: reboots) }
        finish(device, group)
    }

    /// The pair begins to run what the patch brings; older patches that it makes superfluous are done with.
    private mutating func setRunning(_ device: Int, _ group: Int, _ local: Int, _ state: SlotState) {
        let plan = world.groups[group]
        let first = plan.slots(of: device)
        change(device, group, local, to: state)
        runningSince[first + local] = Int32(now)
        for older in plan.covers[local] where !slots[first + older].state.isRunning {
            change(device, group, older, to: .covered)
            runningSince[first + older] = Int32(now)
        }
    }
}
