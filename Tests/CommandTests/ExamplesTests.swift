import Foundation
import Testing

/// The examples, found by their names wherever a scenario is asked for.
@Suite("Examples")
struct ExamplesTests {
    /// Runs `body` in a directory of its own that has a folder of examples with one in it.
    private func withExamples(_ body: (CommandRunner, ScratchDirectory) async throws -> Void) async throws {
        let folder = try ScratchDirectory()
        defer { folder.remove() }
        let example = folder.url.appendingPathComponent("shipped/tiny")
        try FileManager.default.createDirectory(at: example, withIntermediateDirectories: true)
        _ = try folder.newFile("shipped/tiny/scenario.yaml", holding: Data(CompareTests.scenario.utf8))
        try await body(try CommandRunner.patchlab(directory: folder.url), folder)
    }

    @Test("All that come with the program are listed with their questions")
    func list() async throws {
        let result = try await CommandRunner.patchlab().run("examples")
        #expect(result.status == 0)
        let names = result.outputText.components(separatedBy: "\n\n")[0].split(separator: "\n").filter {
            !$0.hasPrefix(" ")
        }
        .map { $0.prefix { $0 != " " } }
        #expect(
            names == [
                "boot-loop", "debian-estate", "latent-regression", "let-others-first", "rare-laptops", "web-shop",
            ]
        )
        #expect(result.outputText.contains("28 security updates are pending"))
    }

    @Test(
        "A name is found in the folder of the option, then of the environment, in every command that takes a scenario"
    )
    func commands() async throws {
        try await withExamples { patchlab, folder in
            let commands = [
                ["compare", "tiny", "-n", "1"], ["run", "tiny"], ["device", "office/0", "tiny"], ["keys", "tiny"],
                ["validate", "tiny"], ["trace", "tiny"],
                ["select", "tiny", "--smallest-difference", "5", "--max-runs", "3"],
                ["sweep", "tiny", "--vary", "horizon=10d,20d", "-n", "1"],
            ]
            for command in commands {
                let named = try await patchlab.run(command + ["--examples", "shipped"])
                #expect(named.status == 0, "\(command): \(named.errorText)")
            }
            #expect(try await patchlab.run(["--examples=shipped", "run", "tiny"]).status == 0)
            var other = patchlab
            other.environment["PATCHLAB_EXAMPLES"] = "shipped"
            #expect(try await other.run("run", "tiny").status == 0)
            #expect(try await other.run("examples").outputText.hasPrefix("tiny  Does a canary pay?\n"))
            // A file of that name comes first.
            _ = try folder.newFile("tiny", holding: Data("no scenario".utf8))
            #expect(try await other.run("run", "tiny").status == 2)
        }
    }

    @Test("What is no name of an example is not looked up: a path stays a path")
    func paths() async throws {
        try await withExamples { patchlab, _ in
            for path in ["./tiny", "tiny.yaml", "shipped/tin"] {
                let result = try await patchlab.run("run", path, "--examples", "shipped")
                #expect(result.status == 2)
                #expect(result.errorText.hasPrefix("error: there is no file \"\(path)\""), "\(result.errorText)")
            }
        }
    }

    @Test("A copy is the same scenario with all that it imports, and no file is replaced unless that is asked for")
    func copy() async throws {
        let folder = try ScratchDirectory()
        defer { folder.remove() }
        let patchlab = try CommandRunner.patchlab(directory: folder.url)
        #expect(try await patchlab.run("examples", "debian-estate", "-o", "mine.yaml").status == 0)
        let source = DocumentationTests.repository.appendingPathComponent("Scenarios/debian-estate")
        for (copy, original) in [("mine.yaml", "scenario.yaml"), ("estate.yaml", "estate.yaml")] {
            let written = try folder.contents(of: copy)
            #expect(try written == Data(contentsOf: source.appendingPathComponent(original)))
        }
        #expect(try await patchlab.run("validate", "mine.yaml").status == 0)

        let again = try await patchlab.run("examples", "debian-estate", "-o", "other.yaml")
        #expect(again.status == 2)
        #expect(again.errorText.hasPrefix("error: estate.yaml exists already; nothing is written\n"))
        #expect(!FileManager.default.fileExists(atPath: folder.url.appendingPathComponent("other.yaml").path))
        #expect(try await patchlab.run("examples", "debian-estate", "-o", "other.yaml", "--force").status == 0)
        let clash = try await patchlab.run("examples", "debian-estate", "-o", "estate.yaml", "--force")
        #expect(clash.status == 2)
        let printed = try await patchlab.run("examples", "boot-loop")
        #expect(printed.outputText.hasPrefix("patchlab: 1\nquestion: "))
    }

    @Test("Where there are none, it is said how to name their folder")
    func none() async throws {
        let folder = try ScratchDirectory()
        defer { folder.remove() }
        var patchlab = try CommandRunner.patchlab(directory: folder.url)
        patchlab.environment["PATCHLAB_EXAMPLES"] = "."
        let listed = try await patchlab.run("examples")
        #expect(listed.status == 2)
        #expect(listed.errorText.contains("help: --examples DIR, or PATCHLAB_EXAMPLES"))
        let result = try await patchlab.run("run", "boot-loop")
        #expect(result.status == 2)
        #expect(result.errorText.contains("no examples are installed"))
        #expect(try await patchlab.run("run", "boot-loop", "--examples", ".").status == 2)
        #expect(try await patchlab.run("run", "boot-loop", "--examples").status == 2)
        #expect(try await patchlab.run("run", "x", "--examples", "a", "--examples", "b").errorText.contains("twice"))
    }
}
