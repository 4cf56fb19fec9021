/// Strategies in one measure, the one with the best mean against each of the others: who may be best, and how sure that is.
///
/// A strategy is shown not to be the best if the one with the best mean is better than it by Hall's interval of the paired
/// difference, at 5 % after Holm's adjustment for all pairs, among which the data picked these; or if any
/// other is shown in the same way to be better than it.
public struct Lead: Sendable, Hashable {
    /// The best mean against one of the others.
    public struct Duel: Sendable, Hashable {
        /// Place of the other strategy.
        public var other: Int
        /// Best minus other.
        public var paired: PairedDifference
        /// The p-value adjusted for all pairs; nil with fewer than two replications.
        public var adjustedPValue: Double?
        /// Replications in which the one with the best mean is better.
        public var leads: Int
    }

    /// The first of those with the best mean.
    public let best: Int
    /// It, and those that are the same in every replication; ascending.
    public let leaders: [Int]
    /// Those that may be the best, ascending.
    public let candidates: [Int]
    /// In the order of the strategies.
    public let duels: [Duel]
    /// Replications in which the leaders are better than all others.
    public let leads: Int
    /// At least how many replications would tell the leaders from all others, going by these; nil if that is told, or if no
    /// number would.
    public let needed: Int?

    /// All that may be best are the same in every replication.
    public var isDecided: Bool { candidates == leaders }

    /// Nil with fewer than two strategies, or if one has no values or a value that is no number.
    ///
    /// - Parameters:
    ///   - values: by strategy and replication.
    ///   - measure: place of the values in the family of pairs that are adjusted together.
    init?(_ values: [[Double]], _ goal: PairedDifference.Goal, _ family: PairFamily, _ measure: Int) {
        guard values.count > 1, let best = bestMean(values, goal) else { return nil }
        let isBetter = { (own: Double, other: Double) in goal == .low ? own < other : own > other }
        var duels: [Duel] = []
        for other in values.indices where other != best {
            guard let paired = PairedDifference(of: values[best], against: values[other], before: family.before) else {
                return nil
            }
            duels.append(
                Duel(
                    other: other,
                    paired: paired,
                    adjustedPValue: family.adjustedPValue(measure, best, other),
                    leads: zip(values[best], values[other]).count(where: isBetter)
                )
            )
        }
        let lost = duels.filter { duel in
            duel.adjustedPValue.map { duel.paired.verdict(goal, adjustedPValue: $0) == .better } ?? false
        }
        let losers = Set(lost.map(\.other)).union(family.shownNotBest(measure))
        let leaders = ([best] + duels.filter(\.paired.isIdentical).map(\.other)).sorted()
        let open = duels.filter { !losers.contains($0.other) && !$0.paired.isIdentical }
        self.best = best
        self.leaders = leaders
        self.duels = duels
        candidates = values.indices.filter { !losers.contains($0) }
        let others = values.indices.filter { !leaders.contains($0) }
        leads = values[best].indices.count { place in
            others.allSatisfy { isBetter(values[best][place], values[$0][place]) }
        }
        needed = open.compactMap { $0.paired.replicationsNeeded(adjustedPValue: $0.adjustedPValue ?? 1) }.max()
    }

    /// The same by another statistic than the mean. A typical value is compared with that of samples which are drawn from the
    /// replications again (`resampledChance`), with Holm's adjustment for all others; nothing tests any other statistic.
    ///
    /// - Parameter before: see `Study.before`.
    init?(_ values: [[Double]], _ goal: PairedDifference.Goal, by statistic: Statistic, before: Int? = nil) {
        let figures = values.compactMap { statistic.value($0, goal) }
        guard values.count > 1, figures.count == values.count, figures.allSatisfy(\.isFinite),
            let wanted = goal == .low ? figures.min() : figures.max(), let best = figures.firstIndex(of: wanted)
        else { return nil }
        let isBetter = { (own: Double, other: Double) in goal == .low ? own < other : own > other }
        let others = values.indices.filter { $0 != best }
        let isTested = statistic == .typical && values[best].count >= Significance.fewestReplications
        let chances = others.map { other in
            guard isTested else { return 1.0 }
            let own = resampledChance(values[best], values[other], goal, statistic)
            guard let before else { return own }
            guard before >= Significance.fewestReplications else { return 1 }
            let (first, second) = (Array(values[best].prefix(before)), Array(values[other].prefix(before)))
            return min(1, 2 * max(own, resampledChance(first, second, goal, statistic)))
        }
        let adjusted = holm(chances)
        var duels: [Duel] = []
        for (place, other) in others.enumerated() {
            guard let paired = PairedDifference(of: values[best], against: values[other]) else { return nil }
            let leads = zip(values[best], values[other]).count(where: isBetter)
            duels.append(
                Duel(other: other, paired: paired, adjustedPValue: isTested ? adjusted[place] : nil, leads: leads)
            )
        }
        self.best = best
        self.duels = duels
        let leaders = ([best] + duels.filter(\.paired.isIdentical).map(\.other)).sorted()
        let rivals = values.indices.filter { !leaders.contains($0) }
        self.leaders = leaders
        leads = values[best].indices.reduce(0) { count, place in
            count + (rivals.allSatisfy { isBetter(values[best][place], values[$0][place]) } ? 1 : 0)
        }
        candidates = values.indices.filter { place in
            place == best || !(duels.first { $0.other == place }?.adjustedPValue ?? 1 < 0.05)
        }
        needed = nil
    }
}
