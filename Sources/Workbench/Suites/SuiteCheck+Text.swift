import Experiments
import Reports
package import Text

extension SuiteCheck {
    package func lines(width: Int) -> [String] {
        var table = TextTable(
            headings: [
                ["world / metric"], ["margin"], ["spread", "of pairs"], ["runs", "needed"], ["decided", "in \(most)?"],
                ["least margin", "that is"],
            ]
        )
        for row in rows where row.plan.isGated {
            table.append([
                "\(row.plan.id.world) / \(row.plan.id.metric), \(SuiteWords.unit(row.metric))",
                SuiteWords.number(row.plan.margin, row.metric),
                SuiteWords.number(row.plan.standardDeviation, row.metric),
                row.plan.needed.map { Figure.grouped($0) } ?? "none do", row.plan.isDecidable ? "yes" : "no",
                row.plan.decidableMargin.map { SuiteWords.number($0, row.metric) } ?? "?",
            ])
        }
        let open = undecidable.count
        let verdict =
            open == 0
            ? "\(suite) can be decided: whatever loses nothing passes with \(Figure.percentage(power, 0))."
            : "\(suite) cannot be decided: \(Figure.count(open, "metric needs", "metrics need")) more than \(most) replications, or a "
                + "wider margin."
        let pairs = "By \(Figure.grouped(rows.first?.plan.pilots ?? 0)) pilot pairs of the baseline and \(candidate)."
        let time =
            "To the last look it takes about \(Figure.span(seconds)) with \(Figure.count(threads, "thread", "threads")); "
            + "\(Figure.span(budget)) are given."
        return [verdict, pairs, time].flatMap { wrapped($0, width: width) } + [""] + table.lines(width: width)
    }

    package var json: JSON {
        .object([
            ("suite", .string(suite)), ("candidate", .string(candidate)), ("decidable", .bool(undecidable.isEmpty)),
            ("replications", .integer(most)), ("power", .number(power)), ("seconds", .number(seconds)),
            ("budget", .number(budget)),
            (
                "rows",
                .array(
                    rows.map { row in
                        .object([
                            ("world", .string(row.plan.id.world)), ("metric", .string(row.plan.id.metric)),
                            ("unit", .string(row.metric.unit.name)), ("gated", .bool(row.plan.isGated)),
                            ("margin", .number(row.plan.margin)),
                            ("standardDeviation", .number(row.plan.standardDeviation)),
                            ("skewness", .number(row.plan.skewness)),
                            ("needed", row.plan.needed.map(JSON.integer) ?? .null),
                            ("decidable", .bool(row.plan.isDecidable)),
                            ("decidableMargin", row.plan.decidableMargin.map(JSON.number) ?? .null),
                        ])
                    }
                )
            ),
        ])
    }
}
