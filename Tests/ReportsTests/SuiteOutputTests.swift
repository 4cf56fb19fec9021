import Experiments
import Foundation
import Testing
import Text

@testable import Reports

#if canImport(FoundationXML)
    import FoundationXML
#endif

/// What a suite's run is written as.
@Suite struct SuiteOutputTests {
    /// One row that passes, one that fails, one that is open, one that is only watched.
    static func report(
        rows copies: Int = 1,
        missing: String? = nil,
        commitment: String? = nil,
        name: String = "mine <&\"> # 1",
        verdict: SuiteReport.Verdict = .fail
    ) throws -> SuiteReport {
        let rule = try #require(GateRule(looks: [100]))
        let base = (0..<100).map { 10 + Double($0 % 7) }
        func sample(_ world: String, _ metric: Metric, _ worse: (Int) -> Double, gated: Bool = true) throws
            -> GatedSample
        {
            try #require(
                GatedSample(
                    GateRow.ID(world: world, metric: metric.id),
                    margin: gated ? Margin(absolute: 1) : nil,
                    baseline: base,
                    candidate: base.enumerated().map { $1 + worse($0) },
                    isGated: gated
                )
            )
        }
        var samples: [GatedSample] = []
        var metrics: [Metric] = []
        for copy in 0..<copies {
            let world = copy == 0 ? "bad|patch" : "world \(copy)"
            samples += [
                try sample(world, .exposedDeviceDays, { $0 % 2 == 0 ? 0.2 : -0.1 }),
                try sample(world, .blastRadius, { 3 + Double($0 % 3) / 10 }),
                try sample(world, .plannedDowntime, { Double($0 % 11) - 4 }),
                try sample(world, .unplannedDowntime, { Double($0 % 5) }, gated: false),
            ]
            metrics += [.exposedDeviceDays, .blastRadius, .plannedDowntime, .unplannedDowntime]
        }
        let gate = Gate(rule)
        let result = gate.judge(samples, look: 0)
        let sights = gate.couldHaveSeen(samples)
        let rows = zip(result.rows, metrics).map { row, metric in
            SuiteReport.Row(result: row, metric: metric, sight: sights.first { $0.id == row.id }, gap: nil)
        }
        return SuiteReport(
            suite: "small",
            question: "Is it *safe*?",
            baseline: "staged",
            worlds: [SuiteReport.World(name: "bad|patch", words: "small.yaml")],
            candidates: [
                SuiteReport.Candidate(
                    name: name,
                    verdict: verdict,
                    replications: 100,
                    runs: 100,
                    runsWithIncidents: 0,
                    rows: rows
                )
            ],
            seeds: SuiteReport.Seeds(shown: 1, commitment: commitment, week: nil, missing: missing),
            most: 100,
            power: 0.9,
            incidents: 0
        )
    }

    @Test("The rows of these tests pass, fail, stay open and are watched")
    func rows() throws {
        #expect(try Self.report().candidates[0].rows.map(\.verdict) == ["pass", "fail", "inconclusive", "watched"])
    }

    @Test("The text begins with the verdict, and says what is lost and what to do")
    func text() throws {
        let lines = SuiteText(try Self.report(), width: 100).lines.map(\.text)
        #expect(lines[0] == "FAIL  small: mine <&\"> # 1 against staged")
        #expect(lines.contains { $0.contains("bad|patch: devices hit") })
        #expect(lines.contains("To see why:"))
        #expect(lines.contains { $0.hasPrefix("  patchlab bench small.yaml ") && $0.hasSuffix(" --seed 1") })
        #expect(lines.contains { $0.hasPrefix("The gate could have seen: ") })
        #expect(lines.allSatisfy { $0.columns <= 100 })
        let passed = SuiteText(try Self.report(missing: "SECRET", verdict: .pass), width: 100).lines.map(\.text)
        #expect(passed[0].hasPrefix("PASS (PUBLIC SEEDS ONLY)"))
    }

    private final class Reader: NSObject, XMLParserDelegate {
        var elements: [(name: String, attributes: [String: String])] = []

        func parser(
            _ parser: XMLParser,
            didStartElement name: String,
            namespaceURI: String?,
            qualifiedName: String?,
            attributes: [String: String]
        ) {
            elements.append((name, attributes))
        }
    }

    @Test("JUnit's XML can be parsed: a failure for what fails, and skipped for what is open")
    func junit() throws {
        let parser = XMLParser(data: Data(SuiteFormats.junit(try Self.report()).utf8))
        let reader = Reader()
        parser.delegate = reader
        #expect(parser.parse(), "\(parser.parserError.map { "\($0)" } ?? "")")
        func count(_ name: String) -> Int { reader.elements.count { $0.name == name } }
        #expect(count("testcase") == 4 && count("failure") == 1 && count("skipped") == 1 && count("system-out") == 4)
        let suite = try #require(reader.elements.first { $0.name == "testsuite" }?.attributes)
        #expect(suite["name"] == "mine <&\"> # 1" && suite["tests"] == "4" && suite["failures"] == "1")
        let skipped = reader.elements.first { $0.name == "skipped" }?.attributes["message"]
        #expect(skipped?.hasPrefix("inconclusive: ") == true)
        let withheld = XMLParser(data: Data(SuiteFormats.junit(try Self.report(verdict: .withheld)).utf8))
        #expect(withheld.parse())
        let none = XMLParser(
            data: Data(SuiteFormats.junit(withoutVerdict: "over <\"&\u{1b}", of: "mine <&\"> # 1").utf8)
        )
        let without = Reader()
        none.delegate = without
        #expect(none.parse() && without.elements.count { $0.name == "error" } == 1)
        #expect(without.elements.first { $0.name == "error" }?.attributes["message"]?.hasPrefix("over <\"&") == true)
    }

    @Test("A summary in Markdown says why what is open is open")
    func openRows() throws {
        let text = SuiteMarkdown.document(try Self.report())
        #expect(text.split(separator: "\n").count { $0.hasPrefix("* ") && $0.contains(" is open: ") } == 1)
    }

    @Test("TAP has a plan and a line for each row, and nothing of a name begins a directive")
    func tap() throws {
        let lines = SuiteFormats.tap(try Self.report()).split(separator: "\n").map(String.init)
        #expect(Array(lines.prefix(2)) == ["TAP version 14", "1..4"])
        let tests = lines.filter { $0.hasPrefix("ok ") || $0.hasPrefix("not ok ") }
        #expect(tests.count == 4)
        #expect(tests[0] == "ok 1 - mine <&\"> \\# 1: bad|patch / exposure")
        #expect(tests[1] == "not ok 2 - mine <&\"> \\# 1: bad|patch / devices-hit")
        #expect(tests[2].contains("# TODO inconclusive: ") && tests[3].hasSuffix("# SKIP only watched"))
        #expect(lines.count { $0 == "  ---" } == 1 && lines.count { $0 == "  ..." } == 1)
    }

    @Test("Bencher's JSON has for each candidate the worlds and their figures, without a range that is not theirs")
    func bencher() throws {
        let report = try Self.report()
        let text = SuiteFormats.bencher(report).printed()
        let document = try #require(
            try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: [String: [String: Double]]]
        )
        let candidate = report.candidates[0]
        let row = try #require(candidate.rows.first { $0.result.id.metric == "devices-hit" })
        #expect(document["\(candidate.name) / bad|patch"]?["devices-hit"] == ["value": row.result.candidate])
    }

    @Test("github-action-benchmark's JSON has a name, a unit and a value for each row of which less is better")
    func benchmarkAction() throws {
        let text = SuiteFormats.benchmarkAction(try Self.report()).printed()
        let rows = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [[String: Any]])
        #expect(rows.count == 4)
        #expect(rows[0]["name"] as? String == "mine <&\"> # 1 / bad|patch / exposure")
        #expect(rows[0]["unit"] as? String == "device-days" && rows[0]["value"] is Double)
        #expect(rows[0]["range"] == nil)
    }

    @Test("A summary is cut by whole rows, and says how many are left out")
    func markdown() throws {
        let report = try Self.report(rows: 30)
        let whole = SuiteMarkdown.document(report)
        #expect(whole.contains("| bad\\|patch | devices-hit, devices |") && !whole.contains("left out"))
        #expect(whole.split(separator: "\n").count { $0.hasPrefix("| ") } == 121)
        let cut = SuiteMarkdown.document(report, mostBytes: 4000)
        #expect(cut.utf8.count <= 4000)
        let rows = cut.split(separator: "\n").filter { $0.hasPrefix("| ") }
        #expect(rows.allSatisfy { $0.hasSuffix(" |") })
        #expect(cut.contains("\(121 - rows.count) more rows are left out"))
        // What fails is never among those.
        #expect(rows.prefix(2).last?.hasSuffix("**fail** |") == true)
    }

    @Test("No more than ten annotations: the worst nine and a count")
    func annotations() throws {
        let many = SuiteFormats.annotations(try Self.report(rows: 30))
        #expect(many.count == 10)
        #expect(many.last == "::error title=PatchLab::and 21 more metrics fail")
        let few = SuiteFormats.annotations(try Self.report(name: "a:b,c%"))
        #expect(few.count == 1 && few[0].hasPrefix("::error title=a%3Ab%2Cc%25%3A bad|patch / devices-hit::"))
    }

    @Test("Figures of hidden runs have two digits")
    func rounding() throws {
        let row = try #require(try Self.report(commitment: "abc").rounded.candidates[0].rows.first)
        #expect(
            row.result.baseline == 13 && SuiteReport.twoDigits(-0.012345) == -0.012
                && SuiteReport.twoDigits(98_765) == 99_000
        )
        #expect(SuiteReport.twoDigits(.infinity) == .infinity && SuiteReport.twoDigits(0) == 0)
        let open = try Self.report()
        #expect(open.rounded.candidates[0].rows[0].result == open.candidates[0].rows[0].result)
    }
}
