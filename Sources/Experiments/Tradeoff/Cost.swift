public import PatchModel
import PatchSimulator

/// What one strategy costs.
public struct StrategyCost: Sendable, Hashable {
    /// Place of the strategy in the study.
    public var strategy: Int
    public var total: Estimate
    /// Means, in the order of `CostItem.allCases`; they sum to the total's.
    public var parts: [Double]
    /// To the first strategy, replication by replication; nil for the first.
    public var difference: PairedDifference?
    /// The p-value of the difference adjusted by Holm's method for all pairs of strategies (`PairFamily`); nil with fewer
    /// than two replications.
    public var adjustedPValue: Double?
    public var verdict: PairedDifference.Verdict
    /// The price of a device-day of exposure at which it costs as much as the first; nil for the first.
    public var breakEven: BreakEven?

    /// At least how many replications would tell its cost from the first one's, going by these; nil if these do, or if no
    /// number would.
    public var replicationsNeeded: Int? {
        verdict == .cannotTell ? difference?.replicationsNeeded(adjustedPValue: adjustedPValue) : nil
    }
}

/// What strategies cost at a scenario's prices, and how that hangs on the price of exposure.
public struct CostComparison: Sendable, Hashable {
    public let prices: Prices
    /// In the order of the study.
    public let strategies: [StrategyCost]

    /// Nil if the scenario gives no prices, nothing was run, or a run does not have a figure that costs something.
    public init?(_ study: Study, intervals: IntervalMethod = .hall) {
        guard let prices = study.scenario.prices else { return nil }
        let ledgers = study.results.map { $0.map(\.ledger) }
        let totals = ledgers.compactMap { Metric.cost(prices).values(in: $0) }
        guard totals.count == ledgers.count else { return nil }
        var found: [StrategyCost] = []
        for (place, own) in ledgers.enumerated() {
            guard let total = Estimate(totals[place], intervals: intervals, range: 0...Double.infinity) else {
                return nil
            }
            let parts = CostItem.allCases.map { item in
                own.reduce(0) { $0 + (prices.cost(of: item, in: $1) ?? 0) } / Double(own.count)
            }
            let isFirst = place == 0
            found.append(
                StrategyCost(
                    strategy: place,
                    total: total,
                    parts: parts,
                    difference: isFirst
                        ? nil
                        : PairedDifference(
                            of: totals[place],
                            against: totals[0],
                            intervals: intervals,
                            before: study.before
                        ),
                    verdict: .cannotTell,
                    breakEven: isFirst
                        ? nil
                        : BreakEven(
                            of: own,
                            against: ledgers[0],
                            prices,
                            comparisons: ledgers.count - 1,
                            before: study.before
                        )
                )
            )
        }
        guard !found.isEmpty else { return nil }
        self.prices = prices
        strategies = Self.adjusted(found, PairFamily(costs: totals, before: study.before), prices)
    }

    private static func adjusted(_ costs: [StrategyCost], _ family: PairFamily, _ prices: Prices) -> [StrategyCost] {
        costs.map { cost in
            guard let value = family.adjustedPValue(0, cost.strategy, 0) else { return cost }
            var result = cost
            result.adjustedPValue = value
            result.verdict = cost.difference?.verdict(.low, adjustedPValue: value) ?? .cannotTell
            // Who is cheaper at the scenario's own price is told by the difference. Where that cannot tell, nothing else may.
            if result.verdict == .cannotTell, let interval = cost.breakEven?.interval,
                !interval.contains(prices.exposedDeviceDay)
            {
                result.breakEven?.isShownOnBothSides = false
            }
            return result
        }
    }
}
