/// What must hold of a metric's mean.
public struct MetricConstraint: Sendable, Hashable {
    public enum Comparison: String, Sendable, Hashable, CaseIterable {
        case atMost = "<="
        case atLeast = ">="
    }

    public var metric: Metric
    public var comparison: Comparison
    /// In the metric's unit; shares as fractions.
    public var limit: Double

    public init(_ metric: Metric, _ comparison: Comparison, _ limit: Double) {
        self.metric = metric
        self.comparison = comparison
        self.limit = limit
    }

    /// By how much a mean breaks it, against the size of the limit, so that constraints in different units can be added up; 0 if
    /// it holds.
    public func violation(_ mean: Double) -> Double {
        let excess = comparison == .atMost ? mean - limit : limit - mean
        return max(0, excess) / max(abs(limit), 1e-9)
    }
}

/// What a search is to do: make a metric's mean small, or great where that is good, and keep constraints.
public struct SearchGoal: Sendable, Hashable {
    public var metric: Metric
    public var constraints: [MetricConstraint]

    public init(_ metric: Metric, subjectTo constraints: [MetricConstraint] = []) {
        self.metric = metric
        self.constraints = constraints
    }

    /// How good a cell is; the worst if a metric has no value.
    public func score(_ cell: SweepCell) -> SearchScore {
        guard let value = cell.summary(metric)?.estimate else { return .worst }
        var violation = 0.0
        for constraint in constraints {
            guard let mean = cell.summary(constraint.metric)?.estimate else { return .worst }
            violation += constraint.violation(mean)
        }
        return SearchScore(metric.goal == .low ? value : -value, violation: violation)
    }
}
