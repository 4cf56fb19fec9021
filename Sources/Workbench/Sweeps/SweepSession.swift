package import Experiments
package import PatchModel
import PatchSimulator
import PolicyPrograms
import ResultStore
import ScenarioFiles

/// A sweep for a caller, who may interrupt it.
package struct SweepSession {
    private let scenario: VariedScenario
    private let strategies: [Strategy]
    private let work: Work
    private let variants: [SweepVariant]
    private let runsAtOnce: Int
    /// Of the first point; those of the others behave on the same account.
    private let programs: [ProgramSource]

    /// Makes the scenarios of all points, so that a mistake ends the sweep before it begins.
    ///
    /// - Parameter request: programs that decide beside the strategies.
    /// - Throws: `Failure` if a scenario cannot be, or if there is no room for a run.
    package init(
        _ plan: SweepPlan,
        _ scenario: VariedScenario,
        _ strategies: [Strategy],
        _ work: Work,
        programs request: ProgramRequest = ProgramRequest()
    ) throws {
        self.scenario = scenario
        self.strategies = strategies
        self.work = work
        var variants = try scenario.variants(plan.points, for: work.caller)
        let conducts = request.conducts(keepsLines: false)
        let world = ProgramRequest.world(scenario.path)
        for place in variants.indices {
            variants[place].policies += try scenario.presets(among: strategies, in: variants[place].scenario)
            variants[place].policies += try request.sources(variants[place].scenario, world: world, conducts)
        }
        programs = try request.sources(scenario.scenario, world: world, conducts)
        self.variants = variants
        runsAtOnce =
            try variants.first.map {
                try RunRoom.runsAtOnce($0.scenario, strategies, wanted: work.threads)
            } ?? 1
    }

    /// Runs all points.
    ///
    /// - Parameter keeper: the study in which the runs are kept; nil: none.
    /// - Throws: `Failure` if the study cannot be used, or if the sweep was interrupted before a single point was finished.
    package func run(keeping keeper: StudyKeeper?) async throws -> SweepResult {
        var variants = variants
        if let keeper {
            try ProgramDesk.refuseKeeping(programs)
            try keeper.describe(scenario.scenario, seed: work.seed)
            variants = try scenario.entered(variants, in: keeper, strategies)
        }
        let runner = SweepRunner(
            scenario: scenario.scenario,
            keys: scenario.variations.map(\.key),
            variants: variants,
            strategies: strategies.map(\.name) + programs.map(\.name),
            seed: work.seed,
            threads: work.threads,
            runsAtOnce: runsAtOnce,
            cache: keeper?.file,
            // So many points a page can show, with their courses.
            seriesIntervals: variants.count <= StudyReader.mostPoints ? RunSeries.usualIntervals : nil
        )
        let finished = FinishedRuns()
        let caller = work.caller
        var result = try await InterruptibleWork.outcome(total: runner.runCount, for: caller) { progress in
            try await runner.run(
                collecting: finished,
                progress: progress,
                isCancelled: { caller.wantsEnd }
            )
        } orSoFar: {
            try runner.cache?.flush()
            return runner.result(of: finished)
        }
        result.circumstances = scenario.circumstances
        if runner.cache != nil {
            caller.note("\(finished.recalledCount) of \(runner.runCount) runs were in the study already")
        }
        for line in ProgramDesk.lines(programs) { caller.note(line) }
        if result.cells.isEmpty, result.isPartial {
            throw Failure.interrupted("interrupted before the first point was finished")
        }
        return result
    }

    /// To be called when the results are out.
    ///
    /// - Throws: `Failure` if a program was given up.
    package func endPrograms() throws { try ProgramDesk.end(programs) }

    /// To be called when the results are out: interrupted work does not end as if all were done.
    package static func end(_ result: SweepResult) throws {
        guard result.isPartial else { return }
        let complete = Set(result.cells.map(\.variant)).count
        throw Failure.interrupted("interrupted: \(complete) of \(result.variants.count) points were finished")
    }
}
