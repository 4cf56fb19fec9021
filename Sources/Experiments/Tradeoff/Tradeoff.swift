import PatchModel

/// Strategies as points in the space of exposure, downtime and effort, and which of them another one beats outright.
///
/// A strategy dominates another if it is nowhere worse and somewhere better. Those that nobody dominates are the Pareto
/// front: to be better than one of them in one thing is to be worse in another.
public struct Tradeoff: Sendable, Hashable {
    /// What is known of a strategy's place.
    public enum Standing: Sendable, Hashable {
        /// Every other strategy is shown to be worse in something, so that none of them can dominate it.
        case onFront
        /// Another strategy, by its place in the study, is shown to be better in something, and in everything else is shown
        /// to be better or is the same in every replication.
        case dominated(by: Int)
        /// The replications at hand cannot tell.
        case cannotTell
    }

    /// One strategy.
    public struct Point: Sendable, Hashable {
        /// Place of the strategy in the study.
        public var strategy: Int
        /// Means with their intervals, in the order of the trade-off's axes.
        public var estimates: [Estimate]
        public var standing: Standing
        /// Whether no other strategy's means are all at least as good and not all the same; says nothing of chance.
        public var isOnFrontOfMeans: Bool
    }

    /// Exposed device-days, downtime and effort, all of which are better when they are less.
    public let axes: [Measure]
    /// In the order of the study.
    public let points: [Point]

    /// Nil with fewer than two strategies, or if nothing was run.
    ///
    /// "Shown" means: by the paired t-test at 5 %, adjusted by Holm's method for all pairs of strategies on all axes.
    public init?(_ study: Study, intervals: IntervalMethod = .t) {
        let axes: [Measure] = [
            .headline(.exposedDeviceDays), .downtime, .effort(ticket: study.scenario.ticketWork),
        ]
        let values = study.results.map { results in axes.compactMap { $0.values(in: results) } }
        guard values.count > 1, values.allSatisfy({ $0.count == axes.count }) else { return nil }
        let estimates = values.map { $0.compactMap { Estimate($0, intervals: intervals) } }
        guard estimates.allSatisfy({ $0.count == axes.count }) else { return nil }
        self.axes = axes
        let relations = Self.relations(values)
        points = values.indices.map { own in
            Point(
                strategy: own,
                estimates: estimates[own],
                standing: Self.standing(of: own, relations),
                isOnFrontOfMeans: values.indices.allSatisfy { other in
                    !Self.dominates(estimates[other].map(\.mean), estimates[own].map(\.mean))
                }
            )
        }
    }

    /// Whether one point is nowhere greater than the other and somewhere less.
    private static func dominates(_ one: [Double], _ other: [Double]) -> Bool {
        zip(one, other).allSatisfy { $0 <= $1 } && one != other
    }

    /// How one value compares with another.
    private enum Relation {
        case less, greater, same, unknown

        var turned: Relation {
            switch self {
            case .less: .greater
            case .greater: .less
            case .same, .unknown: self
            }
        }
    }

    /// By strategy, other strategy and axis.
    private static func relations(_ values: [[[Double]]]) -> [[[Relation]]] {
        let axes = values[0].indices
        var result = values.map { _ in values.map { _ in axes.map { _ in Relation.same } } }
        var tests: [(one: Int, other: Int, axis: Int, paired: PairedDifference)] = []
        for one in values.indices {
            for other in values.indices where other > one {
                for axis in axes {
                    guard let paired = PairedDifference(of: values[one][axis], against: values[other][axis]) else {
                        continue
                    }
                    tests.append((one, other, axis, paired))
                }
            }
        }
        let adjusted = holm(tests.map { $0.paired.pValue ?? 1 })
        for (test, value) in zip(tests, adjusted) where !test.paired.isIdentical {
            let relation: Relation =
                switch test.paired.verdict(.low, adjustedPValue: value) {
                case .better: .less
                case .worse: .greater
                case .cannotTell: .unknown
                }
            result[test.one][test.other][test.axis] = relation
            result[test.other][test.one][test.axis] = relation.turned
        }
        return result
    }

    private static func standing(of own: Int, _ relations: [[[Relation]]]) -> Standing {
        let others = relations.indices.filter { $0 != own }
        for other in others {
            let seen = relations[other][own]
            if seen.contains(.less), seen.allSatisfy({ $0 == .less || $0 == .same }) { return .dominated(by: other) }
        }
        let isSafe = others.allSatisfy { other in
            let seen = relations[own][other]
            return seen.contains(.less) || seen.allSatisfy { $0 == .same }
        }
        return isSafe ? .onFront : .cannotTell
    }
}
