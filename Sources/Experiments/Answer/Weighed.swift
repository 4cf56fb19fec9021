import PatchSimulator

/// What decides between strategies, and what it says.
struct Weighed {
    let measure: Metric
    let values: [[Double]]
    let lead: Lead?
    let choice: Answer.Choice
    let certainty: Answer.Certainty

    /// A lead of less than this share of the value is none.
    static let worthSaying = 0.01
    /// Below this p-value, adjusted for all pairs, a lead is likely.
    static let likely = 0.2

    /// One measure decides.
    ///
    /// - Parameter before: see `Study.before`.
    init?(_ measure: Metric, _ ledgers: [[Ledger]], by statistic: Statistic = .mean, before: Int? = nil) {
        let values = ledgers.compactMap { measure.values(in: $0) }
        guard values.count == ledgers.count else { return nil }
        self.init(measure, values, Self.lead(measure, values, statistic, before), statistic)
    }

    /// Exposure and downtime are weighed against each other.
    init?(exposureAndDowntimeOf ledgers: [[Ledger]], by statistic: Statistic = .mean, before: Int? = nil) {
        let axes = [Metric.exposedDeviceDays, .downtime]
        let values = axes.map { axis in ledgers.compactMap { axis.values(in: $0) } }
        guard values.allSatisfy({ $0.count == ledgers.count }) else { return nil }
        let means = values.map { $0.map { statistic.value($0, .low) ?? 0 } }
        let differs = means.map { Self.differs($0) }
        // Without exposure, or where it is the same, downtime decides.
        let decisive = differs[0] || !differs[1] ? 0 : 1
        let front = Self.front(means)
        guard ledgers.count > 1, differs.contains(true), front.count > 1,
            Self.isLess(means[0][front[0]], means[0][front[front.count - 1]])
        else {
            let lead = Self.lead(axes[decisive], values[decisive], statistic, before)
            if ledgers.count > 1, !differs.contains(true) {
                self.init(axes[decisive], values[decisive], lead, choice: .noDifference, certainty: .open)
            } else {
                self.init(axes[decisive], values[decisive], lead, statistic)
            }
            return
        }
        let steps = Self.steps(front, values, means, statistic, before)
        let isClear = steps.allSatisfy { $0.isExposureShown && $0.isDowntimeShown }
        self.init(
            axes[0],
            values[0],
            Self.lead(axes[0], values[0], statistic, before),
            choice: .ladder(steps),
            certainty: isClear ? .clear : .open
        )
    }

    private init(
        _ measure: Metric,
        _ values: [[Double]],
        _ lead: Lead?,
        choice: Answer.Choice,
        certainty: Answer.Certainty
    ) {
        self.measure = measure
        self.values = values
        self.lead = lead
        self.choice = choice
        self.certainty = certainty
    }

    private init(_ measure: Metric, _ values: [[Double]], _ lead: Lead?, _ statistic: Statistic) {
        guard let lead else {
            self.init(measure, values, nil, choice: .single, certainty: .open)
            return
        }
        let isEnough = values[lead.best].count >= Significance.fewestReplications
        let rivals = lead.duels.filter { lead.candidates.contains($0.other) && !$0.paired.isIdentical }
        if lead.leaders.count == values.count {
            self.init(measure, values, lead, choice: .noDifference, certainty: .open)
        } else if rivals.isEmpty {
            self.init(measure, values, lead, choice: .best(lead.leaders), certainty: .clear)
        } else if isEnough, ![.mean, .typical].contains(statistic) {
            // What was seen is so, and nothing says how much of it is luck.
            self.init(measure, values, lead, choice: .best(lead.leaders), certainty: .open)
        } else if isEnough, rivals.allSatisfy({ $0.adjustedPValue ?? 1 < Self.likely }) {
            self.init(measure, values, lead, choice: .best(lead.leaders), certainty: .likely)
        } else {
            let rest = lead.candidates.filter { $0 != lead.best }
            self.init(measure, values, lead, choice: .among([lead.best] + rest), certainty: .open)
        }
    }

    private static func lead(_ measure: Metric, _ values: [[Double]], _ statistic: Statistic, _ before: Int?) -> Lead? {
        guard statistic == .mean else { return Lead(values, measure.goal, by: statistic, before: before) }
        let family = PairFamily([PairFamily.Measure(goal: measure.goal, values: values)], before: before)
        return Lead(values, measure.goal, family, 0)
    }

    /// True if the first is less by more than is worth saying.
    static func isLess(_ one: Double, _ other: Double) -> Bool { one < other - worthSaying * abs(other) }

    /// True if one is less than another.
    static func differs(_ means: [Double]) -> Bool { means.contains { isLess($0, means.max() ?? 0) } }

    /// True if the first strategy is less in one measure, and more in none.
    private static func dominates(_ one: Int, _ other: Int, _ means: [[Double]]) -> Bool {
        means.contains { isLess($0[one], $0[other]) } && !means.contains { isLess($0[other], $0[one]) }
    }

    /// Strategies that none dominates, by rising exposure; of those that differ by no more than is worth saying the first.
    static func front(_ means: [[Double]]) -> [Int] {
        let places = means[0].indices
        let all = places.filter { own in !places.contains { dominates($0, own, means) } }
            .sorted { (means[0][$0], means[1][$0], $0) < (means[0][$1], means[1][$1], $1) }
        return all.reduce(into: []) { kept, own in
            let isNews = kept.last.map { last in
                means.contains { isLess($0[own], $0[last]) || isLess($0[last], $0[own]) }
            }
            if isNews ?? true { kept.append(own) }
        }
    }

    private static func steps(
        _ front: [Int],
        _ values: [[[Double]]],
        _ means: [[Double]],
        _ statistic: Statistic,
        _ before: Int?
    ) -> [Answer.Step] {
        let pairs = zip(front, front.dropFirst()).map { ($0, $1) }
        let duels = pairs.map { from, to in
            values.map { PairedDifference(of: $0[to], against: $0[from], before: before) }
        }
        let adjusted = holm(duels.flatMap { $0.map { $0?.pValue ?? 1 } })
        return pairs.enumerated().map { place, pair in
            let shown = duels[place].enumerated().map { axis, duel in
                statistic == .mean
                    && duel.map { $0.verdict(.low, adjustedPValue: adjusted[2 * place + axis]) != .cannotTell } ?? false
            }
            return Answer.Step(
                from: pair.0,
                to: pair.1,
                exposure: means[0][pair.1] - means[0][pair.0],
                downtime: means[1][pair.0] - means[1][pair.1],
                isExposureShown: shown[0],
                isDowntimeShown: shown[1]
            )
        }
    }
}
