package import Experiments
package import PatchModel
package import ScenarioFiles

/// Runs points of a scenario one batch after the other, as a search or an outside optimiser asks for them.
package struct PointRunner {
    package let varied: VariedScenario
    package let strategies: [Strategy]
    package let work: Work
    package let keeper: StudyKeeper?

    package init(varied: VariedScenario, strategies: [Strategy], work: Work, keeper: StudyKeeper?) {
        self.varied = varied
        self.strategies = strategies
        self.work = work
        self.keeper = keeper
    }

    /// Why some points of a batch cannot be run.
    package struct Mistake: WorkError {
        package var diagnostics: [Diagnostic]
    }

    /// The cells of points, one for each point and strategy.
    ///
    /// - Parameter points: values of the varied keys; a key that is left out stays as written.
    /// - Throws: `Mistake`, `Failure`, or what the study throws.
    package func cells(
        _ points: [[SweepSetting]],
        replications: [Int],
        progress: @escaping @Sendable (Int) -> Void = { _ in }
    ) async throws -> SweepResult {
        var variants: [SweepVariant] = []
        for settings in points {
            let all = varied.fixed + settings.map { ScenarioSetting(key: $0.key, value: $0.value, origin: "--vary") }
            let loaded = varied.source.load(setting: all)
            guard let scenario = loaded.scenario else {
                throw Mistake(diagnostics: loaded.diagnostics.filter { $0.severity == .error })
            }
            var variant = SweepVariant(settings: settings, scenario: scenario, replications: replications)
            variant.policies += try varied.presets(among: strategies, in: scenario)
            variants.append(variant)
        }
        if let keeper { variants = try varied.entered(variants, in: keeper, strategies) }
        let runsAtOnce = try variants.map {
            try RunRoom.runsAtOnce($0.scenario, strategies, wanted: work.threads)
        }.min()
        let runner = SweepRunner(
            scenario: varied.scenario,
            keys: varied.variations.map(\.key),
            variants: variants,
            strategies: strategies.map(\.name),
            seed: work.seed,
            threads: work.threads,
            runsAtOnce: runsAtOnce ?? 1,
            cache: keeper?.file
        )
        let caller = work.caller
        return try await runner.run(progress: progress, isCancelled: { caller.wantsEnd })
    }
}
