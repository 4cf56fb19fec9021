/// How a gate decides: part of a suite, and fixed before anything runs.
public struct GateRule: Sendable, Hashable {
    /// The chance, one-sided, that what loses just its margin passes; and that anything that loses no more fails.
    public let level: Double
    /// The chance that what loses nothing is to pass with.
    public let power: Double
    /// After how many replications it is looked at, ascending.
    public let looks: [Int]
    /// By which resamples and sign patterns are drawn. It has nothing to do with the seeds of the replications.
    public let seed: UInt64
    /// Of which the bounds of quantiles are made.
    public let resamples: Int
    /// On which the level of each bound is measured: resamples about the margin, and as many sign patterns.
    public let patterns: Int
    /// With fewer replications nothing is decided.
    public let fewest: Int

    /// Nil if a parameter is out of range: the level between 0 and one half, the power between the level and 1, at least one
    /// look and no more than 100, looks ascending from 2 to `greatest`, resamples and patterns from 100 to 100,000.
    public init?(
        level: Double = 0.05,
        power: Double = 0.9,
        looks: [Int] = [50, 100, 200, 400, 800],
        seed: UInt64 = 1,
        resamples: Int = 2000,
        patterns: Int = 2000,
        fewest: Int = Significance.fewestReplications
    ) {
        guard level > 0, level < 0.5, power > level, power < 1, let first = looks.first, first >= 2,
            looks.count <= 100, (looks.last ?? 0) <= Self.greatest,
            zip(looks, looks.dropFirst()).allSatisfy({ $0 < $1 }), (100...100_000).contains(resamples),
            (100...100_000).contains(patterns)
        else { return nil }
        self.level = level
        self.power = power
        self.looks = looks
        self.seed = seed
        self.resamples = resamples
        self.patterns = patterns
        self.fewest = fewest
    }

    /// More replications than this are not asked for.
    public static let greatest = 1_000_000

    /// Replications at the last look.
    public var most: Int { looks.last ?? 0 }
}
