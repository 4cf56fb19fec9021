/// Replications until all means are as certain as was asked for, in batches.
///
/// The sequential procedure for a relative error of Law, "Simulation modeling and analysis", 5th edition, section 9.4.1 (after
/// Chow and Robbins, "On the asymptotic theory of fixed-width sequential confidence intervals for the mean", Annals of
/// Mathematical Statistics 36, 1965): replicate, look at the half widths, go on if one is too wide. That the number of
/// replications depends on the data costs a little: intervals hold the true mean somewhat less often than they say, the less
/// so the more replications they take. Here the first look is after 80 replications at least, and a batch goes as far as
/// the variance so far says is needed, but no further than twice what there is.
///
/// The study is the same as one of that number of replications from the beginning.
public struct PrecisionSeries: Sendable {
    /// The fewest replications that are looked at.
    public static let fewest = Significance.fewestReplications
    /// The fewest that a later batch adds.
    private static let step = 10

    /// Nil: one batch, whatever comes of it.
    public let target: PrecisionTarget?
    public let intervals: IntervalMethod
    /// At most so many replications.
    public let limit: Int
    /// All that was run so far; nil before the first batch.
    public private(set) var study: Study?
    /// On the study as it is; nil before the first batch, or without a target.
    public private(set) var report: PrecisionReport?
    private let first: Int

    /// - Parameters:
    ///   - target: nil for one batch of exactly `first`.
    ///   - first: replications of the first batch, raised to `fewest` if less.
    ///   - limit: a first batch that exceeds it is cut.
    public init(_ target: PrecisionTarget?, first: Int, limit: Int, intervals: IntervalMethod = .hall) {
        self.target = target
        self.intervals = intervals
        self.limit = limit
        self.first = target == nil ? first : min(limit, max(first, Self.fewest))
    }

    /// The replications to run next; nil when it is over.
    public var next: Range<Int>? {
        guard let study else { return 0..<first }
        let count = study.replications.count
        guard let report, !report.isReached, !study.isPartial, count < limit else { return nil }
        let end = max(count + Self.step, min(report.needed ?? 0, 2 * count))
        return count..<min(limit, end)
    }

    /// Takes the replications asked for by `next`. A study that was interrupted ends the series.
    public mutating func take(_ batch: Study) {
        let whole = study?.followed(by: batch) ?? batch
        study = whole
        report = target.map { PrecisionReport(whole, $0, intervals: intervals) }
    }

    /// Somebody wants no more of it.
    public mutating func end() { study?.isPartial = true }
}

extension Study {
    /// This study with further replications of the same strategies behind its own.
    func followed(by batch: Study) -> Study {
        var whole = self
        whole.replications += batch.replications
        whole.results = zip(results, batch.results).map { $0 + $1 }
        whole.isPartial = isPartial || batch.isPartial
        return whole
    }
}
