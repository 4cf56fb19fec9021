import EventEngine
import PatchModel

/// What the console offers a device, and the device takes.
enum Offers {
    /// Takes everything the console offers this device now, as one job. False if there is nothing.
    static func accept(_ device: Int, _ group: Int, in run: inout Run) -> Bool {
        let plan = run.world.groups[group]
        let first = plan.slots(of: device)
        var bytes: Int64 = 0
        var isEmpty = true
        for local in open(plan, first, in: &run) where isOffered(local, device, plan, first, in: &run) {
            // What a newer patch of the same job makes superfluous is passed over.
            if isSuperfluous(local, device, plan, first, in: &run) { continue }
            isEmpty = false
            let slot = first + local
            let patch = plan.patches[local]
            switch run.pairs.state(slot) {
            case .running:
                run.console.unsettle(device)
                run.pairs.move(slot, to: .upgrading)
            case .held, .takenBack, .failed:
                // Only the fixed revision is offered after these: its attempts are counted anew.
                run.pairs.forgetFailures(slot)
                run.pairs.move(slot, to: .arrivingFixed)
            default: run.pairs.move(slot, to: run.console.hasFix(of: patch) ? .arrivingFixed : .arriving)
            }
            bytes += run.world.patches[patch].size
            if run.inFlight.isActive { InFlight.take(device, group, of: run.console.rollout(of: patch), in: &run) }
            ConsoleServer.hear(device, takes: patch, slot, in: &run)
        }
        guard !isEmpty else { return false }
        if run.recorder?.records(device) == true {
            let accepted = run.pairs.find(.arriving, from: first, plan.patches.count).map { plan.patches[$0] }
            run.recorder?.note(device, run.agenda.now, .offered(accepted))
        }
        Downloads.begin(device, plan, bytes, in: &run)
        return true
    }

    /// The local numbers of pairs of which something may be offered. Most of them run, and there is nothing newer.
    @inline(__always)
    private static func open(_ plan: Reference<GroupPlan>, _ first: Int, in run: inout Run) -> FoundPairs {
        let count = plan.patches.count
        guard count <= 64 else {
            return run.pairs.find(run.console.hasFixes ? .open : .absent, from: first, count)
        }
        var open = run.pairs.find(.absent, from: first, count)
        open.insert(run.console.fixedPatches(of: plan.index))
        return open
    }

    /// True if the device has spent all attempts at the revision it tries to get.
    @inline(__always)
    static func hasGivenUp(_ slot: Slot, _ patch: Int, _ world: World) -> Bool {
        slot.failures >= world.patches[patch].installation.attempts
    }

    /// True if a newer patch that comes in the same job makes this one superfluous.
    @inline(__always)
    private static func isSuperfluous(
        _ local: Int,
        _ device: Int,
        _ plan: Reference<GroupPlan>,
        _ first: Int,
        in run: inout Run
    ) -> Bool {
        for newer in plan.software.coveredBy[local]
        where run.pairs.isArriving(first + newer) || isOffered(newer, device, plan, first, in: &run) {
            return true
        }
        return false
    }

    // Mutating in form only, as are all questions to a run that is being changed: it would have to be copied for others.
    private static func isOffered(
        _ local: Int,
        _ device: Int,
        _ plan: Reference<GroupPlan>,
        _ first: Int,
        in run: inout Run
    ) -> Bool {
        let slot = run.pairs[first + local]
        let patch = plan.patches[local]
        switch slot.state {
        case .absent: break
        case .held, .takenBack, .failed: if !run.console.hasFix(of: patch) { return false }
        case .running: if !run.console.hasFix(of: patch) || hasGivenUp(slot, patch, run.world) { return false }
        default: return false
        }
        let rollout = run.console.rollout(of: patch)
        guard rollout >= 0 else { return false }
        guard
            run.console.offers(rollout, to: device, at: run.agenda.now)
                || slot.failures > 0 && run.console.keepsOffer(rollout, to: device)
        else { return false }
        if run.devices.isMarked(device, .hasRetry), run.retries.waits(device, first + local, at: run.agenda.now) {
            return false
        }
        if run.console.isWithdrawn(patch) { return false }
        for newer in plan.software.coveredBy[local] where run.pairs.isRunning(first + newer) { return false }
        // What runs already is replaced by its fixed revision whatever it began from.
        if !plan.software.from.isEmpty, !slot.state.isRunning,
            !run.pairs.runsAll(plan.software.from[local], device, plan)
        {
            return false
        }
        for needed in plan.software.prerequisites[local] where !run.pairs.isRunning(first + needed) { return false }
        // Asked last: who is refused waits.
        return !run.inFlight.isActive || InFlight.admits(device, plan.index, to: rollout, in: &run)
    }
}
