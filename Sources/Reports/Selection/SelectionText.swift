package import Experiments
import PatchModel
import Text

/// The outcome of a selection as text for the terminal.
package struct SelectionText {
    private let selection: Selection
    private let seed: UInt64
    private let width: Int

    /// - Parameter width: of the terminal, in characters.
    package init(_ selection: Selection, seed: UInt64, width: Int = 80) {
        self.selection = selection
        self.seed = seed
        self.width = max(40, width)
    }

    /// The whole text, ending with a line break.
    package var text: String {
        let lines = wrapped(heading, width: width) + [""] + table.lines(width: width) + [""]
        return (lines + sentences.flatMap { wrapped($0, width: width) }).joined(separator: "\n") + "\n"
    }

    private var procedure: KimNelson { selection.procedure }
    private var names: [String] { selection.names }
    private var unit: String { selection.metric.unit == .share ? "%" : selection.metric.unit.name }

    private func shown(_ value: Double) -> Double { selection.metric.shown(value) }

    private var zone: String { Figure.plain(shown(procedure.indifference)) + " " + unit }

    private var heading: String {
        let wanted = procedure.goal == .low ? "least" : "most"
        return
            "Which of \(names.count) strategies has the \(wanted) \(selection.metric.phrase)? Kim and Nelson's procedure, "
            + "confidence \(Figure.plain(100 * procedure.confidence)) %, indifference zone \(zone), first stage of "
            + "\(Figure.count(procedure.firstStage, "replication", "replications")), seed \(seed)."
    }

    private var table: TextTable {
        var table = TextTable(headings: [["strategy"], ["mean,", unit], ["replications"], ["outcome"]])
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

    /// What takes the promise away.
    private var warnings: [String] {
        guard !procedure.withoutVariance.isEmpty else { return [] }
        let pairs = procedure.withoutVariance.map { $0.map { names[$0] }.joined(separator: " and ") }
            .joined(separator: ", ")
        return [
            "The guarantee does not hold: the first \(Figure.count(procedure.firstStage, "replication", "replications")) "
                + "differed not at all, or all by the same, between \(pairs), which says nothing of what happens rarely. "
                + "Take a larger --first-stage (and --max-replications)."
        ]
    }

    /// What to do where nothing was decided.
    private var advice: [String] {
        let more = Figure.grouped(selection.limit)
        return [
            selection.isPartial
                ? "Run it again to the end to have it decided."
                : "To have it decided, raise --max-replications above \(more), or --indifference above \(zone) if differences of "
                    + "more than that do not matter to you."
        ]
    }

    private var sentences: [String] {
        guard let best = selection.best else { return ["Nothing was run."] }
        let runs = Figure.count(selection.runs, "run", "runs")
        let equal = selection.runsAtEqualAllocation
        let saved =
            equal > selection.runs
            ? "; the same number of replications of every strategy would have taken \(Figure.grouped(equal))" : ""
        guard procedure.isDecided else {
            let why =
                selection.isPartial
                ? "Interrupted" : "Not decided within \(Figure.grouped(selection.limit)) replications"
            let open = Words.list(procedure.survivors.map { names[$0] })
            return [
                "\(why): \(open) are still in play after \(runs)\(saved). \(names[best]) has the best mean so far, and nothing "
                    + "is promised of it."
            ] + advice + warnings
        }
        guard warnings.isEmpty else { return ["\(names[best]) is selected after \(runs)\(saved)."] + warnings }
        guard selection.isGuaranteed else {
            return [
                "\(names[best]) is selected after \(runs)\(saved).",
                "Nothing is promised of it: all variances come from a first stage of "
                    + "\(Figure.count(procedure.firstStage, "replication", "replications")), and a rare great loss may be in "
                    + "none of them. The confidence holds from --first-stage \(Significance.fewestReplications) on.",
            ]
        }
        let confidence = Figure.plain(100 * procedure.confidence)
        return [
            "\(names[best]) is selected after \(runs)\(saved).",
            "If the best strategy is better than every other by \(zone) or more, this finds it with a probability of at least "
                + "\(confidence) %. Of strategies that differ by less any may be selected: the difference was said not to "
                + "matter. The promise is proved for normal values; means of rare great losses come near them slowly.",
        ]
    }
}
