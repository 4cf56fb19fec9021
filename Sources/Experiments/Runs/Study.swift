public import PatchModel
public import PatchSimulator

/// One policy's course through one replication.
public struct RunResult: Sendable, Hashable {
    public var ledger: Ledger
    /// What the policy did.
    public var decisions: [LoggedAction]
    /// How it went over time; nil unless asked for.
    public var series: RunSeries?
    /// The ledger taken apart, by what was asked for.
    public var breakdowns: [Dimension: Breakdown]
    /// What went wrong with the policy; nothing with a declared strategy.
    public var incidents: [RunIncident]

    public init(
        ledger: Ledger,
        decisions: [LoggedAction],
        series: RunSeries? = nil,
        breakdowns: [Dimension: Breakdown] = [:],
        incidents: [RunIncident] = []
    ) {
        self.ledger = ledger
        self.decisions = decisions
        self.series = series
        self.breakdowns = breakdowns
        self.incidents = incidents
    }
}

/// A policy of a study, as far as whoever reads the study needs to know it.
public struct StudiedPolicy: Sendable, Hashable {
    public var name: String
    /// Nil: it is no declared strategy.
    public var strategy: Strategy?

    public init(name: String, strategy: Strategy? = nil) {
        self.name = name
        self.strategy = strategy
    }

    public init(_ strategy: Strategy) { self.init(name: strategy.name, strategy: strategy) }

    /// The word for what it does: that of a declared strategy's kind, or `undeclared`.
    public var kind: String { strategy?.kind.name ?? "undeclared" }

    init(_ source: any PolicySource) { self.init(name: source.name, strategy: source.strategy) }
}

/// Several policies in the same replications.
public struct Study: Sendable, Hashable {
    public var scenario: Scenario
    public var policies: [StudiedPolicy]
    public var seed: UInt64
    /// Numbers of the replications that are complete, ascending. Number k stands for the same course of events whatever
    /// other numbers are run.
    public var replications: [Int]
    /// By policy, then by place in `replications`.
    public var results: [[RunResult]]
    /// True if it was interrupted before all replications were done.
    public var isPartial: Bool
    /// So many replications there were at each look that decided whether more were made; none if their number was fixed beforehand.
    public var looks: [Int] = []

    public init(
        scenario: Scenario,
        policies: [StudiedPolicy],
        seed: UInt64,
        replications: [Int],
        results: [[RunResult]],
        isPartial: Bool = false
    ) {
        self.scenario = scenario
        self.policies = policies
        self.seed = seed
        self.replications = replications
        self.results = results
        self.isPartial = isPartial
    }
}

extension Study {
    /// Replications at the look before the last one, 0 if there was one look only; nil if none was taken. What is shown must be shown
    /// at both.
    package var before: Int? { looks.isEmpty ? nil : looks.dropLast().last ?? 0 }
}
