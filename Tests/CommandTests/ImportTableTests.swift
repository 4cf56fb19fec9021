import Foundation
import Testing

@Suite("The command import table")
struct ImportTableTests {
    static let samples = DocumentationTests.repository.appendingPathComponent("Scenarios/tables")
    static let bad = DocumentationTests.repository.appendingPathComponent("Tests/CommandTests/BadTables")
    static let start = ["--start", "2026-11-25T06:00"]

    /// The shipped tables with the mapping by which each is recognised, and the columns that it drops or names devices by.
    static let tables: [(files: [String], map: String, hidden: [String])] = [
        (
            ["intune-devices.csv"], "intune",
            [
                "Device ID", "Device name", "Azure AD Device ID", "Serial number", "Primary user UPN",
                "Primary user email address",
                "Primary user display name",
            ]
        ),
        (["configmgr-clients.csv"], "configmgr", ["ResourceID", "Name0", "User_Name0", "Resource_Domain_OR_Workgr0"]),
        (["wsus-computers.csv", "wsus-update-state.csv"], "wsus", ["ComputerTargetId", "FullDomainName", "UpdateId"]),
        (["fleet-hosts.csv", "osquery-software.csv"], "fleet", ["uuid", "host_uuid", "hostname"]),
        (["jamf-computers.csv"], "jamf", ["Computer Name", "Serial Number", "Username"]),
        (["hawkbit-targets.json"], "hawkbit", ["controllerId", "name", "ipAddress", "securityToken"]),
        (["nerveshub-devices.json"], "nerveshub", ["identifier"]),
        (["kubernetes-nodes.json"], "kubernetes", ["name"]),
    ]

    /// A folder with the command and the shipped tables in it.
    static func inFolder(_ body: (CommandRunner, ScratchDirectory) async throws -> Void) async throws {
        try await ImportCommandTests.inFolder([:]) { patchlab, folder in
            for (files, _, _) in tables {
                for file in files {
                    _ = try folder.newFile(file, holding: Data(contentsOf: samples.appendingPathComponent(file)))
                }
            }
            try await body(patchlab, folder)
        }
    }

    /// All cells of some columns of a table; in JSON, of members of these names wherever they are.
    static func cells(_ file: String, _ columns: [String]) throws -> Set<String> {
        let data = try Data(contentsOf: samples.appendingPathComponent(file))
        if file.hasSuffix(".json") {
            var cells: Set<String> = []
            func collect(_ value: Any) {
                if let members = value as? [String: Any] {
                    for (name, value) in members {
                        if columns.contains(name), let text = value as? String { cells.insert(text) }
                        collect(value)
                    }
                }
                for item in value as? [Any] ?? [] { collect(item) }
            }
            collect(try JSONSerialization.jsonObject(with: data))
            return cells
        }
        // The samples have quotation marks around names with commas only.
        func split(_ line: Substring) -> [String] {
            var cells = [""]
            var isQuoted = false
            for character in line {
                if character == "\"" {
                    isQuoted.toggle()
                } else if character == ",", !isQuoted {
                    cells.append("")
                } else {
                    cells[cells.count - 1].append(character)
                }
            }
            return cells
        }
        let text = String(decoding: data, as: UTF8.self).replacing("\u{FEFF}", with: "")
        let lines = text.split { $0.isNewline }.map(split)
        let indices = lines[0].indices.filter { columns.contains(lines[0][$0]) }
        return Set(lines.dropFirst().flatMap { line in indices.map { line[$0] } }).subtracting([""])
    }

    @Test(
        "every shipped table is recognised, its counts add up, its scenario is valid and runs, and two imports give the same bytes"
    )
    func samples() async throws {
        try await Self.inFolder { patchlab, folder in
            for (files, map, _) in Self.tables {
                // What has nothing pending becomes a fleet without patches.
                let small = ["jamf", "nerveshub", "kubernetes"].contains(map)
                let arguments =
                    ["import", "table"] + files + Self.start + ["--tail", "1"] + (small ? ["--pending", "none"] : [])
                let made = try await patchlab.run(arguments + ["--json", "-o", "\(map).yaml"])
                #expect(made.status == 0, "\(map): \(made.errorText)")
                let report = try #require(try JSONSerialization.jsonObject(with: made.output) as? [String: Any])
                #expect(report["map"] as? String == map)
                let left = try #require(report["leftOut"] as? [[String: Any]]).compactMap { $0["rows"] as? Int }
                let devices = try #require(report["devices"] as? Int)
                #expect(report["rows"] as? Int == devices + left.reduce(0, +), "\(map)")
                let groups = try #require(report["groups"] as? [[String: Any]]).compactMap { $0["devices"] as? Int }
                #expect(groups.reduce(0, +) == devices, "\(map)")
                let first = try folder.contents(of: "\(map).yaml")
                let validated = try await patchlab.run(["validate", "\(map).yaml"])
                #expect(validated.status == 0, "\(map): \(validated.errorText)")
                let run = try await patchlab.run(["run", "\(map).yaml", "-s", "big-bang", "--json"])
                #expect(run.status == 0, "\(map): \(run.errorText)")
                let again = try await patchlab.run(arguments + ["-q", "-o", "\(map).yaml"])
                #expect(again.status == 0)
                #expect(try folder.contents(of: "\(map).yaml") == first, "\(map)")
            }
        }
    }

