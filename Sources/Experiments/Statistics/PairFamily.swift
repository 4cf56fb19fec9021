import PatchSimulator

/// The pairs of strategies of which something is said, in one measure or several, with p-values that are adjusted together.
///
/// The family is all pairs of strategies in all measures, whichever of them is said to be the first: an adjusted value is the
/// same whatever differences are told from, and marks and sentences, which read the same values, never disagree. Of more than
/// `mostStrategies`, whose pairs would be too many, each is held against the first one and the one with the best mean only;
/// the others count all the same, as what is shown by none of them.
struct PairFamily {
    /// Values by strategy and replication; nil for a strategy without values.
    struct Measure {
        var goal: PairedDifference.Goal
        var values: [[Double]?]
    }

    private struct Pair: Hashable {
        let measure: Int
        let first: Int
        let second: Int

        /// The order of the two does not matter.
        init(_ measure: Int, _ one: Int, _ other: Int) {
            self.measure = measure
            first = min(one, other)
            second = max(one, other)
        }
    }

    /// Of no more than so many strategies all pairs are looked at.
    static let mostStrategies = 64

    private let measures: [Measure]
    /// Replications at the look before this one (`Study.before`).
    let before: Int?
    private let adjusted: [Pair: Double]

    /// O(m k² n) for m measures, k strategies and n replications; O(m k n) for more than `mostStrategies`.
    init(_ measures: [Measure], before: Int? = nil) {
        self.measures = measures
        self.before = before
        var values: [Pair: Double] = [:]
        var order: [Pair] = []
        var total = 0
        for (number, measure) in measures.enumerated() {
            let known = measure.values.indices.filter { measure.values[$0] != nil }
            total += known.count * (known.count - 1) / 2
            let isWhole = known.count == measure.values.count
            let best = isWhole ? bestMean(measure.values.compactMap { $0 }, measure.goal) : nil
            let rivals = known.count > Self.mostStrategies ? Set([0, best ?? 0]).sorted() : known
            for rival in rivals {
                for other in known where other != rival {
                    let pair = Pair(number, rival, other)
                    guard values[pair] == nil, let one = measure.values[pair.first],
                        let another = measure.values[pair.second],
                        let value = PairedDifference(of: another, against: one, before: before)?.pValue
                    else { continue }
                    values[pair] = value
                    order.append(pair)
                }
            }
        }
        let found = holm(order.compactMap { values[$0] }, of: total)
        adjusted = Dictionary(zip(order, found), uniquingKeysWith: { first, _ in first })
    }

    /// What the headline metrics that are means have to say.
    init(_ ledgers: [[Ledger]], before: Int? = nil) {
        self.init(
            Metric.headlines.map { metric in
                Measure(
                    goal: metric.goal,
                    values: ledgers.map { own in
                        let found = metric.isMean ? own.compactMap { metric.value(in: $0)?.value } : []
                        return found.isEmpty || found.count != own.count ? nil : found
                    }
                )
            },
            before: before
        )
    }

    /// One measure, of which less is better.
    init(costs: [[Double]], before: Int? = nil) { self.init([Measure(goal: .low, values: costs)], before: before) }

    /// Nil with fewer than two replications, and for a pair of which nothing is said.
    func adjustedPValue(_ measure: Int, _ one: Int, _ other: Int) -> Double? {
        adjusted[Pair(measure, one, other)]
    }

    /// Strategies that are not the best: those than which another one is shown to be better.
    func shownNotBest(_ measure: Int) -> Set<Int> {
        guard measures.indices.contains(measure) else { return [] }
        let own = measures[measure]
        var found: Set<Int> = []
        for (pair, value) in adjusted where pair.measure == measure && value < 0.05 {
            guard let one = own.values[pair.first], let other = own.values[pair.second] else { continue }
            switch PairedDifference(of: one, against: other)?.verdict(own.goal, adjustedPValue: value) {
            case .worse: found.insert(pair.first)
            case .better: found.insert(pair.second)
            default: break
            }
        }
        return found
    }
}

/// The first of those with the best mean; nil if one of them has no values.
func bestMean(_ values: [[Double]], _ goal: PairedDifference.Goal) -> Int? {
    let means = values.compactMap { SampleMoments($0)?.mean }
    guard means.count == values.count, let wanted = goal == .low ? means.min() : means.max() else { return nil }
    return means.firstIndex(of: wanted)
}
