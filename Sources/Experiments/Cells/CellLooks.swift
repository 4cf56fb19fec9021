/// When a comparison in cells is looked at, and when it ends.
///
/// Each look doubles the runs; those of earlier looks are among them. It ends when every difference is decided, or when too much
/// work was done: counted in events served, which are the same on every machine, never in seconds.
public struct CellLooks: Sendable, Hashable {
    /// No further look is begun after so many events in all runs of all strategies.
    public static let usualLimit = 30_000_000

    /// Runs of each strategy at the first look.
    public let first: Int
    public let limit: Int
    /// See `CellComparison`.
    public let margin: Double

    public init(limit: Int = usualLimit, margin: Double = 0) {
        first = CellDesign.fewest
        self.limit = limit
        self.margin = margin
    }

    /// How many runs the look after this one has; nil: there is none.
    public func next(after comparison: CellComparison?) -> Int? {
        guard let comparison else { return first }
        guard !comparison.isDecided, comparison.study.events < limit, comparison.looks.count < Self.mostLooks else {
            return nil
        }
        return first << comparison.looks.count
    }

    /// 80 · 2⁶ = 5,120 runs: with more looks, "at two in a row" would err more often than is said.
    static let mostLooks = 7
    /// Runs of each strategy at the last look that there may be.
    public var mostRuns: Int { first << (Self.mostLooks - 1) }

    /// Looks until the end.
    ///
    /// - Parameter study: makes a study of so many runs of each strategy, those of the study before among them; nil: it was
    ///   cancelled, and the looks so far are what there is.
    /// - Returns: what was found at the last look; nil without any.
    public func comparison(
        making study: (_ runs: Int, _ earlier: CellStudy?) async throws -> CellStudy?
    ) async rethrows -> CellComparison? {
        var comparison: CellComparison?
        while let runs = next(after: comparison), let made = try await study(runs, comparison?.study) {
            comparison = CellComparison(made, after: comparison, margin: margin)
        }
        return comparison
    }
}
