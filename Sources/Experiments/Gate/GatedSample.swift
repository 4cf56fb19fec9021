/// Names for what a gate looks at.
public enum GateRow {
    /// A metric in a world.
    public struct ID: Sendable, Hashable, Comparable {
        public var world: String
        public var metric: String

        public init(world: String, metric: String) {
            self.world = world
            self.metric = metric
        }

        public static func < (one: ID, other: ID) -> Bool {
            (one.world, one.metric) < (other.world, other.metric)
        }
    }
}

/// The values of one metric in one world: those of the baseline and of the candidate in the same replications.
public struct GatedSample: Sendable, Hashable {
    public let id: GateRow.ID
    /// Nil: nothing is asked of it.
    public let margin: Margin?
    /// One value a replication.
    public let baseline: [Double]
    /// Of the same replications, in the same order.
    public let candidate: [Double]
    public let lowerIsBetter: Bool
    /// Every value is 0 or 1: something happened in a replication, or did not.
    public let isBinary: Bool
    /// What is compared over replications. Nothing is said of the worst one, of which no number of others tells.
    public let statistic: Statistic
    /// False: it is shown, and has no say.
    public let isGated: Bool

    /// Nil if there are no values, if the two differ in number, if a value is not finite or too great to be squared, or if it is
    /// to be gated without a margin.
    ///
    /// - Parameter isBinary: nil: if every value is 0 or 1, and of means only.
    public init?(
        _ id: GateRow.ID,
        margin: Margin?,
        baseline: [Double],
        candidate: [Double],
        lowerIsBetter: Bool = true,
        isBinary: Bool? = nil,
        statistic: Statistic = .mean,
        isGated: Bool = true
    ) {
        guard !baseline.isEmpty, baseline.count == candidate.count, margin != nil || !isGated,
            SampleMoments(baseline) != nil, SampleMoments(candidate) != nil
        else { return nil }
        let isZeroOrOne = statistic == .mean && (baseline + candidate).allSatisfy { $0 == 0 || $0 == 1 }
        guard isBinary != true || isZeroOrOne else { return nil }
        self.id = id
        self.margin = margin
        self.baseline = baseline
        self.candidate = candidate
        self.lowerIsBetter = lowerIsBetter
        self.isBinary = isBinary ?? isZeroOrOne
        self.statistic = statistic
        self.isGated = isGated
    }

    /// How many replications.
    public var count: Int { baseline.count }

    /// What is lost by the candidate, replication by replication: above 0 where it is the worse one. What differs by rounding
    /// only is equal.
    public var losses: [Double] {
        lowerIsBetter ? differences(candidate, baseline) : differences(baseline, candidate)
    }

    /// The share of the baseline's mean that the margin is; 0 where it is an amount, and of what is no mean of amounts.
    var marginShare: Double {
        guard statistic == .mean, !isBinary, let margin, let share = margin.relative else { return 0 }
        return share * abs(baselineValue) >= margin.absolute ?? 0 ? share : 0
    }

    /// Losses with the error of the margin in them: that of a margin that is a share of the baseline's mean is known no better than
    /// that mean.
    ///
    /// With loss d, baseline b and share f, "the mean of d is below f times that of b" says that d − f b is below zero on average. Here that
    /// is d − f (b − mean of b), which has the mean of d, to be held against the margin as it came out. Whoever has done the
    /// same in every replication loses nothing, whatever the margin.
    var weighedLosses: [Double] { weighed(losses, by: baseline) }

    /// The same with the labels of baseline and candidate changed in all replications.
    var swappedLosses: [Double] { weighed(losses.map { -$0 }, by: candidate) }

    private func weighed(_ losses: [Double], by values: [Double]) -> [Double] {
        let share = baselineValue < 0 ? -marginShare : marginShare
        guard share != 0, losses.contains(where: { $0 != 0 }) else { return losses }
        let mean = values.reduce(0, +) / Double(values.count)
        return zip(losses, values).map { $0 - share * ($1 - mean) }
    }

    /// What is lost on the whole: the difference of the statistics, above 0 where the candidate is the worse one.
    public var loss: Double {
        guard statistic != .mean else { return losses.reduce(0, +) / Double(count) }
        let goal: PairedDifference.Goal = lowerIsBetter ? .low : .high
        guard let one = statistic.value(candidate, goal), let other = statistic.value(baseline, goal)
        else { return 0 }
        return lowerIsBetter ? one - other : other - one
    }

    /// The baseline's statistic, to which a relative margin relates.
    public var baselineValue: Double { statistic.value(baseline, lowerIsBetter ? .low : .high) ?? 0 }

    /// The margin in the metric's unit; 0 without one.
    public var marginAmount: Double { margin?.amount(ofBaseline: baselineValue) ?? 0 }

    /// The same with the first replications only; the whole if there are fewer.
    public func first(_ count: Int) -> GatedSample {
        replaced(Array(baseline.prefix(max(1, count))), Array(candidate.prefix(max(1, count))))
    }

    /// As many replications as that, these again and again in their order: what is drawn from it is drawn from these.
    package func repeated(to number: Int) -> GatedSample {
        let places = (0..<max(1, number)).map { $0 % count }
        return replaced(places.map { baseline[$0] }, places.map { candidate[$0] })
    }

    /// The baseline against itself.
    package var withoutDifference: GatedSample { replaced(baseline, baseline) }

    /// The same with another margin.
    func with(_ margin: Margin?) -> GatedSample { GatedSample(self, baseline, candidate, margin: margin) }

    /// The same with other values, as many of one as of the other.
    func replaced(_ baseline: [Double], _ candidate: [Double]) -> GatedSample {
        GatedSample(self, baseline, candidate, margin: margin)
    }

    private init(_ other: GatedSample, _ baseline: [Double], _ candidate: [Double], margin: Margin?) {
        id = other.id
        self.margin = margin
        self.baseline = baseline
        self.candidate = candidate
        lowerIsBetter = other.lowerIsBetter
        isBinary = other.isBinary
        statistic = other.statistic
        isGated = other.isGated
    }
}
