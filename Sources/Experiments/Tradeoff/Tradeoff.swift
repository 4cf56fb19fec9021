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
    public let axes: [Metric]
    /// In the order of the study.
    public let points: [Point]

    /// Of up to so many strategies each is tested against each.
    private static let mostInPairs = 60
    /// Of more each is tested against so many of those with the lowest means.
    private static let rivals = 16

    /// Nil with fewer than two strategies, or if nothing was run.
    ///
    /// "Shown" means: by Hall's interval of the paired difference at 5 %, adjusted by Holm's method for all pairs of strategies
    /// on all axes. Below `Significance.fewestReplications` nothing is shown. Among more than 60 strategies each is tested
    /// against some of those on the front of means only, which may show that it is dominated; that one is on the front would
    /// take a test against each of the others, whose number grows with the square of that of strategies.
    public init?(_ study: Study, intervals: IntervalMethod = .hall) {
        let axes: [Metric] = [
            .exposedDeviceDays, .downtime, .effort(ticket: study.scenario.ticketWork),
        ]
        let values = study.results.map { results in axes.compactMap { $0.values(in: results.map(\.ledger)) } }
        guard values.count > 1, values.allSatisfy({ $0.count == axes.count }) else { return nil }
        let estimates = values.map { own in
            zip(own, axes).compactMap { Estimate($0, intervals: intervals, range: $1.range) }
        }
        guard estimates.allSatisfy({ $0.count == axes.count }) else { return nil }
        self.axes = axes
        let front = frontOfMinima(estimates.map { $0.map(\.mean) })
        let standings = Self.standings(values, front, study.before)
        points = values.indices.map { own in
            Point(
                strategy: own,
                estimates: estimates[own],
                standing: standings[own],
                isOnFrontOfMeans: front[own]
            )
        }
    }

    private static func standings(_ values: [[[Double]]], _ front: [Bool], _ before: Int?) -> [Standing] {
        guard values[0][0].count >= Significance.fewestReplications else {
            let isTie = values[0].indices.allSatisfy { axis in
                groupsOfEquals(Array(values.indices), values.map { $0[axis] }).count == 1
            }
            return values.map { _ in isTie ? .onFront : .cannotTell }
        }
        guard values.count <= mostInPairs else { return againstRivals(values, front, before) }
        let relations = relations(values, before)
        return values.indices.map { standing(of: $0, relations) }
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

        init(_ paired: PairedDifference, adjustedPValue: Double) {
            if paired.isIdentical {
                self = .same
                return
            }
            self =
                switch paired.verdict(.low, adjustedPValue: adjustedPValue) {
                case .better: .less
                case .worse: .greater
                case .cannotTell: .unknown
                }
        }
    }

    private struct Test {
        var one: Int
        var other: Int
        var axis: Int
        var paired: PairedDifference
    }

    private static func paired(_ values: [[[Double]]], _ one: Int, _ other: Int, _ before: Int?) -> [Test] {
        values[one].indices.compactMap { axis in
            PairedDifference(of: values[one][axis], against: values[other][axis], before: before).map {
                Test(one: one, other: other, axis: axis, paired: $0)
            }
        }
    }

    /// By strategy, other strategy and axis.
    private static func relations(_ values: [[[Double]]], _ before: Int?) -> [[[Relation]]] {
        var result = values.map { _ in values.map { _ in values[0].map { _ in Relation.same } } }
        let tests = values.indices.flatMap { one in
            values.indices.dropFirst(one + 1).flatMap { paired(values, one, $0, before) }
        }
        let adjusted = holm(tests.map { $0.paired.pValue ?? 1 })
        for (test, value) in zip(tests, adjusted) {
            let relation = Relation(test.paired, adjustedPValue: value)
            result[test.one][test.other][test.axis] = relation
            result[test.other][test.one][test.axis] = relation.turned
        }
        return result
    }

    /// Which of many strategies are dominated by one of those that lie evenly along the front of means.
    private static func againstRivals(_ values: [[[Double]]], _ front: [Bool], _ before: Int?) -> [Standing] {
        let means = values.map { $0[0].reduce(0, +) }
        let onFront = values.indices.filter { front[$0] }.sorted { (means[$0], $0) < (means[$1], $1) }
        let chosen = min(rivals, onFront.count)
        let rivals = (0..<chosen).map { onFront[$0 * (onFront.count - 1) / max(1, chosen - 1)] }
        let tests = values.indices.flatMap { own in
            rivals.filter { $0 != own }.flatMap { paired(values, $0, own, before) }
        }
        let all = values.count * (values.count - 1) / 2 * values[0].count
        let adjusted = holm(tests.map { $0.paired.pValue ?? 1 }, of: all)
        var seen: [Relation] = []
        var result = values.map { _ in Standing.cannotTell }
        for (place, test) in tests.enumerated() {
            if test.axis == 0 { seen = [] }
            seen.append(Relation(test.paired, adjustedPValue: adjusted[place]))
            if seen.count == values[0].count, result[test.other] == .cannotTell, dominates(seen) {
                result[test.other] = .dominated(by: test.one)
            }
        }
        return result
    }

    /// Whether one that compares so with another is nowhere worse and somewhere better.
    private static func dominates(_ relations: [Relation]) -> Bool {
        relations.contains(.less) && relations.allSatisfy { $0 == .less || $0 == .same }
    }

    private static func standing(of own: Int, _ relations: [[[Relation]]]) -> Standing {
        let others = relations.indices.filter { $0 != own }
        for other in others {
            if dominates(relations[other][own]) { return .dominated(by: other) }
        }
        let isSafe = others.allSatisfy { other in
            let seen = relations[own][other]
            return seen.contains(.less) || seen.allSatisfy { $0 == .same }
        }
        return isSafe ? .onFront : .cannotTell
    }
}
