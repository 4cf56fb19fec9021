import Foundation
import Testing

/// The helper that the tests of the command stand on.
@Suite("The command runner")
struct CommandRunnerTests {
    private let shell = CommandRunner(executable: URL(fileURLWithPath: "/bin/sh"))

    @Test("finds the command beside the tests")
    func findsTheCommand() async throws {
        let help = try await CommandRunner.patchlab().run("--help")
        #expect(help.status == 0)
        #expect(help.outputText.contains("patchlab"))
    }

    @Test("outputs of megabytes on both sides and an unread input do not block")
    func largeOutputs() async throws {
        let script = "head -c 5000000 /dev/zero; head -c 5000000 /dev/zero >&2; exit 3"
        let result = try await shell.run(["-c", script], input: Data(count: 5_000_000))
        #expect(result.status == 3)
        #expect(result.output.count == 5_000_000)
        #expect(result.errors.count == 5_000_000)
    }

    @Test("commands run at once keep their inputs, environments and directories apart")
    func concurrentCommands() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<50 {
                group.addTask {
                    let scratch = try ScratchDirectory()
                    defer { scratch.remove() }
                    var runner = shell
                    runner.environment = ["NUMBER": "\(number)"]
                    runner.directory = scratch.url
                    let script = "pwd -P; cat; echo $NUMBER >&2; exit $NUMBER"
                    let result = try await runner.run("-c", script, input: Data("input \(number)".utf8))
                    #expect(result.outputText == "\(scratch.url.resolvingSymlinksInPath().path)\ninput \(number)")
                    #expect(result.errorText == "\(number)\n")
                    #expect(result.status == number)
                }
            }
            try await group.waitForAll()
        }
    }

    @Test("an interrupt reaches the command")
    func interrupt() async throws {
        let result = try await shell.run(["-c", "while :; do :; done"], interruptedAfter: .milliseconds(100))
        #expect(result.status == 128 + SIGINT)
    }

    @Test("a command that does not end is killed and reported")
    func timeLimit() async throws {
        var runner = shell
        runner.timeLimit = .milliseconds(100)
        await #expect(throws: CommandRunner.TimedOut.self) { try await runner.run("-c", "exec sleep 60") }
    }

    @Test("what a command leaves in the background, holding its outputs, ends with it and is not waited for")
    func leftBehind() async throws {
        let result = try await shell.run("-c", "sleep 1000 & echo $!")
        let sleeper = try #require(Int32(result.outputText.trimmingCharacters(in: .whitespacesAndNewlines)))
        // Killed; it may still wait to be collected by whoever inherits it, as a zombie.
        let state = try? String(contentsOfFile: "/proc/\(sleeper)/stat", encoding: .utf8)
        #expect(state.map { $0.contains(") Z ") } ?? true, "\(state ?? "")")
    }

    @Test("a thousand short commands all end, none of them missed")
    func manyShortCommands() async throws {
        let program = CommandRunner(executable: URL(fileURLWithPath: "/bin/true"))
        try await withThrowingTaskGroup(of: Int32.self) { group in
            for number in 0..<1_000 {
                if number >= 20 { #expect(try await group.next() == 0) }
                group.addTask { try await program.run([]).status }
            }
            for try await status in group { #expect(status == 0) }
        }
    }

    @Test("a command that does not exist is an error")
    func missingCommand() async throws {
        let missing = CommandRunner(executable: URL(fileURLWithPath: "/bin/no-such-command"))
        await #expect(throws: (any Error).self) { try await missing.run("--help") }
    }
}
