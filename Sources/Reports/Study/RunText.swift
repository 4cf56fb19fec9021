import EventEngine
package import Experiments
import PatchModel
import PatchSimulator
package import Text
package import Warnings

/// The runs of one strategy as text for the terminal: what came of it, one table, and what the strategy did in the first run.
package struct RunText {
    private let study: Study
    private let warnings: [Warning]
    private let options: AnswerOptions
    private var width: Int { max(narrowestTerminal, options.width) }

    /// - Parameters:
    ///   - study: of one strategy.
    ///   - warnings: about the scenario and its runs, the most harmful first.
    package init(_ study: Study, warnings: [Warning] = [], _ options: AnswerOptions = AnswerOptions()) {
        self.study = study
        self.warnings = warnings
        self.options = options
    }

    /// The whole text without styles, ending with a line break.
    package var text: String { lines.plainText }

    /// The lines of the text, none wider than the terminal.
    package var lines: [StyledLine] {
        AnswerReport(Comparison(study), warnings: warnings, options, details: details).lines
    }

    private var details: [StyledLine] {
        guard let policy = study.policies.first, let results = study.results.first, let first = results.first
        else { return [] }
        var lines = [""]
        if options.isFull { lines += facts(results.map(\.ledger)) + [""] }
        lines += wrapped("What \(SafeText.line(policy.name)) did in run \(study.replications[0]):", width: width)
        lines += DecisionLog(first.decisions).lines(study.scenario, width: width)
        if first.decisions.isEmpty { lines.append("  nothing") }
        lines += WaitText(study).lines(width: width)
        let incidents = IncidentText(study, width: width).lines
        return plainLines(lines + (incidents.isEmpty ? [] : [""] + incidents))
    }

    /// Means over runs of what the table leaves out; a dash where a run does not have the figure.
    private func facts(_ ledgers: [Ledger]) -> [String] {
        func mean(_ id: Ledger.Figure.ID, _ words: (Double) -> String) -> String {
            Ledger.figure(id)?.mean(in: ledgers).map(words) ?? "-"
        }
        func counts(_ ids: Ledger.Figure.ID...) -> String {
            ids.map { id in
                mean(id) { Figure.fixed($0, ledgers.count == 1 ? 0 : Figure.decimals(for: $0)) }
            }.joined(separator: ", ")
        }
        func deviceDays(_ id: Ledger.Figure.ID) -> String {
            mean(id) { Figure.fixed($0, Figure.decimals(for: $0)) + " device-days" }
        }
        var facts: [(String, String)] = [
            ("exposed under attack", deviceDays("exposure_exploited_s")),
            ("exposed before a patch was available", deviceDays("exposure_vendor_s")),
            ("attempts to install, succeeded, failed", counts("attempts", "installations", "failed_attempts")),
            ("rollbacks", counts("rollbacks")),
            ("tickets, technician visits", counts("tickets", "technician_visits")),
            ("technicians' time", mean("technician_s", Figure.span)),
            ("downloaded", mean("download_bytes", Figure.bytes)),
            ("stops, false stops", counts("stops", "false_stops")),
        ]
        let causes = ResidualCause.allCases.filter { cause in
            ledgers.contains { ($0.patching.neverPatched[cause] ?? 0) > 0 }
        }
        if !causes.isEmpty {
            let parts = causes.map { cause in "\(cause.rawValue) " + counts(cause.figureID) }
            facts.append(("never patched because", parts.joined(separator: ", ")))
        }
        if ledgers.count == 1, let ledger = ledgers.first {
            let moments: [(String, Tick?)] = [
                ("first effect of a defect", ledger.defects.firstEffect),
                ("first report of it", ledger.defects.firstReport), ("first stop", ledger.rollouts.firstStop),
                ("last rollback", ledger.installation.lastRevert), ("last repair", ledger.labour.lastRepair),
            ]
            facts += moments.compactMap { name, time in time.map { (name, Figure.time($0)) } }
        }
        return facts.flatMap { name, value in labelled(name, value, facts.map(\.0.columns).max() ?? 0, width) }
    }
}

/// A label and what stands behind it, or below it where there is no room.
func labelled(_ label: String, _ text: String, _ widest: Int, _ width: Int) -> [String] {
    guard width - widest - 2 >= min(20, width / 2) else {
        return wrapped(label, width: width) + wrapped(text, width: width - 2).map { "  " + $0 }
    }
    let indent = String(repeating: " ", count: widest + 2)
    return wrapped(text, width: width - widest - 2).enumerated().map { line, part in
        (line == 0 ? padded(label, to: widest + 2) : indent) + part
    }
}
