import Experiments
import Foundation
import PatchModel
import PatchSimulator
import Testing

@testable import Reports

@Suite("Breakdowns in reports")
struct BreakdownReportTests {
    private static func page(_ study: Study) throws -> String {
        try SmallStudy.document(study).html().replacing(#/<script>.*?<\/script>/#.dotMatchesNewlines(), with: "")
    }

    @Test(
        "The page has a table for each dimension with every figure of every member, and a choice where there are several"
    )
    func tables() async throws {
        let study = try await SmallStudy.study(dimensions: [.group, .patch, .site])
        let page = try Self.page(study)
        for breakdown in study.breakdowns {
            let name = breakdown.dimension.rawValue
            let block = try #require(
                page.firstMatch(of: try Regex("(?s)<div class=\"breakdown\" data-by=\"\(name)\">.*?</table></div>"))
            ).output[0].substring.map { String($0) }
            let table = try #require(block)
            #expect(page.contains("<option value=\"\(name)\">\(name)</option>"))
            #expect(!table.contains(" hidden"), "all is there without scripts")
            let metrics = breakdown.headlines.filter(\.isMean)
            #expect(metrics.contains(.exposedDeviceDays) && metrics.contains(.neverPatched))
            for metric in metrics {
                #expect(table.contains("<th scope=\"rowgroup\" colspan=\"3\">\(metric.title) <span"))
                let summaries = breakdown.members.flatMap { $0.ledgers.compactMap { MetricSummary(metric, $0) } }
                let column = MetricColumn(metric, summaries)
                for summary in summaries { #expect(table.contains(">\(column.text(summary))</td>")) }
            }
            let rows = table.matches(of: #/<th scope="row">/#).count
            // What a member costs is told where downtime is.
            let cost = study.scenario.prices != nil && breakdown.dimension.dividesDevices ? 1 : 0
            #expect(rows == (metrics.count + cost) * breakdown.members.count)
        }
        #expect(page.contains("<th scope=\"row\">no site</th>"))
        let one = try Self.page(try await SmallStudy.study(replications: 2, dimensions: [.group]))
        #expect(one.contains("<h3>By group</h3>") && !one.contains("<select id=\"select-breakdown\">"))
        let none = try Self.page(try await SmallStudy.study(replications: 2))
        #expect(!none.contains("class=\"breakdown\""))
    }

    @Test(
        "Names of members are text on the page and in Markdown, whatever they look like",
        arguments: [
            "</script><img src=x onerror=alert(1)>", "\" onmouseover=\"alert(1)", "a | b\u{2028}c", "\u{202e}nab",
        ]
    )
    func escapes(name: String) async throws {
        let study = try await SmallStudy.study(named: name, replications: 2, dimensions: [.group, .patch])
        let page = try Self.page(study)
        #expect(page.contains("<th scope=\"row\">\(HTML.escaped(name))</th>"))
        for mark in ["<img", "\u{202e}", "\" onmouseover=\"alert", "\u{2028}"] { #expect(!page.contains(mark)) }
        let markdown = SmallStudy.document(study).markdown
        #expect(markdown.contains("| exposed device-days: \(ReportMarkdown.escaped(name)) |"))
        #expect(!markdown.contains("<img") && !markdown.contains("\u{202e}"))
    }

    @Test("Of many members those that are exposed the most are shown, these first, and the rest is counted")
    func many() async throws {
        var study = try await SmallStudy.study(strategies: 1, replications: 1)
        let figure = try #require(Ledger.figure("exposure_s"))
        let members = (0..<200).map { number in
            var ledger = study.results[0][0].ledger
            ledger.enter(Int64(number * 163 % 200), as: figure)
            return Breakdown.Member(name: number == 7 ? nil : "g\(number)", ledger: ledger)
        }
        study.results[0][0].breakdowns[.group] = Breakdown(dimension: .group, members: members)
        let table = BreakdownTable(try #require(study.breakdowns.first), limit: 3)
        // 163 times 173, 146 and 119 are 199, 198 and 197 beyond whole times 200.
        #expect(table.names == ["g173", "g146", "g119"])
        #expect(table.remark == "3 of 200 groups are shown, those with the most exposed device-days.")
        for index in members.indices { study.results[0][0].breakdowns[.group]?.members[index].ledger.leaveOut(figure) }
        let other = BreakdownTable(try #require(study.breakdowns.first), limit: 8)
        let names = ["g0", "g1", "g2", "g3", "g4", "g5", "g6", "no group"]
        #expect(other.names == names)
        #expect(other.sizes.allSatisfy { $0 == study.results[0][0].ledger.devices })
        #expect(other.remark.hasSuffix("those with the most devices."))
    }

    @Test("A member without a figure has a dash, a time that was not reached is marked, and both are explained")
    func gaps() async throws {
        var study = try await SmallStudy.study(replications: 3, dimensions: [.group])
        let (pairs, time) = (
            try #require(Ledger.figure("deadline_pairs")), try #require(Ledger.figure("time_to_patch_p95_s"))
        )
        for place in 0..<3 {
            study.results[0][place].breakdowns[.group]?.members[1].ledger.enter(0, as: pairs)
            // As one that has the figure, and in which it was never reached.
            var ledger = try #require(study.results[1][place].breakdowns[.group]?.members[0].ledger)
            ledger.patching.timeToPatch95 = nil
            study.results[1][place].breakdowns[.group]?.members[0].ledger = ledger
            #expect(ledger[time] == nil && !ledger.absent.contains(time.id))
        }
        let table = BreakdownTable(try #require(study.breakdowns.first), limit: 9)
        let inTime = try #require(table.parts.first { $0.column.metric == .compliance })
        #expect(inTime.cells[1][0] == "-" && inTime.cells[0][0] != "-" && table.hasGap)
        let slow = try #require(table.parts.first { $0.column.metric == .timeToPatch95 })
        #expect(slow.cells[0][1] == "≥6.00" && table.hasBound)
        let text = BreakdownText(Comparison(study), width: 200).lines.joined(separator: "\n")
        #expect(text.contains("≥: not reached by the end in some runs. -: there is nothing to measure."))
    }
}
