import EventEngine

/// How good a point of a search is: the smaller, the better.
///
/// A point that keeps all constraints is better than any that does not; of two that do not, the one that breaks them less: K.
/// Deb, "An efficient constraint handling method for genetic algorithms", Computer Methods in Applied Mechanics and Engineering
/// 186 (2000).
public struct SearchScore: Sendable, Hashable, Comparable {
    /// By how much constraints are broken, all together; 0 if they are kept.
    public var violation: Double
    /// What is to be made small.
    public var value: Double

    public init(_ value: Double, violation: Double = 0) {
        self.value = value
        self.violation = violation
    }

    /// A point that could not be judged.
    public static let worst = SearchScore(.infinity, violation: .infinity)

    public static func < (left: SearchScore, right: SearchScore) -> Bool {
        left.violation != right.violation ? left.violation < right.violation : left.value < right.value
    }
}

/// A search for the best point of a cube without derivatives: CMA-ES, restarted elsewhere with twice as many points a generation
/// whenever it has converged (A. Auger and N. Hansen, "A restart CMA evolution strategy with increasing population size", CEC
/// 2005), up to the 512-fold of the first generation, as there.
///
/// The search is asked for points and told how good they are, so that whoever runs it decides how, and how many. Points beyond
/// the cube are reflected at its sides.
public struct Search: Sendable {
    /// The best point so far, with its score.
    public private(set) var best: (places: [Double], score: SearchScore)?
    /// How often it has begun again.
    public private(set) var restarts = 0

    private let levels: [Int?]
    private let random: KeyedRandom
    private var strategy: CovarianceAdaptation
    private var points: [[Double]] = []
    /// Generations without news: the best of each.
    private var lately: [SearchScore] = []

    /// A first width of a third of the range: the best point lies, as a rule, within two of them.
    private static let firstWidth = 0.3
    /// Nothing narrower than that can be written down: values are rounded to a thousandth of their range.
    private static let leastWidth = 5e-4
    /// Of the first generation's points. A generation of more than that would cost time and memory and find no more.
    private static let greatestGrowth = 512

    /// - Parameters:
    ///   - levels: for each coordinate the number of its values, which share the way from 0 to 1 evenly; nil: any.
    ///   - start: places from 0 to 1.
    /// - Precondition: there is a coordinate, and as many places as levels.
    public init(levels: [Int?], start: [Double], seed: UInt64) {
        precondition(!levels.isEmpty && levels.count == start.count, "a place for each coordinate")
        self.levels = levels
        random = KeyedRandom(design: seed)
        strategy = Self.strategy(start, nil, levels, random, 0)
    }

    private static func strategy(
        _ start: [Double],
        _ population: Int?,
        _ levels: [Int?],
        _ random: KeyedRandom,
        _ stream: Int
    ) -> CovarianceAdaptation {
        CovarianceAdaptation(
            start: start,
            width: firstWidth,
            population: population,
            leastWidths: levels.map { $0.map { 0.4 / Double(max(1, $0)) } ?? 0 },
            random: random,
            stream: stream
        )
    }

    /// The next points to be judged; they depend on nothing but the seed, the start and what was told so far.
    public mutating func ask() -> [[Double]] {
        points = strategy.sample().map { $0.map(Self.reflected) }
        return points
    }

    /// Takes up how good the points of the last `ask` are.
    ///
    /// - Precondition: one score a point.
    public mutating func tell(_ scores: [SearchScore]) {
        precondition(scores.count == points.count, "a score for each point")
        // Equal points stay in the order of their drawing, so that the search is the same everywhere.
        let order = scores.indices.sorted { (scores[$0], $0) < (scores[$1], $1) }
        guard let first = order.first else { return }
        if best.map({ scores[first] < $0.score }) ?? true { best = (points[first], scores[first]) }
        strategy.learn(order)
        lately.append(scores[first])
        let isFlat = scores[first] == order.last.map { scores[$0] }
        if hasConverged || isFlat && strategy.generation > 1 { restart() }
    }

    private var hasConverged: Bool {
        let still = 10 + 30 * levels.count / strategy.population
        let hasNoNews = lately.count > still && Set(lately.suffix(still)).count == 1
        let isNarrow = zip(strategy.deviations, levels).allSatisfy { deviation, count in
            deviation < (count.map { 0.4 / Double(max(1, $0)) } ?? Self.leastWidth)
        }
        return hasNoNews || isNarrow || strategy.condition > 1e14 || !strategy.width.isFinite
    }

    private mutating func restart() {
        restarts += 1
        lately = []
        let start = levels.indices.map { dimension in
            var draw = random.draw(.search, -restarts, dimension)
            return draw.uniform()
        }
        let most = CovarianceAdaptation.population(dimensions: levels.count) * Self.greatestGrowth
        strategy = Self.strategy(start, min(strategy.population * 2, most), levels, random, restarts)
    }

    /// A coordinate folded back into [0, 1].
    static func reflected(_ place: Double) -> Double {
        guard place.isFinite else { return 0.5 }
        let folded = abs(place).truncatingRemainder(dividingBy: 2)
        return folded > 1 ? 2 - folded : folded
    }
}
