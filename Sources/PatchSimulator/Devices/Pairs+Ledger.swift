import EventEngine
import PatchModel

extension Pairs {
    /// Adds to the ledger how long pairs waited for their patch.
    func addTimes(to ledger: inout Ledger, in run: Run) {
        let (world, end) = (run.world, ledger.time)
        var releases: Set<Tick> = []
        for group in world.groups {
            for (local, patch) in group.patches.enumerated() where world.patches[patch].released <= end {
                releases.insert(world.patches[patch].released)
                ledger.patching.pairs += group.count
                guard let deadline = world.patches[patch].deadline, world.patches[patch].released + deadline <= end
                else { continue }
                ledger.patching.deadlinePairs += group.count
                forEachWait(group, local, world) { if $0 <= deadline { ledger.patching.deadlinesMet += 1 } }
            }
        }
        let shares = [0.50, 0.90, 0.95, 0.99]
        let quantiles = releases.count > 1 ? estimate(shares, end, world, &ledger) : ranks(shares, end, world, &ledger)
        ledger.patching.timeToPatch50 = quantiles[0]
        ledger.patching.timeToPatch90 = quantiles[1]
        ledger.patching.timeToPatch95 = quantiles[2]
        ledger.patching.timeToPatch99 = quantiles[3]
    }

    /// Patches of several dates: pairs are watched for different times.
    private func estimate(_ shares: [Double], _ end: Tick, _ world: World, _ ledger: inout Ledger) -> [Tick?] {
        var times = TimeToPatch()
        for group in world.groups {
            for (local, patch) in group.patches.enumerated() where world.patches[patch].released <= end {
                var waits: [Int32] = []
                forEachWait(group, local, world) { waits.append(Int32($0)) }
                times.add(pairs: group.count, watchedFor: end - world.patches[patch].released, waits: waits)
            }
        }
        ledger.patching.patchedPairs = times.patched
        return times.quantiles(shares)
    }

    /// Patches of one date: the end censors all pairs alike, so that the estimate is the share itself, and the times need
    /// not be kept.
    private func ranks(_ shares: [Double], _ end: Tick, _ world: World, _ ledger: inout Ledger) -> [Tick?] {
        var search = RankSearch(upTo: UInt32(end))
        var patched = 0
        forEachWait(end, world) {
            search.count(UInt32($0))
            patched += 1
        }
        ledger.patching.patchedPairs = patched
        let ranks = shares.map { max(1, RingAssignment.roundedUp($0, of: ledger.patching.pairs)) - 1 }
        let found = search.values(ofRanks: ranks) { collect in forEachWait(end, world) { collect(UInt32($0)) } }
        return found.map { $0.map(Tick.init) }
    }

    /// The time from release to running of every pair that runs.
    private func forEachWait(_ end: Tick, _ world: World, _ body: (Tick) -> Void) {
        for group in world.groups {
            for (local, patch) in group.patches.enumerated() where world.patches[patch].released <= end {
                forEachWait(group, local, world, body)
            }
        }
    }

    @inline(__always)
    private func forEachWait(
        _ group: Reference<GroupPlan>,
        _ local: Int,
        _ world: World,
        _ body: (Tick) -> Void
    ) {
        let released = world.patches[group.patches[local]].released
        let step = group.patches.count
        var slot = group.firstSlot + local
        for _ in 0..<group.count {
            // A newer patch that came out before may have made this one superfluous already.
            if isRunning(slot) { body(max(0, runningSince(slot) - released)) }
            slot += step
        }
    }

    // MARK: Devices that lack a patch

    /// Adds to the ledger the devices that do not run all patches that are out, by cause.
    func addUnpatched(to ledger: inout Ledger, in run: Run) {
        let world = run.world
        for group in world.groups {
            let due = group.patches.indices.filter { world.patches[group.patches[$0]].released <= run.now }
            var causes = [Int](repeating: 0, count: ResidualCause.allCases.count)
            for device in group.devices {
                let first = group.slots(of: device)
                var worst = ResidualCause.allCases.count
                for local in due where !isRunning(first + local) {
                    worst = min(worst, residualCause(device, group.patches[local], state(first + local), in: run))
                }
                if worst < causes.count { causes[worst] += 1 }
            }
            for (number, cause) in ResidualCause.allCases.enumerated() where causes[number] > 0 {
                ledger.patching.neverPatched[cause, default: 0] += causes[number]
            }
        }
    }

    /// Why the device does not run the patch: a place in `ResidualCause.allCases`, where the first one counts.
    private func residualCause(_ device: Int, _ patch: Int, _ state: PairState, in run: Run) -> Int {
        let activity = run.devices.activity(device)
        if activity == .unreachable { return ResidualCause.bricked.place }
        switch state {
        case .failed, .failedFixed: return ResidualCause.failed.place
        case .held, .takenBack: return ResidualCause.takenBack.place
        case .arriving, .arrivingFixed:
            let waits = activity == .awaitingRestart || activity == .restarting
            return (waits ? ResidualCause.awaitingRestart : .inProgress).place
        default:
            let rollout = run.console.rollout(of: patch)
            guard rollout >= 0, run.console.offers(rollout, to: device) else { return ResidualCause.notOffered.place }
            return (run.console.hasSeen(device, in: rollout) ? ResidualCause.inProgress : .neverOnline).place
        }
    }
}

extension ResidualCause {
    /// The place among all cases.
    fileprivate var place: Int {
        switch self {
        case .bricked: 0
        case .failed: 1
        case .takenBack: 2
        case .awaitingRestart: 3
        case .inProgress: 4
        case .neverOnline: 5
        case .notOffered: 6
        }
    }
}
