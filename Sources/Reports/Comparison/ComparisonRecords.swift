import Experiments
import PatchModel

/// The parts of a comparison's JSON that say how sure it is and what it weighs.
struct ComparisonRecords {
    struct Interval: Encodable {
        var mean: Double
        var lower: Double?
        var upper: Double?

        init(_ estimate: Estimate) {
            mean = estimate.mean
            lower = estimate.interval?.lower
            upper = estimate.interval?.upper
        }
    }

    struct CensoredTimeRecord: Encodable {
        var strategy: String
        var metric: String
        var reachedReplications: Int
        var medianDays: Double?
        var medianLower: Double?
        var medianUpper: Double?
    }

    struct TradeoffRecord: Encodable {
        struct Point: Encodable {
            var strategy: String
            /// By name of the axis.
            var estimates: [String: Interval]
            var standing: String
            var dominatedBy: String?
            var isOnFrontOfMeans: Bool
        }
        var axes: [String]
        var ticketSeconds: Int64
        var points: [Point]
    }

    struct CostRecord: Encodable {
        struct OneStrategy: Encodable {
            var strategy: String
            var total: Interval
            var parts: [String: Double]
            var difference: Interval?
            var adjustedPValue: Double?
            var replicationsNeeded: Int?
            var verdict: String?
            var breakEven: BreakEvenRecord?
        }
        struct BreakEvenRecord: Encodable {
            var pricePerExposedDeviceDay: Double?
            var lower: Double?
            var upper: Double?
            /// Null unless the replications show it.
            var cheaperBelow: String?
            var isShownAtAnyPrice: Bool
        }
        var currency: String
        var prices: [String: Double]
        var strategies: [OneStrategy]
    }

    struct PrecisionRecord: Encodable {
        var relative: Double
        var isReached: Bool
        var replications: Int
        var replicationsNeeded: Int?
        var decisiveMetric: String?
        var decisiveStrategy: String?
        var halfWidth: Double?
        var allowedHalfWidth: Double?
    }

    private let comparison: Comparison
    private let names: [String]

    init(_ comparison: Comparison) {
        self.comparison = comparison
        names = comparison.study.policies.map(\.name)
    }

    var censoredTimes: [CensoredTimeRecord] {
        comparison.censoredTimes.map {
            CensoredTimeRecord(
                strategy: names[$0.strategy],
                metric: $0.metric.id,
                reachedReplications: $0.reached,
                medianDays: $0.median,
                medianLower: $0.lower,
                medianUpper: $0.upper
            )
        }
    }

    var tradeoff: TradeoffRecord? {
        comparison.tradeoff.map { tradeoff in
            let axes = tradeoff.axes.map(\.id)
            return TradeoffRecord(
                axes: axes,
                ticketSeconds: comparison.study.scenario.ticketWork,
                points: tradeoff.points.map { point in
                    TradeoffRecord.Point(
                        strategy: names[point.strategy],
                        estimates: Dictionary(
                            uniqueKeysWithValues: zip(axes, point.estimates.map(Interval.init))
                        ),
                        standing: point.standing.word,
                        dominatedBy: point.standing.dominator.map { names[$0] },
                        isOnFrontOfMeans: point.isOnFrontOfMeans
                    )
                }
            )
        }
    }

    var costs: CostRecord? {
        comparison.costs.map { costs in
            let prices = costs.prices
            return CostRecord(
                currency: prices.currency,
                prices: [
                    "exposed-device-day": prices.exposedDeviceDay, "planned-downtime": prices.plannedDowntime,
                    "unplanned-downtime": prices.unplannedDowntime, "technician-hour": prices.technicianHour,
                    "ticket": prices.ticket, "gigabyte": prices.gigabyte,
                ],
                strategies: costs.strategies.map(cost)
            )
        }
    }

    private func cost(_ cost: StrategyCost) -> CostRecord.OneStrategy {
        CostRecord.OneStrategy(
            strategy: names[cost.strategy],
            total: Interval(cost.total),
            parts: Dictionary(uniqueKeysWithValues: zip(CostItem.allCases.map(\.rawValue), cost.parts)),
            difference: cost.difference.map { Interval($0.difference) },
            adjustedPValue: cost.adjustedPValue,
            replicationsNeeded: cost.replicationsNeeded,
            verdict: cost.difference == nil ? nil : cost.verdict.word,
            breakEven: cost.breakEven.map { point in
                CostRecord.BreakEvenRecord(
                    pricePerExposedDeviceDay: point.price,
                    lower: point.interval?.lower,
                    upper: point.interval?.upper,
                    cheaperBelow: point.isShown
                        ? point.isCheaperBelow.map { $0 ? names[cost.strategy] : names[0] } : nil,
                    isShownAtAnyPrice: point.isShownAtAnyPrice
                )
            }
        )
    }

    func precision(_ report: PrecisionReport) -> PrecisionRecord {
        PrecisionRecord(
            relative: report.target.relative,
            isReached: report.isReached,
            replications: report.replications,
            replicationsNeeded: report.needed,
            decisiveMetric: report.decisive?.metric.id,
            decisiveStrategy: report.decisive.map { names[$0.strategy] },
            halfWidth: report.decisive?.halfWidth,
            allowedHalfWidth: report.decisive?.allowed
        )
    }

    /// Rows of the CSV for what is no headline metric, for one strategy: metric, unit, estimate with its interval, difference
    /// with its interval, adjusted p-value, verdict, replications that did not reach it, and at least how many would tell.
    func rows(of strategy: Int) -> [[String]] {
        var rows: [[String]] = []
        func text(_ value: Double?) -> String { value.map { String($0) } ?? "" }
        func add(_ name: String, _ unit: String, _ value: Interval, _ more: [String] = Array(repeating: "", count: 7)) {
            rows.append([name, unit, text(value.mean), text(value.lower), text(value.upper)] + more)
        }
        if let tradeoff = comparison.tradeoff {
            let point = tradeoff.points[strategy]
            for (axis, estimate) in zip(tradeoff.axes, point.estimates).dropFirst() {
                add(axis.id, axis.unit.name, Interval(estimate))
            }
            let standing = point.standing.dominator.map { "dominated by \(names[$0])" } ?? point.standing.word
            rows.append(["pareto-front"] + Array(repeating: "", count: 8) + [standing, "", ""])
        }
        if let costs = comparison.costs {
            let cost = costs.strategies[strategy]
            let difference = cost.difference.map { Interval($0.difference) }
            add(
                "cost",
                costs.prices.currency,
                Interval(cost.total),
                [
                    text(difference?.mean), text(difference?.lower), text(difference?.upper), text(cost.adjustedPValue),
                    difference == nil ? "" : cost.verdict.word, "", cost.replicationsNeeded.map(String.init) ?? "",
                ]
            )
            for (item, mean) in zip(CostItem.allCases, cost.parts) {
                rows.append(
                    ["cost-of-\(item.rawValue)", costs.prices.currency, text(mean)] + Array(repeating: "", count: 9)
                )
            }
            if let point = cost.breakEven {
                rows.append(
                    [
                        "break-even-exposed-device-day", costs.prices.currency, text(point.price),
                        text(point.interval?.lower), text(point.interval?.upper),
                    ] + Array(repeating: "", count: 7)
                )
            }
        }
        return rows
    }
}

extension Tradeoff.Standing {
    /// The word for it in documents.
    var word: String {
        switch self {
        case .onFront: "on-front"
        case .dominated: "dominated"
        case .cannotTell: "cannot-tell"
        }
    }

    /// The strategy that is better, if one is.
    var dominator: Int? {
        if case .dominated(let by) = self { by } else { nil }
    }
}
