import Foundation
import OutsidePrograms
import Testing

/// Runs a command as a user's shell would, and hands back everything it said.
struct CommandRunner {
    /// What a command that ended left behind.
    struct Result: Sendable {
        /// The exit status; 128 plus the signal's number if a signal ended the command, as shells have it.
        let status: Int32
        let output: Data
        let errors: Data

        /// What it wrote to standard output, as text.
        var outputText: String { String(decoding: output, as: UTF8.self) }
        /// What it wrote to standard error, as text.
        var errorText: String { String(decoding: errors, as: UTF8.self) }
    }

    /// The command did not end in time and was killed.
    typealias TimedOut = OutsideProgram.TimedOut

    /// The command under test was not built beside the tests.
    struct NotBuilt: Error, CustomStringConvertible {
        let expected: URL
        var description: String { "there is no command at \(expected.path)" }
    }

    /// The executable to run.
    let executable: URL
    /// What is added to the environment of the tests, or replaced in it.
    var environment: [String: String] = [:]
    /// Where the command runs; nil: where the tests run.
    var directory: URL?
    /// After how long the command is killed. Generous, because a busy machine is no fault of the command.
    var timeLimit: Duration = .seconds(300)

    /// A runner of the `patchlab` that was built together with these tests.
    static func patchlab(environment: [String: String] = [:], directory: URL? = nil) throws -> CommandRunner {
        let executable = productsDirectory.appendingPathComponent("patchlab")
        guard FileManager.default.isExecutableFile(atPath: executable.path) else {
            throw NotBuilt(expected: executable)
        }
        return CommandRunner(executable: executable, environment: environment, directory: directory)
    }

    /// A runner of the Python that the setup accepted.
    static func python(directory: URL) throws -> CommandRunner {
        let python = try #require(OutsideProgram.python, "no Python has what the tests need; scripts/setup gets one")
        return CommandRunner(executable: URL(fileURLWithPath: python.path), directory: directory)
    }

    /// Where the build puts its products: on Linux the test program is one of them, on macOS a bundle that some
    /// program of the toolchain has loaded.
    private static var productsDirectory: URL {
        let bundle = Bundle.allBundles.first { $0.bundlePath.hasSuffix(".xctest") }
        return (bundle?.bundleURL.deletingLastPathComponent() ?? Bundle.main.bundleURL).resolvingSymlinksInPath()
    }

    /// Runs the command to its end.
    ///
    /// - Parameters:
    ///   - arguments: passed as they are; there is no shell in between.
    ///   - input: what the command finds on standard input; nil: an input that is empty from the start.
    ///   - interrupt: how much processor time the command gets before it is sent what Ctrl-C sends (SIGINT), if it still
    ///     runs; nil: never.
    /// - Throws: `TimedOut` after `timeLimit`, or `OutsideProgram.Failure` if the command could not be started.
    func run(_ arguments: [String], input: Data? = nil, interruptedAfter interrupt: Duration? = nil) async throws
        -> Result
    {
        try await run(arguments, input: input, signalling: SIGINT, after: interrupt)
    }

    /// The same with any signal.
    func run(_ arguments: [String], input: Data? = nil, signalling number: Int32, after delay: Duration?) async throws
        -> Result
    {
        var program = OutsideProgram(executable.path)
        program.environment = environment
        program.directory = directory?.path
        program.timeLimit = timeLimit
        let signal = delay.map { OutsideProgram.Signal(number, after: $0) }
        let result = try await program.runAside(arguments, input: input.map { [UInt8]($0) }, signal: signal)
        return Result(status: result.status, output: Data(result.output), errors: Data(result.errors))
    }

    /// Runs a line of shell in which `patchlab` and `$patchlab` are the command under test.
    static func shell(_ line: String, in folder: ScratchDirectory) async throws -> Result {
        let runner = CommandRunner(
            executable: URL(fileURLWithPath: "/bin/sh"),
            environment: ["patchlab": try patchlab().executable.path],
            directory: folder.url
        )
        return try await runner.run("-c", "patchlab() { \"$patchlab\" \"$@\"; }; \(line)")
    }

    /// The same, for arguments written out one by one.
    func run(_ arguments: String..., input: Data? = nil) async throws -> Result {
        try await run(arguments, input: input)
    }
}

/// A directory of its own for each use, removed by whoever made it.
struct ScratchDirectory {
    let url: URL

    init() throws {
        url = FileManager.default.temporaryDirectory.appendingPathComponent("patchlab-tests-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    /// Writes a file of that name into the directory and returns where it is.
    func newFile(_ name: String, holding contents: Data = Data()) throws -> URL {
        let file = url.appendingPathComponent(name)
        try contents.write(to: file)
        return file
    }

    /// What a file in it holds.
    func contents(of name: String) throws -> Data { try Data(contentsOf: url.appendingPathComponent(name)) }

    /// Removes the directory and all that is in it. A leftover harms nobody, so a failure is not reported.
    func remove() {
        try? FileManager.default.removeItem(at: url)
    }
}

/// Runs `body` in a directory of its own with the scenario of `CompareTests` in `small.yaml`.
func withSmallScenario(_ body: (CommandRunner, ScratchDirectory) async throws -> Void) async throws {
    let folder = try ScratchDirectory()
    defer { folder.remove() }
    _ = try folder.newFile("small.yaml", holding: Data(CompareTests.scenario.utf8))
    try await body(try CommandRunner.patchlab(directory: folder.url), folder)
}

/// The object that a command has printed.
func json(_ result: CommandRunner.Result) throws -> [String: Any] {
    try #require(try JSONSerialization.jsonObject(with: result.output) as? [String: Any], "\(result.errorText)")
}
