import Foundation
import Testing

/// Figures by group, site, patch and so on, through the binary.
@Suite("Breakdowns of commands")
struct BreakdownCommandTests {
    /// Two patches, a vulnerability that none closes, and groups with and without site and owner.
    private static let scenario = CompareTests.scenario
        .replacing("count: 60,", with: "count: 60, site: paris, owner: sales, criticality: high,")
        .replacing("tool: { versions: [5]", with: "tool: { versions: [5, 6]")
        .replacing(
            "repair:",
            with: "  tool-6: { updates: tool -> 6, severity: low, install: { duration: 5m } }\nrepair:"
        )
        .replacing("patches:", with: "  open: { affects: [tool < 9], severity: low }\npatches:")

    private static let dimensions = ["group", "class", "site", "owner", "criticality", "patch", "severity"]

    private func with(
        _ scenario: String = scenario,
        columns: Int = 80,
        _ body: (CommandRunner, ScratchDirectory) async throws -> Void
    ) async throws {
        let folder = try ScratchDirectory()
        defer { folder.remove() }
        _ = try folder.newFile("s.yaml", holding: Data(scenario.utf8))
        let runner = try CommandRunner.patchlab(environment: ["COLUMNS": "\(columns)"], directory: folder.url)
        try await body(runner, folder)
    }

    private func breakdowns(_ document: [String: Any]) throws -> [[String: Any]] {
        try #require(document["breakdowns"] as? [[String: Any]])
    }

    private func members(_ breakdown: [String: Any]) throws -> [[String: Any]] {
        try #require(breakdown["members"] as? [[String: Any]])
    }