    @Test("no cell that names a device or a person is in any output: scenario, report, JSON, trial, standard error")
    func privacy() async throws {
        try await Self.inFolder { patchlab, folder in
            for (files, map, hidden) in Self.tables {
                let cells = try files.reduce(into: Set<String>()) { $0.formUnion(try Self.cells($1, hidden)) }
                #expect(!cells.isEmpty || map == "fleet", "\(map)")
                let arguments = ["import", "table"] + files + Self.start + ["--pending", "none"]
                var outputs: [String] = []
                for more in [["-o", "out.yaml"], ["--json"], ["--try"], ["-q"]] {
                    let result = try await patchlab.run(arguments + more)
                    #expect(result.status == 0, "\(map): \(result.errorText)")
                    outputs += [result.outputText, result.errorText]
                }
                outputs.append(String(decoding: try folder.contents(of: "out.yaml"), as: UTF8.self))
                for cell in cells {
                    #expect(!outputs.contains { Self.holds($0, cell) }, "\(map): \(cell)")
                }
            }
        }
    }

    /// Whether a text stands in another as a word of its own.
    static func holds(_ text: String, _ word: String) -> Bool {
        text.ranges(of: word).contains { range in
            let before = range.lowerBound == text.startIndex ? " " : text[text.index(before: range.lowerBound)]
            let after = range.upperBound == text.endIndex ? " " : text[range.upperBound]
            return !before.isLetter && !before.isNumber && !after.isLetter && !after.isNumber
        }
    }

    /// Takes two columns and nothing else, for tables that no console would export.
    static let plain = """
        patchlab-map: 1
        title: two columns
        recognise: [Device ID]
        times: { formats: ["yyyy-MM-dd HH:mm:ss", "dd.MM.yyyy HH:mm", iso8601] }
        device: { id: Device ID, seen: Last check-in, class: [{ is: laptop }] }

        """

    @Test(
        "each broken table ends with its code, its line and status 2, and nothing is written",
        arguments: [
            ("unterminated-quote.csv", "unterminated-quote.csv:2: error bad-quote: column \"Device ID\"", false),
            ("quote-inside.csv", "quote-inside.csv:2: error bad-quote: column \"a\"", false),
            ("ragged.csv", "ragged.csv:2: error ragged-row:", false),
            ("two-headers.csv", "two-headers.csv:1: error two-columns: column \"Device ID\"", false),
            ("ambiguous-date.csv", "ambiguous-date.csv:2: error ambiguous-time: column \"Last check-in\"", true),
            ("utf16.csv", "utf16.csv:1: error wrong-format:", false),
            ("html.csv", "html.csv:1: error wrong-format:", false),
            ("entity-bomb.xml", "entity-bomb.xml:1: error wrong-format:", false),
            ("external-entity.xml", "external-entity.xml:1: error wrong-format:", false),
            ("deep.json", "deep.json:1: error bad-json:", false),
            ("duplicate-key.json", "duplicate-key.json:1: error bad-json:", false),
            ("purl-wrong.json", "purl-wrong.json:1: error no-mapping:", false),
            ("future.csv", "future.csv: error nothing-found:", true),
        ]
    )
    func broken(file: String, message: String, isMapped: Bool) async throws {
        try await ImportCommandTests.inFolder(["plain.yaml": Self.plain]) { patchlab, folder in
            _ = try folder.newFile(file, holding: Data(contentsOf: Self.bad.appendingPathComponent(file)))
            let map = isMapped ? ["--map", "plain.yaml"] : []
            let result = try await patchlab.run(["import", "table", file, "-o", "out.yaml"] + map)
            #expect(result.status == 2)
            #expect(result.errorText.contains(message), "\(result.errorText)")
            #expect(result.outputText.isEmpty)
            #expect(!FileManager.default.fileExists(atPath: folder.url.path + "/out.yaml"))
        }
    }

