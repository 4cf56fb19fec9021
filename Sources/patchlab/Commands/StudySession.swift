import Experiments
import PatchModel
import PatchSimulator
import Reports

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
        // Who reads a kept study may want to see how it went, and could not without running it again.
        let keepsSeries =
            memory != nil
            || drawsCurves && strategies.count * replications.count <= CurvesText.greatestRunCount
        let threads = try ScenarioInput.runsAtOnce(
            scenario,
            strategies,
            wanted: wanted,
            replications: replications.count,
            seriesIntervals: keepsSeries ? RunSeries.usualIntervals : nil
        )
        let runner = StudyRunner(
            world: try ScenarioInput.world(scenario),
            strategies: strategies,
            seed: seed,
            replications: replications,
            threads: threads,
            seriesIntervals: keepsSeries ? RunSeries.usualIntervals : nil,
            memory: memory
        )
        let finished = FinishedRuns()
        let study = try await InterruptibleWork.outcome(total: runner.runCount, isQuiet: isQuiet) { progress in
            try await runner.run(
                collecting: finished,
                progress: progress,
                isCancelled: { Interrupt.isRequested }
            )
        } orSoFar: {
            try runner.memory?.cache.flush()
            return runner.study(of: finished)
        }
        if study.replications.isEmpty, study.isPartial {
            throw Failure.interrupted("interrupted before the first replication was finished")
        }
        return study
    }

    /// To be called when the results are out: an interrupted command does not end as if all were done.
    static func end(_ study: Study) throws {
        guard study.isPartial else { return }
        throw Failure.interrupted("interrupted: \(study.replications.count) replications were finished")
    }

    /// The same for a selection.
    static func end(_ selection: Selection) throws {
        guard selection.isPartial else { return }
        throw Failure.interrupted("interrupted: \(selection.procedure.replications) replications were finished")
    }
}
