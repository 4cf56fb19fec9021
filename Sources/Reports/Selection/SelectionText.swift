package import Experiments
import PatchModel
package import Text
package import Warnings

/// The outcome of a selection as text for the terminal: which strategy, how sure that is, and what each took.
package struct SelectionText {
    private let selection: Selection
    private let question: String
    private let seed: UInt64
    private let scenario: String
    private let warnings: [Warning]
    private let width: Int

    /// - Parameters:
    ///   - question: what the scenario asks; may be empty.
    ///   - scenario: what names it in a command, fit for a shell.
    ///   - warnings: about the scenario, the most harmful first.
    ///   - width: of the terminal, in columns.
    package init(
        _ selection: Selection,
        question: String = "",
        seed: UInt64,
        scenario: String,
        warnings: [Warning] = [],
        width: Int = 80
    ) {
        self.selection = selection
        self.question = question
        self.seed = seed
        self.scenario = SafeText.line(scenario)
        self.warnings = warnings
        self.width = max(narrowestTerminal, width)
    }

    /// The whole text without styles, ending with a line break.
    package var text: String { lines.plainText }

    /// The lines of the text, none wider than the terminal.
    package var lines: [StyledLine] {
        (question.isEmpty ? [] : plainLines(wrapped(question, width: width) + [""]))
            + AnswerBlock(sentence: sentence, lines: selection.best == nil ? [] : answers).styled(width: width)
            + plainLines([""] + table.lines(width: width))
            + WarningLines(warnings, isFull: true).styled(width: width)
            + closingLines(
                [method],
                more: ["More: patchlab compare \(scenario)", "patchlab explain \(metric.base)"],
                width: width
            )
    }

    private var procedure: KimNelson { selection.procedure }
    private var metric: Metric { selection.metric }
    private var names: [String] { selection.names.map { SafeText.line($0) } }

    private func shown(_ value: Double) -> Double { metric.shown(value) }

    private var zone: String { Figure.plain(shown(procedure.indifference)) + " " + metric.unitWord }

    // MARK: The answer

    /// The best mean first; those of which nothing is known last.
    private var order: [Int] {
        let sign = procedure.goal == .low ? 1.0 : -1.0
        return names.indices.sorted {
            (sign * (procedure.mean(of: $0) ?? .infinity), $0) < (sign * (procedure.mean(of: $1) ?? .infinity), $1)
        }
    }

    private var amount: Amount {
        Amount(metric, greatest: names.indices.compactMap { procedure.mean(of: $0) }.map { abs($0) }.max() ?? 0)
    }

    private func mean(_ strategy: Int) -> String { procedure.mean(of: strategy).map(amount.number) ?? "-" }

    private var sentence: String {
        guard let best = selection.best else { return "Nothing was run." }
        let wanted = procedure.goal == .low ? "least" : "most"
        let own = procedure.mean(of: best).map(amount.behindName) ?? "-"
        let others = VerdictWords.list(order.filter { $0 != best }.map { "\(names[$0]) \(mean($0))" })
        guard procedure.isDecided else {
            let open = VerdictWords.list(procedure.survivors.map { names[$0] })
            let why = selection.isPartial ? "Interrupted" : "Not decided within \(Figure.grouped(selection.limit)) runs"
            return "\(why): \(open) may have the \(wanted) \(metric.phrase). Best mean so far: \(names[best]), \(own)."
        }
        let promise = selection.isGuaranteed && procedure.withoutVariance.isEmpty
        return "\(promise ? "Choose \(names[best])" : "\(names[best]) was selected, with nothing promised"). "
            + "It has the \(wanted) \(metric.phrase), \(own) on average; \(others)."
    }

    private var answers: [AnswerText.Line] {
        [AnswerText.Line(label: "How sure", text: certainty), advice, spent].compactMap { $0 }
    }

    private var certainty: String {
        let stage = Figure.count(procedure.firstStage, "run", "runs")
        guard procedure.withoutVariance.isEmpty else {
            let pairs = procedure.withoutVariance.map { $0.map { names[$0] }.joined(separator: " and ") }
                .joined(separator: ", ")
            return
                "the guarantee does not hold: in the first \(stage) \(pairs) did not differ, or always by the same amount, "
                + "which says nothing about rare events. Take more --first-runs (and --max-runs)"
        }
        guard procedure.isDecided else { return "open: nothing is promised of the best mean so far" }
        guard selection.isGuaranteed else {
            return "open: \(stage) of each at first may hold no rare great loss. A promise takes "
                + "--first-runs \(Significance.fewestReplications)"
        }
        return
            "right with \(Figure.plain(100 * procedure.confidence)) % probability if the best leads by \(zone) or more; among "
            + "strategies closer than that, any may be chosen"
    }

    /// What to do where nothing was decided.
    private var advice: AnswerText.Line? {
        guard !procedure.isDecided else { return nil }
        return AnswerText.Line(
            label: "To decide",
            text: selection.isPartial
                ? "let it run to the end"
                : "--max-runs above \(Figure.grouped(selection.limit)), or a --smallest-difference above \(zone)"
        )
    }

    private var spent: AnswerText.Line {
        let equal = selection.runsAtEqualAllocation
        return AnswerText.Line(
            label: "Runs",
            text: Figure.grouped(selection.runs)
                + (equal > selection.runs
                    ? "; as many of every strategy would have taken \(Figure.grouped(equal))" : "")
        )
    }

    // MARK: The table

    private var table: TextTable {
        var table = TextTable(headings: [["strategy"], ["mean,", metric.unitWord], ["runs"], ["outcome"]])
        let means = names.indices.map { procedure.mean(of: $0).map(shown) }
        let places = Figure.decimals(for: means.compactMap { $0 }.map { abs($0) }.max() ?? 0)
        for (place, name) in names.enumerated() {
            let dropped = procedure.eliminations.first { $0.system == place }
            table.rows.append([
                [name], [means[place].map { Figure.fixed($0, places) } ?? "-"],
                [Figure.grouped(dropped?.replications ?? procedure.replications)], [outcome(place, dropped)],
            ])
        }
        return table
    }

    private func outcome(_ place: Int, _ dropped: KimNelson.Elimination?) -> String {
        if let dropped { return "dropped for \(names[dropped.by])" }
        guard let best = selection.best else { return "in play" }
        if procedure.isDecided, best == place { return "selected" }
        return procedure.equals(of: best).contains(place) ? "equal so far" : "in play"
    }

    private var method: String {
        "Seed \(seed), \(Figure.count(procedure.firstStage, "run", "runs")) of each strategy at first, smallest difference "
            + "\(zone), confidence \(Figure.plain(100 * procedure.confidence)) % (Kim and Nelson's procedure). The guarantee "
            + "holds for normally distributed values; means of rare great losses come near them slowly."
    }
}
