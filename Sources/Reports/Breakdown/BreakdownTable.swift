import Experiments
import PatchModel
import PatchSimulator
import Text

/// What a breakdown comes to, for people: a part for each headline metric that its members have, and in it a row for each member
/// with a figure for each strategy.
struct BreakdownTable {
    /// A metric with a row for each member that is shown.
    struct Part {
        var column: MetricColumn
        /// By member that is shown, then by strategy; nil where there is no such figure.
        var summaries: [[MetricSummary?]]

        var cells: [[String]] { summaries.map { $0.map { $0.map(column.text) ?? "-" } } }
    }

    let breakdown: StudyBreakdown
    /// The names of the members that are shown, and how many devices they concern.
    let names: [String]
    let sizes: [Int]
    let parts: [Part]
    /// That not all members are shown; empty if they are.
    let remark: String

    /// - Parameters:
    ///   - limit: the most members that are shown: of more, those that are exposed the most, these first.
    ///   - prices: what a member costs by; nil: that is not told.
    init(_ breakdown: StudyBreakdown, limit: Int, prices: Prices? = nil) {
        let cost = prices.map { Metric.cost($0) }.flatMap { metric in
            breakdown.members.contains { $0.ledgers.contains { metric.values(in: $0) != nil } } ? metric : nil
        }
        let metrics = (cost.map { [$0] } ?? []) + breakdown.headlines.filter(\.isMean)
        let (places, reason) = Self.chosen(breakdown, metrics, limit)
        self.breakdown = breakdown
        let members = places.map { breakdown.members[$0] }
        names = members.map { $0.name ?? breakdown.dimension.none }
        sizes = members.map { $0.ledgers.first?.first?.devices ?? 0 }
        parts = metrics.map { metric in
            // Of the summaries only the means are shown, and this interval costs the least.
            let summaries = members.map { $0.ledgers.map { MetricSummary(metric, $0, intervals: .t) } }
            return Part(column: MetricColumn(metric, summaries.joined().compactMap { $0 }), summaries: summaries)
        }
        let count = breakdown.dimension.count(breakdown.members.count)
        remark =
            places.count < breakdown.members.count ? "\(places.count) of \(count) are shown, those with \(reason)." : ""
    }

    /// True if a figure is only a lower bound.
    var hasBound: Bool { parts.contains { $0.summaries.joined().contains { ($0?.censored ?? 0) > 0 } } }

    /// True if a figure is missing.
    var hasGap: Bool { parts.contains { $0.summaries.joined().contains { $0 == nil } } }

    /// The places of the members to be shown, and in words why these: all in the order of the scenario, or of too many the first.
    private static func chosen(_ breakdown: StudyBreakdown, _ metrics: [Metric], _ limit: Int) -> ([Int], String) {
        let all = breakdown.members.indices
        guard all.count > limit else { return (Array(all), "") }
        let isExposed = metrics.contains(.exposedDeviceDays)
        func size(_ member: StudyBreakdown.Member) -> Double {
            member.ledgers.map { ledgers in
                isExposed
                    ? ledgers.reduce(0) { $0 + (Metric.exposedDeviceDays.value(in: $1)?.value ?? 0) }
                    : ledgers.reduce(0) { $0 + Double($1.devices) }
            }.max() ?? 0
        }
        let sizes = breakdown.members.map(size)
        let places = all.sorted { (sizes[$1], $0) < (sizes[$0], $1) }.prefix(limit)
        return (Array(places), isExposed ? "the most exposed device-days" : "the most devices")
    }
}
