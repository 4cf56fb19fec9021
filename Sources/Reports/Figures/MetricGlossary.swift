import Experiments
import PatchModel
import Text

/// What metrics are, for those who ask: the one place where their definitions are shown by themselves.
package enum MetricGlossary {
    /// All that can be told of a scenario with prices.
    private static let all: [Metric] =
        [.cost(Prices(currency: "currency"))] + Metric.general + Metric.services + [
            .effort(ticket: Scenario.standardTicketWork)
        ]

    /// The names under which something can be asked for.
    package static let names = all.map(\.base)

    /// All metrics, a line each where there is room, and what can be made of them over runs.
    package static func list(width: Int) -> String {
        let widest = names.map(\.columns).max() ?? 0
        var lines = all.flatMap { labelled($0.base, $0.definition, widest, width) }
        lines += [""] + wrapped(statistics, width: width)
        return lines.joined(separator: "\n") + "\n"
    }

    private static let statistics =
        "Each is a mean over runs. With a point and another word after the name it is something else: devices-hit.typical is "
        + "the median over runs, in devices-hit.p90 and devices-hit.p95 90 and 95 of 100 runs do as well or better, and "
        + "devices-hit.worst is the least good run."

    /// What a metric is; nil if there is none of that name.
    package static func text(_ name: String, width: Int) -> String? {
        let present = Metric.formerNames[name] ?? name
        let base = String(present.prefix { $0 != "." })
        guard let metric = all.first(where: { $0.base == base }) else { return nil }
        var lines = wrapped("\(metric.base): \(metric.definition).", width: width)
        if present != name { lines += wrapped("It was called \(name).", width: width) }
        let better =
            !metric.isJudged ? "neither way is better" : metric.goal == .low ? "less is better" : "more is better"
        lines += [""] + labelled("unit", unit(metric), 5, width) + labelled("sense", better, 5, width)
        lines += [""] + wrapped("Over runs: mean (as \(base)), or", width: width)
        lines += Statistic.allCases.filter { $0 != .mean }.map { "  \(metric.over($0).id)" }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func unit(_ metric: Metric) -> String {
        if case .money = metric.unit { return "the currency of the scenario's prices" }
        return metric.unit == .share ? "share, shown in percent" : metric.unit.name
    }
}
