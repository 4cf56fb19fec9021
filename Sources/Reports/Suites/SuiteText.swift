import Experiments
package import Text

/// A suite's run on a terminal: the verdict first, what is to be done, then the table.
package struct SuiteText {
    private let report: SuiteReport
    private let width: Int

    package init(_ report: SuiteReport, width: Int) {
        self.report = report
        self.width = max(40, width)
    }

    package var lines: [StyledLine] {
        var lines: [StyledLine] = []
        for (place, candidate) in report.candidates.enumerated() {
            if place > 0 { lines.append(StyledLine()) }
            lines += told(candidate)
        }
        if !report.misconduct.isEmpty { lines.append(StyledLine()) }
        // What a program said keeps its lines.
        for line in report.misconduct.flatMap(\.lines) {
            lines += line.hasPrefix(" ") ? [StyledLine(line)] : paragraph(line)
        }
        lines += [StyledLine()] + paragraph(seeds)
        return lines
    }

    private func told(_ candidate: SuiteReport.Candidate) -> [StyledLine] {
        var head = StyledLine(report.words(candidate.verdict).uppercased(), style(candidate.verdict))
        head.append("  \(report.suite): \(candidate.name) against \(report.baseline)")
        var lines = [head] + paragraph(meaning(candidate))
        for row in decisive(candidate) {
            lines += paragraph(SuiteWords.sentence(row, baseline: report.baseline), indent: "  ")
            if let doubt = SuiteWords.doubt(row) { lines += paragraph(doubt, indent: "    ") }
        }
        lines += paragraph(advice(candidate))
        // Not wrapped, so that it can be pasted.
        if let command = command(candidate) { lines += [StyledLine("To see why:"), StyledLine("  " + command)] }
        lines.append(StyledLine())
        lines += table(candidate).map { StyledLine($0) }
        if let sight = SuiteWords.sight(candidate, power: report.power) { lines += [StyledLine()] + paragraph(sight) }
        for gap in SuiteWords.gaps(candidate) { lines += paragraph(gap) }
        return lines
    }

    private func style(_ verdict: SuiteReport.Verdict) -> Style {
        switch verdict {
        case .pass: .best
        case .fail, .withheld, .inconclusive: .warning
        }
    }

    private func decisive(_ candidate: SuiteReport.Candidate) -> [SuiteReport.Row] {
        switch candidate.verdict {
        case .pass, .withheld: []
        case .fail: candidate.rows.filter { $0.result.verdict == .fail }
        case .inconclusive: candidate.rows.filter { $0.result.verdict == .inconclusive }
        }
    }

    /// The verdict in plain words.
    private func meaning(_ candidate: SuiteReport.Candidate) -> String {
        let gated = candidate.rows.count { $0.result.isGated }
        let runs =
            "\(Figure.grouped(candidate.replications)) replications in \(Figure.count(report.worlds.count, "world", "worlds"))"
        switch candidate.verdict {
        case .pass where candidate.isBaseline:
            return
                "Both are the same, and so are their runs: there is nothing to lose, and nothing to compare."
        case .pass:
            return
                "It loses no more than allowed in any of \(Figure.count(gated, "gated metric", "gated metrics")), after \(runs)."
        case .fail: return "It loses more than allowed, after \(runs):"
        case .inconclusive:
            return "It is not shown to keep the margins, nor to break them, after all \(runs):"
        case .withheld:
            return
                "There is no verdict: \(Figure.grouped(candidate.runsWithIncidents)) of \(Figure.grouped(candidate.runs)) runs had "
                + "incidents; \(Figure.percentage(report.incidents, 1)) are allowed."
        }
    }

    /// What is to be done.
    private func advice(_ candidate: SuiteReport.Candidate) -> String {
        switch candidate.verdict {
        case .pass, .fail: return ""
        case .inconclusive:
            return
                "Add looks with more replications, or widen the margins that are open: 'patchlab suite check' says how far."
        case .withheld: return "patchlab policy check shows what the program does wrong."
        }
    }

    /// The command that shows the first row that fails figure by figure, in the same runs of the public seed.
    private func command(_ candidate: SuiteReport.Candidate) -> String? {
        guard candidate.verdict == .fail, let row = decisive(candidate).first,
            let world = report.worlds.first(where: { $0.name == row.result.id.world })
        else { return nil }
        return
            "patchlab bench \(world.words) \(report.baselineWords) \(candidate.words) -n \(candidate.shownReplications) "
            + "--seed \(report.seeds.shown)"
    }

    private var seeds: String {
        let seeds = report.seeds
        if let missing = seeds.missing {
            return
                "Public seed \(seeds.shown) only: \(missing) is not set. The author of the policy may have seen these runs."
        }
        guard let commitment = seeds.commitment else {
            return "Public seed \(seeds.shown)."
                + (seeds.week.map { " Worlds as they are drawn for week \($0)." } ?? "")
        }
        let week = seeds.week.map { " in week \($0)" } ?? ""
        return
            "Half of the runs on public seed \(seeds.shown), half on a hidden one\(week); SHA-256 of the secret: \(commitment)."
    }

    private func table(_ candidate: SuiteReport.Candidate) -> [String] {
        var table = TextTable(
            headings: [
                ["world / metric"], [report.baseline], [candidate.name], ["lost"], ["at most,", "for sure"],
                ["may be", "lost"],
                ["verdict"],
            ]
        )
        for row in candidate.rows {
            let result = row.result
            table.append([
                "\(row.name), \(row.metric.unitWord)", SuiteWords.number(result.baseline, row.metric),
                SuiteWords.number(result.candidate, row.metric), SuiteWords.number(result.loss, row.metric),
                SuiteWords.number(result.upper, row.metric),
                result.margin.map { SuiteWords.number($0, row.metric) } ?? "", row.verdict,
            ])
        }
        return table.lines(width: width)
    }

    private func paragraph(_ text: String, indent: String = "") -> [StyledLine] {
        text.isEmpty ? [] : wrapped(text, width: width - indent.count).map { StyledLine(indent + $0) }
    }
}
