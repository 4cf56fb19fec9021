/// Plain replications, looked at as those of cells are: for outputs that take all runs for equally likely.
///
/// The study is the same as one of that number of replications from the beginning; only what is shown must be shown at two looks
/// in a row (`Study.looks`).
public struct PlainLooks: Sendable {
    public let looks: CellLooks
    /// All that was run so far; nil before the first look.
    public private(set) var study: Study?
    /// What was found at the last look.
    public private(set) var comparison: CellComparison?

    public init(_ looks: CellLooks) { self.looks = looks }

    /// The replications to run next; nil when it is over.
    public var next: Range<Int>? {
        guard study?.isPartial != true, let runs = looks.next(after: comparison) else { return nil }
        return (study?.replications.count ?? 0)..<runs
    }

    /// Takes the replications asked for by `next`. A study that was interrupted ends the series.
    public mutating func take(_ batch: Study) {
        study = study?.followed(by: batch) ?? batch
        // What was interrupted is no look: its runs are those of the look before, and nothing more was shown.
        guard !batch.isPartial, let whole = study else { return }
        let found = CellComparison(CellStudy(plain: whole), after: comparison, margin: looks.margin)
        study?.looks = found.looks
        comparison = found
    }

    /// Somebody wants no more of it.
    public mutating func end() { study?.isPartial = true }
}

/// Replications in batches, of which each depends on what came of those before.
public protocol BatchSeries: Sendable {
    /// The replications to run next; nil when it is over.
    var next: Range<Int>? { get }
    /// All that was run so far; nil before the first batch.
    var study: Study? { get }
    /// Takes the replications asked for by `next`.
    mutating func take(_ batch: Study)
    /// Somebody wants no more of it.
    mutating func end()
}

extension PlainLooks: BatchSeries {}
extension PrecisionSeries: BatchSeries {}
