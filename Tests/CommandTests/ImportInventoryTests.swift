import Foundation
import Testing

@Suite("The commands import sbom, rpm and alpine, and advisories")
struct ImportInventoryTests {
    private static let root = DocumentationTests.repository.appendingPathComponent("Scenarios")

    /// The files that come with the program, under their own names in a folder.
    private static func inFolder(_ body: (CommandRunner, ScratchDirectory) async throws -> Void) async throws {
        try await ImportTableTests.inFolder { patchlab, folder in
            for path in [
                "inventories/cyclonedx.json", "inventories/spdx.json", "inventories/rpm-qa.tsv",
                "inventories/dnf-updateinfo.txt", "inventories/apk-installed", "advisories/msrc-2024-oct.json",
                "advisories/alpine-secdb.json", "advisories/osv/DSA-5764-1.json", "advisories/osv/RHSA-2024-6567.json",
                "advisories/osv/RHSA-2024-6783.json",
            ] {
                let file = root.appendingPathComponent(path)
                _ = try folder.newFile(file.lastPathComponent, holding: Data(contentsOf: file))
            }
            try await body(patchlab, folder)
        }
    }

    private static let osv = ["--advisories", "RHSA-2024-6567.json", "RHSA-2024-6783.json", "DSA-5764-1.json"]

    @Test("every shipped inventory becomes a scenario that is valid and runs, and twice the same bytes")
    func samples() async throws {
        let imports: [(arguments: [String], vulnerabilities: Int)] = [
            (["sbom", "cyclonedx.json", "debian=spdx.json"] + Self.osv, 1), (["rpm", "rpm-qa.tsv"] + Self.osv, 3),
            (["rpm", "web=rpm-qa.tsv", "--updates", "dnf-updateinfo.txt", "--count", "web=40"], 2),
            (["alpine", "apk-installed", "--advisories", "alpine-secdb.json"], 2),
            (["sbom", "cyclonedx.json"], 0),
            (["table", "intune-devices.csv", "--advisories", "msrc-2024-oct.json"], 1),
            (["table", "fleet-hosts.csv", "osquery-software.csv", "--tail", "1"] + Self.osv, 3),
        ]
        try await Self.inFolder { patchlab, folder in
            for (arguments, vulnerabilities) in imports {
                let made = try await patchlab.run(["import"] + arguments + ["--json", "-o", "out.yaml"])
                #expect(made.status == 0, "\(arguments): \(made.errorText)")
                let report = try #require(try JSONSerialization.jsonObject(with: made.output) as? [String: Any])
                #expect((report["vulnerabilities"] as? [Any])?.count == vulnerabilities, "\(arguments)")
                let first = try folder.contents(of: "out.yaml")
                let validated = try await patchlab.run(["validate", "out.yaml"])
                #expect(validated.status == 0, "\(arguments): \(validated.errorText)")
                #expect(!validated.errorText.contains("patch-nowhere"), "\(arguments): \(validated.errorText)")
                #expect(validated.outputText.contains("\(vulnerabilities) vulnerabilit"), "\(validated.outputText)")
                #expect(try await patchlab.run(["run", "out.yaml", "-s", "big-bang", "--json"]).status == 0)
                #expect(try await patchlab.run(["import"] + arguments + ["-q", "-o", "out.yaml"]).status == 0)
                #expect(try folder.contents(of: "out.yaml") == first, "\(arguments)")
            }
        }
    }

    @Test("what is read is not replaced, in a folder of advisories neither")
    func folder() async throws {
        try await Self.inFolder { patchlab, folder in
            let osv = Self.root.appendingPathComponent("advisories/osv")
            try FileManager.default.copyItem(at: osv, to: folder.url.appendingPathComponent("osv"))
            let before = try folder.contents(of: "osv/DSA-5764-1.json")
            for output in ["osv/DSA-5764-1.json", "osv/../osv/new.yaml"] {
                let made = try await patchlab.run(
                    ["import", "sbom", "cyclonedx.json", "--advisories", "osv", "-o", output]
                )
                #expect(made.status == 2 && made.errorText.contains("which the command reads"), "\(made.errorText)")
            }
            #expect(try folder.contents(of: "osv/DSA-5764-1.json") == before)
        }
    }

