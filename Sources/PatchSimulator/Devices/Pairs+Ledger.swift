import EventEngine
import PatchModel

extension Pairs {
    /// Adds to the ledger how long pairs waited for their patch.
    func addTimes(to ledger: inout Ledger, of part: Part, in run: Run) {
        let (world, end) = (run.world, ledger.time)
        let lines = world.groups(in: part).flatMap { group in
            world.released(group, in: part, by: end).map { Line(group: group, local: $0, world) }
        }
        for line in lines {
            ledger.patching.pairs += line.group.count
            guard let deadline = line.deadline, line.released + deadline <= end else { continue }
            ledger.patching.deadlinePairs += line.group.count
            ledger.patching.deadlinesMet += numberRunning(line.group, line.local, by: line.released + deadline)
        }
        let shares = [0.50, 0.90, 0.95, 0.99]
        let isOfOneDate = lines.allSatisfy { $0.released == lines[0].released }
        let quantiles = isOfOneDate ? ranks(shares, end, lines, &ledger) : estimate(shares, end, lines, &ledger)
        ledger.patching.timeToPatch50 = quantiles[0]
        ledger.patching.timeToPatch90 = quantiles[1]
        ledger.patching.timeToPatch95 = quantiles[2]
        ledger.patching.timeToPatch99 = quantiles[3]
    }

    /// A patch that is out, on the devices of one group.
    private struct Line {
        let group: Reference<GroupPlan>
        let local: Int
        let released: Tick
        let deadline: Tick?

        init(group: Reference<GroupPlan>, local: Int, _ world: World) {
            self.group = group
            self.local = local
            released = world.patches[group.patches[local]].released
            deadline = world.patches[group.patches[local]].deadline
        }
    }

    /// Patches of several dates: pairs are watched for different times.
    private func estimate(_ shares: [Double], _ end: Tick, _ lines: [Line], _ ledger: inout Ledger) -> [Tick?] {
        var times = TimeToPatch()
        for line in lines {
            var waits: [Int32] = []
            // A newer patch that came out before may have made this one superfluous already.
            for begin in begins(of: line.group, line.local) { waits.append(Int32(max(0, begin - line.released))) }
            times.add(pairs: line.group.count, watchedFor: end - line.released, waits: waits)
        }
        ledger.patching.patchedPairs = times.patched
        return times.quantiles(shares)
    }

    /// Patches of one date: the end censors all pairs alike, so that the estimate is the share itself, and the times need
    /// not be kept.
    private func ranks(_ shares: [Double], _ end: Tick, _ lines: [Line], _ ledger: inout Ledger) -> [Tick?] {
        var search = RankSearch(upTo: UInt32(end))
        var patched = 0
        for line in lines {
            patched += count(line.group, line.local, after: line.released, in: &search)
        }
        ledger.patching.patchedPairs = patched
        let ranks = shares.map { max(1, RingAssignment.roundedUp($0, of: ledger.patching.pairs)) - 1 }
        search.beginToCollect(ranks)
        for line in lines { collect(line.group, line.local, after: line.released, in: &search) }
        return search.values(ofRanks: ranks).map { $0.map(Tick.init) }
    }

    // MARK: Devices that lack a patch

    /// Adds to the ledger the devices that do not run all patches that are out, by cause.
    func addUnpatched(to ledger: inout Ledger, of part: Part, in run: Run) {
        for group in run.world.groups(in: part) {
            let due = run.world.released(group, in: part, by: run.now)
            var causes = [Int](repeating: 0, count: ResidualCause.allCases.count)
            forEachLacking(due, of: group) { device, first in
                var worst = ResidualCause.allCases.count
                for local in due where !isRunning(first + local) {
                    worst = min(worst, residualCause(device, group.patches[local], state(first + local), in: run))
                }
                causes[worst] += 1
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
            if activity == .awaitingWindow { return ResidualCause.noWindow.place }
            let waits = activity == .awaitingRestart || activity == .drainingForRestart || activity == .restarting
            return (waits ? ResidualCause.awaitingRestart : .inProgress).place
        default:
            let rollout = run.console.rollout(of: patch)
            guard rollout >= 0, run.console.offers(rollout, to: device, at: run.agenda.now) else {
                return ResidualCause.notOffered.place
            }
            guard run.console.hasSeen(device, in: rollout) else { return ResidualCause.neverOnline.place }
            let group = run.world.groups[run.world.group(of: device)]
            let isFrozen = Maintenance.heldOffers(group, at: run.now) != nil
            return (isFrozen && state == .absent ? ResidualCause.noWindow : .inProgress).place
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
        case .noWindow: 4
        case .inProgress: 5
        case .neverOnline: 6
        case .notOffered: 7
        }
    }
}
