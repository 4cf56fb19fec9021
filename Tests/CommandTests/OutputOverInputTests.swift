import Foundation
import Testing

/// What a command reads is never replaced by what it writes.
@Suite("An output in the place of an input")
struct OutputOverInputTests {
    /// A directory with `small.yaml`, `parts/fleet.yaml`, two links to them, and `s.db` of two replications.
    private func withStudy(_ body: (CommandRunner, ScratchDirectory) async throws -> Void) async throws {
        let folder = try ScratchDirectory()
        defer { folder.remove() }
        let lines = CompareTests.scenario.components(separatedBy: "\n")
        let isFleet = { (line: String) in line.hasPrefix("fleet:") || line.hasPrefix("  - { group") }
        let files = FileManager.default
        let parts = folder.url.appendingPathComponent("parts")
        try files.createDirectory(at: parts, withIntermediateDirectories: true)
        _ = try folder.newFile("parts/fleet.yaml", holding: Data(lines.filter(isFleet).joined(separator: "\n").utf8))
        let rest = lines.filter { !isFleet($0) }.joined(separator: "\n") + "\nimports: [parts/fleet.yaml]\n"
        _ = try folder.newFile("small.yaml", holding: Data(rest.utf8))
        try files.createSymbolicLink(
            atPath: folder.url.appendingPathComponent("link.yaml").path,
            withDestinationPath: "parts/fleet.yaml"
        )
        try files.linkItem(
            at: folder.url.appendingPathComponent("small.yaml"),
            to: folder.url.appendingPathComponent("twin.yaml")
        )
        let patchlab = try CommandRunner.patchlab(directory: folder.url)
        let made = try await patchlab.run("compare", "small.yaml", "-n", "2", "--study", "s.db")
        #expect(made.status == 0, "\(made.errorText)")
        try await body(patchlab, folder)
    }

    private static let vary = ["--vary", "strategies.canary.soak=6h,24h"]

    @Test(
        "The scenario, what it imports and the study stay as they are, by whatever name the output calls them",
        arguments: [
            ["compare", "small.yaml", "-o", "small.yaml"], ["compare", "small.yaml", "-o", "./parts/../small.yaml"],
            ["compare", "small.yaml", "-o", "parts/fleet.yaml"], ["compare", "small.yaml", "-o", "link.yaml"],
            ["compare", "small.yaml", "-o", "twin.yaml"], ["compare", "small.yaml", "--study", "s.db", "-o", "s.db"],
            ["compare", "small.yaml", "--study", "s.db", "-o", "s.db-wal"],
            ["compare", "small.yaml", "--study", "new.db", "-o", "new.db"],
            ["run", "small.yaml", "-o", "small.yaml"], ["run", "small.yaml", "--study", "s.db", "-o", "./s.db"],
            ["select", "small.yaml", "--smallest-difference", "5", "-o", "small.yaml"],
            ["select", "small.yaml", "--smallest-difference", "5", "--study", "s.db", "-o", "s.db"],
            ["sweep", "small.yaml", "-o", "small.yaml"] + vary,
            ["sweep", "small.yaml", "--study", "s.db", "-o", "s.db"] + vary,
            ["optimise", "small.yaml", "-o", "link.yaml"] + vary,
            ["optimise", "small.yaml", "--study", "s.db", "-o", "s.db"] + vary,
            ["trace", "small.yaml", "-o", "link.yaml"], ["report", "s.db", "-o", "s.db"],
            ["report", "s.db", "--json", "-o", "./s.db-shm"],
        ]
    )
    func refused(arguments: [String]) async throws {
        try await withStudy { patchlab, folder in
            let names = ["small.yaml", "parts/fleet.yaml", "s.db"]
            let before = try names.map { try folder.contents(of: $0) }
            let result = try await patchlab.run(arguments)
            #expect(result.status == 2)
            #expect(result.output.isEmpty)
            #expect(result.errorText.contains("the command uses this file itself; write to another one"))
            #expect(try names.map { try folder.contents(of: $0) } == before)
            let left = try FileManager.default.contentsOfDirectory(atPath: folder.url.path).sorted()
            #expect(left == ["link.yaml", "parts", "s.db", "small.yaml", "twin.yaml"])
        }
    }

    @Test("A study that a pack would replace stays")
    func pack() async throws {
        try await withStudy { patchlab, folder in
            let files = FileManager.default
            let study = folder.url.appendingPathComponent("s.zip")
            try files.moveItem(at: folder.url.appendingPathComponent("s.db"), to: study)
            let before = try Data(contentsOf: study)
            let result = try await patchlab.run("study", "pack", "s.zip", "-o", "s.zip")
            #expect(result.status == 2)
            #expect(result.errorText.contains("the command uses this file itself"))
            #expect(try Data(contentsOf: study) == before)
        }
    }

    @Test("An inventory that an import would replace stays")
    func imports() async throws {
        let folder = try ScratchDirectory()
        defer { folder.remove() }
        _ = try folder.newFile("web.status", holding: Data("Package: a\n".utf8))
        _ = try folder.newFile("list", holding: Data("[01 Jan 2020] DSA-1-1 a - security update\n".utf8))
        let patchlab = try CommandRunner.patchlab(directory: folder.url)
        for arguments in [
            ["import", "debian", "--status", "web=web.status", "--security", "list", "-o", "web.status"],
            ["import", "debian", "--status", "web.status", "--security", "list", "-o", "list"],
            ["import", "advisories", "list", "-o", "list"],
        ] {
            let result = try await patchlab.run(arguments)
            #expect(result.status == 2)
            #expect(result.errorText.contains("the command uses this file itself"), "\(result.errorText)")
        }
        #expect(try folder.contents(of: "web.status") == Data("Package: a\n".utf8))
    }
}
