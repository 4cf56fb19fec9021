package import Experiments
package import PatchModel
package import PatchSimulator
import Reports

/// Runs a study for a caller, who may interrupt it.
package enum StudySession {
    /// Runs the replications of these numbers.
    ///
    /// - Parameters:
    ///   - draws: what is decided beforehand of each of them.
    ///   - dimensions: by what each run is taken apart.
    ///   - drawsCurves: the output shows how the runs went over time, unless there are too many of them.
    ///   - memory: where runs are kept, and taken from; nil: nowhere.
    ///   - policies: what decides; nil: the strategies. Strategies are what room in the memory is reckoned by.
    /// - Throws: `Failure` if there is no room for the runs, or if they were interrupted before the first run was finished.
    package static func run(
        _ scenario: Scenario,
        _ strategies: [Strategy],
        replications: [Int],
        draws: ScenarioDraws = .natural,
        work: Work,
        dimensions: Set<Dimension> = [],
        drawsCurves: Bool = false,
        memory: StudyRunner.Memory? = nil,
        policies: [any PolicySource]? = nil
    ) async throws -> Study {
        let policies = policies ?? strategies.map { DeclaredSource($0) }
        let wanted = min(work.threads, policies.count * replications.count)
        let needsSeries = drawsCurves && policies.count * replications.count <= CurvesText.greatestRunCount
        // Who reads a kept study may want to see how it went, and could not without running it again.
        let keepsSeries = memory?.keepsSeries ?? false || needsSeries
        let runsAtOnce = try RunRoom.runsAtOnce(
            scenario,
            strategies,
            wanted: wanted,
            replications: replications.count,
            seriesIntervals: needsSeries ? RunSeries.usualIntervals : nil,
            dimensions: dimensions
        )
        let runner = StudyRunner(
            world: try RunRoom.world(scenario),
            policies: policies,
            seed: work.seed,
            replications: replications,
            draws: draws,
            threads: work.threads,
            runsAtOnce: runsAtOnce,
            seriesIntervals: keepsSeries ? RunSeries.usualIntervals : nil,
            needsSeries: needsSeries,
            dimensions: dimensions,
            memory: memory
        )
        let finished = FinishedRuns()
        let caller = work.caller
        let study = try await InterruptibleWork.outcome(total: runner.runCount, for: caller) { progress in
            try await runner.run(
                collecting: finished,
                progress: progress,
                isCancelled: { caller.wantsEnd }
            )
        } orSoFar: {
            try runner.memory?.cache.flush()
            return runner.study(of: finished)
        }
        if study.replications.isEmpty, study.isPartial {
            throw Failure.interrupted("interrupted before the first run was finished")
        }
        try BreakdownInput.check(study, by: dimensions)
        return study
    }

    /// To be called when the results are out: interrupted work does not end as if all were done.
    package static func end(_ study: Study) throws {
        guard study.isPartial else { return }
        throw Failure.interrupted("interrupted: \(study.replications.count) runs were finished")
    }

    /// The same for a selection.
    package static func end(_ selection: Selection) throws {
        guard selection.isPartial else { return }
        throw Failure.interrupted("interrupted: \(selection.procedure.replications) runs were finished")
    }
}
