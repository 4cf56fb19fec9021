import EventEngine
public import Experiments
import PatchModel
import PatchSimulator

/// The runs of one strategy as text for the terminal.
public struct RunText {
    private let study: Study
    private let width: Int

    /// - Parameters:
    ///   - study: of one strategy or more; only the first is told of in detail.
    ///   - width: of the terminal, in characters.
    public init(_ study: Study, width: Int = 80) {
        self.study = study
        self.width = max(40, width)
    }

    /// The whole text, ending with a line break.
    public var text: String {
        var lines = [ComparisonText(Comparison(study), width: width).text]
        guard let policy = study.policies.first, let results = study.results.first, let first = results.first
        else { return lines.joined() }
        lines.append("\n")
        let ledgers = results.map(\.ledger)
        lines += facts(ledgers).map { $0 + "\n" }
        lines.append("\nWhat \(policy.name) did in replication \(study.replications[0]):\n")
        lines += DecisionLog(first.decisions).lines(study.scenario, width: width).map { $0 + "\n" }
        if first.decisions.isEmpty { lines.append("  nothing\n") }
        lines += WaitText(study).lines(width: width).map { $0 + "\n" }
        return lines.joined()
    }

    /// Means over replications of what the headline table leaves out.
    private func facts(_ ledgers: [Ledger]) -> [String] {
        func mean(_ value: (Ledger) -> Double) -> Double {
            ledgers.reduce(0) { $0 + value($1) } / Double(ledgers.count)
        }
        func count(_ value: (Ledger) -> Int) -> String {
            let mean = mean { Double(value($0)) }
            return Figure.fixed(mean, ledgers.count == 1 ? 0 : Figure.decimals(for: mean))
        }
        let exploited = mean { Double($0.exposure.exploited) / 86_400 }
        let vendor = mean { Double($0.vendorExposure) / 86_400 }
        var facts: [(String, String)] = [
            ("exposed while exploited", Figure.fixed(exploited, Figure.decimals(for: exploited)) + " device-days"),
            ("exposed while no patch closes it", Figure.fixed(vendor, Figure.decimals(for: vendor)) + " device-days"),
            (
                "attempts to install, succeeded, failed",
                [count(\.attempts), count(\.installations), count(\.failedAttempts)].joined(separator: ", ")
            ),
            ("rollbacks", count(\.rollbacks)),
            ("tickets, technician visits", count(\.tickets) + ", " + count(\.technicianVisits)),
            ("technicians' time", Figure.span(mean { Double($0.technicianSeconds) })),
            ("downloaded", Figure.bytes(mean { Double($0.bytes) })),
            ("stops, of them false", count(\.stops) + ", " + count(\.falseStops)),
        ]
        let causes = ResidualCause.allCases.filter { cause in ledgers.contains { ($0.neverPatched[cause] ?? 0) > 0 } }
        if !causes.isEmpty {
            let parts = causes.map { cause in "\(cause.rawValue) " + count { $0.neverPatched[cause] ?? 0 } }
            facts.append(("never patched because", parts.joined(separator: ", ")))
        }
        if ledgers.count == 1, let ledger = ledgers.first {
            let moments: [(String, Tick?)] = [
                ("first effect of a defect", ledger.firstEffect), ("first report of it", ledger.firstReport),
                ("first stop", ledger.firstStop), ("last rollback", ledger.lastRevert),
                ("last repair", ledger.lastRepair),
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
