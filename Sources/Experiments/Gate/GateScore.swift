import EventEngine

/// How good policies are in several worlds, as one number each: 0 is a disaster everywhere, one half is as good as doing nothing, 1 as
/// good as the best reference everywhere.
///
/// In each metric of each world (policy − do nothing) / |reference − do nothing|, cut to −1…1; the weighted mean over the
/// metrics; and the weighted geometric mean over the worlds of (1 + score)/2, so that one disaster is not averaged away.
public struct GateScore: Sendable, Hashable {
    /// The values of one metric in one world.
    public struct Sample: Sendable, Hashable {
        public var id: GateRow.ID
        /// Of the metric, above 0.
        public var weight: Double
        public var statistic: Statistic
        public var lowerIsBetter: Bool
        /// Of what scores 0, the policy that does nothing; one value a replication.
        public var nothing: [Double]
        /// Of what scores 1, the best reference; or, where doing nothing is best, of what scores −1, the worst one.
        public var reference: [Double]
        /// By policy, in the same replications.
        public var policies: [[Double]]

        public init(
            _ id: GateRow.ID,
            weight: Double = 1,
            statistic: Statistic = .mean,
            lowerIsBetter: Bool = true,
            nothing: [Double],
            reference: [Double],
            policies: [[Double]]
        ) {
            self.id = id
            self.weight = weight
            self.statistic = statistic
            self.lowerIsBetter = lowerIsBetter
            self.nothing = nothing
            self.reference = reference
            self.policies = policies
        }
    }

    /// A policy's part of it.
    public struct Entry: Sendable, Hashable, Identifiable {
        /// The policy's place.
        public var id: Int
        public var score: Double
        /// An interval, of replications resampled alike for all policies.
        public var lower: Double
        public var upper: Double
        /// By world, from −1 to 1; none for a world in which nothing tells policies apart.
        public var worlds: [String: Double]
        /// Not significantly worse than the best: J. C. Hsu, "Constrained simultaneous confidence intervals for multiple comparisons
        /// with the best", Annals of Statistics 12 (1984).
        public var isAmongBest: Bool
        /// The ranks it may have, 1 the best, simultaneously for all policies.
        public var ranks: ClosedRange<Int>
    }

    /// The best first; of equals the earlier one.
    public var entries: [Entry]
    /// Metrics in worlds in which the reference is the same as doing nothing: they are left out.
    public var silent: [GateRow.ID]

    /// Nil if there is nothing to score, if numbers of policies or replications do not fit, or if a value or weight is not finite
    /// or a weight not above 0.
    ///
    /// - Parameters:
    ///   - samples: those of a world have the same replications.
    ///   - weights: of worlds; 1 where none is given.
    ///   - level: of what is significant; intervals hold the score with the complement of it.
    public init?(
        _ samples: [Sample],
        weights: [String: Double] = [:],
        level: Double = 0.05,
        seed: UInt64 = 1,
        resamples: Int = 2000
    ) {
        guard let table = ScoreTable(samples, weights), level > 0, level < 1, resamples >= 100,
            let scores = table.scores(table.worlds.map { Array(0..<Int32($0.count)) })
        else { return nil }
        silent = table.silent
        var draws: [[Double]] = []
        let sources = table.worlds.map { GateDraws(seed: seed, world: $0.name) }
        for resample in 0..<resamples {
            let places = zip(table.worlds, sources).map { world, source in
                var places = [Int32](repeating: 0, count: world.count)
                source.fill(&places, of: world.count, .score, resample)
                return places
            }
            // Of what tells nothing in a resample nothing is counted.
            if let found = table.scores(places) { draws.append(found.map(\.total)) }
        }
        let ranking = ScoreRanking(scores.map(\.total), draws, level: level)
        let found = scores.indices.map { policy in
            let own = draws.map { $0[policy] }.sorted()
            return Entry(
                id: policy,
                score: scores[policy].total,
                lower: min(scores[policy].total, quantile(sorted: own, level / 2) ?? 0),
                upper: max(scores[policy].total, quantile(sorted: own, 1 - level / 2) ?? 1),
                worlds: scores[policy].worlds,
                isAmongBest: ranking.isAmongBest[policy],
                ranks: ranking.ranks[policy]
            )
        }
        entries = found.sorted { ($1.score, $0.id) < ($0.score, $1.id) }
    }
}
