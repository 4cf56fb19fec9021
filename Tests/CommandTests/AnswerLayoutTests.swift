import Foundation
import Testing
import Text

/// The structure of what `compare` prints for shipped scenarios: which rows and blocks there are, in which order. What the
/// figures are is held elsewhere.
@Suite("The layout of an answer")
struct AnswerLayoutTests {
    private static let repository = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// What lines begin with, group and label, in the order in which they come; `k ` before a unit is left out.
    private static let debian = [
        "cost      EUR", "          worst run, EUR", "exposure  device-days", "          under attack, device-days",
        "          open on day 7, %", "time      half patched, days", "          95 % patched, days",
        "          in time, %",
        "downtime  planned, h", "          unplanned, h", "          worst run, h", "harm      devices hit",
        "          worst run, devices", "          down at once, worst", "          people, hours",
        "outcome   stopped, of 2 runs", "            a good patch too", "            unfinished at end",
        "          never patched, devices",
    ]

    private static func rows(_ name: String) -> [String] {
        switch name {
        // Without prices, and all of the exposure is under attack.
        case "rare-laptops": debian.filter { !$0.contains("EUR") && !$0.contains("under attack") }
        // Nothing to be exposed to, and no planned downtime.
        case "boot-loop":
            ["exposure  (no vulnerabilities in this scenario)"]
                + debian.drop { !$0.hasPrefix("time") }.filter { !$0.contains("planned, h") }
                .flatMap { $0.hasSuffix("in time, %") ? [$0, "downtime  unplanned, h"] : [$0] }
        default: debian
        }
    }

    private static let days = ["debian-estate": "30", "rare-laptops": "30", "boot-loop": "21"]

