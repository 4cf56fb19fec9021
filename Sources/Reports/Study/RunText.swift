import EventEngine
package import Experiments
import PatchModel
import PatchSimulator
import Text

/// The runs of one strategy as text for the terminal.
package struct RunText {
    private let study: Study
    private let width: Int

    /// - Parameters:
    ///   - study: of one strategy or more; only the first is told of in detail.
    ///   - width: of the terminal, in characters.
    package init(_ study: Study, width: Int = 80) {
        self.study = study
        self.width = max(40, width)
    }

    /// The whole text, ending with a line break.
    package var text: String {
        let comparison = Comparison(study)
        var lines = [ComparisonText(comparison, width: width).text]
        lines += BreakdownText(comparison, width: width).lines.map { $0 + "\n" }
        guard let policy = study.policies.first, let results = study.results.first, let first = results.first
        else { return lines.joined() }
        lines.append("\n")
        let ledgers = results.map(\.ledger)
        lines += facts(ledgers).map { $0 + "\n" }
        lines.append("\nWhat \(policy.name) did in replication \(study.replications[0]):\n")
        lines += DecisionLog(first.decisions).lines(study.scenario, width: width).map { $0 + "\n" }
        if first.decisions.isEmpty { lines.append("  nothing\n") }
        lines += WaitText(study).lines(width: width).map { $0 + "\n" }
        let incidents = IncidentText(study, width: width).lines
        if !incidents.isEmpty { lines.append("\n") }
        lines += incidents.map { $0 + "\n" }
        return lines.joined()
    }

    /// Means over replications of what the headline table leaves out; a dash where a run does not have the figure.
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
            ("exposed while exploited", deviceDays("exposure_exploited_s")),
            ("exposed while no patch closes it", deviceDays("exposure_vendor_s")),
            ("attempts to install, succeeded, failed", counts("attempts", "installations", "failed_attempts")),
            ("rollbacks", counts("rollbacks")),
            ("tickets, technician visits", counts("tickets", "technician_visits")),
            ("technicians' time", mean("technician_s", Figure.span)),
            ("downloaded", mean("download_bytes", Figure.bytes)),
            ("stops, of them false", counts("stops", "false_stops")),
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
        let widest = facts.map(\.0.count).max() ?? 0
        return facts.flatMap { name, value in
            wrapped(value, width: width - widest - 2).enumerated().map { line, part in
                let head = line == 0 ? name : ""
                return head + String(repeating: " ", count: widest + 2 - head.count) + part
            }
        }
    }
}
