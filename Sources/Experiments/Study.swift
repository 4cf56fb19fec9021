public import PatchModel
public import PatchSimulator

/// One strategy's course through one replication.
public struct RunResult: Sendable, Hashable {
    public var ledger: Ledger
    /// What the strategy did.
    public var decisions: [LoggedAction]
    /// How it went over time; nil unless asked for.
    public var series: RunSeries?

    public init(ledger: Ledger, decisions: [LoggedAction], series: RunSeries? = nil) {
        self.ledger = ledger
        self.decisions = decisions
        self.series = series
    }
}

/// Several strategies in the same replications.
public struct Study: Sendable, Hashable {
    public var scenario: Scenario
    public var strategies: [Strategy]
    public var seed: UInt64
    /// Numbers of the replications that are complete, ascending. Number k stands for the same course of events whatever
    /// other numbers are run.
    public var replications: [Int]
    /// By strategy, then by place in `replications`.
    public var results: [[RunResult]]
    /// True if it was interrupted before all replications were done.
    public var isPartial: Bool

    public init(
        scenario: Scenario,
        strategies: [Strategy],
        seed: UInt64,
        replications: [Int],
        results: [[RunResult]],
        isPartial: Bool = false
    ) {
        self.scenario = scenario
        self.strategies = strategies
        self.seed = seed
        self.replications = replications
        self.results = results
        self.isPartial = isPartial
    }
}
