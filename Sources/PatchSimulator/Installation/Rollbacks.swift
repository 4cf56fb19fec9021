import EventEngine
import PatchModel

/// How a patch is taken back; free to copy.
struct RollbackPlan: Sendable {
    let isPossible: Bool
    let duration: Law
    /// Probability that it leaves the device dead.
    let failure: Double

    /// - Parameter rollback: nil: the patch cannot be taken back.
    init(_ rollback: Rollback?, arena: Arena) {
        isPossible = rollback != nil
        duration = Law(rollback?.duration ?? .zero, in: arena)
        failure = rollback?.failure ?? 0
    }
}

/// Patches that are taken back from devices, by order or by a technician.
struct Rollbacks: Subject {
    /// By group and patch: how many, and when the last of them ended.
    private var counts: [Int]
    private var last: [Tick?]

    init(_ world: World) {
        counts = Array(repeating: 0, count: world.cellCount)
        last = Array(repeating: nil, count: world.cellCount)
    }

    /// Takes back, as one job, every patch of the device whose rollout is being reverted. False if there is none.
    static func begin(_ device: Int, _ group: Int, in run: inout Run) -> Bool {
        guard run.console.isReverting else { return false }
        let plan = run.world.groups[group]
        let first = plan.slots(of: device)
        var length: Tick = 0
        var taken: [Int] = []
        for local in run.console.takenBack(from: group) where run.pairs.state(first + local) == .running {
            let patch = plan.patches[local]
            guard run.world.patches[patch].rollback.isPossible else { continue }
            run.console.unsettle(device)
            run.pairs.move(first + local, to: .rollingBack)
            // Named by the installation that is taken back.
            let key = run.pairs.occurrence(patch, ofSlot: first + local)
            length += run.random.span(run.world.patches[patch].rollback.duration, .rollbackDuration, device, key)
            taken.append(patch)
        }
        guard !taken.isEmpty else { return false }
        run.recorder?.note(device, run.agenda.now, .rollsBack(taken))
        Devices.proceed(device, group, to: .rollingBack, at: run.agenda.now + length, in: &run)
        Conditions.update(device, group, in: &run)
        return true
    }

    static func end(_ device: Int, _ group: Int, in run: inout Run) {
        let plan = run.world.groups[group]
        let first = plan.slots(of: device)
        var reboots = false
        for local in plan.patches.indices.reversed() where run.pairs.state(first + local) == .rollingBack {
            let patch = plan.patches[local]
            let failure = run.world.patches[patch].rollback.failure
            let key = run.pairs.occurrence(patch, ofSlot: first + local)
            if run.random.chance(failure, .rollbackFailure, device, key) {
                run.recorder?.note(device, run.agenda.now, .rollbackFailed(patch))
                Defects.die(device, local, .rollback, in: &run)
                return
            }
            let cell = plan.firstCell + local
            run.rollbacks.counts[cell] += 1
            // Devices need not be run in the order of time.
            run.rollbacks.last[cell] = max(run.rollbacks.last[cell] ?? 0, run.agenda.now)
            takeOff(device, group, local, leaving: stateAfterwards(of: patch, in: run), in: &run)
            run.recorder?.note(device, run.agenda.now, .rolledBack(patch))
            // What needs a reboot to be installed needs one to be taken back.
            if run.world.patches[patch].restart.kind == .reboot { reboots = true }
        }
        if reboots { Defects.meetRestart(device, in: &run) }
        CheckIns.finish(device, group, in: &run)
    }

    /// What was taken back may come again when the rollout goes on, at once if it does already.
    static func stateAfterwards(of patch: Int, in run: Run) -> PairState {
        run.console.isStopped(patch) ? .takenBack : .absent
    }

    /// The patch runs no longer on the device, nor does what went wrong because of it. What a newer patch brought stays.
    static func takeOff(_ device: Int, _ group: Int, _ local: Int, leaving state: PairState, in run: inout Run) {
        let plan = run.world.groups[group]
        let first = plan.slots(of: device)
        let isCovered = isBroughtByNewer(local, plan, first, in: &run)
        let new = isCovered && state != .arrivingFixed ? .covered : state
        Pairs.change(device, group, local, to: new, in: &run)
        Defects.end(of: device, patch: local, in: &run)
        for older in plan.software.covers[local] where run.pairs.state(first + older) == .covered {
            if !isBroughtByNewer(older, plan, first, in: &run) {
                Pairs.change(device, group, older, to: .absent, in: &run)
            }
        }
    }

    /// True if a newer patch runs that brings what the patch brings.
    private static func isBroughtByNewer(
        _ local: Int,
        _ plan: Reference<GroupPlan>,
        _ first: Int,
        in run: inout Run
    ) -> Bool {
        for newer in plan.software.coveredBy[local] {
            let state = run.pairs.state(first + newer)
            if state.isRunning && state != .covered { return true }
        }
        return false
    }

    // MARK: What the manifest asks

    /// From the moment on when patches are taken back that may leave a device dead by that.
    static func coupling(in run: inout Run) -> Coupling {
        guard run.console.isReverting else { return .none }
        for patch in run.world.patches.indices where mayKill(patch, in: &run) { return .always }
        return .none
    }

    static func coupling(of group: Reference<GroupPlan>, in run: inout Run) -> Coupling {
        for patch in group.patches where mayKill(patch, in: &run) { return .always }
        return .none
    }

    private static func mayKill(_ patch: Int, in run: inout Run) -> Bool {
        run.world.patches[patch].rollback.failure > 0 && run.console.takesBack(patch)
    }

    func add(to ledger: inout Ledger, of part: Part, in run: Run) {
        let cells = run.world.cells(in: part)
        ledger.installation.rollbacks = cells.reduce(0) { $0 + counts[$1] }
        ledger.installation.lastRevert = cells.compactMap { last[$0] }.max()
    }

    func violations(in run: Run) -> [String] {
        counts.indices.filter { (counts[$0] == 0) != (last[$0] == nil) }
            .map { "\(counts[$0]) rollbacks, the last at \(last[$0] ?? -1)" }
    }
}
