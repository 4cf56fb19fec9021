import Foundation
import PatchModel
import ScenarioFiles
import Testing

/// Documents that mean harm, and such as are broken in a way that is easy to get wrong.
@Suite struct HostileFileTests {
    private func codes(_ text: String) -> [DiagnosticCode] {
        ScenarioFile.load(text: text, name: "x.yaml").diagnostics.map(\.code)
    }

    /// Fourteen levels of nine aliases each: 9^14 values.
    private static let laughs: String = {
        let names = Array("abcdefghijklmno")
        let levels = zip(names, names.dropFirst()).map { inner, outer in
            "\(outer): &\(outer) [\(Array(repeating: "*\(inner)", count: 9).joined(separator: ", "))]\n"
        }
        return "a: &a [x, x, x, x, x, x, x, x, x]\n" + levels.joined()
    }()

    @Test("Aliases of aliases end in one error at the alias that goes too far")
    func aliasBomb() {
        let found = ScenarioFile.load(text: Self.laughs, name: "x.yaml").diagnostics
        #expect(found.map(\.code) == [.aliasBomb])
        #expect(found.first?.line == 6)
    }

    @Test("Aliases as keys, which a YAML library would hash, do no harm either")
    func aliasKeys() {
        #expect(codes(Self.laughs + "? *o\n: 1\n? [*o]\n: 2\n{ *n : 3 }: 4\n").contains(.aliasBomb))
        #expect(codes("a: &a x\n*a : 1\n") != [])
    }

    @Test("A few aliases are fine")
    func aliases() {
        let text = smallScenario.replacing("duration: 5m", with: "duration: &d 5m, backoff: *d, revert: *d")
        #expect(messages(text) == [])
        #expect(codes(smallScenario.replacing("5m", with: "*d")) == [.invalidYAML])
    }

    @Test("An asterisk in a text, a quotation or a comment is no alias")
    func asterisks() throws {
        let text = "question: \"*a\" # *b\nsources: [a *c, '*d', |\n  *e\n  ]\n"
        #expect(!codes(text).contains(.aliasBomb))
        let head = "question: \"2 * 3 \u{E000} *4\" # *5\n"
        let scenario = try #require(ScenarioFile.load(text: head + smallScenario, name: "x.yaml").scenario)
        #expect(scenario.question == "2 * 3 \u{E000} *4")
    }

