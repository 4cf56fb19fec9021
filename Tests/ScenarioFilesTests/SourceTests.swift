import Foundation
import PatchModel
import ScenarioFiles
import Testing

/// The files that a scenario is made of, and the text that stands for what it says.
@Suite("What a scenario is made of")
struct SourceTests {
    /// Loads `main/main.yaml` of some files on the disk.
    private func load(_ files: [String: String], setting settings: [ScenarioSetting] = []) throws -> LoadedScenario {
        let folder = FileManager.default.temporaryDirectory.appending(path: "patchlab-sources-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        for (name, text) in files {
            let file = folder.appending(path: name)
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(),
                withIntermediateDirectories: true
            )
            try Data(text.replacing("ROOT", with: folder.path).utf8).write(to: file)
        }
        return ScenarioFile.load(path: folder.appending(path: "main/main.yaml").path, setting: settings)
    }

    /// Several ways to spell the same file, a trace beside a part, and a path from the root of the disk.
    private let files = [
        "main/main.yaml": """
        patchlab: 1
        question: Why?
        imports: [parts/a.yaml, ./parts/../parts/b.yaml, ../shared/c.yaml, ROOT/main/parts/d.yaml]
        start: 2026-03-10
        horizon: 45d
        strategies:
          big-bang: {}
          staged: { stop: { failures: "> 2%" } }
          slow: { kind: staged, check-every: 2h }

        """,
        "main/parts/a.yaml": """
        imports: [../../shared/c.yaml]
        software:
          components: { app: { versions: [1.0, 1.10] } }
          images: { web: [app 1.0] }
        connectivity:
          seen: { trace: seen.csv }
          unused: { on: 1h, off: 1h }

        """,
        "main/parts/seen.csv": "device,start,end\na,0,5\nb,2,9\n",
        "main/parts/b.yaml": "fleet: [{ group: one, count: 5, class: server, image: web, connectivity: seen }]\n",
        "shared/c.yaml": "sources: [a citation]\n",
        "main/parts/d.yaml": "imports: [e.yaml]\nmeasure: { sla: { high: 3d } }\n",
        "main/parts/e.yaml": "measure: { sla: { low: 30d } }\n",
    ]

    @Test(
        "A part that is written out is read again as what it was, whatever the name",
        arguments: [
            String(repeating: "n", count: 1024), String(repeating: "n", count: 1025),
            String(repeating: "é ", count: 900) + "x",
            "a\u{202E}b", "a \"b\" \\ c", "soft\u{AD}hyphen \u{200B}x", "- x", "-5: x", "-5, x", "yes", "*",
            "x\u{FEFF}", "#x",
        ]
    )
    func writtenOut(name: String) throws {
        // Every character by its number.
        let spelt = name.unicodeScalars.map { "\\U" + ("0000000" + String($0.value, radix: 16)).suffix(8) }.joined()
        let key = "? \"\(spelt)\"\n  : { kind: staged, rings: [10%, rest], gate: { soak: 1d } }"
        let text = smallScenario.replacing("big-bang: {}", with: key)
        let source = ScenarioSource(text: text, name: "x.yaml")
        let names = try #require(source.load().scenario, "\(messages(text))").strategies.map(\.name)
        #expect(names == [name])
        let setting = ScenarioSetting(key: "strategies.\(name).check-every", value: "2h")
        let written = try #require(source.text(of: "strategies.\(name)", setting: [setting]))
        let again = ScenarioSource(text: text.replacing("strategies:\n  \(key)\n", with: written), name: "x.yaml")
            .load()
        #expect(again.scenario?.strategies.map(\.name) == [name], "\(again.diagnostics.map(\.description))")
        #expect(again.scenario == source.load(setting: [setting]).scenario)
    }

    @Test("A scenario is the same when it is read again from the bytes of its files alone")
    func again() throws {
        let loaded = try load(files)
        #expect(loaded.diagnostics.map(\.description) == [])
        #expect(loaded.sources.count == files.count)
        #expect(loaded.sources[0].paths == ["main.yaml"])
        #expect(loaded.sources.contains { $0.paths == ["parts/../../shared/c.yaml", "../shared/c.yaml"] })
        let again = ScenarioFile.load(sources: loaded.sources)
        #expect(again.diagnostics.map(\.description) == [])
        #expect(again.scenario == loaded.scenario)
        #expect(again.sources.map(\.bytes) == loaded.sources.map(\.bytes))
        #expect(again.canonicalText(strategy: "slow") == loaded.canonicalText(strategy: "slow"))
        #expect(again.traces == loaded.traces)
        #expect(loaded.traces == [Array(Data(files["main/parts/seen.csv", default: ""].utf8))])
    }

    @Test("Settings count when a scenario is read from bytes, as they do from the disk")
    func settings() throws {
        let settings = [ScenarioSetting(key: "fleet.one.count", value: "7")]
        let loaded = try load(files, setting: settings)
        let again = ScenarioFile.load(sources: loaded.sources, setting: settings)
        #expect(again.scenario?.deviceCount == 7)
        #expect(again.scenario == loaded.scenario)
        let plain = try load(files)
        #expect(again.canonicalText(strategy: "slow") != plain.canonicalText(strategy: "slow"))
        #expect(again.sources == plain.sources || again.sources.count == plain.sources.count)
    }

    @Test("Files that are missing among those given are not looked for on the disk")
    func missing() throws {
        var sources = try load(files).sources
        sources.removeLast()
        let again = ScenarioFile.load(sources: sources)
        #expect(again.scenario == nil)
        #expect(again.diagnostics.contains { $0.code == .cannotRead })
        let password = SourceFile(paths: ["s.yaml"], bytes: Array("patchlab: 1\nimports: [/etc/hostname]\n".utf8))
        #expect(ScenarioFile.load(sources: [password]).diagnostics.contains { $0.message.contains("not among") })
        #expect(ScenarioFile.load(sources: []).scenario == nil)
    }

    @Test("The canonical text leaves out what cannot change a run, and holds what can")
    func canonical() throws {
        func text(_ strategy: String, _ replacements: (String, String)...) throws -> String? {
            var changed = files
            for (old, new) in replacements {
                for name in changed.keys { changed[name] = changed[name]?.replacing(old, with: new) }
            }
            let loaded = try load(changed)
            #expect(loaded.scenario != nil, "\(loaded.diagnostics)")
            return loaded.canonicalText(strategy: strategy)
        }
        let slow = try text("slow")
        #expect(try #require(slow).hasPrefix("{\"strategy\":{"))
        #expect(try text("nobody") == nil)
        #expect(try text("slow", ("Why?", "How?  # a comment")) == slow)
        #expect(try text("slow", ("group: one, count: 5", "count: 5, group: one")) == slow)
        #expect(try text("slow", ("check-every: 2h", "check-every: 120m")) == slow)
        #expect(try text("slow", ("slow: { kind: staged,", "slow: { kind: staged, unit: batch,")) == slow)
        #expect(try text("quick", ("slow", "quick")) == slow, "a name is no more than that")
        #expect(try text("slow", ("> 2%", "> 3%")) == slow, "another strategy's business")
        #expect(try text("slow", ("a citation", "another")) == slow)
        #expect(try text("slow", ("off: 1h", "off: 2h")) == slow, "nobody has that profile")

        #expect(try text("slow", ("check-every: 2h", "check-every: 3h")) != slow)
        #expect(try text("staged", ("> 2%", "> 3%")) != text("staged"))
        #expect(try text("slow", ("count: 5", "count: 6")) != slow)
        #expect(try text("slow", ("low: 30d", "low: 31d")) != slow)
        #expect(try text("slow", ("1.10", "1.1")) != slow)
        #expect(try text("slow", ("start: 2026-03-10", "start: 2026-03-11")) != slow)
        #expect(try text("staged") != slow)
    }
}
