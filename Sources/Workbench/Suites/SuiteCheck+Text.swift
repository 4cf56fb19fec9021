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
                row.plan.needed.map { Figure.grouped($0) } ?? "more", row.isDecidable ? "yes" : "no",
                row.plan.decidableMargin.map { SuiteWords.number($0, row.metric) } ?? "?",
            ])
        }
        let open = undecidable.count
        let verdict =
            open == 0
            ? "\(suite) can be decided: a policy that loses nothing passes with \(Figure.percentage(power, 0))."
            : "\(suite) cannot be decided: \(Figure.count(open, "metric needs", "metrics need")) more than \(most) replications, or "
                + "another margin."
        let against = candidate.map { "\($0), and itself made worse" } ?? "itself made worse by about a margin"
        let pilots = "From \(Figure.grouped(pairs)) pilot pairs of the baseline and \(against)."
        let time =
            "Reaching the last look takes about \(Figure.span(seconds)) with \(Figure.count(threads, "thread", "threads")); "
            + "the budget is \(Figure.span(budget))."
        let lines = [verdict, pilots, time].flatMap { wrapped($0, width: width) } + [""] + table.lines(width: width)
        let notes =
            undecidable.filter { $0.plan.needed.map { $0 <= most } ?? true }.map(doubt) + misconduct.flatMap(\.lines)
        // What a program said keeps its lines.
        let told = notes.flatMap { $0.hasPrefix(" ") ? [$0] : wrapped($0, width: width) }
        return lines + (notes.isEmpty ? [] : [""]) + told
    }

    /// Why what the formulas call enough is not.
    private func doubt(_ row: Row) -> String {
        let name = "\(row.plan.id.world) / \(row.plan.id.metric): "
        let margin = SuiteWords.amount(row.plan.margin, row.metric)
        guard let behaviour = row.behaviour else {
            return name + "nothing that is done to the baseline loses twice the margin of \(margin) there"
        }
        let injection = row.plan.isDecidable ? behaviour.injection : row.plan.injection ?? behaviour.injection
        let trials = Double(max(1, injection.trials))
        return name + "played on the pilot pairs, a loss of twice the margin of \(margin) fails in "
            + "\(Figure.percentage(Double(injection.failed) / trials, 0)), and one of the margin is not passed in "
            + Figure.percentage(Double(injection.notPassed) / trials, 0)
    }

    package var json: JSON {
        let head: [(String, JSON)] = [
            ("suite", .string(suite)), ("candidate", candidate.map(JSON.string) ?? .null),
            ("decidable", .bool(undecidable.isEmpty)), ("replications", .integer(most)), ("power", .number(power)),
            ("seconds", .number(seconds)), ("budget", .number(budget)), ("pilots", .integer(pairs)),
        ]
        return .object(
            head + [("incidents", .array(misconduct.map(\.json))), ("rows", .array(rows.map(json)))]
        )
    }

    private func json(_ row: Row) -> JSON {
        let plan = row.plan
        func number(_ value: Int?) -> JSON { value.map(JSON.integer) ?? .null }
        return .object([
            ("world", .string(plan.id.world)), ("metric", .string(plan.id.metric)),
            ("unit", .string(row.metric.unit.name)), ("gated", .bool(plan.isGated)),
            ("margin", .number(plan.margin)), ("standardDeviation", .number(plan.standardDeviation)),
            ("skewness", .number(plan.skewness)), ("toPass", number(plan.toPass)), ("toFail", number(plan.toFail)),
            ("needed", number(plan.needed)), ("blind", .bool(row.behaviour == nil)),
            ("decidable", .bool(row.isDecidable)),
            ("decidableMargin", plan.decidableMargin.map(JSON.number) ?? .null),
        ])
    }
}
