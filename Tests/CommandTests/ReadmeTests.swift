import Foundation
import Testing

/// README.md is the first that is read: what it tells to type can be typed.
@Suite("README.md")
struct ReadmeTests {
    private static let text = try? String(
        contentsOf: DocumentationTests.repository.appendingPathComponent("README.md"),
        encoding: .utf8
    )

    /// Commands of its shell blocks, without the remarks behind them.
    private static let commands: [[String]] = {
        let blocks = (text ?? "").components(separatedBy: "```sh\n").dropFirst()
        return blocks.flatMap { $0.components(separatedBy: "```")[0].components(separatedBy: "\n") }
            .map { ConsoleDocument.words($0.components(separatedBy: " #")[0]) }
            .filter { !$0.isEmpty }
    }()

    @Test("It is short enough to be read")
    func length() throws {
        #expect(try #require(Self.text).split(separator: "\n", omittingEmptySubsequences: false).count <= 121)
    }

    @Test("Every command of PatchLab in it works, in its order, on what the commands before it have made")
    func run() async throws {
        let folder = try ScratchDirectory()
        defer { folder.remove() }
        // What is fetched from elsewhere.
        let data = DocumentationTests.repository.appendingPathComponent("Scenarios/debian-estate/data")
        for (name, source) in [
            ("web.status", "web.dpkg-status.xz"), ("db.status", "database.dpkg-status.xz"),
            ("Packages.xz", "bookworm-security-Packages.xz"), ("DSA-list", "DSA-list.xz"),
        ] {
            _ = try folder.newFile(name, holding: Data(contentsOf: data.appendingPathComponent(source)))
        }
        let lts =
            "[01 Jul 2026] DLA-1-1 nginx - security update\n\t{CVE-2026-1}\n\t[bookworm] - nginx 1.22.1-9+deb12u9\n"
        _ = try folder.newFile("DLA-list", holding: Data(lts.utf8))
        let patchlab = try CommandRunner.patchlab(directory: folder.url)
        let commands = Self.commands.filter { $0.first == "patchlab" }
        #expect(commands.count > 10)
        for words in commands {
            // Many runs take their time without optimisation.
            let few = ["compare", "sweep"].contains(words[1]) ? ["-n", "2", "-q"] : []
            let result = try await patchlab.run(Array(words.dropFirst()) + few)
            #expect(result.status == 0, "\(words): \(result.errorText)")
        }
    }

    @Test("What is typed besides is fetching and building, by programs that are there")
    func others() throws {
        let others = Set(Self.commands.compactMap(\.first)).subtracting(["patchlab"])
        #expect(others == ["make", "scp", "curl"])
        let makefile = try String(
            contentsOf: DocumentationTests.repository.appendingPathComponent("Makefile"),
            encoding: .utf8
        )
        for words in Self.commands where words.first == "make" { #expect(makefile.contains("\n\(words[1]): ")) }
    }
}