    @Test("with advisories, no cell that names a device or a person is in any output of a table")
    func privacy() async throws {
        try await Self.inFolder { patchlab, folder in
            let cells = try ImportTableTests.cells(
                "intune-devices.csv",
                ["Device ID", "Device name", "Serial number", "Primary user UPN", "Primary user display name"]
            )
            #expect(!cells.isEmpty)
            let arguments = ["import", "table", "intune-devices.csv", "--advisories", "msrc-2024-oct.json"]
            var outputs: [String] = []
            for more in [["-o", "out.yaml"], ["--json"], ["-q"]] {
                let result = try await patchlab.run(arguments + more)
                #expect(result.status == 0, "\(result.errorText)")
                outputs += [result.outputText, result.errorText]
            }
            outputs.append(String(decoding: try folder.contents(of: "out.yaml"), as: UTF8.self))
            for cell in cells { #expect(!outputs.contains { ImportTableTests.holds($0, cell) }, "\(cell)") }
        }
    }

    @Test(
        "each broken document ends with its code, its place and status 2, and nothing is written",
        arguments: [
            ("entity-bomb.xml", "error wrong-format", ":1"), ("external-entity.xml", "error wrong-format", ":1"),
            ("deep.json", "error bad-value", ":1:"), ("duplicate-key.json", "error duplicate-key", ":1:26"),
            ("purl-wrong.json", "error bad-purl", ":1:93"), ("html.csv", "error wrong-format", ":1"),
            ("utf16.csv", "error wrong-format", ":1"), ("ragged.csv", "error wrong-format", ":1"),
        ]
    )
    func broken(file: String, code: String, place: String) async throws {
        try await Self.inFolder { patchlab, folder in
            _ = try folder.newFile(file, holding: Data(contentsOf: ImportTableTests.bad.appendingPathComponent(file)))
            var commands = [["sbom", file]]
            // A bill of materials with a wrong name is no advisory, whatever its names are.
            if file != "purl-wrong.json" { commands.append(["rpm", "rpm-qa.tsv", "--advisories", file]) }
            for command in commands {
                let result = try await patchlab.run(["import"] + command + ["-o", "out.yaml"])
                #expect(result.status == 2, "\(command)")
                #expect(result.errorText.contains("\(file)\(place)"), "\(result.errorText)")
                #expect(result.errorText.contains(code), "\(result.errorText)")
                #expect(!FileManager.default.fileExists(atPath: folder.url.path + "/out.yaml"))
            }
            for command in ["rpm", "alpine"] {
                let result = try await patchlab.run(["import", command, file, "-o", "out.yaml"])
                #expect(result.status == 2, "\(command)")
                #expect(result.errorText.contains("\(file):1: error"), "\(result.errorText)")
            }
        }
    }

    @Test("options that do not fit each other, and files that are not there, are told with status 2")
    func mistakes() async throws {
        let cases: [(arguments: [String], message: String)] = [
            (["sbom"], "no inventory is given"), (["sbom", "nothing.json"], "nothing.json"),
            (["sbom", "a=cyclonedx.json", "a=spdx.json"], "two images are called 'a'"),
            (["sbom", "cyclonedx.json", "--count", "web=3"] + Self.osv, "not one of the images (shop-web)"),
            (["sbom", "cyclonedx.json", "--count", "shop-web"], "not of the form name=number"),
            (["sbom", "cyclonedx.json", "--parts", "software", "--count", "shop-web=2"], "holds no fleet"),
            (["sbom", "cyclonedx.json", "--start", "1800-01-01"] + Self.osv, "--start"),
            (["sbom", "cyclonedx.json", "-o", "cyclonedx.json"], "cyclonedx.json"),
            (["sbom", "debian=spdx.json"] + Self.osv, "error nothing-found: nothing is pending"),
            (["rpm", "rpm-qa.tsv", "--updates", "dnf-updateinfo.txt"] + Self.osv, "give one of them"),
            (["rpm", "rpm-qa.tsv", "--advisories", "cyclonedx.json"], "error wrong-format"),
            (["table", "intune-devices.csv", "--pending", "advisories"], "no advisories are given"),
            (["table", "intune-devices.csv", "--pending", "none", "--advisories", "msrc-2024-oct.json"], "leave out"),
        ]
        try await Self.inFolder { patchlab, folder in
            for (arguments, message) in cases {
                let output = arguments.contains("-o") ? [] : ["-o", "out.yaml"]
                let result = try await patchlab.run(["import"] + arguments + output)
                #expect(result.status == 2, "\(arguments): \(result.outputText)")
                #expect(result.errorText.contains(message), "\(arguments): \(result.errorText)")
                #expect(!FileManager.default.fileExists(atPath: folder.url.path + "/out.yaml"), "\(arguments)")
            }
        }
    }
}
