import Experiments
package import Text

/// A suite's run in the formats of CI systems.
package enum SuiteFormats {
    /// JUnit's XML: a test case for each metric in a world. There is no word for what is neither: an inconclusive row is skipped,
    /// with a property that says so.
    package static func junit(_ report: SuiteReport) -> String {
        var lines = ["<?xml version=\"1.0\" encoding=\"UTF-8\"?>"]
        let rows = report.candidates.flatMap(\.rows)
        let failures = rows.count { $0.verdict == "fail" }
        let skipped = rows.count { $0.verdict == "inconclusive" }
        lines.append(
            "<testsuites name=\"\(xml(report.suite))\" tests=\"\(rows.count)\" failures=\"\(failures)\" skipped=\"\(skipped)\">"
        )
        for candidate in report.candidates {
            let failed = candidate.rows.count { $0.verdict == "fail" }
            let open = candidate.rows.count { $0.verdict == "inconclusive" }
            let errors = candidate.verdict == .withheld ? 1 : 0
            lines.append(
                "  <testsuite name=\"\(xml(candidate.name))\" tests=\"\(candidate.rows.count + errors)\" failures=\"\(failed)\" "
                    + "errors=\"\(errors)\" skipped=\"\(open)\">"
            )
            lines.append("    <properties>")
            lines.append("      <property name=\"verdict\" value=\"\(xml(report.words(candidate.verdict)))\"/>")
            lines.append("      <property name=\"replications\" value=\"\(candidate.replications)\"/>")
            lines.append("    </properties>")
            if candidate.verdict == .withheld {
                lines.append("    <testcase classname=\"\(xml(candidate.name))\" name=\"incidents\">")
                lines.append(
                    "      <error message=\"\(candidate.runsWithIncidents) of \(candidate.runs) runs had incidents\"/>"
                )
                lines.append("    </testcase>")
            }
            for row in candidate.rows { lines += testCase(row, report) }
            lines.append("  </testsuite>")
        }
        return (lines + ["</testsuites>"]).map { $0 + "\n" }.joined()
    }

    /// The same for a run that came to no verdict: a test case that says why, so that the CI system shows more than a status.
    package static func junit(withoutVerdict why: String, of suite: String) -> String {
        """
        <?xml version="1.0" encoding="UTF-8"?>
        <testsuites name="\(xml(suite))" tests="1" failures="0" errors="1">
          <testsuite name="\(xml(suite))" tests="1" failures="0" errors="1" skipped="0">
            <testcase classname="\(xml(suite))" name="verdict"><error message="\(xml(why))"/></testcase>
          </testsuite>
        </testsuites>

        """
    }

    private static func testCase(_ row: SuiteReport.Row, _ report: SuiteReport) -> [String] {
        let sentence = SuiteWords.sentence(row, baseline: report.baseline)
        var lines = [
            "    <testcase classname=\"\(xml(row.result.id.world))\" name=\"\(xml(row.result.id.metric))\">",
            "      <properties><property name=\"verdict\" value=\"\(row.verdict)\"/></properties>",
        ]
        switch row.verdict {
        case "fail": lines.append("      <failure message=\"\(xml(sentence))\"/>")
        case "inconclusive":
            lines.append("      <skipped message=\"inconclusive: \(xml(SuiteWords.doubt(row) ?? "open"))\"/>")
        default: break
        }
        return lines + ["      <system-out>\(xml(sentence))</system-out>", "    </testcase>"]
    }

    /// A text as it may stand in XML 1.0, in quotation marks, too.
    private static func xml(_ text: String) -> String {
        var safe = ""
        for scalar in SafeText.line(text).unicodeScalars {
            switch scalar {
            case "&": safe += "&amp;"
            case "<": safe += "&lt;"
            case ">": safe += "&gt;"
            case "\"": safe += "&quot;"
            default: safe.unicodeScalars.append(scalar)
            }
        }
        return safe
    }

    /// The Test Anything Protocol, version 14. What is inconclusive is not ok, and a TODO: it fails nothing by itself; the exit
    /// status does.
    package static func tap(_ report: SuiteReport) -> String {
        var number = 0
        var tests: [String] = []
        for candidate in report.candidates {
            if candidate.verdict == .withheld {
                number += 1
                tests.append("not ok \(number) - \(tap(candidate.name)): incidents")
            }
            for row in candidate.rows {
                number += 1
                let name = "\(tap(candidate.name)): \(tap(row.name))"
                switch row.verdict {
                case "fail":
                    tests.append("not ok \(number) - \(name)")
                    tests += [
                        "  ---",
                        "  message: \(JSON.string(SuiteWords.sentence(row, baseline: report.baseline)).compact)",
                        "  ...",
                    ]
                case "inconclusive":
                    let doubt = SuiteWords.doubt(row).map { ": \(tap($0))" } ?? ""
                    tests.append("not ok \(number) - \(name) # TODO inconclusive\(doubt)")
                case "watched": tests.append("ok \(number) - \(name) # SKIP only watched")
                default: tests.append("ok \(number) - \(name)")
                }
            }
        }
        return (["TAP version 14", "1..\(number)"] + tests).map { $0 + "\n" }.joined()
    }

    /// A description in which nothing means anything to a reader of TAP.
    private static func tap(_ text: String) -> String {
        SafeText.line(text).map { $0 == "#" || $0 == "\\" ? "\\\($0)" : "\($0)" }.joined()
    }

    /// Bencher's metric format: benchmarks by world, measures by metric. History, and no gate.
    package static func bencher(_ report: SuiteReport) -> JSON {
        var worlds: [String: JSON] = [:]
        for candidate in report.candidates {
            let groups = Dictionary(grouping: candidate.rows, by: \.result.id.world)
            for (world, rows) in groups {
                worlds["\(candidate.name) / \(world)"] = .sorted(
                    Dictionary(rows.map { ($0.result.id.metric, measure($0)) }) { first, _ in first }
                )
            }
        }
        return .sorted(worlds)
    }

    private static func measure(_ row: SuiteReport.Row) -> JSON {
        // No range: the bounds of a row are those of the difference from the baseline, which is known far better than the value.
        .object([("value", .number(row.result.candidate))])
    }

    /// What github-action-benchmark reads: one file for each of its two tools, since in one of them less is better. A metric of
    /// which more is better is therefore written as what is lacking to the whole where it is a share, and left out elsewhere.
    package static func benchmarkAction(_ report: SuiteReport) -> JSON {
        .array(
            report.candidates.flatMap { candidate in
                candidate.rows.compactMap { row -> JSON? in
                    let isShare = row.metric.unit == .share
                    guard row.metric.goal == .low || isShare else { return nil }
                    let isTurned = row.metric.goal == .high
                    let value = isTurned ? 1 - row.result.candidate : row.result.candidate
                    let name = "\(candidate.name) / \(row.name)"
                    return .object([
                        ("name", .string(isTurned ? "\(name) (what is lacking)" : name)),
                        ("unit", .string(row.metric.unit.name)), ("value", .number(value)),
                    ])
                }
            }
        )
    }

    /// At most so many annotations of a kind are shown for a step.
    private static let mostAnnotations = 10

    /// Workflow commands of GitHub: the worst nine and a count, or all where they are no more than ten.
    package static func annotations(_ report: SuiteReport) -> [String] {
        let failed = report.candidates.flatMap { candidate in
            candidate.rows.filter { $0.verdict == "fail" }.map { (candidate.name, $0) }
        }
        // The worst first: how many margins are lost.
        let worst = failed.sorted { left, right in
            func size(_ row: SuiteReport.Row) -> Double { row.result.loss / max(row.result.margin ?? 0, 1e-12) }
            return size(left.1) > size(right.1)
        }
        let shown = worst.count > mostAnnotations ? mostAnnotations - 1 : worst.count
        var lines = worst.prefix(shown).map { name, row in
            "::error title=\(property("\(name): \(row.name)"))::\(message(SuiteWords.sentence(row, baseline: report.baseline)))"
        }
        if worst.count > shown { lines.append("::error title=PatchLab::and \(worst.count - shown) more metrics fail") }
        let open = report.candidates.filter { $0.verdict == .inconclusive }
        for candidate in open.prefix(mostAnnotations) {
            let count = candidate.rows.count { $0.verdict == "inconclusive" }
            lines.append("::warning title=\(property(candidate.name))::inconclusive: \(count) metrics are open")
        }
        return lines
    }

    private static func message(_ text: String) -> String {
        SafeText.line(text).replacing("%", with: "%25")
    }

    private static func property(_ text: String) -> String {
        message(text).replacing(":", with: "%3A").replacing(",", with: "%2C")
    }
}
