import Foundation
import Testing

/// Ctrl-C, a request to end and a terminal that is gone, sent to real processes.
///
/// A command is caught where it waits: it reads from a named pipe into which nobody writes. Opening the pipe for writing returns
/// when the command has opened it for reading, so that the signal cannot come too early, however busy the machine.
@Suite("Signals")
struct SignalTests {
    @Test(
        "Every command that reads ends at once when it is asked to, by whichever signal",
        arguments: [
            "run pipe", "compare pipe", "select pipe --smallest-difference 5", "sweep pipe --vary fleet[0].count=5,9",
            "optimise pipe --vary fleet[0].count=5,9", "device 1 pipe", "trace pipe", "keys pipe", "validate pipe",
        ]
    )
    func reading(command: String) async throws {
        try await withSmallScenario { _, folder in
            for (name, status) in [("INT", 130), ("TERM", 143), ("HUP", 129)] {
                // The shell has a job in the background ignore Ctrl-C; the command listens all the same.
                let line = """
                    rm -f pipe; mkfifo pipe
                    "$patchlab" \(command) & job=$!
                    exec 3> pipe
                    kill -\(name) $job
                    wait $job; echo "status $?"
                    """
                let result = try await CommandRunner.shell(line, in: folder)
                #expect(result.outputText == "status \(status)\n", "\(name): \(result.outputText) \(result.errorText)")
            }
        }
    }

    @Test("A terminal that goes away ends a command, but not one that was started with nohup")
    func nohup() async throws {
        try await withSmallScenario { _, folder in
            let line = """
                mkfifo pipe
                nohup "$patchlab" validate pipe > out.txt 2> err.txt & job=$!
                exec 3> pipe
                kill -HUP $job
                cat small.yaml >&3; exec 3>&-
                wait $job; echo "status $?"
                """
            let result = try await CommandRunner.shell(line, in: folder)
            #expect(result.outputText == "status 0\n", "\(result.outputText) \(result.errorText)")
            #expect(String(decoding: try folder.contents(of: "out.txt"), as: UTF8.self).contains("pipe: OK"))
        }
    }

    @Test("A command that is asked to end while runs are under way tells what it has, and its study keeps it")
    func working() async throws {
        try await withSmallScenario { patchlab, _ in
            let result = try await patchlab.run(
                ["compare", "small.yaml", "-n", "100000", "--study", "study.db", "-o", "out.txt"],
                signalling: SIGTERM,
                after: .seconds(2)
            )
            // Where it does not come to that in time, it is ended: the study is whole all the same.
            #expect([130, 143].contains(result.status), "\(result.errorText)")
            let study = try await patchlab.run("study", "study.db", "--json")
            #expect(study.status == 0)
            let document = try #require(try JSONSerialization.jsonObject(with: study.output) as? [String: Any])
            #expect((document["runs"] as? Int).map { $0 > 0 } == true)
        }
    }

    @Test("Ctrl-C ends a search whose fleet is too big to look up often, and with a study it goes on")
    func searching() async throws {
        try await withSmallScenario { patchlab, folder in
            let words = [
                "optimise", "small.yaml", "--vary", "strategies.canary.soak=1h..96h", "--budget", "1000000", "-n", "5",
            ]
            let result = try await patchlab.run(words + ["--study", "study.db"], interruptedAfter: .seconds(2))
            #expect(result.status == 130)
            #expect(result.errorText.contains("interrupted; with --study the same command continues from here"))
            #expect(result.output.isEmpty)
            let big = CompareTests.scenario.replacingOccurrences(of: "count: 60", with: "count: 20000000")
            _ = try folder.newFile("big.yaml", holding: Data(big.utf8))
            let early = try await patchlab.run(
                ["optimise", "big.yaml"] + words.dropFirst(2),
                interruptedAfter: .seconds(1)
            )
            #expect(early.status == 130)
        }
    }

    @Test("Ctrl-C ends a program that asks points of another one, also while nothing is asked")
    func asking() async throws {
        try await withSmallScenario { _, folder in
            let line = """
                mkfifo pipe answers
                "$patchlab" optimise small.yaml --vary fleet[0].count=5,9 --ask-tell < pipe > answers & job=$!
                exec 3> pipe
                read line < answers
                kill -INT $job
                wait $job; echo "status $?"
                """
            let result = try await CommandRunner.shell(line, in: folder)
            #expect(result.outputText == "status 130\n", "\(result.errorText)")
        }
    }
}
