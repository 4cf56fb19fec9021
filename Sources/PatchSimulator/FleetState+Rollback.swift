import EventEngine
import PatchModel

extension FleetState {
    /// Takes back, as one job, every patch of the device whose rollout is being reverted. False if there is none.
    mutating func beginRollback(_ device: Int, _ group: Int) -> Bool {
        guard isReverting else { return false }
        let plan = world.groups[group]
        let first = plan.slots(of: device)
        var length: Tick = 0
        var taken: [Int] = []
        for local in plan.patches.indices where slots[first + local].state == .running {
            let patch = plan.patches[local]
            let rollout = rolloutOf[patch]
            guard rollout >= 0, rollouts[rollout].isReverting, world.patches[patch].canRollBack
            else { continue }
            slots[first + local].state = .rollingBack
            // Named by the installation that is taken back.
            let key = occurrence(patch, ofSlot: first + local)
            length += random.span(world.patches[patch].rollbackDuration, .rollbackDuration, device, key)
            taken.append(patch)
        }
        guard !taken.isEmpty else { return false }
        recorder?.note(device, now, .rollsBack(taken))
        proceed(device, to: .rollingBack, at: now + length)
        updateCondition(device)
        return true
    }

    mutating func endRollback(_ device: Int, _ group: Int) {
        let plan = world.groups[group]
        let first = plan.slots(of: device)
        var reboots = false
        for local in plan.patches.indices.reversed() where slots[first + local].state == .rollingBack {
            let patch = plan.patches[local]
            let failure = world.patches[patch].rollbackFailure
            if random.chance(failure, .rollbackFailure, device, occurrence(patch, ofSlot: first + local)) {
                recorder?.note(device, now, .rollbackFailed(patch))
                die(device, local, .rollback)
                return
            }
            tally.rollbacks += 1
            tally.lastRevert = max(tally.lastRevert ?? 0, now)
            takeOff(device, group, local, leaving: stateAfterRollback(of: patch))
            recorder?.note(device, now, .rolledBack(patch))
            // What needs a reboot to be installed needs one to be taken back.
            if world.patches[patch].restart == .reboot { reboots = true }
        }
        if reboots { meetRestart(device) }
        finish(device, group)
    }

    /// What was taken back may come again when the rollout goes on, at once if it does already.
    func stateAfterRollback(of patch: Int) -> SlotState {
        console.rollouts[rolloutOf[patch]].stopped == nil ? .absent : .takenBack
    }

    /// The patch runs no longer on the device, nor does what went wrong because of it. What a newer patch brought stays.
    mutating func takeOff(_ device: Int, _ group: Int, _ local: Int, leaving state: SlotState) {
        let plan = world.groups[group]
        let first = plan.slots(of: device)
        let isCovered = plan.coveredBy[local].contains {
            slots[first + $0].state.isRunning && slots[first + $0].state != .covered
        }
        change(device, group, local, to: isCovered && state != .arrivingFixed ? .covered : state)
        endIncidents(of: device, patch: local)
        for older in plan.covers[local] where slots[first + older].state == .covered {
            let isStillCovered = plan.coveredBy[older].contains {
                slots[first + $0].state.isRunning && slots[first + $0].state != .covered
            }
            if !isStillCovered { change(device, group, older, to: .absent) }
        }
    }
}
