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
    public func values(_ metric: Measure) -> [Double]? {
        let own = own(metric)
        let found = ledgers.compactMap { own.value(in: $0) }
        return found.count == ledgers.count && !found.isEmpty ? found : nil
    }

    /// The mean of a metric, or its quantile, with an interval; nil if it has no value in some replication.
    public func summary(_ metric: Measure) -> MeasureSummary? {
        if case .headline(let headline) = metric {
            return MetricSummary(headline, ledgers).map {
                MeasureSummary(
                    estimate: $0.estimate,
                    lower: $0.lower,
                    upper: $0.upper,
                    censored: $0.values.isEmpty ? 0 : $0.censored
                )
            }
        }
        return values(metric).flatMap { Estimate($0, range: metric.range) }.map {
            MeasureSummary(estimate: $0.mean, lower: $0.interval?.lower, upper: $0.interval?.upper, censored: 0)
        }
    }

    private func own(_ metric: Measure) -> Measure {
        switch metric {
        case .cost(let given): .cost(prices ?? given)
        case .effort: .effort(ticket: ticketWork)
        case .headline, .downtime: metric
        }
    }
}

/// A metric of one cell over its replications.
public struct MeasureSummary: Sendable, Hashable {
    /// The mean, or the quantile, over replications.
    public var estimate: Double
    /// 95 % interval; an end is nil where the sample is too small to say, or where the mean is only a lower bound.
    public var lower: Double?
    public var upper: Double?
    /// Replications in which the value is only a lower bound.
    public var censored: Int
}

extension Measure {
    /// Whether it is a mean over replications, and not a quantile of them.
    public var isMean: Bool { if case .headline(let metric) = self { metric.summary == .mean } else { true } }

    /// Everything that a sweep can tell of a scenario's runs.
    public static func known(in scenario: Scenario) -> [Measure] {
        HeadlineMetric.allCases.map(Measure.headline) + [.downtime, .effort(ticket: scenario.ticketWork)]
            + (scenario.prices.map { [.cost($0)] } ?? [])
    }
}

/// Strategies in variants of a scenario.
public struct SweepResult: Sendable {
    /// The scenario as it is written.
    public var scenario: Scenario
    /// The keys that are varied.
    public var keys: [String]
    public var strategies: [String]
    public var seed: UInt64
    public var variants: [SweepVariant]
    /// Variant after variant, in each the strategies in their order: of the variants that are complete.
    public var cells: [SweepCell]
    /// True if it was interrupted before all variants were complete.
    public var isPartial: Bool
    /// Number of different runs that all variants need.
    public var runCount: Int

    /// - Parameter cells: variant after variant, in each the strategies in their order.
    public init(
        scenario: Scenario,
        keys: [String],
        strategies: [String],
        seed: UInt64,
        variants: [SweepVariant],
        cells: [SweepCell],
        isPartial: Bool = false,
        runCount: Int
    ) {
        self.scenario = scenario
        self.keys = keys
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
