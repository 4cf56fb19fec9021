import Experiments
import Foundation
import PatchModel
import PatchSimulator
import Reports
import Synchronization

/// Runs a study with a progress bar, and can be interrupted.
enum StudySession {
    /// - Parameters:
    ///   - drawsCurves: the output shows how the runs went over time, unless there are too many of them.
    ///   - memory: where runs are kept, and taken from; nil: nowhere.
    static func run(
        _ scenario: Scenario,
        _ strategies: [Strategy],
        replications: [Int],
        options: SimulationOptions,
        drawsCurves: Bool = false,
        memory: StudyRunner.Memory? = nil
    ) async throws -> Study {
        try await run(
            scenario,
            strategies,
            seed: options.seed,
            replications: replications,
            threads: options.threadCount,
            isQuiet: options.quiet,
            drawsCurves: drawsCurves,
            memory: memory
        )
    }

    /// The same where there are no such options.
    static func run(
        _ scenario: Scenario,
        _ strategies: [Strategy],
        seed: UInt64,
        replications: [Int],
        threads wanted: Int,
        isQuiet: Bool,
        drawsCurves: Bool = false,
        memory: StudyRunner.Memory?
    ) async throws -> Study {
        let wanted = min(wanted, strategies.count * replications.count)
        let threads = try ScenarioInput.runsAtOnce(scenario, strategies, wanted: wanted)
        // Who reads a kept study may want to see how it went, and could not without running it again.
        let keepsSeries =
            memory != nil
            || drawsCurves && strategies.count * replications.count <= CurvesText.greatestRunCount
        let runner = StudyRunner(
            world: try ScenarioInput.world(scenario),
            strategies: strategies,
            seed: seed,
            replications: replications,
            threads: threads,
            seriesIntervals: keepsSeries ? RunSeries.usualIntervals : nil,
            memory: memory
        )
        Interrupt.listen()
        let progress = Progress(total: runner.runCount, isQuiet: isQuiet)
        progress.update(0)
        let finished = FinishedRuns()
        defer { progress.finish() }
        let study: Study
        do {
            study = try await finishedOrInterrupted(runner, finished, progress)
        } catch {
            throw Failure("\(error)")
        }
        progress.finish()
        if study.replications.isEmpty, study.isPartial {
            throw interrupted("interrupted before the first replication was finished")
        }
        return study
    }

    /// The whole study or, as soon as somebody interrupts, what there is of it; the runs under way are left to themselves,
    /// because those of a big fleet look up too rarely.
    private static func finishedOrInterrupted(
        _ runner: StudyRunner,
        _ finished: FinishedRuns,
        _ progress: Progress
    ) async throws -> Study {
        try await withCheckedThrowingContinuation { continuation in
            let answer = FirstAnswer(continuation)
            Task.detached(executorPreference: WorkThreads()) {
                let study: Result<Study, any Error>
                do {
                    study = .success(
                        try await runner.run(
                            collecting: finished,
                            progress: { progress.update($0) },
                            isCancelled: { Interrupt.isRequested }
                        )
                    )
                } catch {
                    study = .failure(error)
                }
                answer.give(study)
            }
            Thread.detachNewThread {
                while !answer.isGiven {
                    if Interrupt.isRequested {
                        answer.give(
                            Result {
                                try runner.memory?.cache.flush()
                                return runner.study(of: finished)
                            }
                        )
                    }
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
    private let continuation: CheckedContinuation<Study, any Error>
    private let wasGiven = Atomic<Bool>(false)

    init(_ continuation: CheckedContinuation<Study, any Error>) {
        self.continuation = continuation
    }

    var isGiven: Bool { wasGiven.load(ordering: .acquiring) }

    func give(_ study: Result<Study, any Error>) {
        if !wasGiven.exchange(true, ordering: .acquiringAndReleasing) { continuation.resume(with: study) }
    }
}
