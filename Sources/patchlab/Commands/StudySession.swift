import Experiments
import Foundation
import PatchModel
import Synchronization

/// Runs a study with a progress bar, and can be interrupted.
enum StudySession {
    static func run(
        _ scenario: Scenario,
        _ strategies: [Strategy],
        replications: [Int],
        options: SimulationOptions
    ) async throws -> Study {
        if let output = options.output {
            do {
                try Output.check(output)
            } catch {
                throw Failure(error.description)
            }
        }
        let wanted = min(options.threadCount, strategies.count * replications.count)
        let threads = try ScenarioInput.runsAtOnce(scenario, strategies, wanted: wanted)
        let runner = StudyRunner(
            world: try ScenarioInput.world(scenario),
            strategies: strategies,
            seed: options.seed,
            replications: replications,
            threads: threads
        )
        Interrupt.listen()
        let progress = Progress(total: runner.runCount, isQuiet: options.quiet)
        progress.update(0)
        let study = await finishedOrInterrupted(runner, progress)
        progress.finish()
        if study.replications.isEmpty, study.isPartial {
            throw interrupted("interrupted before the first replication was finished")
        }
        return study
    }

    /// The whole study or, as soon as somebody interrupts, what there is of it; the runs under way are left to themselves,
    /// because those of a big fleet look up too rarely.
    private static func finishedOrInterrupted(_ runner: StudyRunner, _ progress: Progress) async -> Study {
        let finished = FinishedRuns()
        return await withCheckedContinuation { continuation in
            let answer = FirstAnswer(continuation)
            Task.detached(executorPreference: WorkThreads()) {
                answer.give(
                    await runner.run(
                        collecting: finished,
                        progress: { progress.update($0) },
                        isCancelled: { Interrupt.isRequested }
                    )
                )
            }
            Thread.detachNewThread {
                while !answer.isGiven {
                    if Interrupt.isRequested { answer.give(runner.study(of: finished)) }
                    Thread.sleep(forTimeInterval: 0.02)
                }
            }
        }
    }

    /// To be called when the results are out: an interrupted command does not end as if all were done.
    static func end(_ study: Study) throws {
        guard study.isPartial else { return }
        throw interrupted("interrupted: \(study.replications.count) replications were finished")
    }

    /// The same for a selection.
    static func end(_ selection: Selection) throws {
        guard selection.isPartial else { return }
        throw interrupted("interrupted: \(selection.procedure.replications) replications were finished")
    }

    private static func interrupted(_ words: String) -> Failure {
        var failure = Failure(words)
        failure.status = ExitStatus.interrupted
        return failure
    }
}

/// Hands the first of two answers to whoever waits.
private final class FirstAnswer: Sendable {
    private let continuation: CheckedContinuation<Study, Never>
    private let wasGiven = Atomic<Bool>(false)

    init(_ continuation: CheckedContinuation<Study, Never>) {
        self.continuation = continuation
    }

    var isGiven: Bool { wasGiven.load(ordering: .acquiring) }

    func give(_ study: Study) {
        if !wasGiven.exchange(true, ordering: .acquiringAndReleasing) { continuation.resume(returning: study) }
    }
}