    @Test(
        "In JSON the members' metrics add up to the fleet's, replication by replication, and their names are the scenario's"
    )
    func sums() async throws {
        try await with { patchlab, _ in
            let words = ["compare", "s.yaml", "-n", "3", "--json"]
            let result = try await patchlab.run(
                words + ["--by", "class,patch,group", "--by", "site,owner,criticality,severity"]
            )
            #expect(result.status == 0, "\(result.errorText)")
            let document = try json(result)
            let found = try breakdowns(document)
            #expect(found.map { $0["by"] as? String } == Self.dimensions)
            let names = try found.map { try members($0).map { $0["name"] as? String } }
            #expect(
                names == [
                    ["office", "road"], ["desktop", "laptop"], ["paris", nil], ["sales", nil], ["high", "medium"],
                    ["app-1.1", "tool-6", nil], ["high", "low", nil],
                ]
            )
            let fleet = try #require(document["strategies"] as? [[String: Any]])
            func values(_ strategy: [String: Any], _ metric: String) throws -> [Double] {
                let metrics = try #require(strategy["metrics"] as? [[String: Any]])
                return metrics.first { $0["metric"] as? String == metric }?["values"] as? [Double] ?? [0, 0, 0]
            }
            for (breakdown, dimension) in zip(found, Self.dimensions) {
                let metrics =
                    ["exposure"] + (["patch", "severity"].contains(dimension) ? [] : ["downtime-unplanned"])
                for metric in metrics {
                    for (place, strategy) in fleet.enumerated() {
                        var sums = [0.0, 0, 0]
                        for member in try members(breakdown) {
                            let own = try #require(member["strategies"] as? [[String: Any]])[place]
                            #expect(own["name"] as? String == strategy["name"] as? String)
                            for (place, value) in try values(own, metric).enumerated() { sums[place] += value }
                        }
                        for (sum, whole) in zip(sums, try values(strategy, metric)) {
                            #expect(abs(sum - whole) <= 1e-9 * whole, "\(metric) by \(dimension)")
                        }
                    }
                }
            }
            var rest = document
            rest["breakdowns"] = nil
            let plain = try json(try await patchlab.run(words))
            #expect(NSDictionary(dictionary: rest) == NSDictionary(dictionary: plain), "nothing else changes")
        }
    }

    @Test("The figures of one run add up to its ledger in JSON and in CSV, to the last second")
    func figures() async throws {
        try await with { patchlab, _ in
            let words = ["run", "s.yaml", "-k", "2", "--by", "group,patch"]
            let document = try json(try await patchlab.run(words + ["--json"]))
            let run = try #require((document["runs"] as? [[String: Any]])?.first)
            let ledger = try #require(run["ledger"] as? [String: Any])
            for breakdown in try breakdowns(run) {
                let parts = try members(breakdown).map { try #require($0["figures"] as? [String: Any]) }
                for key in ["exposureSeconds", "pairs", "patchedPairs", "installations", "deadlinesMet"] {
                    let sum = parts.reduce(0) { $0 + ($1[key] as? Int ?? 0) }
                    #expect(sum == ledger[key] as? Int && sum > 0, "\(key)")
                }
                #expect(parts[0]["stops"] == nil, "what has no meaning for a member is not there")
            }
            let rows = try await patchlab.run(words + ["--csv"]).outputText.split(separator: "\n").map {
                $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
            }
            #expect(rows[0].suffix(2) == ["by", "member"] && rows.allSatisfy { $0.count == rows[0].count })
            #expect(
                rows.dropFirst().map { Array($0.suffix(2)) }
                    == [
                        ["", ""], ["group", "office"], ["group", "road"], ["patch", "app-1.1"], ["patch", "tool-6"],
                        ["patch", ""],
                    ]
            )
            let column = try #require(rows[0].firstIndex(of: "exposure_s"))
            let values = rows.dropFirst().compactMap { Int($0[column]) }
            #expect(values[0] == values[1] + values[2] && values[0] == values[3] + values[4] + values[5])
            let plain = try await patchlab.run("run", "s.yaml", "-k", "2", "--csv").outputText
            #expect(plain.split(separator: "\n").map { $0 + ",," }.last == rows[1].joined(separator: ",")[...])
        }
    }

    @Test("The CSV of compare has two columns more, and the rows of the fleet are as before")
    func csv() async throws {
        try await with { patchlab, _ in
            let plain = try await patchlab.run("compare", "s.yaml", "-n", "3", "--csv").outputText.split(
                separator: "\n"
            )
            let rows = try await patchlab.run("compare", "s.yaml", "-n", "3", "--csv", "--by", "site").outputText
                .split(separator: "\n")
            #expect(rows[0] == plain[0] + ",by,member")
            #expect(rows[1..<plain.count].elementsEqual(plain.dropFirst().map { $0 + ",," }))
            let members = rows.dropFirst(plain.count)
            #expect(members.allSatisfy { $0.hasSuffix(",site,paris") || $0.hasSuffix(",site,") })
            #expect(
                members.contains { $0.hasPrefix("canary,exposure,device-days,") && $0.hasSuffix("paris") }
            )
            #expect(members.contains("canary,devices,devices,60.0,,,,,,,,,,site,paris"))
        }
    }

    @Test(
        "The text fits the terminal whatever the names are, and no name can do anything there",
        arguments: [40, 80, 100]
    )
    func width(columns: Int) async throws {
        let long = String(repeating: "a very long name ", count: 9)
        let scenario = Self.scenario
            .replacing("office", with: "\"\(long)\\u202e,\\u2028\\\"quoted\\\" <b>\"")
            .replacing("sales", with: "\"\(long.replacing(" ", with: "_"))\"")
            .replacing("big-bang: {}", with: "\"\(long)\": { kind: big-bang }")
        try await with(scenario, columns: columns) { patchlab, _ in
            let result = try await patchlab.run(
                "compare",
                "s.yaml",
                "-n",
                "2",
                "--by",
                Self.dimensions.joined(separator: ",")
            )
            #expect(result.status == 0, "\(result.errorText)")
            let lines = result.outputText.components(separatedBy: "\n")
            var heads = lines.indices.filter { lines[$0].hasPrefix("By ") }
            #expect(heads.count >= 7)
            heads.append(try #require(lines.firstIndex { $0.hasPrefix("2 runs, ") }))
            for line in lines[heads[0]..<heads[heads.count - 1]] { #expect(line.count <= columns, "\(line)") }
            #expect(lines.contains { $0.contains("exposed device-days") } && result.outputText.contains("  no site"))
            #expect(!result.outputText.unicodeScalars.contains { $0 == "\u{202E}" || $0 == "\u{2028}" })
            let csv = try await patchlab.run("compare", "s.yaml", "-n", "2", "--by", "group", "--csv").outputText
            #expect(csv.contains(",group,\"\(long)\\u202e,\\u2028\"\"quoted\"\" <b>\"\n"))
            _ = try json(try await patchlab.run("compare", "s.yaml", "-n", "2", "--by", "group", "--json"))
        }
    }

    @Test("Of very many members the text shows those that are exposed the most, and JSON has all")
    func many() async throws {
        let groups = (1...300).map { number in
            "  - { group: g\(number), count: \(number % 7 + (number == 250 ? 90 : 1)), class: desktop, image: standard, check-in: { every: 4h } }"
        }
        let scenario = Self.scenario.replacing(
            #/  - \{ group: road.*/#,
            with: groups.joined(separator: "\n")
        )
        try await with(scenario) { patchlab, _ in
            let words = ["compare", "s.yaml", "-n", "1", "--by", "group"]
            let text = try await patchlab.run(words).outputText
            #expect(
                text.replacing("\n", with: " ").contains(
                    "12 of 301 groups are shown, those with the most exposed device-days. --json and --csv have all."
                )
            )
            #expect(text.contains("  g250 ") && text.contains("  office ") && !text.contains("  g7 "))
            let found = try breakdowns(try json(try await patchlab.run(words + ["--json"])))
            #expect(try members(found[0]).count == 301)
        }
    }

    @Test(
        "A name that is no dimension is refused with the one that was meant",
        arguments: ["grup", "group,sevrity", "", "group,"]
    )
    func unknown(names: String) async throws {
        try await with { patchlab, _ in
            for words in [["compare", "s.yaml"], ["run", "s.yaml"]] {
                let result = try await patchlab.run(words + ["--by", names])
                #expect(result.status == 2 && result.output.isEmpty)
                #expect(result.errorText.contains("--by: there is no breakdown by \""))
                // Folded at the width that is given.
                let error = result.errorText.replacing("\n  ", with: " ")
                #expect(error.contains("; there are \(Self.dimensions.joined(separator: ", "))"))
                if names == "grup" { #expect(error.contains("(did you mean \"group\"?)")) }
                if names == "group,sevrity" { #expect(error.contains("(did you mean \"severity\"?)")) }
            }
        }
    }

    @Test("A study keeps them: what is missing is made, nothing twice, and the output is that without a study")
    func kept() async throws {
        try await with { patchlab, _ in
            let words = ["compare", "s.yaml", "--json", "--study", "s.db"]
            _ = try await patchlab.run(words + ["-n", "3"])
            let plain = try await patchlab.run("compare", "s.yaml", "--json", "-n", "4", "--by", "group,severity")
            let first = try await patchlab.run(words + ["-n", "4", "--by", "group,severity"])
            #expect(
                first.errorText.replacing("\n  ", with: " ")
                    == "6 of 8 runs were in the study already; 6 of them lacked what was asked for, and were repeated\n"
            )
            #expect(first.output == plain.output)
            for by in [["--by", "severity", "--by", "group"], ["--by", "group"], []] {
                let again = try await patchlab.run(words + ["-n", "4"] + by)
                #expect(again.errorText == "8 of 8 runs were in the study already\n")
                if by.count == 4 { #expect(again.output == plain.output) }
            }
            let study = try json(try await patchlab.run("study", "s.db", "--json"))
            #expect(study["runs"] as? Int == 8)
        }
    }

    @Test("A study that was changed since is not continued: the run that differs is told, with status 2")
    func changed() async throws {
        try await with { patchlab, folder in
            #expect(try await patchlab.run("compare", "s.yaml", "-n", "2", "--study", "s.db").status == 0)
            try await Self.edit("s.db", "UPDATE run SET exposure_s = exposure_s + 1 WHERE replication = 1", in: folder)
            let result = try await patchlab.run("compare", "s.yaml", "-n", "2", "--study", "s.db", "--by", "group")
            #expect(result.status == 2)
            let told = result.errorText.replacing("\n  ", with: " ")
            #expect(told.contains(" in run 1 differs from what was kept of it: exposure_s is "), "\(told)")
        }
    }

    private static func edit(_ study: String, _ statement: String, in folder: ScratchDirectory) async throws {
        let runner = CommandRunner(executable: URL(fileURLWithPath: "/usr/bin/env"), directory: folder.url)
        let result = try await runner.run("sqlite3", study, statement)
        #expect(result.status == 0, "\(result.errorText)")
    }

    @Test("A wrong value in one, or other members than the others have, is told with its place and status 2")
    func wrong() async throws {
        try await with { patchlab, folder in
            let words = ["compare", "s.yaml", "-n", "2", "--study", "s.db", "--by", "group"]
            #expect(try await patchlab.run(words).status == 0)
            try await Self.edit(
                "s.db",
                "UPDATE member SET name = 'ro' || char(27) || 'ad' WHERE run = 1 AND position = 1",
                in: folder
            )
            for command in [words, ["report", "s.db", "--markdown"]] {
                let result = try await patchlab.run(command)
                #expect(result.status == 2)
                let told = result.errorText.replacing("\n  ", with: " ")
                #expect(told.contains("the runs do not have the same members by group"), "\(told)")
            }
            try await Self.edit("s.db", "UPDATE member SET pairs = 'x' WHERE run = 1 AND position = 1", in: folder)
            for command in [words, ["report", "s.db", "--markdown"]] {
                let result = try await patchlab.run(command)
                #expect(result.status == 2)
                #expect(result.errorText.contains("run 1 by group, member 1: pairs is 'x'; a whole number is expected"))
            }
        }
    }

    @Test("kill -9 while they are added leaves a whole study, which the same command brings to its end")
    func killed() async throws {
        try await with { patchlab, _ in
            let words = ["compare", "s.yaml", "-n", "250", "--json"]
            let by = ["--by", "group,patch"]
            _ = try await patchlab.run(words + ["--study", "s.db"])
            let plain = try await patchlab.run(words + by)
            for attempt in 1...3 {
                _ = try await patchlab.run(
                    words + by + ["--study", "s.db"],
                    signalling: SIGKILL,
                    after: .milliseconds(400 * attempt)
                )
                #expect(try await patchlab.run("report", "s.db", "--json").status == 0)
            }
            let resumed = try await patchlab.run(words + by + ["--study", "s.db"])
            #expect(resumed.output == plain.output)
            let study = try json(try await patchlab.run("study", "s.db", "--json"))
            #expect(study["runs"] as? Int == 500)
        }
    }

    @Test("A report shows what the study holds for all runs, says what only some have, and shows only what is named")
    func report() async throws {
        try await with { patchlab, folder in
            let words = ["compare", "s.yaml", "--study", "s.db", "-q"]
            _ = try await patchlab.run(words + ["-n", "2", "--by", "group,patch,owner"])
            _ = try await patchlab.run(words + ["-n", "3", "--by", "group,patch"])
            let markdown = try await patchlab.run("report", "s.db", "--markdown")
            #expect(markdown.status == 0)
            #expect(markdown.outputText.contains("<details><summary>By group (means)</summary>"))
            #expect(markdown.outputText.contains("| exposed device-days: no patch | "))
            #expect(!markdown.outputText.contains("By owner"))
            #expect(markdown.errorText.contains("only some runs are broken down by owner"))
            let hint = #/'patchlab (compare s.yaml -n 3 --by owner --study s.db)' makes the others/#
            let command = try #require(markdown.errorText.firstMatch(of: hint), "\(markdown.errorText)").1
            #expect(markdown.outputText.contains("patchlab compare s.yaml -n 3 --by group,patch\n"))
            let one = try await patchlab.run("report", "s.db", "--markdown", "--by", "patch")
            #expect(one.errors.isEmpty && one.outputText.contains("By patch") && !one.outputText.contains("By group"))
            let lacking = try await patchlab.run("report", "s.db", "--markdown", "--by", "owner")
            #expect(
                lacking.status == 2
                    && lacking.errorText.replacing("\n  ", with: " ").contains(
                        "not all runs of the study are broken down by owner"
                    )
            )
            // What the hint says is what helps.
            #expect(
                lacking.errorText.replacing("\n  ", with: " ").contains("'patchlab \(command)' makes what is missing")
            )
            let document = try json(try await patchlab.run("report", "s.db", "--json"))
            let comparison = try #require(document["comparison"] as? [String: Any])
            #expect(try breakdowns(comparison).map { $0["by"] as? String } == ["group", "patch"])
            let csv = try await patchlab.run("report", "s.db", "--csv", "--by", "group")
            let own = try await patchlab.run("compare", "s.yaml", "-n", "3", "--csv", "--by", "group")
            #expect(csv.output == own.output && csv.errors.isEmpty)
            #expect(try await patchlab.run("report", "s.db", "-o", "r.html").status == 0)
            let page = String(decoding: try folder.contents(of: "r.html"), as: UTF8.self)
            #expect(page.contains("<h3>By group</h3>") && page.contains("<option value=\"patch\">patch</option>"))
        }
    }

    @Test("A study of format 3 gets them when it is continued")
    func earlierFormat() async throws {
        let folder = try ScratchDirectory()
        defer { folder.remove() }
        let studies = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent("ResultStoreTests/studies")
        for name in ["format-3.study", "small.yaml"] {
            try FileManager.default.copyItem(
                at: studies.appendingPathComponent(name),
                to: folder.url.appendingPathComponent(name)
            )
        }
        let patchlab = try CommandRunner.patchlab(directory: folder.url)
        let words = ["compare", "small.yaml", "-n", "2", "--json", "--by", "class"]
        let plain = try await patchlab.run(words)
        let kept = try await patchlab.run(words + ["--study", "format-3.study"])
        #expect(kept.output == plain.output && plain.status == 0)
        #expect(
            kept.errorText.hasPrefix("0 of 4 runs were in the study already"),
            "\(kept.errorText)"
        )
        let report = try await patchlab.run("report", "format-3.study", "--markdown")
        #expect(report.errorText.hasPrefix("format-3.study: this is variant 2, the last one as written, of 2;"))
        #expect(!report.errorText.contains("warning:"))
        #expect(report.outputText.contains("| exposed device-days: laptop |"))
    }
}
