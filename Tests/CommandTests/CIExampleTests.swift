import Foundation
import OutsidePrograms
import Testing

/// The gates of Examples/ci, as a CI plays them.
@Suite("The gates that come with PatchLab", .serialized)
struct CIExampleTests {
    private static let examples = DocumentationTests.repository.appendingPathComponent("Examples/ci")

    /// A folder with a suite and a policy at the places that the examples name, and a shell that finds `patchlab` there.
    private static func withGate(
        baseline: String = "{ strategy: staged }",
        policy: String? = nil,
        _ body: (OutsideProgram, ScratchDirectory) async throws -> Void
    ) async throws {
        let folder = try ScratchDirectory()
        defer { folder.remove() }
        let suites = folder.url.appendingPathComponent("suites")
        try FileManager.default.createDirectory(at: suites, withIntermediateDirectories: true)
        let world = SuiteCommandTests.world.replacing(" &staged", with: "")
        try Data(world.utf8).write(to: suites.appendingPathComponent("world.yaml"))
        let suite = SuiteCommandTests.suite.replacing("{ strategy: staged }", with: baseline)
            .replacing("looks: [80, 120]", with: "looks: [80, 400]")
        try Data(suite.utf8).write(to: suites.appendingPathComponent("laptops.yaml"))
        let everybody = PolicyCommandTests.examples.appendingPathComponent("everybody.sh")
        let text = try policy ?? String(contentsOf: everybody, encoding: .utf8)
        _ = try SuiteCommandTests.program(text, in: folder, named: "my-policy.py")
        var shell = OutsideProgram("/bin/sh")
        shell.directory = folder.url.path
        let programs = try CommandRunner.patchlab().executable.deletingLastPathComponent().path
        let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
        shell.environment = ["PATH": "\(programs):\(path)", "GITHUB_STEP_SUMMARY": folder.url.path + "/summary.md"]
        try await body(shell, folder)
    }

    @Test(
        "the script ends with the status of the suite, and says what it means",
        arguments: [
            (0, "{ policy: ../my-policy.py }", nil, "gate: pass"),
            (1, "{ strategy: staged }", nil, "gate: the policy loses more than it may"),
            (2, "{ strategy: stagd }", nil, "gate: a mistake in a file"),
            (3, "{ strategy: staged }", "#!/bin/sh\nexit 1\n", "gate: the program misbehaved"),
        ] as [(Int32, String, String?, String)]
    )
    func script(status: Int32, baseline: String, policy: String?, says: String) async throws {
        try await Self.withGate(baseline: baseline, policy: policy) { shell, folder in
            let script = Self.examples.appendingPathComponent("gate.sh").path
            let result = try await shell.runAside([script, "suites/laptops.yaml", "./my-policy.py"])
            #expect(result.status == status, "\(result.errorText)")
            #expect(result.lines.last?.hasPrefix(says) == true, "\(result.outputText)")
            for name in ["gate.xml", "gate.md", "gate.result"] where status < 2 {
                #expect(try !folder.contents(of: name).isEmpty)
            }
        }
    }

    @Test("the steps of the workflow run, and leave what it uploads")
    func workflow() async throws {
        let file = Self.examples.appendingPathComponent("patchlab.yml")
        let lines = try String(contentsOf: file, encoding: .utf8).components(separatedBy: "\n")
            .map { $0.trimmingCharacters(in: .whitespaces) }
        let check = try #require(lines.first { $0.hasPrefix("run: patchlab") }).dropFirst(5)
        let folded = try #require(lines.firstIndex(of: "run: >"))
        let run = lines[(folded + 1)...].prefix { !$0.hasPrefix("- ") }.joined(separator: " ")
        let list = try #require(lines.firstIndex(of: "path: |"))
        let uploads = lines[(list + 1)...].filter { !$0.isEmpty }
        #expect(uploads == ["gate.xml", "gate.result"])
        try await Self.withGate { shell, folder in
            let checked = try await shell.runAside(["-c", String(check)])
            #expect(checked.status == 0, "\(checked.outputText)\(checked.errorText)")
            let gated = try await shell.runAside(["-c", run])
            #expect(gated.status == 1, "\(gated.errorText)")
            for name in uploads + ["summary.md"] { #expect(try !folder.contents(of: name).isEmpty) }
        }
    }
}
