import EventEngine

/// The values of one cell's runs.
public struct CellSample: Sendable, Hashable {
    /// The probability of the cell.
    public var weight: Double
    /// One a run; where runs were placed evenly, in the order of their places.
    public var values: [Double]
    /// Whether runs were placed evenly: each is compared with its neighbours only, because what lies far from it is meant to
    /// differ.
    public var isEven: Bool

    public init(weight: Double, values: [Double], isEven: Bool) {
        self.weight = weight
        self.values = values
        self.isEven = isEven
    }

    /// Neighbours that are compared with each other.
    static let neighbours = 4

    /// The values that are compared with each other: all, or by fours in two ways. A step between two values that one way has in
    /// different groups is within a group of the other way.
    var partitions: [[ArraySlice<Double>]] {
        guard isEven, values.count >= 2 * Self.neighbours else { return [[values[...]]] }
        return [0, Self.neighbours / 2].map { shift in
            // The first group takes what the shift leaves before it, the last one what is left over.
            let starts = stride(from: shift, through: values.count - Self.neighbours, by: Self.neighbours)
            let edges = [0] + Array(starts.dropFirst()) + [values.count]
            return zip(edges, edges.dropFirst()).map { values[$0..<$1] }
        }
    }
}

/// The mean over cells whose weights are known: θ = Σ W ȳ, with variance, skewness, degrees of freedom, interval and test.
///
/// v = Σ W² s²/n and κ = Σ W³ k/n² with s² and k the unbiased second and third central moments of a cell's values; where they are
/// placed evenly, the means of those of neighbours, in the way of grouping them that gives the larger v, which makes v too large
/// rather than too small (W. G. Cochran, "Sampling techniques", 3rd edition, 5.3 and 8.11). Degrees of freedom after F. E. Satterthwaite, "An approximate distribution of
/// estimates of variance components", Biometrics Bulletin 2 (1946), and B. L. Welch. Of two cells with the weights 1 and −1 it is
/// Welch's test.
public struct StratifiedEstimate: Sendable, Hashable {
    /// The number of runs in all cells.
    public let count: Int
    public let mean: Double
    /// Zero if no cell's values vary.
    public let standardError: Double
    public let skewness: Double
    /// Infinite if no cell's values vary.
    public let degreesOfFreedom: Double
    /// The mean of each cell.
    public let means: [Double]
    /// Hall's interval; of width zero if no cell's values vary.
    public let interval: ConfidenceInterval

    private var error: SkewedMean {
        SkewedMean(mean: mean, standardError: standardError, skewness: skewness, degreesOfFreedom: degreesOfFreedom)
    }

    /// Nil if there are no cells, one has fewer than two runs, or a value is not finite.
    ///
    /// - Parameter range: where the mean must lie; the interval is cut off there.
    public init?(
        _ cells: [CellSample],
        level: Double = 0.95,
        range: ClosedRange<Double> = -Double.infinity...Double.infinity
    ) {
        guard !cells.isEmpty, level > 0, level < 1 else { return nil }
        var means: [Double] = []
        var (mean, variance, third, squares) = (0.0, 0.0, 0.0, 0.0)
        for cell in cells {
            guard cell.values.count > 1, let moments = CellMoments(cell) else { return nil }
            let runs = Double(cell.values.count)
            let part = cell.weight * cell.weight * moments.variance / runs
            means.append(moments.mean)
            mean += cell.weight * moments.mean
            variance += part
            third += cell.weight * cell.weight * cell.weight * moments.third / (runs * runs)
            if moments.degreesOfFreedom > 0 { squares += part * part / moments.degreesOfFreedom }
        }
        guard mean.isFinite, variance.isFinite, third.isFinite else { return nil }
        count = cells.reduce(0) { $0 + $1.values.count }
        self.mean = mean
        self.means = means
        standardError = variance.squareRoot()
        let skewness = variance > 0 ? third / variance / variance.squareRoot() : 0
        self.skewness = skewness.isFinite ? skewness : 0
        degreesOfFreedom = squares > 0 ? variance / squares * variance : .infinity
        let found = SkewedMean(
            mean: mean,
            standardError: variance.squareRoot(),
            skewness: self.skewness,
            degreesOfFreedom: degreesOfFreedom
        )
        guard variance > 0 else {
            interval = ConfidenceInterval(lower: mean, upper: mean, level: level)
            return
        }
        let quantile = studentTQuantile((1 + level) / 2, degreesOfFreedom: degreesOfFreedom)
        interval = found.interval(level: level, quantile: quantile, range: range)
    }

    /// The least α at which Hall's interval of level 1 − α leaves zero out. Where no cell's values vary: 1 if the mean is zero, and
    /// otherwise the least that a test of as many signs can give.
    public var pValue: Double {
        standardError > 0 || mean == 0 ? error.pValue : leastSignPValue(count)
    }

    /// About how many runs would tell the mean from zero if they went on as these; at least one more than there are. Nil if the
    /// mean is zero.
    public func runsNeeded(z: Double = Significance.z) -> Int? {
        error.rootOfGrowth(z: z).map { max(count + 1, Int(min(1e15, (Double(count) * $0 * $0).rounded(.up)))) }
    }
}

/// The moments of a cell's values.
struct CellMoments {
    let mean: Double
    let variance: Double
    let third: Double
    let degreesOfFreedom: Double

    init?(_ cell: CellSample) {
        guard let all = SampleMoments(cell.values) else { return nil }
        mean = all.mean
        var largest = (variance: -1.0, third: 0.0, degrees: 0.0)
        for groups in cell.partitions {
            var (variance, third, degrees) = (0.0, 0.0, 0.0)
            for group in groups {
                let values = Array(group)
                guard let moments = SampleMoments(values) else { return nil }
                let share = Double(values.count) / Double(cell.values.count)
                variance += share * (moments.variance ?? 0)
                third += share * moments.thirdCentralMoment(values)
                degrees += Double(values.count - 1)
            }
            if variance > largest.variance { largest = (variance, third, degrees) }
        }
        (variance, third, degreesOfFreedom) = (largest.variance, largest.third, largest.degrees)
    }
}
