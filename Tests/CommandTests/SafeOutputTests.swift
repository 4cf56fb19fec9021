import Foundation
import Testing
import Text

/// Files whose texts would move the cursor, turn the direction of reading or hide something, and every command upon them.
@Suite("Hostile texts")
struct SafeOutputTests {
    /// A name may hold anything but control characters, which are an error of their own.
    static let scenario = CompareTests.scenario
        .replacingOccurrences(of: "Does a canary pay?", with: #""Does\u202e a canary\u2028Verdict:\u00ad no?""#)
        .replacingOccurrences(of: "app", with: "a\u{202E}pp")
        .replacingOccurrences(of: "tool", with: "to\u{200B}ol")
        .replacingOccurrences(of: "office", with: "off\u{2066}ice")
        .replacingOccurrences(of: "CVE-2026-1", with: "CVE\u{3164}-2026-1")
        .replacingOccurrences(of: "big-bang: {}", with: "\"big\\u2028,\u{301}\\u202ebang\": { kind: big-bang }")
        .replacingOccurrences(of: "  canary: {", with: "  \"can|\u{301}\u{FEFF}ary\": { kind: canary,")

    private static let broken = """
        patchlab: 1
        "ho\\e[2J\\u202erizon": "20\\x9bd"
        horizon: "2\\e]0;x\\a0d\u{202E}"
        software: { components: { "a\\e[31m": { versions: [1] } }, images: { "\\u2028i": ["no\\u202ene 1"] } }
        """

    private static let status = """
        Package: open\u{9B}ssl
        Status: install ok installed
        Architecture: amd64
        Version: 1.0

        Package: libc\u{202E}6
        Status: install \u{1B}[2J ok installed
        Architecture: a\u{1B}[31mmd64
        Version: 1.0\u{202E}

        """

    static let fineStatus = """
        Package: openssl
        Status: install ok installed
        Architecture: amd64
        Source: openssl
        Version: 3.0.15-1~deb12u1

        """

    static let index = """
        Package: openssl
        Architecture: amd64
        Version: 3.0.16-1~deb12u1
        Description: \u{1B}[2J \u{202E}
        Size: 1000

        """

    private static let advisories = """
        [10 Mar 2026] DSA-5000-1 open\u{202E}ssl - \u{1B}[2J security update
        \t{CVE-2026-1 CVE\u{202E}-2026-2}
        \t[bookworm] - openssl 3.0.16-1~deb12u1\u{9B}
        """

    /// What is run one after the other; what a line writes, a later one may read.
    private static let commands: [[String]] = [
        ["run", "h.yaml", "-n", "2"], ["run", "h.yaml", "--json"], ["run", "h.yaml", "--csv"],
        ["compare", "h.yaml", "-n", "2", "--study", "h.db"], ["compare", "h.yaml", "-n", "2", "--json"],
        ["compare", "h.yaml", "-n", "2", "--csv", "-o", "out-compare.csv"],
        ["compare", "h.yaml", "-n", "2", "--by", "group,patch,severity", "--study", "h.db"],
        ["compare", "h.yaml", "-n", "2", "--by", "group,patch", "--csv"],
        ["compare", "h.yaml", "-n", "2", "--by", "group,patch", "--json"],
        ["compare", "h.yaml", "--by", "gr\u{202E}oup"],
        ["select", "h.yaml", "--smallest-difference", "50", "--first-runs", "2", "--max-runs", "4"],
        ["select", "h.yaml", "--smallest-difference", "50", "--first-runs", "2", "--max-runs", "4", "--csv"],
        ["sweep", "h.yaml", "--vary", "fleet[0].count=5,9", "-n", "2"],
        ["sweep", "h.yaml", "--vary", "fleet[0].count=5,9", "-n", "2", "--csv"],
        ["sweep", "h.yaml", "--vary", "fleet[0].count=5,9", "-n", "2", "--json"],
        ["sweep", "h.yaml", "--vary", "fleet[0].count=5,9", "-n", "2", "--analysis", "tornado"],
        ["optimise", "h.yaml", "--vary", "fleet[0].count=5,9", "-n", "2", "--budget", "6"],
        ["optimise", "h.yaml", "--vary", "fleet[0].count=5,9", "-n", "2", "--budget", "6", "--json"],
        ["optimise", "h.yaml", "--vary", "fleet[0].cou\u{1B}nt=5,9"],
        ["optimise", "h.yaml", "--vary", "fleet[0].count=5,9", "--ask-tell"],
        ["study", "h.db"], ["study", "h.db", "--json"],
        ["report", "h.db", "--markdown"], ["report", "h.db", "--csv"], ["report", "h.db", "--json"],
        ["report", "h.db", "--variant", "9", "--csv"], ["report", "h.db", "-o", "out-page.html"],
        ["study", "pack", "h.db", "-o", "h.tar.gz"], ["study", "pack", "h.db", "-o", "z"],
        ["study", "pack", "h.db", "-o", "h\u{1B}[2J.zip\u{202E}"],
        ["study", "check", "h.tar.gz"],
        ["device", "1", "h.yaml"], ["device", "h.yaml", "1"],
        ["trace", "h.yaml", "-o", "out-one.jsonl", "--devices", "all"],
        ["trace", "h.yaml", "-k", "1", "-o", "out-two.jsonl"],
        ["trace", "h.yaml", "-o", "out-chrome.json"], ["trace", "--check", "out-one.jsonl"],
        ["trace", "--check", "out-chrome.json"],
        ["trace", "--check", "out-one.jsonl", "out-two.jsonl"],
        ["trace", "--check", "hostile.jsonl", "hostile2.jsonl"],
        ["keys", "h.yaml"], ["validate", "h.yaml"], ["validate", "broken.yaml"], ["run", "broken.yaml"],
        ["explain", "un\u{1B}[2Jknown\u{202E}"], ["schema"],
        ["import", "debian", "--status", "bad=bad.status", "--security", "Packages"],
        ["import", "debian", "--status", "o\u{202E}k=ok.status", "--security", "Packages", "--advisories", "list"],
        [
            "import", "debian", "--status", "ok=ok.status", "--security", "Packages", "--start", "2026-03-01",
            "-o",
            "out-estate.yaml",
        ],
        ["import", "debian", "--status", "o\u{202E}k=ok.status", "--security", "Packages", "--json"],
        ["import", "advisories", "list"], ["import", "advisories", "list", "--json"],
        ["import", "advisories", "bad.status"],
        // What the user writes, and what the parser of arguments makes of it.
        ["run", "no\u{1B}[2J\u{202E}ne.yaml"], ["run", "h.yaml", "--strategy", "\u{1B}[2J\u{202E}"],
        ["run", "h.yaml", "-n", "\u{1B}[2J\u{9B}"], ["run", "h.yaml", "--\u{1B}[2J\u{202E}"], ["\u{1B}[2J\u{202E}"],
        ["run", "h.yaml", "-o", "no\u{1B}[2J/x"], ["study", "broken.yaml"], ["study", "check", "broken.yaml"],
        ["compare", "h.yaml", "--study", "broken.yaml"], ["run", "h.yaml", "--set", "\u{202E}=\u{1B}"],
    ]

    @Test("No command shows or writes a character that acts, hides or turns the text round, whatever the files say")
    func everyCommand() async throws {
        let folder = try ScratchDirectory()
        defer { folder.remove() }
        _ = try folder.newFile("h.yaml", holding: Data(Self.scenario.utf8))
        _ = try folder.newFile("broken.yaml", holding: Data(Self.broken.utf8))
        _ = try folder.newFile("bad.status", holding: Data(Self.status.utf8))
        _ = try folder.newFile("ok.status", holding: Data(Self.fineStatus.utf8))
        _ = try folder.newFile("Packages", holding: Data(Self.index.utf8))
        _ = try folder.newFile("list", holding: Data(Self.advisories.utf8))
        let patchlab = try CommandRunner.patchlab(directory: folder.url)
        var statuses: [String: Int32] = [:]
        for command in Self.commands {
            let result = try await patchlab.run(command)
            statuses[command.joined(separator: " ")] = result.status
            // 70 would be an internal error, more a signal.
            #expect(result.status <= 2, "\(command): \(result.errorText)")
            for bytes in [result.output, result.errors] {
                let bad = Self.harm(in: bytes)
                #expect(bad.isEmpty, "\(command): \(bad)")
            }
            if command.contains("out-one.jsonl"), command.first == "trace" {
                let lines = try String(decoding: folder.contents(of: "out-one.jsonl"), as: UTF8.self)
                for name in ["hostile.jsonl", "hostile2.jsonl"] {
                    _ = try folder.newFile(name, holding: Data((lines + "\u{1B}[2J\r\u{202E}\(name)\u{9B}\n").utf8))
                }
            }
        }
        for name in try FileManager.default.contentsOfDirectory(atPath: folder.url.path) where name.hasPrefix("out-") {
            let bad = Self.harm(in: try folder.contents(of: name), allowsTabs: name.hasSuffix(".html"))
            #expect(bad.isEmpty, "\(name): \(bad)")
        }
        // Most of them do what they are there for: the hostile files are not simply refused.
        for good in [
            "run h.yaml -n 2", "study h.db", "report h.db --markdown", "report h.db -o out-page.html",
            "study check h.tar.gz",
            "trace h.yaml -o out-chrome.json", "trace --check out-one.jsonl", "trace --check out-chrome.json",
            "validate h.yaml", "keys h.yaml", "import advisories list",
            "import debian --status ok=ok.status --security Packages --start 2026-03-01 -o out-estate.yaml",
        ] { #expect(statuses[good] == 0, "\(good)") }
    }

    @Test("What was in a file is still told, spelt out, and JSON means what it meant")
    func spelt() async throws {
        let folder = try ScratchDirectory()
        defer { folder.remove() }
        _ = try folder.newFile("h.yaml", holding: Data(Self.scenario.utf8))
        let patchlab = try CommandRunner.patchlab(directory: folder.url)
        let json = try await patchlab.run("compare", "h.yaml", "-n", "2", "--json")
        let document = try #require(try JSONSerialization.jsonObject(with: json.output) as? [String: Any])
        let study = try #require(document["study"] as? [String: Any])
        #expect(study["question"] as? String == "Does\u{202E} a canary\u{2028}Verdict:\u{AD} no?")
        let csv = try await patchlab.run("compare", "h.yaml", "-n", "2", "--csv").outputText
        // The comma is one although an accent stands upon it.
        #expect(csv.contains("\n\"big\\u2028,\u{301}\\u202ebang\",exposure"), "\(csv)")
        let text = try await patchlab.run("run", "h.yaml").outputText
        #expect(text.split(separator: "\n").allSatisfy { !$0.hasPrefix("Verdict") })
        _ = try await patchlab.run("compare", "h.yaml", "-n", "2", "--study", "h.db", "-o", "x")
        let markdown = try await patchlab.run("report", "h.db", "--markdown").outputText
        // The bar is one although an accent stands upon it.
        #expect(markdown.contains("can\\|\u{301}"), "\(markdown)")
    }

    /// The first few scalars that should not be there.
    private static func harm(in bytes: Data, allowsTabs: Bool = false) -> [String] {
        let text = String(decoding: bytes, as: UTF8.self)
        return text.unicodeScalars.filter { $0 != "\n" && !(allowsTabs && $0 == "\t") && !SafeText.isHarmless($0) }
            .prefix(5).map { String($0.value, radix: 16) }
    }
}
