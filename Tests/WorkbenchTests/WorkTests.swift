import Experiments
import Foundation
import PatchModel
import ResultStore
import ScenarioFiles
import Testing
import Text

@testable import Workbench

/// Work for a caller: what comes of it, what is said on the way, and what is left of it when the caller wants it to end.
@Suite("Work for a caller")
struct WorkTests {
    private func work(_ caller: TestCaller) -> Work { Work(seed: 1, threads: 1, caller: caller) }

    private func told(_ body: () async throws -> Void) async -> Failure? {
        do {
            try await body()
            return nil
        } catch {
            return error as? Failure
        }
    }

    @Test("The outcome of all the work is handed on, its errors are told in words, and the caller is let go")
    func outcomes() async throws {
        struct Odd: Error, CustomStringConvertible { var description: String { "odd" } }
        let caller = TestCaller()
        let value = try await InterruptibleWork.outcome(total: 2, for: caller) { progress in
            progress(2)
            return 7
        } orSoFar: {
            0
        }
        #expect(value == 7 && caller.totals == [2] && caller.depth == 0)
        let failure = await told {
            _ = try await InterruptibleWork.outcome(total: 1, for: caller) { _ in
                throw Odd()
            } orSoFar: {
                0
            }
        }
        #expect(failure?.description == "odd" && failure?.kind == .badInput && caller.depth == 0)
    }

    @Test("A caller who wants the end gets what there is, while the rest of the work is left to itself")
    func soFar() async throws {
        let caller = TestCaller(patience: 3)
        let (never, hold) = AsyncStream.makeStream(of: Void.self)
        let value = try await InterruptibleWork.outcome(total: 9, for: caller) { progress in
            progress(3)
            for await _ in never {}
            return 9
        } orSoFar: {
            3
        }
        #expect(value == 3)
        hold.finish()
    }

    @Test("A study that is interrupted in its second batch keeps the first")
    func series() async throws {
        try await withScenario { path in
            let scenario = try ScenarioInput.load(path, for: TestCaller())
            let caller = TestCaller(patience: 4)
            let series = PrecisionSeries(PrecisionTarget(relative: 0.001), first: 2, limit: 1000)
            let (study, _) = try await StudySession.run(series, for: caller) { replications in
                guard !caller.wantsEnd else { throw Failure.interrupted("in the second batch") }
                let study = try await StudySession.run(
                    scenario,
                    scenario.strategies,
                    replications: replications,
                    work: Work(seed: 1, threads: 1, caller: TestCaller())
                )
                caller.progress(of: 4).update(4)
                return study
            }
            #expect(study.replications.starts(with: [0, 1]))
            let own = try await whole(scenario, study.replications)
            #expect(study.results == own.results)
        }
    }

    private func whole(_ scenario: Scenario, _ replications: [Int]) async throws -> Study {
        try await StudySession.run(
            scenario,
            scenario.strategies,
            replications: replications,
            work: work(TestCaller())
        )
    }

    @Test("A study that is kept is not run again, and the caller hears how much was there")
    func kept() async throws {
        try await withScenario { path in
            let study = path + ".db"
            for (number, line) in ["0 of 4 runs were in the study already", "4 of 4 runs were in the study already"]
                .enumerated()
            {
                let caller = TestCaller()
                let (scenario, loaded) = try ScenarioInput.read(path, for: caller)
                let keeper = try StudyKeeper(path: study, command: "test \(number)", for: caller)
                defer { keeper.close() }
                try keeper.describe(scenario, seed: 1)
                let result = try await StudySession.run(
                    scenario,
                    scenario.strategies,
                    replications: [0, 1],
                    work: work(caller),
                    memory: try keeper.memory(loaded, scenario.strategies)
                )
                keeper.tell()
                #expect(caller.lines == [line])
                let own = try await whole(scenario, [0, 1])
                #expect(result.results.map { $0.map(\.ledger) } == own.results.map { $0.map(\.ledger) })
            }
            _ = try StudyReader(path: study).document(variant: nil, seed: nil)
        }
    }

    @Test("A sweep gives a cell for every point and strategy, and one that ends too soon says so")
    func sweeps() async throws {
        try await withScenario { path in
            let varied = try VariedScenario(path, vary: ["horizon=5d,6d"], set: [], for: TestCaller())
            let request = SweepPlan.Request(analysis: .table, spread: nil, points: nil, replications: 2, seed: 1)
            let plan = try SweepPlan(request, varied.variations)
            let session = try SweepSession(plan, varied, varied.strategies(nil), work(TestCaller()))
            let result = try await session.run(keeping: nil)
            #expect(result.cells.count == 2 * 2 && !result.isPartial)
            let impatient = try SweepSession(plan, varied, varied.strategies(nil), work(TestCaller(patience: 0)))
            let failure = await told { _ = try await impatient.run(keeping: nil) }
            #expect(failure?.kind == .interrupted)
        }
    }

    @Test("Another program is answered line by line, and a mistake does not end the conversation")
    func conversation() async throws {
        try await withScenario { path in
            let varied = try VariedScenario(path, vary: ["strategies.canary.soak=1h..2d"], set: [], for: TestCaller())
            let strategy = try varied.searched(nil)
            let runner = PointRunner(varied: varied, strategies: [strategy], work: work(TestCaller()), keeper: nil)
            var questions = [
                #"{"id":1,"values":{"strategies.canary.soak":7200}}"#, "  ", #"{"id":2,"values":{"soak":1}}"#,
                #"{"id":18446744073709551615,"values":{"strategies.canary.soak":"2h"}}"#,
            ]
            var answers: [[String: JSON]] = []
            try await AskTell(runner: runner, metrics: [.exposedDeviceDays], replications: 2).serve {
                questions.isEmpty ? nil : Array(questions.removeFirst().utf8)
            } _: { line in
                answers.append((try? JSONReader.read(line))?.members ?? [:])
            }
            #expect(answers.count == 4)
            #expect(answers[0]["patchlab"]?.compact == "\"\(patchlabVersion)\"")
            #expect(answers[1]["id"]?.compact == "1" && answers[3]["id"]?.compact == "18446744073709551615")
            #expect(answers[2]["error"]?.members?["code"]?.compact == "\"unknown-key\"")
            // The same value, told as a number of seconds and in words.
            #expect(answers[1]["metrics"]?.compact == answers[3]["metrics"]?.compact)
            #expect(answers[1]["metrics"]?.members?.keys.sorted() == ["exposure"])
        }
    }
}
