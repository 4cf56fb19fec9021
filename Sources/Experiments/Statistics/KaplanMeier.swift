/// How long something takes when not everybody got there before the observation ended: the product-limit estimate.
///
/// What was not reached by the horizon says "longer than this" and counts as such. A mean over what was reached would forget
/// exactly the slowest.
///
/// Subjects are replications, which are independent, so that variances and intervals hold. Inside a run the times to patch
/// of devices are not (they share gates, defects and the calendar) and have no variance worth giving; the ledger's quantiles
/// of them are made by the simulator, by the same formula without the variance, from a hundred million pairs that are
/// censored in a few groups, where keeping an observation for each would cost more memory than the run.
///
/// E. L. Kaplan and P. Meier, "Nonparametric estimation from incomplete observations", Journal of the American
/// Statistical Association 53 (1958). Complexity: O(n log n) to make, O(log n) to ask.
public struct KaplanMeier: Sendable, Hashable {
    /// One subject: how long it was watched, and whether the event ended the watch.
    public struct Observation: Sendable, Hashable {
        /// When the event happened or the watch ended, in any unit.
        public let time: Double
        /// True if the event happened at `time`, false if it had not by then (censored).
        public let happened: Bool

        /// An observation of an event, or of its absence until then.
        public init(time: Double, happened: Bool) {
            self.time = time
            self.happened = happened
        }
    }

    /// A time at which events happened, and the estimate from there to the next such time.
    public struct Step: Sendable, Hashable {
        /// When, in the unit of the observations.
        public let time: Double
        /// How many subjects were still watched, without the event, just before.
        public let atRisk: Int
        /// How many events happened at this time.
        public let events: Int
        /// The estimated probability that the event happens later than `time`.
        public let survival: Double
        /// Greenwood's estimate of the variance of `survival`; 0 when `survival` is 0, to which the formula tends.
        public let variance: Double
    }

    /// The number of subjects.
    public let count: Int
    /// The times of events, ascending; empty if there were none.
    public let steps: [Step]

    /// Estimates from observations in any order; nil if there are none or a time is not a number.
    ///
    /// A subject censored at the time of an event was still at risk of it: the event comes first.
    ///
    /// The variance is S² Σ d / (n (n − d)) over the steps so far: M. Greenwood, "The natural duration of cancer", Reports
    /// on Public Health and Medical Subjects 33 (1926); Klein and Moeschberger, "Survival analysis", 2nd edition,
    /// equation 4.2.2.
    public init?(_ observations: [Observation]) {
        guard !observations.isEmpty, !observations.contains(where: \.time.isNaN) else { return nil }
        let sorted = observations.sorted { $0.time < $1.time }
        var steps: [Step] = []
        var next = sorted.startIndex
        var greenwood = 0.0
        // As long as nobody is censored the product of the shares telescopes to one division. Starting a new product only
        // after censoring keeps the estimate free of rounding in the usual case, where censoring comes at the end.
        var baseSurvival = 1.0
        var baseAtRisk = sorted.count

        while next < sorted.endIndex {
            let time = sorted[next].time
            let atRisk = sorted.count - next
            var events = 0
            while next < sorted.endIndex, sorted[next].time == time {
                if sorted[next].happened { events += 1 }
                next += 1
            }
            let left = atRisk - events
            let survival = baseSurvival * (Double(left) / Double(baseAtRisk))
            if events > 0 {
                if left > 0 { greenwood += Double(events) / (Double(atRisk) * Double(left)) }
                let variance = left > 0 ? survival * survival * greenwood : 0
                steps.append(
                    Step(time: time, atRisk: atRisk, events: events, survival: survival, variance: variance)
                )
            }
            if sorted.count - next < left {
                baseSurvival = survival
                baseAtRisk = sorted.count - next
            }
        }
        count = sorted.count
        self.steps = steps
    }

    /// The estimated probability that the event happens later than `time`; 1 before the first event.
    ///
    /// Beyond the last observation the data say nothing; the value stays what it was there.
    public func survival(at time: Double) -> Double {
        lastStep(at: time)?.survival ?? 1
    }

    /// Greenwood's estimate of the variance of `survival(at:)`; 0 before the first event.
    public func variance(at time: Double) -> Double {
        lastStep(at: time)?.variance ?? 0
    }

    /// The time by which the event has happened to a share `p`: the first at which the estimated share reaches it.
    ///
    /// - Parameter p: above 0, at most 1.
    /// - Returns: nil if the share is not reached within the observations, or if `p` is out of range.
    public func quantile(_ p: Double) -> Double? {
        guard p > 0, p <= 1 else { return nil }
        // A share that is reached exactly must not be missed by the rounding of a product.
        let first = firstIndex(below: steps.count) { 1 - steps[$0].survival >= p - 1e-12 }
        return first < steps.count ? steps[first].time : nil
    }

    private func lastStep(at time: Double) -> Step? {
        let after = firstIndex(below: steps.count) { steps[$0].time > time }
        return after > 0 ? steps[after - 1] : nil
    }
}
