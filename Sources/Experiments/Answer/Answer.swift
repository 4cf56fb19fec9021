import PatchModel
import PatchSimulator

/// Which strategy to choose, and how sure that is.
///
/// With prices the least mean cost decides, or the least cost of another statistic that is asked for. Without them exposure and downtime are weighed against each other: a strategy that
/// is best in one and not worse in the other is chosen, and where there is none, each step from less exposure to less downtime
/// is told.
public struct Answer: Sendable, Hashable {
    /// How sure an answer is.
    public enum Certainty: String, Sendable, Hashable {
        /// Shown to be better than each of the others.
        case clear
        /// Against each that may be as good the p-value of the difference, adjusted for all pairs, is below 0.2. As with all
        /// that is said to be better, not below `Significance.fewestReplications` runs.
        case likely
        /// Neither.
        case open
    }

    /// What to do.
    public enum Choice: Sendable, Hashable {
        /// Take this one; several are the same in every run.
        case best([Int])
        /// One of these, which the runs do not tell apart; the best mean comes first.
        case among([Int])
        /// Without prices, from the least exposure to the least downtime.
        case ladder([Step])
        /// Whichever: nothing differs.
        case noDifference
        /// There is only one.
        case single
    }

    /// From one strategy of a ladder to the next.
    public struct Step: Sendable, Hashable {
        public var from: Int
        public var to: Int
        /// Device-days more, on average.
        public var exposure: Double
        /// Hours less, on average.
        public var downtime: Double
        /// What of both is shown at 5 %, with Holm's adjustment for all steps.
        public var isExposureShown: Bool
        public var isDowntimeShown: Bool
    }

    /// What decides.
    public let measure: Metric
    /// And what of its values.
    public let statistic: Statistic
    /// Its values by strategy and run.
    public let values: [[Double]]
    public let choice: Choice
    public let certainty: Certainty
    /// The strategies in what decides; nil for a single one.
    public let lead: Lead?
    /// Places of the runs in which a defect took effect under any of the strategies.
    public let badRuns: [Int]
    /// The next best on average; nil if there is none.
    public let runnerUp: Int?
    /// Where the price of exposure would make another strategy the cheapest on average; nil without prices, or if no price does.
    public let turningPoint: TurningPoint?

    /// A price of exposure at which another strategy costs as much as the best one.
    public struct TurningPoint: Sendable, Hashable {
        /// Place of the other strategy.
        public var other: Int
        /// Of a device-day.
        public var price: Double
        /// The other is cheaper below the price; otherwise above it.
        public var isBelow: Bool
    }

    /// Nil if nothing was run, or if what decides has no value in a run.
    public init?(_ study: Study, decideBy statistic: Statistic = .mean) {
        guard !study.replications.isEmpty else { return nil }
        let ledgers = study.results.map { $0.map(\.ledger) }
        let places = study.replications.indices
        badRuns = places.filter { place in ledgers.contains { $0[place].defects.blastRadius > 0 } }
        var weighed = study.scenario.prices.flatMap { Weighed(.cost($0), ledgers, by: statistic, before: study.before) }
        // Without prices, or where they make no difference, what was to be paid for is looked at.
        if weighed == nil && study.scenario.prices == nil || weighed?.choice == .noDifference {
            weighed = Weighed(exposureAndDowntimeOf: ledgers, by: statistic, before: study.before)
        }
        guard let weighed else { return nil }
        measure = weighed.measure
        self.statistic = statistic
        values = weighed.values
        lead = weighed.lead
        choice = weighed.choice
        certainty = weighed.certainty
        runnerUp = Self.runnerUp(values, lead, measure.goal, statistic)
        // The price at which means are the same says nothing of other statistics.
        if let prices = study.scenario.prices, let lead, statistic == .mean {
            turningPoint = Self.turningPoint(ledgers, lead, prices)
        } else {
            turningPoint = nil
        }
    }

    /// The first one that a falling or rising price meets: the nearest to the price that is given, in proportion.
    private static func turningPoint(_ ledgers: [[Ledger]], _ lead: Lead, _ prices: Prices) -> TurningPoint? {
        let points = ledgers.indices.filter { !lead.leaders.contains($0) }.compactMap { other -> TurningPoint? in
            guard let point = BreakEven(of: ledgers[other], against: ledgers[lead.best], prices),
                let price = point.price,
                let isBelow = point.isCheaperBelow
            else { return nil }
            return TurningPoint(other: other, price: price, isBelow: isBelow)
        }
        return nearest(points, to: prices.exposedDeviceDay)
    }

    /// The first price that a falling or rising one meets.
    static func nearest(_ points: [TurningPoint], to given: Double) -> TurningPoint? {
        // From nothing on the least price is the nearest.
        let distance = { (price: Double) in given > 0 ? max(price / given, given / price) : price }
        return points.min { (distance($0.price), $0.other) < (distance($1.price), $1.other) }
    }

    private static func runnerUp(
        _ values: [[Double]],
        _ lead: Lead?,
        _ goal: PairedDifference.Goal,
        _ statistic: Statistic
    ) -> Int? {
        guard let lead else { return nil }
        let others = values.indices.filter { !lead.leaders.contains($0) }
        let figures = others.compactMap { statistic.value(values[$0], goal) }
        guard figures.count == others.count, let best = goal == .low ? figures.min() : figures.max() else { return nil }
        return figures.firstIndex(of: best).map { others[$0] }
    }

    /// What of a strategy decides: its mean, unless another statistic was asked for; nil without runs.
    public func value(of strategy: Int) -> Double? { statistic.value(values[strategy], measure.goal) }

    /// The mean of a strategy in what decides, over the runs at these places; nil if there are none.
    public func mean(of strategy: Int, in runs: [Int]? = nil) -> Double? {
        let chosen = (runs ?? Array(values[strategy].indices)).map { values[strategy][$0] }
        return chosen.isEmpty ? nil : chosen.reduce(0, +) / Double(chosen.count)
    }

    /// The runs in which no defect took effect under any of the strategies.
    public var goodRuns: [Int] {
        let bad = Set(badRuns)
        return (values.first?.indices.map { $0 } ?? []).filter { !bad.contains($0) }
    }

    /// So many runs at hand that it may be said who is better.
    public var hasEnoughRuns: Bool { values.first?.count ?? 0 >= Significance.fewestReplications }

    /// A number of runs worth trying so that the answer may be told: twice as many as the runs at hand say is the least, and so
    /// many that a bad run is met eight times, rounded up to 1, 2 or 5 times a power of ten. Nil if nothing is open or no number
    /// would help.
    public var worthTrying: Int? {
        guard certainty != .clear, let runs = values.first?.count, let needed = lead?.needed else { return nil }
        let rare = badRuns.isEmpty ? 0 : (8 * runs + badRuns.count - 1) / badRuns.count
        return Self.roundedUp(max(Significance.worthTrying(needed), rare))
    }

    private static func roundedUp(_ count: Int) -> Int {
        var unit = 1
        while true {
            for digit in [1, 2, 5] where digit * unit >= count { return digit * unit }
            unit *= 10
        }
    }
}