    @Test(
        "Nesting without end is refused",
        arguments: ["[", "{a: ", "- ", "? ", "[{a: ", "- - ? "]
    )
    func nesting(opening: String) {
        #expect(codes(String(repeating: opening, count: 50_000)) == [.tooDeep])
        #expect(
            codes("question: " + String(repeating: "[", count: 80) + String(repeating: "]", count: 80)) == [.tooDeep]
        )
    }

    @Test("A document of millions of values is refused before it is taken apart")
    func tooManyValues() {
        #expect(codes("question: [" + String(repeating: ",", count: 3_000_000)) == [.tooLarge])
    }

    @Test("The bounds hold for all files of a scenario together")
    func manyFiles() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "patchlab-files-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        func codes(_ part: (Int) -> String) throws -> [DiagnosticCode] {
            for number in 0..<3 {
                try Data(part(number).utf8).write(to: folder.appending(path: "part\(number).yaml"))
            }
            let text = smallScenario + "imports: [part0.yaml, part1.yaml, part2.yaml]\n"
            return ScenarioFile.load(text: text, name: folder.path + "/x.yaml").diagnostics.map(\.code)
        }

        #expect(try codes { _ in "sources: [a, b]\n" } == [])
        #expect(try codes { _ in "# " + String(repeating: "x", count: 12 << 20) + "\nsources: [a]\n" } == [.tooLarge])
        let values = String(repeating: ",", count: 800_000)
        #expect(try codes { _ in "sources: [a] # \(values)\n" } == [.tooLarge])
    }

    @Test("A trace that many profiles name is read once")
    func sharedTrace() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "patchlab-files-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try Data("a,1,2\n".utf8).write(to: folder.appending(path: "t.csv"))
        let profiles = (0..<100).map { "  p\($0): { trace: t.csv }\n" }.joined()
        let loaded = ScenarioFile.load(
            text: smallScenario + "connectivity:\n" + profiles,
            name: folder.path + "/x.yaml"
        )
        #expect(loaded.diagnostics.isEmpty)
        #expect(loaded.files.count == 2)
    }

    @Test("A line of megabytes does not matter")
    func longLine() {
        let text = smallScenario + "question: " + String(repeating: "x", count: 2_000_000) + "\n"
        #expect(messages(text) == [])
    }

    @Test("Every key that occurs twice is reported, at its second place, beside all other mistakes")
    func duplicates() {
        let found = remarks(
            ("horizon: 45d", "horizon: 45d\n\"horizon\": 46d\nstart: 2026-01-01"),
            ("count: 8,", "count: 8, count: 9,"),
            ("class: laptop", "class: notebook")
        )
        #expect(
            found.map { $0.split(separator: " ").prefix(3).joined(separator: " ") } == [
                "x.yaml:4:1: error duplicate-key:", "x.yaml:5:1: error duplicate-key:",
                "x.yaml:14:30: error duplicate-key:", "x.yaml:15:45: error unknown-word:",
            ]
        )
    }

    @Test("No more than a thousand mistakes are told")
    func manyMistakes() {
        let many = (0..<3000).map { "  v\($0): { severty: 1 }" }.joined(separator: "\n")
        #expect(codes("vulnerabilities:\n" + many).count == 1000)
    }

    @Test("Control characters never reach the terminal through a message")
    func controlCharacters() {
        let found = remarks(("group: shop", "group: \"sh\\e[31mop\""), ("image: web", "image: \"w\\u009b31m\\u202e\""))
        #expect(found.count == 2)
        for message in found {
            #expect(
                !message.unicodeScalars.contains {
                    $0.value < 32 || (0x7F...0x9F).contains($0.value) || $0 == "\u{202E}"
                }
            )
        }
    }

    @Test("A byte-order mark and carriage returns are no mistakes")
    func lineEnds() {
        #expect(messages("\u{FEFF}" + smallScenario) == [])
        #expect(messages(smallScenario.replacing("\n", with: "\r\n")) == [])
        let wrong = smallScenario.replacing("count: 8", with: "count: x").replacing("\n", with: "\r\n")
        #expect(messages(wrong).first?.hasPrefix("x.yaml:12:27: error bad-number") ?? false)
    }

    @Test(
        "What is not YAML is refused where it stops being so",
        arguments: [
            ("", "1:1: error wrong-kind: the file is empty"),
            ("# nothing\n", "1:1: error wrong-kind: the file is empty"),
            (
                "a: [1\n",
                "1:6: error invalid-yaml: not YAML: expected `,` or `]`: the list in brackets that begins in line 1"
            ),
            (
                "a:\n - b: 1\n   c: 2\n  d: 3",
                "4:3: error invalid-yaml: not YAML: this line is in the list that begins in line 2"
            ),
            ("a: 1\n b: 2", "2:3: error invalid-yaml: not YAML: a `key:` cannot stand here"),
            ("a: 1\n- b", "2:1: error invalid-yaml: not YAML: this line is in the map that begins in line 1"),
            (
                "a: 1\nb\nc: 2",
                "3:1: error invalid-yaml: not YAML: the text that begins in line 2 is not a `key: value`"
            ),
            ("a: 1\nb: {c: 1, d: 2]", "2:15: error invalid-yaml: not YAML: expected `,` or `}`"),
            (
                "a: 1\nb: \"x\nc: 2",
                "3:5: error invalid-yaml: not YAML: the file ends within the quoted text that begins in line 2"
            ),
            ("a: @x", "1:4: error invalid-yaml: not YAML: a value cannot begin with this character"),
            ("a: \"\\q\"", "1:5: error invalid-yaml: not YAML: in double quotes"),
            ("a:\n- b: 1\n\tc: 3", "3:1: error invalid-yaml: not YAML: a tab;"),
            ("a: - b", "1:4: error invalid-yaml: not YAML: an entry with `-` cannot stand here"),
            ("\tpatchlab: 1", "1:1: error invalid-yaml: not YAML: a tab;"),
            ("a: \u{0}", "1:4: error invalid-yaml: not YAML: control characters are not allowed"),
            ("a: 1\n---\nb: 1\n", "2:1: error invalid-yaml: a file holds one document;"),
            ("a: \"\\uD800\"", "1:7: error invalid-yaml: "), ("just words", "1:1: error wrong-kind: "),
        ]
    )
    func notYAML(text: String, expected: String) {
        let found = messages(text)
        #expect(found.count == 1)
        #expect(found.first?.hasPrefix("x.yaml:\(expected)") ?? false, "\(found)")
    }

    @Test("A directory, a missing file, another encoding and an endless device are refused by name")
    func files() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "patchlab-files-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        func code(_ path: String) -> DiagnosticCode? { ScenarioFile.load(path: path).diagnostics.first?.code }

        #expect(code(folder.path) == .isADirectory)
        #expect(code(folder.path + "/none.yaml") == .cannotRead)
        #expect(code("/dev/zero") == .tooLarge)
        let file = folder.appending(path: "x.yaml")
        try Data([0xFF, 0xFE, 0x61, 0x00]).write(to: file)
        #expect(
            ScenarioFile.load(path: file.path).diagnostics.map(\.description) == [
                "\(file.path):1:1: error not-utf8: the file is not UTF-8 text from here on"
            ]
        )
        try Data("a: b\nc: \u{e9}x".utf8 + [0xC3]).write(to: file)
        #expect(ScenarioFile.load(path: file.path).diagnostics.first?.line == 2)
        #expect(ScenarioFile.load(path: file.path).diagnostics.first?.column == 6)
    }
}
