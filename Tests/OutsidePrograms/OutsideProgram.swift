import Foundation

/// Runs a program of the system to its end, never longer than a limit, and hands back everything it said.
///
/// The tests use this and not Foundation's `Process`, whose `waitUntilExit` on Linux now and then misses that a program
/// has ended and waits for ever. Here one loop asks the system itself.
///
/// Input and outputs go through files, not pipes: a program may write any amount on either output, or leave its input
/// unread, without waiting for the test, and two programs run at once hold no end of each other's pipes. It heads a
/// process group of its own, which ends with it: what it leaves in the background is killed.
public struct OutsideProgram: Sendable {
    /// What a program that ended left behind.
    public struct Result: Sendable {
        /// The exit status; 128 plus the signal's number if a signal ended the program, as shells have it.
        public let status: Int32
        public let output: [UInt8]
        public let errors: [UInt8]

        /// What it wrote to standard output, as text.
        public var outputText: String { String(decoding: output, as: UTF8.self) }
        /// What it wrote to standard error, as text.
        public var errorText: String { String(decoding: errors, as: UTF8.self) }
        /// The lines of standard output that are not empty.
        public var lines: [String] { outputText.split(separator: "\n").map(String.init) }
    }

    /// A signal to be sent while the program runs.
    public struct Signal: Sendable {
        let number: Int32
        let delay: Duration

        /// - Parameters:
        ///   - number: such as `SIGINT`.
        ///   - delay: how much processor time the program gets before. Processor time, because on a busy machine it may
        ///     not even have begun after seconds on the clock. Time on the clock where the system has no `/proc`.
        public init(_ number: Int32, after delay: Duration) {
            self.number = number
            self.delay = delay
        }
    }

    /// The program did not end in time and was killed, with all that it had started.
    public struct TimedOut: Error, CustomStringConvertible {
        public let command: [String]
        public let limit: Duration
        public let partial: Result

        public var description: String {
            "\(command.joined(separator: " ")) was killed after \(limit); "
                + "output: \(partial.outputText.suffix(2_000)) errors: \(partial.errorText.suffix(2_000))"
        }
    }

    /// The program could not be started, or its files not be made.
    public struct Failure: Error, CustomStringConvertible {
        public let description: String

        init(_ what: String, code: Int32) { description = "\(what): \(String(cString: strerror(code)))" }
    }

    /// The path of the program.
    public var path: String
    /// What is added to the environment of the tests, or replaced in it.
    public var environment: [String: String] = [:]
    /// Where the program runs; nil: where the tests run.
    public var directory: String?
    /// After how long the program is killed. Generous, because a busy machine is no fault of the program.
    public var timeLimit: Duration = .seconds(300)

    public init(_ path: String) { self.path = path }

    /// The Python that has what the tests need, by the same search as the setup's; nil: there is none.
    public static let python: OutsideProgram? = {
        let root = URL(filePath: #filePath)
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        let found = try? OutsideProgram(root.appending(path: "scripts/python").path).run([])
        return found.flatMap { $0.status == 0 ? $0.lines.first : nil }.map { OutsideProgram($0) }
    }()

    /// Runs the program and waits; the calling thread does nothing else meanwhile.
    ///
    /// - Parameters:
    ///   - arguments: passed as they are; there is no shell in between.
    ///   - input: what it finds on standard input; nil: an input that is empty from the start.
    ///   - signal: what is sent to it if it still runs by then.
    /// - Throws: `TimedOut` after `timeLimit`; `Failure` if it could not be started.
    public func run(_ arguments: [String], input: [UInt8]? = nil, signal: Signal? = nil) throws -> Result {
        let files = try StandardFiles(input: input)
        defer { files.remove() }
        let child = try start(arguments, files)
        let (status, isLate) = child.wait(limit: timeLimit, signal: signal)
        let result = Result(status: status, output: try files.output(), errors: try files.errors())
        if isLate { throw TimedOut(command: [path] + arguments, limit: timeLimit, partial: result) }
        return result
    }

    /// The same without holding up the caller's thread. Goes on waiting when the caller's task is cancelled.
    public func runAside(_ arguments: [String], input: [UInt8]? = nil, signal: Signal? = nil) async throws -> Result {
        try await withCheckedThrowingContinuation { continuation in
            // A thread of its own: busy tests may keep Swift's tasks waiting longer than the program runs.
            Thread.detachNewThread {
                continuation.resume(with: Swift.Result { try run(arguments, input: input, signal: signal) })
            }
        }
    }

    /// Starts the program with no signal blocked and none ignored, as a shell would: a child inherits both otherwise, the
    /// threads of Swift's tasks block nearly every signal, and a script in the background ignores SIGINT.
    private func start(_ arguments: [String], _ files: StandardFiles) throws -> Child {
        #if canImport(Darwin)
            var actions: posix_spawn_file_actions_t?
            var attributes: posix_spawnattr_t?
        #else
            var actions = posix_spawn_file_actions_t()
            var attributes = posix_spawnattr_t()
        #endif
        posix_spawn_file_actions_init(&actions)
        posix_spawnattr_init(&attributes)
        defer {
            posix_spawn_file_actions_destroy(&actions)
            posix_spawnattr_destroy(&attributes)
        }
        posix_spawn_file_actions_addopen(&actions, 0, files.inputPath, O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, files.outputPath, O_WRONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 2, files.errorPath, O_WRONLY, 0)

        var none = sigset_t()
        var all = sigset_t()
        sigemptyset(&none)
        sigemptyset(&all)
        for number in Int32(1)..<32 where number != SIGKILL && number != SIGSTOP { sigaddset(&all, number) }
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setsigdefault(&attributes, &all)
        posix_spawnattr_setpgroup(&attributes, 0)
        let flags = POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF
        posix_spawnattr_setflags(&attributes, Int16(flags))

        let merged = ProcessInfo.processInfo.environment.merging(environment) { _, added in added }
        guard access(path, X_OK) == 0 else { throw Failure(path, code: errno) }
        // Not every system's `posix_spawn` can change the directory; a shell can, and gives its place to the program.
        let change = directory.map { ["/bin/sh", "-c", #"cd "$1" && shift && exec "$@""#, "sh", $0] } ?? []
        let command = change + [path] + arguments
        var words = command.map { strdup($0) } + [nil]
        var settings = merged.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { for pointer in words + settings { free(pointer) } }
        var process = pid_t()
        let code = posix_spawn(&process, command[0], &actions, &attributes, &words, &settings)
        guard code == 0 else { throw Failure(path, code: code) }
        return Child(process: process)
    }
}