    @Test(
        "Has the same rows and blocks at 40, 80 and 100 columns, in the same order, and is never wider",
        arguments: ["debian-estate", "rare-laptops", "boot-loop"]
    )
    func structure(name: String) async throws {
        let folder = try ScratchDirectory()
        defer { folder.remove() }
        let path = Self.repository.appendingPathComponent("Scenarios/\(name)/scenario.yaml").path
        for width in [80, 40, 100] {
            let patchlab = try CommandRunner.patchlab(environment: ["COLUMNS": "\(width)"], directory: folder.url)
            let result = try await patchlab.run(
                ["compare", path, "-n", "2", "--study", "runs.db", "-q"] + Self.smaller(name)
            )
            #expect(result.status == 0, "\(result.errorText)")
            let lines = result.outputText.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
            for line in lines { #expect(line.columns <= width, "\(line)") }
            try Self.check(lines, Self.rows(name), width)
            // Below the table comes what is patched by which day, with the last day of all.
            let head = try #require(lines.first { $0.hasPrefix("patched by day, %") || $0.hasPrefix("by day, %") })
            #expect(head.hasSuffix(Self.days[name] ?? ""), "\(head)")
            let last = try #require(lines.last { !$0.isEmpty })
            #expect(last.hasPrefix("More: --full"), "\(last)")
        }
    }

    /// Thousands of devices would take long, and change no row.
    private static func smaller(_ name: String) -> [String] {
        guard name == "debian-estate" else { return [] }
        return ["web", "database", "gateway", "office", "home-office", "field"].flatMap {
            ["--set", "fleet.\($0).count=40"]
        }
    }

    private static func check(_ lines: [String], _ expected: [String], _ width: Int) throws {
        let plain = lines.map {
            $0.replacing("k EUR", with: "EUR").replacing("k device", with: "device").replacing("k h", with: "h")
        }
        var place = 0
        for row in expected {
            // A row that stands beside the mean where there is room.
            if width >= 100, row.contains("worst run, ") || row.hasSuffix(", worst") { continue }
            let label = row.drop { $0 == " " }
            let found = plain.indices.dropFirst(place).first { number in
                let line = plain[number]
                guard width < 60 else { return line.hasPrefix(row) }
                let parts = row.split(separator: " ", maxSplits: 1).map(String.init)
                let isFirst = !row.hasPrefix(" ")
                let wanted = isFirst ? "\(parts[0]): \(parts[1].drop { $0 == " " })" : String(label)
                // What stands for a figure may be broken.
                let note = "\(padded(parts[0], to: 10))\(label.drop { $0 != "(" })"
                return line.hasPrefix(wanted) || row.contains("(") && line.hasPrefix(note.prefix(30))
            }
            place = try #require(found, "\(row) at \(width) columns") + 1
        }
    }

    @Test("At 100 columns two figures a strategy, and when each group is patched")
    func groups() async throws {
        let path = Self.repository.appendingPathComponent("Scenarios/rare-laptops/scenario.yaml").path
        let patchlab = try CommandRunner.patchlab(environment: ["COLUMNS": "100"])
        let result = try await patchlab.run("compare", path, "-n", "2", "-q")
        let lines = result.outputText.split(separator: "\n").map(String.init)
        let head = try #require(lines.firstIndex { $0.hasPrefix("95 % patched by day, typical run") })
        #expect(
            lines[(head + 1)...].prefix(4).map { $0.split(separator: " ").first } == [
                "office", "home", "travelling", "rarely-seen",
            ]
        )
        #expect(lines.contains { $0.contains("mean  worst run") })
        #expect(lines.allSatisfy { $0.columns <= 100 })
    }

    @Test(
        "Rows, days, order and baseline are as asked for; what there is not ends with status 2 and says what there is"
    )
    func options() async throws {
        let path = Self.repository.appendingPathComponent("Scenarios/rare-laptops/scenario.yaml").path
        let folder = try ScratchDirectory()
        defer { folder.remove() }
        let patchlab = try CommandRunner.patchlab(directory: folder.url)
        func run(_ arguments: String...) async throws -> CommandRunner.Result {
            try await patchlab.run(["compare", path, "-n", "2", "-q", "--study", "runs.db"] + arguments)
        }
        let some = try await run("--rows", "time,days", "--day", "3,7")
        #expect(some.outputText.contains("\ntime") && !some.outputText.contains("\nharm"))
        #expect(some.outputText.contains(/patched by day, % +3 +7\n/))
        let answer = try await run("--rows", "none")
        #expect(answer.outputText.hasPrefix("2 runs are too few to choose."))
        let sorted = try await run("--sort", "in-time")
        #expect(sorted.outputText.contains(/big-bang +half-day +two-days/))
        let worst = try await run("--sort", "exposure.worst", "--baseline", "two-days", "--full")
        #expect(worst.outputText.contains(/two-days +big-bang +half-day/))
        #expect(worst.outputText.contains("Differences from two-days, run by run"))
        let coloured = try await run("--color", "always")
        #expect(coloured.outputText.contains("\u{1B}[1m"))
        for (arguments, message) in [
            (["--rows", "tim"], "there are no rows \"tim\" (did you mean \"time\"?)"),
            (["--day", "4"], "\"4\" is not a day that is counted; these are 1, 2, 3, 7, 14, 30"),
            (["--baseline", "bigbang"], "(did you mean \"big-bang\"?)"),
            (["--sort", "exposre"], "(did you mean \"exposure\"?)"),
            (["--sort", "cost"], "for a cost the scenario needs `prices`"), (["--decide-by", "median"], "decide-by"),
        ] {
            let result = try await patchlab.run(["compare", path, "-n", "2"] + arguments)
            #expect(result.status == 2 && result.output.isEmpty, "\(arguments)")
            #expect(result.errorText.contains(message), "\(result.errorText)")
        }
    }

    @Test("JSON has the answer with its words as fields")
    func answerInJSON() async throws {
        let path = Self.repository.appendingPathComponent("Scenarios/rare-laptops/scenario.yaml").path
        let result = try await CommandRunner.patchlab().run("compare", path, "-n", "2", "--json", "-q")
        let document = try #require(try JSONSerialization.jsonObject(with: result.output) as? [String: Any])
        let answer = try #require(document["answer"] as? [String: Any])
        // Two runs choose nothing.
        #expect(answer["choice"] as? String == "among")
        let names = try #require(answer["strategies"] as? [String])
        #expect(Set(names).isSubset(of: ["big-bang", "half-day", "two-days"]) && names.count > 1)
        #expect(answer["certainty"] as? String == "open" && answer["decidedBy"] as? String == "mean")
        #expect(answer["metric"] as? String == "exposure" && answer["runs"] as? Int == 2)
        #expect((answer["values"] as? [String: Double])?.count == 3 && answer["steps"] == nil)
        #expect((answer["sentence"] as? String)?.isEmpty == false)
        #expect(
            (answer["lines"] as? [[String: String]])?.allSatisfy { $0["label"] != nil && $0["text"] != nil } == true
        )
    }

    @Test("Every metric is explained under its name, a former one, or with a statistic; and all are listed")
    func explain() async throws {
        let patchlab = try CommandRunner.patchlab()
        let list = try await patchlab.run("explain", "metrics")
        for name in ["cost", "exposure", "patched-day-7", "down-at-once", "stopped-falsely", "effort"] {
            #expect(list.outputText.contains("\n\(name) ") || list.outputText.hasPrefix("\(name) "), "\(name)")
        }
        let one = try await patchlab.run("explain", "devices-hit.p95")
        #expect(one.outputText.hasPrefix("devices-hit: devices on which a defect"))
        let former = try await patchlab.run("explain", "compliance-at-sla")
        #expect(former.outputText.contains("It was called compliance-at-sla."))
        #expect(try await patchlab.run("explain", "in-tme").errorText.contains("did you mean \"in-time\"?"))
    }
}
