import EventEngine

/// The points at which a function must be known to tell how much of its variance each factor causes.
///
/// Saltelli's scheme: two independent samples A and B of `rows` points, and for each factor the points of A with that factor
/// taken from B. Luck, if it counts, is a factor like the others: every row of A and of B meets replications of its own.
public struct SobolDesign: Sendable {
    public let factors: Int
    public let rows: Int
    /// Whether luck is a factor of its own, the last one.
    public let includesLuck: Bool
    /// Row after row: A, B, then A with each factor from B.
    public let points: [DesignPoint]

    /// The most factors, each of which takes two dimensions of the sequence.
    public static let maximumFactors = SobolSequence.maximumDimensions / 2

    /// - Parameter rows: a power of two makes best use of the sequence.
    /// - Returns: nil if there are no factors, more than `maximumFactors`, or no rows.
    public init?(factors: Int, rows: Int, includesLuck: Bool = true, seed: UInt64) {
        guard factors > 0, rows > 0, let sequence = SobolSequence(dimensions: 2 * factors, scrambledBy: seed) else {
            return nil
        }
        self.factors = factors
        self.rows = rows
        self.includesLuck = includesLuck
        points = (0..<rows).flatMap { row in
            let both = sequence.point(row)
            let a = Array(both[..<factors])
            let b = Array(both[factors...])
            let (luckOfA, luckOfB) = includesLuck ? (2 * row, 2 * row + 1) : (0, 0)
            var own = [DesignPoint(a, luck: luckOfA), DesignPoint(b, luck: luckOfB)]
            for factor in 0..<factors {
                var mixed = a
                mixed[factor] = b[factor]
                own.append(DesignPoint(mixed, luck: luckOfA))
            }
            if includesLuck { own.append(DesignPoint(a, luck: luckOfB)) }
            return own
        }
    }

    /// Points of each row.
    public var stride: Int { 2 + factors + (includesLuck ? 1 : 0) }
}

/// How much of a function's variance each factor causes: Sobol's indices.
public struct SobolIndices: Sendable, Hashable {
    /// Of one factor.
    public struct Index: Sendable, Hashable {
        /// The share of the variance that would go if only this factor were known (first-order index). Estimates may fall a
        /// little outside [0, 1].
        public var first: Double
        public var firstInterval: ConfidenceInterval
        /// The share that would stay if all other factors were known (total index): first-order and all interactions.
        public var total: Double
        public var totalInterval: ConfidenceInterval
    }

    /// By factor; the last one is luck, if the design includes it.
    public let indices: [Index]
    /// The mean over the factors' ranges.
    public let mean: Double
    /// The variance over the factors' ranges, luck included.
    public let variance: Double

    private static let resamples = 1000

    /// Estimates the indices from the values at the design's points; nil if they are not as many, not finite, or all equal.
    ///
    /// First-order indices by the estimator of Saltelli et al., "Variance based sensitivity analysis of model output", Computer
    /// Physics Communications 181 (2010), table 2 (b), total indices by Jansen's, table 2 (f). Values are centred first, which
    /// changes nothing but the error. Intervals are the middle 95 % of 1,000 bootstrap samples of rows, which takes the rows
    /// for independent and is therefore rather too wide for those of a Sobol sequence.
    ///
    /// - Parameter seed: of the resampling.
    public init?(_ design: SobolDesign, _ values: [Double], seed: UInt64) {
        guard values.count == design.points.count, values.allSatisfy(\.isFinite) else { return nil }
        let stride = design.stride
        let count = design.rows
        let base = (0..<count).flatMap { [values[$0 * stride], values[$0 * stride + 1]] }
        guard let moments = SampleMoments(base), let spread = moments.variance, spread > 0 else { return nil }
        mean = moments.mean
        variance = spread
        let centred = values.map { $0 - moments.mean }

        // Per row and factor the two products whose means are wanted, and the row's part of the variance.
        let factors = stride - 2
        var firsts = [Double](repeating: 0, count: count * factors)
        var totals = firsts
        var squares = [Double](repeating: 0, count: count)
        var sums = squares
        for row in 0..<count {
            let a = centred[row * stride]
            let b = centred[row * stride + 1]
            squares[row] = a * a + b * b
            sums[row] = a + b
            for factor in 0..<factors {
                let mixed = centred[row * stride + 2 + factor]
                firsts[row * factors + factor] = b * (mixed - a)
                totals[row * factors + factor] = (a - mixed) * (a - mixed) / 2
            }
        }
        func estimates(_ rows: [Int]) -> [(first: Double, total: Double)] {
            var first = [Double](repeating: 0, count: factors)
            var total = first
            var square = 0.0
            var sum = 0.0
            for row in rows {
                square += squares[row]
                sum += sums[row]
                for factor in 0..<factors {
                    first[factor] += firsts[row * factors + factor]
                    total[factor] += totals[row * factors + factor]
                }
            }
            let n = Double(rows.count)
            let variance = (square - sum * sum / (2 * n)) / (2 * n - 1)
            guard variance > 0 else { return first.map { _ in (0, 0) } }
            return zip(first, total).map { ($0 / n / variance, $1 / n / variance) }
        }

        let whole = estimates(Array(0..<count))
        let random = KeyedRandom(design: seed)
        let samples = (0..<Self.resamples).map { sample in
            var draw = random.draw(.bootstrap, sample)
            return estimates((0..<count).map { _ in min(count - 1, Int(draw.uniform() * Double(count))) })
        }
        func interval(_ estimate: Double, _ values: [Double]) -> ConfidenceInterval {
            let sorted = values.sorted()
            return ConfidenceInterval(
                lower: quantile(sorted: sorted, 0.025) ?? estimate,
                upper: quantile(sorted: sorted, 0.975) ?? estimate,
                level: 0.95
            )
        }
        indices = (0..<factors).map { factor in
            Index(
                first: whole[factor].first,
                firstInterval: interval(whole[factor].first, samples.map { $0[factor].first }),
                total: whole[factor].total,
                totalInterval: interval(whole[factor].total, samples.map { $0[factor].total })
            )
        }
    }
}
