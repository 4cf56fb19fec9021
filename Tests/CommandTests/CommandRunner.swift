import Foundation

/// Runs a command as a user's shell would, and hands back everything it said.
///
/// Input and outputs go through files, not pipes: a command may write any amount on either output, or leave its input
/// unread, without waiting for the test, and two commands run at once hold no end of each other's pipes.
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
    struct TimedOut: Error, CustomStringConvertible {
        let command: [String]
        let limit: Duration
        let partial: Result

        var description: String {
            "\(command.joined(separator: " ")) was killed after \(limit); "
                + "output: \(partial.outputText.suffix(2_000)) errors: \(partial.errorText.suffix(2_000))"
        }
    }

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
    ///     runs; nil: never. Processor time, because a busy machine may not even have started it after seconds on the clock.
    /// - Throws: `TimedOut` after `timeLimit`, or Foundation's error if the command could not be started.
    func run(_ arguments: [String], input: Data? = nil, interruptedAfter interrupt: Duration? = nil) async throws
        -> Result
    {
        try await run(arguments, input: input, signalling: SIGINT, after: interrupt)
    }

    /// The same with any signal.
    func run(_ arguments: [String], input: Data? = nil, signalling number: Int32, after delay: Duration?) async throws
        -> Result
    {
        let scratch = try ScratchDirectory()
        defer { scratch.remove() }
        let outputFile = try scratch.newFile("output")
        let errorFile = try scratch.newFile("errors")

        let process = Process()
        process.executableURL = executable
        process.arguments = arguments
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { _, added in added }
        if let directory { process.currentDirectoryURL = directory }
        process.standardInput =
            try input.map { try FileHandle(forReadingFrom: scratch.newFile("input", holding: $0)) }
            ?? FileHandle.nullDevice
        process.standardOutput = try FileHandle(forWritingTo: outputFile)
        process.standardError = try FileHandle(forWritingTo: errorFile)

        let (ends, end) = AsyncStream.makeStream(of: Never.self)
        process.terminationHandler = { _ in end.finish() }
        try Self.startHeedingSignals(process)
        let interrupter = delay.map {
            DelayedSignal(number, to: process.processIdentifier, after: $0, isWork: true)
        }
        let killer = DelayedSignal(SIGKILL, to: process.processIdentifier, after: timeLimit)
        // In a task of its own, which goes on waiting when that of the test is cancelled.
        await Task { for await _ in ends {} }.value
        interrupter?.cancel()
        let wasKilled = killer.cancel()

        let wasSignalled = process.terminationReason == .uncaughtSignal
        let result = Result(
            status: wasSignalled ? 128 + process.terminationStatus : process.terminationStatus,
            output: try Data(contentsOf: outputFile),
            errors: try Data(contentsOf: errorFile)
        )
        guard !wasKilled else {
            throw TimedOut(command: [executable.lastPathComponent] + arguments, limit: timeLimit, partial: result)
        }
        return result
    }

    /// The same, for arguments written out one by one.
    func run(_ arguments: String..., input: Data? = nil) async throws -> Result {
        try await run(arguments, input: input)
    }

    /// Starts the process with no signal blocked and Ctrl-C not ignored, as a shell would.
    ///
    /// A child inherits both from the thread that starts it: the threads of Swift's tasks block nearly every signal, and
    /// a script that runs the tests in the background ignores SIGINT.
    private static func startHeedingSignals(_ process: Process) throws {
        _ = signal(SIGINT, SIG_DFL)
        var none = sigset_t()
        var before = sigset_t()
        sigemptyset(&none)
        pthread_sigmask(SIG_SETMASK, &none, &before)
        defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
        try process.run()
    }
}

/// Sends a signal after a delay, unless cancelled before: from a thread of its own, because busy tests may keep Swift's
/// tasks waiting longer than the command under test runs.
private final class DelayedSignal: @unchecked Sendable {
    // Unchecked, because the condition guards both flags.
    private let condition = NSCondition()
    private var isCancelled = false
    private var wasSent = false

    /// - Parameter isWork: whether the delay is one of the process's own processor time.
    init(_ number: Int32, to process: pid_t, after delay: Duration, isWork: Bool = false) {
        let seconds = Double(delay.components.seconds) + Double(delay.components.attoseconds) * 1e-18
        let deadline = Date(timeIntervalSinceNow: seconds)
        Thread.detachNewThread { [self] in
            condition.lock()
            defer { condition.unlock() }
            if isWork, Self.processorTime(of: process) != nil {
                while !isCancelled, (Self.processorTime(of: process) ?? .infinity) < seconds {
                    _ = condition.wait(until: Date(timeIntervalSinceNow: 0.01))
                }
            } else {
                while !isCancelled, condition.wait(until: deadline) {}
            }
            if !isCancelled { wasSent = kill(process, number) == 0 }
        }
    }

    /// Seconds of processor time that a process has had; nil where the system does not keep them in `/proc`.
    private static func processorTime(of process: pid_t) -> Double? {
        guard let text = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8),
            // The name of the program, in parentheses, may hold spaces.
            let end = text.lastIndex(of: ")")
        else { return nil }
        let fields = text[end...].split(separator: " ")
        guard fields.count > 13, let user = Double(fields[12]), let system = Double(fields[13]) else { return nil }
        return (user + system) / Double(sysconf(Int32(_SC_CLK_TCK)))
    }

    /// Keeps the signal from being sent; tells whether it was sent before.
    @discardableResult
    func cancel() -> Bool {
        condition.lock()
        defer { condition.unlock() }
        isCancelled = true
        condition.signal()
        return wasSent
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
