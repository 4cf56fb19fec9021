import EventEngine
import PatchModel

/// How long pairs waited for their patch: those that got it, and those for which the end came first.
///
/// The point estimate only, in little memory. The estimator with variances and intervals, over replications, is
/// `KaplanMeier` in Experiments; a test holds the two to the same figures.
struct TimeToPatch {
    /// Of pairs that run the patch at the end.
    private var waits: [Int32] = []
    /// For each patch and group: how long its pairs were watched, and how many of them do not run it at the end.
    private var censored: [(time: Tick, count: Int)] = []
    private(set) var pairs = 0

    var patched: Int { waits.count }

    mutating func add(pairs: Int, watchedFor time: Tick, waits: [Int32]) {
        self.pairs += pairs
        self.waits += waits
        if pairs > waits.count { censored.append((time, pairs - waits.count)) }
    }

    /// The times at which the Kaplan–Meier estimate of the share of patched pairs reaches the given ascending shares; nil
    /// where it does not.
    ///
    /// E. L. Kaplan and P. Meier, "Nonparametric estimation from incomplete observations", Journal of the American
    /// Statistical Association 53, 1958. A pair that is censored at the moment of another's patch counts as at risk then.
    mutating func quantiles(_ shares: [Double]) -> [Tick?] {
        let last = waits.max() ?? 0
        guard censored.contains(where: { $0.time < Tick(last) }) else {
            // Nobody leaves before the last one is patched: the estimate is the share itself.
            return shares.map { share in
                let rank = max(1, FleetState.roundedUp(share, of: pairs))
                return pairs > 0 && rank <= waits.count ? Tick(waits.selectSmallest(rank - 1)) : nil
            }
        }
        waits.sort()
        censored.sort { $0.time < $1.time }
        var result: [Tick?] = []
        var atRisk = pairs
        var gone = 0
        var surviving = 1.0
        var place = 0
        while place < waits.count, result.count < shares.count {
            let time = waits[place]
            while gone < censored.count, censored[gone].time < Tick(time) {
                atRisk -= censored[gone].count
                gone += 1
            }
            let begin = place
            while place < waits.count, waits[place] == time { place += 1 }
            surviving *= Double(atRisk - (place - begin)) / Double(atRisk)
            atRisk -= place - begin
            while result.count < shares.count, 1 - surviving >= shares[result.count] - 1e-12 {
                result.append(Tick(time))
            }
        }
        return result + Array(repeating: nil, count: shares.count - result.count)
    }
}

extension FleetState {
    /// Adds to the ledger what concerns (device, patch) pairs.
    func addTimes(_ end: Tick, to ledger: inout Ledger) {
        var releases: Set<Tick> = []
        for group in world.groups {
            for (local, patch) in group.patches.enumerated() where world.patches[patch].released <= end {
                releases.insert(world.patches[patch].released)
                ledger.patching.pairs += group.count
                guard let deadline = world.patches[patch].deadline, world.patches[patch].released + deadline <= end
                else { continue }
                ledger.patching.deadlinePairs += group.count
                forEachWait(group, local) { if $0 <= deadline { ledger.patching.deadlinesMet += 1 } }
            }
        }
        let shares = [0.50, 0.90, 0.95, 0.99]
        let quantiles = releases.count > 1 ? estimate(shares, end, &ledger) : ranks(shares, end, &ledger)
        ledger.patching.timeToPatch50 = quantiles[0]
        ledger.patching.timeToPatch90 = quantiles[1]
        ledger.patching.timeToPatch95 = quantiles[2]
        ledger.patching.timeToPatch99 = quantiles[3]
    }

    /// Patches of several dates: pairs are watched for different times.
    private func estimate(_ shares: [Double], _ end: Tick, _ ledger: inout Ledger) -> [Tick?] {
        var times = TimeToPatch()
        for group in world.groups {
            for (local, patch) in group.patches.enumerated() where world.patches[patch].released <= end {
                var waits: [Int32] = []
                forEachWait(group, local) { waits.append(Int32($0)) }
                times.add(pairs: group.count, watchedFor: end - world.patches[patch].released, waits: waits)
            }
        }
        ledger.patching.patchedPairs = times.patched
        return times.quantiles(shares)
    }

    /// Patches of one date: the end censors all pairs alike, so that the estimate is the share itself, and the times need
    /// not be kept.
    private func ranks(_ shares: [Double], _ end: Tick, _ ledger: inout Ledger) -> [Tick?] {
        var search = RankSearch(upTo: UInt32(end))
        var patched = 0
        forEachWait(end) {
            search.count(UInt32($0))
            patched += 1
        }
        ledger.patching.patchedPairs = patched
        let ranks = shares.map { max(1, Self.roundedUp($0, of: ledger.patching.pairs)) - 1 }
        let found = search.values(ofRanks: ranks) { collect in forEachWait(end) { collect(UInt32($0)) } }
        return found.map { $0.map(Tick.init) }
    }

    /// The time from release to running of every pair that runs.
    private func forEachWait(_ end: Tick, _ body: (Tick) -> Void) {
        for group in world.groups {
            for (local, patch) in group.patches.enumerated() where world.patches[patch].released <= end {
                forEachWait(group, local, body)
            }
        }
    }

    @inline(__always)
    private func forEachWait(_ group: Reference<GroupPlan>, _ local: Int, _ body: (Tick) -> Void) {
        let released = world.patches[group.patches[local]].released
        let step = group.patches.count
        var slot = group.firstSlot + local
        for _ in 0..<group.count {
            // A newer patch that came out before may have made this one superfluous already.
            if slots[slot].state.isRunning { body(max(0, Tick(runningSince[slot]) - released)) }
            slot += step
        }
    }
}
