import ScenarioFiles
import Testing

@Suite("Groups of the same name")
struct DuplicateGroupTests {
    private static func group(_ name: String, after lines: Int = 0) -> String {
        String(repeating: "# \n", count: lines) + "fleet:\n  - { count: 3, group: \(name), class: kiosk, image: x }\n"
    }

    private static func messages(_ files: [(name: String, text: String)]) -> [String] {
        ScenarioFile.load(sources: files.map { SourceFile(paths: [$0.name], bytes: Array($0.text.utf8)) }).diagnostics
            .filter { $0.code == .duplicateName }.map(\.description)
    }

    @Test("In two files that are imported, the error has file, line and column of both")
    func imported() {
        let found = Self.messages([
            ("mine.yaml", "patchlab: 1\nimports: [a.yaml, parts/b.yaml]\n"), ("a.yaml", Self.group("tills")),
            ("parts/b.yaml", Self.group("tills", after: 2)),
        ])
        #expect(
            found == ["parts/b.yaml:4:24: error duplicate-name: there is another group \"tills\": a.yaml:2:24"],
            "\(found)"
        )
    }

    @Test("In one file, too; a file name that would deceive is spelt out")
    func same() {
        let text = "patchlab: 1\n" + Self.group("tills") + "  - { count: 3, group: tills, class: kiosk, image: x }\n"
        #expect(
            Self.messages([("mine.yaml", text)]) == [
                "mine.yaml:4:24: error duplicate-name: there is another group \"tills\": mine.yaml:3:24"
            ]
        )
        let found = Self.messages([("m\u{1B}.yaml", text)])
        #expect(found.count == 1 && !found[0].unicodeScalars.contains("\u{1B}"), "\(found)")
    }
}
