import EventEngine

/// Where an experiment is to be made.
public struct DesignPoint: Sendable, Hashable {
    /// For each factor a place between 0, its lower end, and 1, its upper end.
    public var places: [Double]
    /// Which luck the point meets: points of the same number meet the same replications. 0 where luck is no factor.
    public var luck: Int

    public init(_ places: [Double], luck: Int = 0) {
        self.places = places
        self.luck = luck
    }
}

/// The designs that spread points over the ranges of factors.
public enum Design {
    /// All combinations of levels, the last factor fastest.
    ///
    /// - Parameter levels: the number of levels of each factor, at least 1.
    /// - Returns: for each point the number of the level of each factor; nil if there are more than `limit` points.
    public static func grid(_ levels: [Int], limit: Int = 1_000_000) -> [[Int]]? {
        var points: [[Int]] = [[]]
        for count in levels {
            guard count > 0, points.count <= limit / count else { return nil }
            points = points.flatMap { point in (0..<count).map { point + [$0] } }
        }
        return points
    }

    /// A Latin hypercube: of `count` slices of each factor every one holds one point, at a random place in it. McKay, Beckman
    /// and Conover, "A comparison of three methods for selecting values of input variables", Technometrics 21 (1979).
    public static func latinHypercube(factors: Int, count: Int, seed: UInt64) -> [DesignPoint] {
        let random = KeyedRandom(design: seed)
        let orders = (0..<factors).map { random.order(.latinOrder, $0, count: count) }
        return (0..<count).map { point in
            DesignPoint(
                (0..<factors).map { factor in
                    var draw = random.draw(.latinPlace, factor, point)
                    return (Double(orders[factor][point]) + draw.uniform()) / Double(count)
                }
            )
        }
    }

    /// The first points of a scrambled Sobol sequence; nil for more factors than `SobolSequence.maximumDimensions`.
    public static func sobol(factors: Int, count: Int, seed: UInt64) -> [DesignPoint]? {
        guard let sequence = SobolSequence(dimensions: factors, scrambledBy: seed) else { return nil }
        return (0..<count).map { DesignPoint(sequence.point($0)) }
    }
}
