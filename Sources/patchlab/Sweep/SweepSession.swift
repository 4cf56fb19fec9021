import Experiments
import Foundation
import PatchModel
import Synchronization

/// Runs a sweep with a progress bar, and can be interrupted.
enum SweepSession {
    static func run(_ runner: SweepRunner, options: SimulationOptions) async throws -> SweepResult {
        Interrupt.listen()
        let progress = Progress(total: runner.runCount, isQuiet: options.quiet)
        progress.update(0)
        defer { progress.finish() }
        let finished = FinishedSweepRuns()
        let result: SweepResult
        do {
            result = try await finishedOrInterrupted(runner, finished, progress)
        } catch {
            throw Failure("\(error)")
        }
        progress.finish()
        if runner.cache != nil, !options.quiet {
            Output.printError("\(finished.recalledCount) of \(runner.runCount) runs were in the study already\n")
        }
        if result.cells.isEmpty, result.isPartial {
            throw interrupted("interrupted before the first point was finished")
        }
        return result
    }

    /// The whole sweep or, as soon as somebody interrupts, what there is of it; the runs under way are left to themselves,
    /// because those of a big fleet look up too rarely.
    private static func finishedOrInterrupted(
        _ runner: SweepRunner,
        _ finished: FinishedSweepRuns,
        _ progress: Progress
    ) async throws -> SweepResult {
        try await withCheckedThrowingContinuation { continuation in
            let answer = FirstOutcome(continuation)
            Task.detached(executorPreference: WorkThreads()) {
                do {
                    answer.give(
                        .success(
                            try await runner.run(
                                collecting: finished,
                                progress: { progress.update($0) },
                                isCancelled: { Interrupt.isRequested }
                            )
                        )
                    )
                } catch {
                    answer.give(.failure(error))
                }
            }
            Thread.detachNewThread {
                while !answer.isGiven {
                    if Interrupt.isRequested {
                        answer.give(
                            Result {
                                try runner.cache?.flush()
                                return runner.result(of: finished)
                            }
                        )
                    }
                    Thread.sleep(forTimeInterval: 0.02)
                }
            }
        }
    }

    /// To be called when the results are out: an interrupted command does not end as if all were done.
    static func end(_ result: SweepResult) throws {
        guard result.isPartial else { return }
        let complete = Set(result.cells.map(\.variant)).count
        throw interrupted("interrupted: \(complete) of \(result.variants.count) points were finished")
    }

    static func interrupted(_ words: String) -> Failure {
        var failure = Failure(words)
        failure.status = ExitStatus.interrupted
        return failure
    }
}

/// Hands the first of two outcomes to whoever waits.
private final class FirstOutcome: Sendable {
    private let continuation: CheckedContinuation<SweepResult, any Error>
    private let wasGiven = Atomic<Bool>(false)

    init(_ continuation: CheckedContinuation<SweepResult, any Error>) {
        self.continuation = continuation
    }

    var isGiven: Bool { wasGiven.load(ordering: .acquiring) }

    func give(_ outcome: Result<SweepResult, any Error>) {
        if !wasGiven.exchange(true, ordering: .acquiringAndReleasing) { continuation.resume(with: outcome) }
    }
}
