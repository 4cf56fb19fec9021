import Experiments
import PatchModel
import Text

/// Exposure against downtime against effort, with costs where there are prices, as text for the terminal.
struct TradeoffText {
    private let comparison: Comparison
    private let width: Int

    init(_ comparison: Comparison, width: Int) {
        self.comparison = comparison
        self.width = width
    }

    /// Begins with an empty line; no lines if there is nothing to weigh.
    var lines: [String] {
        let heading =
            switch (comparison.tradeoff, comparison.costs) {
            case (nil, nil): ""
            case (nil, _): "What it costs:"
            case (_, nil): "The trade-off:"
            default: "The trade-off, and what it costs:"
            }
        guard !heading.isEmpty else { return [] }
        var lines = [""] + wrapped(heading, width: width)
        lines += table.lines(width: width)
        lines += (explanation + costMarks + breakEvens).flatMap { wrapped($0, width: width) }
        return lines
    }

    private var names: [String] { comparison.study.policies.map { SafeText.line($0.name) } }

    private var table: TextTable {
        var table = TextTable(headings: [["strategy"]])
        table.rows = names.map { [[$0, ""]] }
        if let tradeoff = comparison.tradeoff {
            for (axis, measure) in tradeoff.axes.enumerated() {
                let estimates = tradeoff.points.map { $0.estimates[axis] }
                let scale = MetricScale(greatest: estimates.map(\.mean).max() ?? 0)
                add(measure.heading(scale), figures(estimates, scale), to: &table)
            }
            add(["Pareto", "front"], tradeoff.points.map { [words($0.standing), ""] }, to: &table)
        }
        if let costs = comparison.costs {
            let totals = costs.strategies.map(\.total)
            let scale = MetricScale(greatest: totals.map(\.mean).max() ?? 0)
            let unit = (scale.heading + [SafeText.line(costs.prices.currency)]).joined(separator: " ")
            add(["cost,", unit], figures(totals, scale), to: &table)
            if costs.strategies.count > 1 {
                add(
                    ["difference", "from \(names[0]),", unit],
                    costs.strategies.map { difference($0, scale) },
                    to: &table
                )
            }
        }
        return table
    }

    private func add(_ heading: [String], _ cells: [[String]], to table: inout TextTable) {
        table.headings.append(heading)
        for (row, cell) in cells.enumerated() { table.rows[row].append(cell) }
    }

    private func words(_ standing: Tradeoff.Standing) -> String {
        switch standing {
        case .onFront: "yes"
        case .dominated(let by): "no: \(names[by])"
        case .cannotTell: "cannot tell"
        }
    }

    private func figures(_ estimates: [Estimate], _ scale: MetricScale) -> [[String]] {
        let places = Figure.decimals(for: (estimates.map(\.mean).max() ?? 0) / scale.divisor)
        return estimates.map {
            [Figure.fixed($0.mean / scale.divisor, places), interval($0.interval, scale, places)]
        }
    }

    private func difference(_ cost: StrategyCost, _ scale: MetricScale) -> [String] {
        guard let paired = cost.difference else { return ["", ""] }
        let mean = paired.difference.mean / scale.divisor
        let places = Figure.decimals(for: mean)
        let own = interval(paired.difference.interval, scale, places)
        return [signed(mean, places) + cost.verdict.mark, own.isEmpty ? "" : own + " "]
    }

    private func interval(_ interval: ConfidenceInterval?, _ scale: MetricScale, _ places: Int) -> String {
        let ends = interval.map { ($0.lower / scale.divisor, $0.upper / scale.divisor) }
        return Figure.interval(ends?.0, ends?.1, places, isSymmetric: comparison.intervals == .t)
    }

    private var explanation: [String] {
        guard comparison.tradeoff != nil else { return [] }
        let ticket = Figure.plain(Double(comparison.study.scenario.ticketWork) / 60)
        return [
            "Effort is technicians' time and \(ticket) min of the help desk for each ticket. On the front (yes): each of the "
                + "others is shown to be worse in exposure, downtime or effort. Not on it (no): the one named is shown to be "
                + "better in one of them and is worse in none."
                + (comparison.study.replications.count < Significance.fewestReplications
                    ? " Below \(Significance.fewestReplications) runs nothing is shown." : "")
        ]
    }

    private var costMarks: [String] {
        guard let costs = comparison.costs, costs.strategies.count > 1 else { return [] }
        return [MarksText(costs, comparison.study).text]
    }

    /// Of so many strategies the break-even prices are told; all are in the documents for programs.
    private static let mostBreakEvens = 12

    private var breakEvens: [String] {
        guard let costs = comparison.costs else { return [] }
        let currency = SafeText.line(costs.prices.currency)
        let names = names
        let told = costs.strategies.prefix(Self.mostBreakEvens + 1).compactMap { cost in
            cost.breakEven.map { sentence($0, names[cost.strategy], costs.prices.exposedDeviceDay, currency) }
        }
        let rest = costs.strategies.count - 1 - told.count
        return told
            + (rest > 0 ? ["The break-even prices of \(Figure.grouped(rest)) more are in --json and --csv."] : [])
    }

    private func sentence(_ point: BreakEven, _ name: String, _ given: Double, _ currency: String) -> String {
        guard let isCheaperBelow = point.isCheaperBelow else { return "\(names[0]) and \(name) cost the same." }
        let (below, above) = isCheaperBelow ? (name, names[0]) : (names[0], name)
        guard let price = point.price else {
            return point.isShownAtAnyPrice
                ? "\(below) is cheaper than \(above) at any price of exposure."
                : "\(below) has the lower mean cost than \(above) at any price of exposure, but the runs cannot tell "
                    + "which is cheaper at any price."
        }
        let range =
            point.interval.map { "\(Figure.significant($0.lower)) to \(Figure.significant($0.upper))" }
            ?? "any price might be it"
        let same =
            "\(names[0]) and \(name) cost the same at \(Figure.significant(price)) \(currency) a device-day of exposure "
            + "(95 %: \(range); the scenario says \(Figure.plain(given)))"
        return point.isShown
            ? "\(same): \(below) is cheaper below it, \(above) above."
            : "By the means alone \(same); the runs do not show which one is cheaper below it, and which above."
    }
}

extension Metric {
    /// The heading of its column, unit included.
    func heading(_ scale: MetricScale) -> [String] {
        guard !isHeadline else { return scale.heading + heading }
        let words = self == .downtime ? ["all", "downtime,"] : heading.dropLast()
        return words + [(scale.heading + [unitWord]).joined(separator: " ")]
    }
}
