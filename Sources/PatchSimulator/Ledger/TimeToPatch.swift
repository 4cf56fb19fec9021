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
                let rank = max(1, RingAssignment.roundedUp(share, of: pairs))
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
