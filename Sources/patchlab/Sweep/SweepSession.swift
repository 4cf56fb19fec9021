import Experiments

/// Runs a sweep with a progress bar, and can be interrupted.
enum SweepSession {
    static func run(_ runner: SweepRunner, options: SimulationOptions) async throws -> SweepResult {
        let finished = FinishedRuns()
        let result = try await InterruptibleWork.outcome(total: runner.runCount, isQuiet: options.quiet) { progress in
            try await runner.run(
                collecting: finished,
                progress: progress,
                isCancelled: { Interrupt.isRequested }
            )
        } orSoFar: {
            try runner.cache?.flush()
            return runner.result(of: finished)
        }
        if runner.cache != nil, !options.quiet {
            Output.printError("\(finished.recalledCount) of \(runner.runCount) runs were in the study already\n")
        }
        if result.cells.isEmpty, result.isPartial {
            throw Failure.interrupted("interrupted before the first point was finished")
        }
        return result
    }

    /// To be called when the results are out: an interrupted command does not end as if all were done.
    static func end(_ result: SweepResult) throws {
        guard result.isPartial else { return }
        let complete = Set(result.cells.map(\.variant)).count
        throw Failure.interrupted("interrupted: \(complete) of \(result.variants.count) points were finished")
    }
}
