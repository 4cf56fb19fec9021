public import EventEngine
public import PatchModel
public import PatchSimulator

/// A value given to a key of the scenario.
public struct SweepSetting: Sendable, Hashable {
    public var key: String
    /// As it would stand in the scenario file.
    public var value: String

    public init(key: String, value: String) {
        self.key = key
        self.value = value
    }
}

/// A scenario with settings, to be run among others.
public struct SweepVariant: Sendable {
    /// What distinguishes it; empty: the scenario as it is written.
    public var settings: [SweepSetting]
    /// The scenario with the settings in it.
    public var scenario: Scenario
    /// The numbers of the replications that it meets.
    public var replications: [Int]
    /// By name of the policy, what identifies its runs in a cache; empty where there is none.
    public var digests: [String: String]
    /// What can be run in it: the strategies of its scenario unless told otherwise.
    public var policies: [any PolicySource]

    public init(
        settings: [SweepSetting],
        scenario: Scenario,
        replications: [Int],
        digests: [String: String] = [:]
    ) {
        policies = scenario.strategies.map { DeclaredSource($0) }
        self.settings = settings
        self.scenario = scenario
        self.replications = replications
        self.digests = digests
    }
}

/// What came of one strategy in one variant.
public struct SweepCell: Sendable, Hashable {
    /// Place in `SweepResult.variants`.
    public var variant: Int
    public var strategy: String
    /// One a replication, in the order of the variant's.
    public var ledgers: [Ledger]

    /// What things cost in the variant's scenario; nil: it has no prices.
    public var prices: Prices?
    /// What a ticket takes the help desk there, in seconds.
    public var ticketWork: Tick

    /// - Parameter scenario: the variant's.
    public init(variant: Int, strategy: String, ledgers: [Ledger], scenario: Scenario) {
        self.variant = variant
        self.strategy = strategy
        self.ledgers = ledgers
        prices = scenario.prices
        ticketWork = scenario.ticketWork
    }

    /// The values of a metric; nil if it has none in some replication. Cost and effort go by what the variant says of them.
    public func values(_ metric: Metric) -> [Double]? { own(metric).values(in: ledgers) }

    /// The mean of a metric, or its quantile, with an interval; nil if it has no value in some replication.
    public func summary(_ metric: Metric) -> MetricSummary? { MetricSummary(own(metric), ledgers) }

    private func own(_ metric: Metric) -> Metric {
        if case .money = metric.unit { return prices.map { .cost($0).over(metric.statistic) } ?? metric }
        return metric.unit == .hours ? .effort(ticket: ticketWork).over(metric.statistic) : metric
    }
}

/// Strategies in variants of a scenario.
public struct SweepResult: Sendable {
    /// The scenario as it is written.
    public var scenario: Scenario
    /// The keys that are varied.
    public var keys: [String]
    /// Those of them that nobody chooses, such as prices and chances.
    public var circumstances: Set<String>
    public var strategies: [String]
    public var seed: UInt64
    public var variants: [SweepVariant]
    /// Variant after variant, in each the strategies in their order: of the variants that are complete.
    public var cells: [SweepCell]
    /// True if it was interrupted before all variants were complete.
    public var isPartial: Bool
    /// Number of different runs that all variants need.
    public var runCount: Int

    /// - Parameters:
    ///   - circumstances: those of the keys that nobody chooses.
    ///   - cells: variant after variant, in each the strategies in their order.
    public init(
        scenario: Scenario,
        keys: [String],
        circumstances: Set<String> = [],
        strategies: [String],
        seed: UInt64,
        variants: [SweepVariant],
        cells: [SweepCell],
        isPartial: Bool = false,
        runCount: Int
    ) {
        self.scenario = scenario
        self.keys = keys
        self.circumstances = circumstances
        self.strategies = strategies
        self.seed = seed
        self.variants = variants
        self.cells = cells
        self.isPartial = isPartial
        self.runCount = runCount
    }

    /// The cells of a strategy, in the order of the variants.
    public func cells(of strategy: String) -> [SweepCell] { cells.filter { $0.strategy == strategy } }
}
