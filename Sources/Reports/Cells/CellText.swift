import Experiments
import PatchModel
import Text

/// All figures of a comparison in the runs of cells with their intervals, as text for the terminal.
struct CellText {
    private let comparison: CellComparison
    private let width: Int

    /// - Parameter width: of the terminal, in columns.
    init(_ comparison: CellComparison, width: Int = 80) {
        self.comparison = comparison
        self.width = max(narrowestTerminal, width)
    }

    /// The lines of the text, none wider than the terminal.
    var lines: [StyledLine] { plainLines(plain) }

    private var names: [String] { comparison.study.policies.map(\.name) }

    private var plain: [String] {
        var lines = cells.lines(width: width)
        lines += [""] + means.lines(width: width) + wrapped(legend, width: width)
        lines += [""] + bad.lines(width: width)
        if names.count > 1 {
            lines += [""] + wrapped("Differences from \(names[0]):", width: width) + differences.lines(width: width)
            lines += remarks.flatMap { wrapped($0, width: width) }
        }
        return lines
    }

    private var cells: TextTable {
        var table = TextTable(headings: [["cell"], ["of all", "replications"], ["runs"], ["what is in it"]])
        for (cell, count) in zip(comparison.study.design.cells, comparison.study.counts) {
            let share = Figure.significant(100 * cell.weight) + " %"
            table.append([cell.name, share, Figure.grouped(count), SafeText.line(cell.words)])
        }
        return table
    }

    private func table(
        _ strategies: [Int],
        _ greatest: (Int) -> Double,
        headings: [Metric]? = nil,
        cell: (Int, Int, MetricScale, Int) -> MetricTable.Cell
    ) -> MetricTable {
        let metrics = comparison.metrics
        let columns = metrics.indices.map { place in
            let most = metrics[place].shown(greatest(place))
            let scale = MetricScale(greatest: most)
            return (scale: scale, decimals: Figure.decimals(for: most / scale.divisor))
        }
        return MetricTable(
            strategies: strategies.map { names[$0] },
            columns: zip(headings ?? metrics, columns).map { ($0, $1.scale) },
            cells: strategies.map { strategy in
                metrics.indices.map { cell(strategy, $0, columns[$0].scale, columns[$0].decimals) }
            }
        )
    }

    private func greatestMean(_ metric: Int) -> Double {
        comparison.means.compactMap { $0[metric]?.mean }.max() ?? 0
    }

    private var means: MetricTable {
        table(Array(names.indices), greatestMean) { strategy, place, scale, decimals in
            guard let estimate = comparison.means[strategy][place] else { return MetricTable.Cell(figure: "-") }
            let metric = comparison.metrics[place]
            let shown = { (value: Double) in metric.shown(value) / scale.divisor }
            let isBound = comparison.isBound[strategy][place]
            return MetricTable.Cell(
                figure: (isBound ? "≥" : "") + Figure.fixed(shown(estimate.mean), decimals),
                interval: Figure.interval(
                    shown(estimate.interval.lower),
                    isBound ? nil : shown(estimate.interval.upper),
                    decimals
                )
            )
        }
    }

    private var bad: MetricTable {
        let greatest = { (metric: Int) in comparison.bad.compactMap { $0[metric]?.value }.max() ?? 0 }
        let headings = comparison.metrics.map { $0.over(.p95) }
        return table(Array(names.indices), greatest, headings: headings) { strategy, place, scale, decimals in
            guard let quantile = comparison.bad[strategy][place] else { return MetricTable.Cell(figure: "-") }
            let metric = comparison.metrics[place]
            let shown = { (value: Double) in metric.shown(value) / scale.divisor }
            return MetricTable.Cell(
                figure: Figure.fixed(shown(quantile.value), decimals),
                interval: Figure.interval(quantile.lower.map(shown), quantile.upper.map(shown), decimals)
            )
        }
    }

    private var differences: MetricTable {
        table(Array(names.indices.dropFirst()), greatestMean) { strategy, place, scale, decimals in
            let metric = comparison.metrics[place]
            guard
                let found = comparison.differences.first(where: {
                    $0.metric.id == metric.id && $0.first == 0 && $0.second == strategy
                })
            else { return MetricTable.Cell(figure: "-") }
            let shown = { (value: Double) in metric.shown(value) / scale.divisor }
            let places = max(decimals, Figure.decimals(for: shown(found.estimate.mean)))
            let interval = found.estimate.interval
            return MetricTable.Cell(
                figure: signed(shown(found.estimate.mean), places) + found.finding.mark,
                interval: Figure.interval(shown(interval.lower), shown(interval.upper), places) + " "
            )
        }
    }

    private var legend: String {
        let isBound = comparison.isBound.joined().contains(true)
        return
            "Mean over all replications, and its 95 % interval (Hall's, which allows for skewness): the mean of each cell "
            + "counts by its share. Below, what 19 of 20 replications keep to."
            + (isBound ? " ≥: not reached by the end in some runs; the mean is a lower bound." : "")
    }

    private var remarks: [String] {
        var remarks = [
            "* better, ! worse: shown at two looks in a row. ~ no difference that matters. No mark: not shown either way."
        ]
        remarks.append(
            "Curves and the trade-off take plain runs: give their number with -n. Breakdowns: --by."
        )
        if let (cell, share) = comparison.leastKnown {
            let own = comparison.study.design.cells[cell]
            remarks.append(
                "What is neither a defect nor a vendor's answer, such as a false alarm, is as rare in these runs as in any others: "
                    + "what happens in less than \(Figure.significant(100 * share)) % of replications may be missing "
                    + "from the \(comparison.study.counts[cell]) runs of \(own.name)."
            )
        }
        return remarks
    }
}

extension CellDifference.Finding {
    /// The sign behind a difference; a blank keeps figures in line.
    var mark: String {
        switch self {
        case .better: "*"
        case .worse: "!"
        case .noMatter: "~"
        case .equal, .open: " "
        }
    }
}
