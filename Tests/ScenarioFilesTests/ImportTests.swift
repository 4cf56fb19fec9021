import EventEngine
import Foundation
import PatchModel
import ScenarioFiles
import Testing

/// Scenarios made of several files.
@Suite struct ImportTests {
    /// Loads `main.yaml` of some files; paths in messages are relative to their directory.
    private func load(_ files: [String: String]) throws -> (scenario: Scenario?, messages: [String]) {
        let folder = FileManager.default.temporaryDirectory.appending(path: "patchlab-imports-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        for (name, text) in files {
            let file = folder.appending(path: name)
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(),
                withIntermediateDirectories: true
            )
            try Data(text.utf8).write(to: file)
        }
        let loaded = ScenarioFile.load(path: folder.appending(path: "main.yaml").path)
        return (loaded.scenario, loaded.diagnostics.map { $0.description.replacing(folder.path + "/", with: "") })
    }

    private let software = """
        patchlab: 1
        software:
          components: { openssl: { versions: [3.0.15, 3.0.16] } }
          images: { web: [openssl 3.0.15] }
        fleet: [{ group: imported, count: 1, class: server, image: web }]
        sources: [one]
        measure: { sla: { high: 1d } }

        """
    private let main = """
        patchlab: 1
        imports: [parts/software.yaml]
        start: 2026-03-10
        horizon: 45d
        software: { images: { bare: [] } }
        fleet: [{ group: own, count: 1, class: server, image: bare }]
        sources: [two]
        measure: { sla: { low: 2d } }

        """

    @Test("Maps of imported files are merged and their lists come first")
    func merging() throws {
        let result = try load(["main.yaml": main, "parts/software.yaml": software])
        #expect(result.messages == [])
        let scenario = try #require(result.scenario)
        #expect(scenario.groups.map(\.name) == ["imported", "own"])
        #expect(scenario.software.images.map(\.name) == ["web", "bare"])
        #expect(scenario.sources == ["one", "two"])
        #expect(scenario.serviceLevel.deadlines == [.high: 86_400, .low: 172_800])
    }

    @Test("A name that two files define is an error that names both places")
    func collisions() throws {
        let text = main.replacing("bare: []", with: "bare: [], web: []") + "question: x\n"
        let result = try load(["main.yaml": text, "parts/software.yaml": software + "question: y\n"])
        #expect(result.messages.count == 2)
        #expect(
            result.messages.first?.hasPrefix("main.yaml:5:33: error duplicate-key: \"web\" is given here and in ")
                ?? false
        )
        #expect(result.messages.last?.hasPrefix("main.yaml:9:1: error duplicate-key: \"question\"") ?? false)
    }

    @Test("Mistakes in an imported file are reported there")
    func positions() throws {
        let result = try load(["main.yaml": main, "parts/software.yaml": software.replacing("class", with: "clas")])
        #expect(
            result.messages == [
                "parts/software.yaml:5:38: error unknown-key: there is no key \"clas\" in `group` (did you mean \"class\"?)"
            ]
        )
    }

    @Test("A file that two others import is read once")
    func diamond() throws {
        let result = try load([
            "main.yaml": main.replacing("parts/software.yaml", with: "a.yaml, b.yaml"),
            "a.yaml": "imports: [parts/software.yaml]\nquestion: Why?\n",
            "b.yaml": "imports: [parts/../parts/software.yaml]\n",
            "parts/software.yaml": software,
        ])
        #expect(result.messages == [])
        #expect(result.scenario?.question == "Why?")
    }

    @Test("A circle of imports is reported with its files")
    func circle() throws {
        let result = try load(["main.yaml": main.replacing("parts/software.yaml", with: "main.yaml")])
        #expect(
            result.messages.first
                == "main.yaml:2:11: error cyclic-import: the file imports itself: \"main.yaml\" -> \"main.yaml\""
        )
    }

    @Test("A named pipe among the imports is refused without waiting for it")
    func pipe() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "patchlab-pipe-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        #expect(mkfifo(folder.appending(path: "pipe.yaml").path, 0o600) == 0)
        let file = folder.appending(path: "main.yaml")
        try Data("imports: [pipe.yaml]\n".utf8).write(to: file)
        #expect(ScenarioFile.load(path: file.path).diagnostics.contains { $0.code == .notARegularFile })
    }

    // MARK: Traces

    @Test("Fields of a trace may stand in quotation marks, and blanks around them do not count")
    func quotedTrace() throws {
        let result = try trace(
            "\"device\", \"start\",\"end\"\r\n\"b, \"\"the\"\" b\" ,0,\"1\"\n a\t, 2,3 , \"away\" \n\"a\",4,5\n"
        )
        #expect(result.messages == [])
        #expect(
            result.scenario?.groups[0].connectivity
                == .trace([
                    [Session(start: 0, end: 3600)],
                    [Session(start: 7200, end: 10_800, place: .away), Session(start: 14_400, end: 18_000)],
                ])
        )
    }

    private func trace(_ csv: String) throws -> (scenario: Scenario?, messages: [String]) {
        let text = smallScenario.replacing("fleet:", with: "connectivity: { seen: { trace: data/seen.csv } }\nfleet:")
            .replacing("image: web }", with: "image: web, connectivity: seen }")
        return try load(["main.yaml": text, "data/seen.csv": csv])
    }

    @Test("A trace is read in hours, a row for each device in the order of the file")
    func traces() throws {
        let result = try trace("# recorded\ndevice,start,end,place\nb,-1,1.5\na,0,8,away\n\nb,2,3,corporate\r\n")
        // The header counts only in the first line.
        #expect(result.messages == ["data/seen.csv:2:8: error bad-trace: \"start\" is not a number of hours"])
        let good = try trace("device,start,end,place\nb,-1,1.5\na,0,8,away\n# more\nb,2,3,corporate\r\n")
        #expect(good.messages == [])
        #expect(
            good.scenario?.groups[0].connectivity
                == .trace([
                    [Session(start: -3600, end: 5400), Session(start: 7200, end: 10_800)],
                    [Session(start: 0, end: 28_800, place: .away)],
                ])
        )
    }

    @Test(
        "A mistake in a trace is reported at its field",
        arguments: [
            ("a,1", "1:1: error bad-trace: a line must have the fields"), ("a,x,2", "1:3: error bad-trace: \"x\""),
            ("a,1,nan", "1:5: error bad-trace: \"nan\""), ("a,2,1", "1:5: error bad-trace: the session must end"),
            ("a,1,2,moon", "1:7: error bad-trace: \"moon\""), ("a,1,9e99", "1:5: error bad-trace: \"9e99\" hours"),
            ("", "1:1: error bad-trace: the file holds no session"),
            ("a,0,2\na,1,3", "2:1: error bad-trace: the session begins"),
            ("a\u{0}b,1,2", "1:1: error bad-trace: the name \"a\\u0000b\" holds a control character"),
            ("x,0,1\n a\u{1B}[2J,1,2", "2:2: error bad-trace: the name \"a\\u001b[2J\" holds a control character"),
            ("a\u{85}b,1,2", "1:1: error bad-trace: the name \"a\\u0085b\" holds a control character"),
            (",1,2", "1:1: error bad-trace: a name must not be empty"),
            ("\"\",1,2", "1:1: error bad-trace: a name must not be empty"),
            ("a,1,2\n \"b,1,2\nc,1,2", "2:2: error bad-trace: this quotation mark is not closed in its line"),
            ("a,1,2,\"away", "1:7: error bad-trace: this quotation mark is not closed in its line"),
            ("\"a\"b,1,2", "1:4: error bad-trace: a comma must follow the closing quotation mark"),
            ("a\"b,1,2", "1:2: error bad-trace: a quotation mark within a field"),
            ("a,1,2\u{85}", "1:5: error bad-trace: \"2\\u0085\" is not a number of hours"),
            ("a,1,2\u{A0}", "1:5: error bad-trace: \"2\u{A0}\" is not a number of hours"),
            ("a,1,2\u{0}", "1:5: error bad-trace: \"2\\u0000\" is not a number of hours"),
            ("a,1\u{2028},2", "1:3: error bad-trace: \"1\\u2028\" is not a number of hours"),
        ]
    )
    func badTraces(csv: String, expected: String) throws {
        let result = try trace(csv)
        #expect(result.messages.count == 1)
        #expect(result.messages.first?.hasPrefix("data/seen.csv:\(expected)") ?? false, "\(result.messages)")
    }
}
