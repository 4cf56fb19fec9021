import Experiments
import Text

/// Figures of strategies in metrics, as a table of whichever form takes fewer blocks in the width: a row for each strategy
/// with the intervals below the figures, or a row for each metric with the intervals beside them.
struct MetricTable {
    /// A figure and the interval that belongs to it; an empty one leaves no gap.
    struct Cell {
        var figure: String
        var interval = ""
    }

    var strategies: [String]
    /// Metrics, with what their figures were divided by.
    var columns: [(metric: Metric, scale: MetricScale)]
    /// By strategy, then by metric.
    var cells: [[Cell]]

    func lines(width: Int) -> [String] {
        let (wide, tall) = (byStrategy, byMetric)
        return tall.blockCount(width: width) < wide.blockCount(width: width)
            ? tall.lines(width: width) : wide.lines(width: width)
    }

    private var byStrategy: TextTable {
        var table = TextTable(
            headings: [["strategy"]] + columns.map { $0.scale.heading + $0.metric.heading }
        )
        table.rows = zip(strategies, cells).map { name, row in
            [[name, ""]] + row.map { [$0.figure, $0.interval] }
        }
        return table
    }

    private var byMetric: TextTable {
        let widths = cells.map { row in
            (figure: row.map(\.figure.columns).max() ?? 0, interval: row.map(\.interval.columns).max() ?? 0)
        }
        var table = TextTable(headings: [[""]] + strategies.map { [$0] })
        for (place, column) in columns.enumerated() {
            let label = (column.scale.heading + [column.metric.label]).joined(separator: " ")
            table.rows.append(
                [[label]]
                    + cells.indices.map { strategy in
                        let cell = cells[strategy][place]
                        let (figure, interval) = widths[strategy]
                        return [
                            aligned(cell.figure, to: figure)
                                + (interval > 0 ? " " + aligned(cell.interval, to: interval) : "")
                        ]
                    }
            )
        }
        return table
    }
}

/// What the figures of a metric are divided by, so that a table of a great fleet stays readable: the last digits of millions
/// say nothing.
struct MetricScale {
    var divisor = 1.0

    /// - Parameter greatest: the greatest figure of the table.
    init(greatest: Double) {
        if abs(greatest) >= 1e6 { divisor = 1000 }
    }

    /// The line that the heading begins with.
    var heading: [String] { divisor == 1 ? [] : ["1,000"] }
}
