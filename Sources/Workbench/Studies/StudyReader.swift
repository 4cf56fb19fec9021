import Experiments
import PatchModel
package import PatchSimulator
package import Reports
import ResultStore
import ScenarioFiles
import Text
import Warnings

/// Reads a study back from its file.
package struct StudyReader {
    private let path: String

    /// - Parameter path: the study file.
    package init(path: String) { self.path = path }

    /// What there is to report.
    ///
    /// - Parameters:
    ///   - wanted: number of a variant; nil: the last one without settings, or the only one.
    ///   - seed: nil: that of the command which wrote last.
    ///   - dimensions: by what it is to be broken down; nil: by everything that the study holds for all runs.
    ///   - withPoints: with all other variants of the same files, as a sweep makes them.
    /// - Throws: `Failure` if the file is no study, or holds no complete replication of what is asked for.
    package func document(
        variant wanted: Int64?,
        seed: UInt64?,
        by dimensions: Set<Dimension>? = nil,
        withPoints: Bool = false
    ) throws -> ReportDocument {
        let file = try StudyKeeper.existing(path)
        defer { file.close() }
        let about = try StudyKeeper.telling { () throws(StudyFileError) in try file.about() }
        let (number, variant) = try variant(wanted, in: file)
        let count = try StudyKeeper.telling { () throws(StudyFileError) in try file.variants().count }
        let points = try withPoints ? points(like: variant, seed: seed, by: dimensions, about, in: file) : ([], false)
        let shown = wanted == nil && count > 1 ? ReportDocument.Shown(number: number, count: count) : nil
        return try document(of: variant, seed: seed, by: dimensions, about, points, shown, in: file)
    }

    /// More points than these would make a page too large.
    static let mostPoints = 60

    /// All variants of the same files, if there are several that can be shown with this seed; and whether there are too many.
    private func points(
        like variant: StudyVariant,
        seed: UInt64?,
        by dimensions: Set<Dimension>?,
        _ about: StudyAbout,
        in file: StudyFile
    ) throws -> (points: [ReportDocument], areTooMany: Bool) {
        let all = try StudyKeeper.telling { () throws(StudyFileError) in
            var found: [StudyVariant] = []
            for number in try file.variants() {
                let other = try file.variant(number)
                if other.sources == variant.sources, other.simulationVersion == variant.simulationVersion {
                    found.append(other)
                }
            }
            return found
        }
        guard all.count > 1 else { return ([], false) }
        guard all.count <= Self.mostPoints else { return ([], true) }
        // A point of which no replication is complete is none that was run.
        let points = all.compactMap {
            try? document(of: $0, seed: seed, by: dimensions, about, ([], false), nil, in: file)
        }
        return (points.count > 1 ? points : [], false)
    }

    private func document(
        of variant: StudyVariant,
        seed: UInt64?,
        by dimensions: Set<Dimension>?,
        _ about: StudyAbout,
        _ points: (points: [ReportDocument], areTooMany: Bool),
        _ shownOfSeveral: ReportDocument.Shown?,
        in file: StudyFile
    ) throws -> ReportDocument {
        let loaded = try loaded(variant)
        let scenario = loaded.scenario
        let seeds = try StudyKeeper.telling { () throws(StudyFileError) in try file.seeds(of: variant.strategies) }
        let seed = seed ?? (seeds.contains { $0.seed == about.seed } ? about.seed : seeds.last?.seed ?? about.seed)
        let held = try StudyKeeper.telling { () throws(StudyFileError) in
            try file.dimensions(of: variant.strategies, seed: seed)
        }
        let missing = BreakdownInput.names(dimensions?.subtracting(held.whole) ?? [])
        let shown = missing == nil ? dimensions ?? held.whole : []
        let presets = try StrategyInput.presets(variant.strategies.map(\.name), besides: scenario, in: path)
        let study = try StudyKeeper.telling { () throws(StudyFileError) in
            try file.study(of: variant, scenario: scenario, beside: presets, seed: seed, by: shown)
        }
        try BreakdownInput.check(study, by: shown)
        guard !study.replications.isEmpty else {
            throw seeds.isEmpty
                ? Failure("\(path): the study holds no runs yet")
                : try incomplete(variant, seed, seeds.map(\.seed), in: file)
        }
        let isOfWriter = variant.simulationVersion == about.simulationVersion
        let origin = ReportOrigin(
            // The study names the version that wrote to it last, which need not have made these runs.
            version: isOfWriter ? about.patchlabVersion : "(simulation \(variant.simulationVersion))",
            otherSimulation: variant.simulationVersion == simulationVersion ? nil : variant.simulationVersion,
            settings: variant.settings.map { ReportOrigin.Setting(key: $0.key, value: $0.value) },
            files: variant.sources.map {
                ReportOrigin.File(name: $0.paths.first ?? "", sha256: Digest.of($0.bytes))
            }
        )
        if let missing {
            throw Failure(
                "\(path): not all runs of the study are broken down by \(missing): "
                    + "'\(ReportDocument.command(study, origin, by: missing, study: path))' makes what is missing"
            )
        }
        let tornados = try StudyTornado(reader: self, base: variant, study: study).tornados(in: file)
        return ReportDocument(
            Comparison(study),
            origin: origin,
            tornados: tornados,
            warnings: WarningDesk(loaded.files, WarningDesk.Rules()).warnings(beside: study),
            partialDimensions: dimensions == nil ? held.partial : [],
            points: points.points,
            hasTooManyPoints: points.areTooMany,
            shownOfSeveral: shownOfSeveral
        )
    }

    /// The runs that the study holds of the scenario as written, or of the only variant.
    ///
    /// - Throws: `Failure` if the file is no study, holds no complete replication with that seed, or runs of another law.
    func study(seed: UInt64) throws -> Study {
        let file = try StudyKeeper.existing(path)
        defer { file.close() }
        let (_, variant) = try variant(nil, in: file)
        guard variant.simulationVersion == simulationVersion else {
            throw Failure(
                "\(path): its runs are of version \(variant.simulationVersion) of the simulation, and this is version "
                    + "\(simulationVersion): they cannot be compared run by run"
            )
        }
        let scenario = try loaded(variant).scenario
        let presets = try StrategyInput.presets(variant.strategies.map(\.name), besides: scenario, in: path)
        let study = try StudyKeeper.telling { () throws(StudyFileError) in
            try file.study(of: variant, scenario: scenario, beside: presets, seed: seed, series: false)
        }
        guard study.replications.isEmpty else { return study }
        let seeds = try StudyKeeper.telling { () throws(StudyFileError) in try file.seeds(of: variant.strategies) }
        throw try incomplete(variant, seed, seeds.map(\.seed), in: file)
    }

    /// What to do where no replication has a run of every strategy.
    private func incomplete(_ variant: StudyVariant, _ seed: UInt64, _ seeds: [UInt64], in file: StudyFile) throws
        -> Failure
    {
        let counts = try variant.strategies.map { strategy in
            let own = try StudyKeeper.telling { () throws(StudyFileError) in try file.seeds(of: [strategy]) }
            return "\(strategy.name) \(own.first { $0.seed == seed }?.runs ?? 0)"
        }
        let settings = variant.settings.map { "--set " + ShellWord.quoted("\($0.key)=\($0.value)") + " " }.joined()
        let others = seeds.filter { $0 != seed }.prefix(10).map(String.init)
        return Failure(
            "\(path): with seed \(seed) no run number has been run under every strategy that is wanted (runs: "
                + "\(counts.joined(separator: ", "))): 'patchlab compare SCENARIO \(settings)--seed \(seed) --study "
                + "\(ShellWord.quoted(path))' makes what is missing"
                + (others.isEmpty ? "" : "; there are also runs with seed \(others.joined(separator: ", ")) (--seed)")
        )
    }

    /// The variant that is shown, with its number.
    private func variant(_ wanted: Int64?, in file: StudyFile) throws -> (Int64, StudyVariant) {
        let numbers = try StudyKeeper.telling { () throws(StudyFileError) in try file.variants() }
        guard let last = numbers.last else { throw Failure("\(path): the study holds no runs yet") }
        if let wanted, !numbers.contains(wanted) {
            throw Failure(
                "\(path): there is no variant \(wanted); the study has \(numbers.first ?? last) to \(last), "
                    + "which 'patchlab study \(path)' shows"
            )
        }
        if let wanted {
            return (wanted, try StudyKeeper.telling { () throws(StudyFileError) in try file.variant(wanted) })
        }
        let variants = try StudyKeeper.telling { () throws(StudyFileError) in
            var found: [StudyVariant] = []
            for number in numbers { found.append(try file.variant(number)) }
            return found
        }
        if let place = variants.lastIndex(where: \.settings.isEmpty) { return (numbers[place], variants[place]) }
        // No point of a sweep may stand for the scenario unless it was asked for.
        if variants.count == 1 { return (numbers[0], variants[0]) }
        let choices = zip(numbers, variants).prefix(10).map { number, variant in
            "\(number) (\(variant.settings.map { "\($0.key)=\($0.value)" }.joined(separator: " ")))"
        }
        throw Failure(
            "\(path): this study holds no runs of the scenario as written; choose --variant N: "
                + choices.joined(separator: ", ")
                + (numbers.count > choices.count ? " and \(numbers.count - choices.count) more" : "")
        )
    }

    /// The scenario of the variant, read from the texts that were kept.
    func scenario(of variant: StudyVariant) throws -> Scenario { try loaded(variant).scenario }

    /// The same with what the files say besides.
    ///
    /// - Throws: `Failure` if this version cannot read them, or they are not those of which the runs are.
    func loaded(_ variant: StudyVariant) throws -> (scenario: Scenario, files: LoadedScenario) {
        let loaded = ScenarioFile.load(
            sources: variant.sources.map { SourceFile(paths: $0.paths, bytes: $0.bytes) },
            setting: variant.settings.map { ScenarioSetting(key: $0.key, value: $0.value) }
        )
        guard let scenario = loaded.scenario else {
            let first = loaded.diagnostics.first { $0.severity == .error }
            throw Failure(
                "\(path): this version cannot read the scenario that was kept"
                    + (first.map { ": \($0.description)" } ?? "")
            )
        }
        try StudyKeeper.check(variant, loaded, in: path)
        return (scenario, loaded)
    }
}
