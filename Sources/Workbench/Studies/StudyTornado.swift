import Experiments
import PatchModel
import ResultStore

/// Finds in a study the scenario as written, and beside it variants with one setting each: a sweep of one factor at a time.
struct StudyTornado {
    let reader: StudyReader
    let base: StudyVariant
    let study: Study

    /// For every metric that is a mean and every strategy, how far the factors swing it; empty if there are none.
    ///
    /// - Throws: `Failure` if the file cannot be read.
    func tornados(in file: StudyFile) throws -> [TornadoResult] {
        guard base.settings.isEmpty else { return [] }
        let others = try StudyKeeper.telling { () throws(StudyFileError) in
            var found: [StudyVariant] = []
            for number in try file.variants() {
                let variant = try file.variant(number)
                // Runs of another law say nothing of what a setting does.
                if variant.settings.count == 1, variant.sources == base.sources,
                    variant.simulationVersion == base.simulationVersion
                {
                    found.append(variant)
                }
            }
            return found
        }
        var studies = [study]
        for variant in others {
            let scenario = try reader.scenario(of: variant)
            let presets = try StrategyInput.presets(variant.strategies.map(\.name), besides: scenario, in: file.path)
            let other = try StudyKeeper.telling { () throws(StudyFileError) in
                try file.study(of: variant, scenario: scenario, beside: presets, seed: study.seed)
            }
            studies.append(other)
        }
        guard studies.count > 1 else { return [] }
        return tornados(studies, [[]] + others.map(\.settings))
    }

    /// Of the replications that are there for all variants.
    private func tornados(_ studies: [Study], _ settings: [[StoredSetting]]) -> [TornadoResult] {
        let common = studies.reduce(Set(study.replications)) { $0.intersection($1.replications) }.sorted()
        guard !common.isEmpty else { return [] }
        let names = study.policies.map(\.name).filter { name in
            studies.allSatisfy { $0.policies.contains { $0.name == name } }
        }
        var cells: [SweepCell] = []
        for (place, one) in studies.enumerated() {
            let wanted = one.replications.indices.filter { Set(common).contains(one.replications[$0]) }
            for name in names {
                guard let number = one.policies.firstIndex(where: { $0.name == name }) else { continue }
                cells.append(
                    SweepCell(
                        variant: place,
                        strategy: name,
                        ledgers: wanted.map { one.results[number][$0].ledger },
                        scenario: one.scenario
                    )
                )
            }
        }
        var keys: [String] = []
        for setting in settings.joined() where !keys.contains(setting.key) { keys.append(setting.key) }
        let result = SweepResult(
            scenario: study.scenario,
            keys: keys,
            strategies: names,
            seed: study.seed,
            variants: zip(studies, settings).map { one, settings in
                SweepVariant(
                    settings: settings.map { SweepSetting(key: $0.key, value: $0.value) },
                    scenario: one.scenario,
                    replications: common
                )
            },
            cells: cells,
            runCount: cells.count * common.count
        )
        // Prices change nothing but the cost.
        let areAllPrices = keys.allSatisfy { $0.hasPrefix("prices.") }
        let metrics = Metric.means(in: study.scenario).filter { $0.isCost || !areAllPrices }
        return metrics.flatMap { metric in
            names.compactMap { TornadoResult(result, strategy: $0, metric: metric, keys: keys) }
        }
    }
}