    @Test("semicolons are told of, and formulas are text")
    func unusual() async throws {
        let formula =
            "patchlab-map: 1\ntitle: f\nrecognise: [OS version]\ndevice: { owner: Device name, class: [{ is: laptop }] }\n"
        try await ImportCommandTests.inFolder(["plain.yaml": Self.plain, "formula.yaml": formula]) { patchlab, folder in
            for file in ["semicolon.csv", "formula.csv"] {
                _ = try folder.newFile(file, holding: Data(contentsOf: Self.bad.appendingPathComponent(file)))
            }
            let common = ["--pending", "none", "--tail", "1"]
            let semicolon = try await patchlab.run(
                ["import", "table", "semicolon.csv", "--map", "plain.yaml", "-o", "s.yaml"] + common
            )
            #expect(semicolon.status == 0, "\(semicolon.errorText)")
            #expect(semicolon.outputText.contains("semicolon.csv: table of devices, a semicolon stands between cells"))
            #expect(semicolon.outputText.contains("as of 2026-11-25T06:00:00 UTC"))
            let result = try await patchlab.run(
                ["import", "table", "formula.csv", "--map", "formula.yaml", "-o", "f.yaml"] + common + Self.start
            )
            #expect(result.status == 0, "\(result.errorText)")
            let text = String(decoding: try folder.contents(of: "f.yaml"), as: UTF8.self)
            #expect(text.contains("owner: '=HYPERLINK(") || text.contains("owner: \"=HYPERLINK("), "\(text)")
            for file in ["s.yaml", "f.yaml"] { #expect(try await patchlab.run(["validate", file]).status == 0) }
        }
    }

    @Test("mistakes of columns and options say what was probably meant")
    func mistakes() async throws {
        try await Self.inFolder { patchlab, folder in
            let misspelt = String(decoding: try folder.contents(of: "jamf-computers.csv"), as: UTF8.self)
                .replacing("Last Check-in", with: "Last Checkin")
            _ = try folder.newFile("misspelt.csv", holding: Data(misspelt.utf8))
            _ = try folder.newFile("bad.yaml", holding: Data("patchlab-map: 1\ntitel: x\n".utf8))
            let cases: [([String], String)] = [
                (
                    ["misspelt.csv"],
                    "the closest is jamf, for which these are missing: \"Last Check-in\" (did you mean \"Last Checkin\"?)"
                ),
                (["misspelt.csv", "--map", "jamf"], "error missing-column: column \"Last Check-in\""),
                (["jamf-computers.csv", "--map", "intun"], "(did you mean \"intune\"?)"),
                (["jamf-computers.csv", "--map", "bad.yaml"], "bad.yaml:2:1: error unknown-key"),
                (["jamf-computers.csv", "--group-by", "ower"], "(did you mean \"owner\"?)"),
                (["jamf-computers.csv", "--stale", "x"], "--stale"), (["jamf-computers.csv", "--tail", "0"], "--tail"),
                (["jamf-computers.csv", "--start", "x"], "--start"),
                (["jamf-computers.csv", "--max-groups", "1"], "--max-groups"),
                ([], "no table is given"), (["jamf-computers.csv", "intune-devices.csv"], "no-mapping"),
                (["jamf-computers.csv", "-o", "jamf-computers.csv"], "the command uses this file itself"),
                (["nothing.csv"], "nothing.csv: error unreadable: no such file"),
            ]
            for (arguments, message) in cases {
                let result = try await patchlab.run(["import", "table"] + arguments)
                #expect(result.status == 2, "\(arguments)")
                #expect(result.errorText.contains(message), "\(arguments): \(result.errorText)")
            }
        }
    }

    @Test("parts written apart make one scenario together")
    func parts() async throws {
        try await Self.inFolder { patchlab, folder in
            for part in ["software", "fleet"] {
                let made = try await patchlab.run(
                    ["import", "table", "intune-devices.csv", "--parts", part, "-q", "-o", "\(part).yaml"] + Self.start
                )
                #expect(made.status == 0, "\(made.errorText)")
            }
            let whole = """
                patchlab: 1
                start: 2026-11-25T06:00:00
                horizon: 45d
                imports: [software.yaml, fleet.yaml]
                strategies: { big-bang: {} }

                """
            _ = try folder.newFile("whole.yaml", holding: Data(whole.utf8))
            let validated = try await patchlab.run(["validate", "whole.yaml"])
            #expect(validated.status == 0, "\(validated.errorText)")
        }
    }

    @Test("the mappings are listed, shown, and a shown one is one")
    func maps() async throws {
        try await Self.inFolder { patchlab, folder in
            let listed = try await patchlab.run(["import", "table", "--list-maps"])
            for (_, map, _) in Self.tables { #expect(listed.outputText.contains("\n\(map)"), "\(map)") }
            let shown = try await patchlab.run(["import", "table", "--show-map", "intune"])
            _ = try folder.newFile("mine.yaml", holding: shown.output)
            let own = try await patchlab.run(
                ["import", "table", "intune-devices.csv", "--map", "mine.yaml", "--try"] + Self.start
            )
            #expect(own.status == 0, "\(own.errorText)")
            #expect(own.outputText.contains("... and 44 rows more"), "\(own.outputText)")
            let schema = try await patchlab.run(["import", "table", "--schema"])
            #expect(try JSONSerialization.jsonObject(with: schema.output) is [String: Any])
        }
    }

    @Test("devices are on as the profile of their class says, or always")
    func connectivity() async throws {
        try await Self.inFolder { patchlab, folder in
            for (word, holds) in [("keep", true), ("none", false)] {
                let made = try await patchlab.run(
                    ["import", "table", "intune-devices.csv", "--connectivity", word, "-q", "-o", "\(word).yaml"]
                        + Self.start
                )
                #expect(made.status == 0, "\(made.errorText)")
                let text = String(decoding: try folder.contents(of: "\(word).yaml"), as: UTF8.self)
                #expect(text.contains("connectivity: laptop") == holds)
            }
        }
    }
}
