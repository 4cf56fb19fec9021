import Experiments
import Foundation
import PatchModel
import Reports
import ResultStore
import ScenarioFiles

/// Reads a study back from its file.
struct StudyReader {
    let path: String

    /// What there is to report.
    ///
    /// - Parameters:
    ///   - wanted: number of a variant; nil: the last one without settings, or else the last.
    ///   - seed: nil: that of the command which wrote last.
    /// - Throws: `Failure` if the file is no study, or holds no complete replication of what is asked for.
    func document(variant wanted: Int64?, seed: UInt64?) throws -> ReportDocument {
        let file = try StudyKeeper.telling { () throws(StudyFileError) in try StudyFile.open(path: path) }
        defer { file.close() }
        let about = try StudyKeeper.telling { () throws(StudyFileError) in try file.about() }
        let variant = try variant(wanted, in: file)
        let scenario = try scenario(of: variant)
        let seeds = try StudyKeeper.telling { () throws(StudyFileError) in try file.seeds(of: variant.strategies) }
        let seed = seed ?? (seeds.contains { $0.seed == about.seed } ? about.seed : seeds.last?.seed ?? about.seed)
        let study = try StudyKeeper.telling { () throws(StudyFileError) in
            try file.study(of: variant, scenario: scenario, seed: seed)
        }
        guard !study.replications.isEmpty else {
            throw Failure(
                "\(path): no replication with seed \(seed) is complete for all strategies"
                    + (seeds.isEmpty
                        ? "; the study holds no runs yet"
                        : "; there are runs with seed " + seeds.map { "\($0.seed)" }.joined(separator: ", "))
            )
        }
        let origin = ReportOrigin(
            version: about.patchlabVersion,
            command: about.command,
            files: variant.sources.map {
                ReportOrigin.File(name: $0.paths.first ?? "", sha256: Digest.of($0.bytes))
            }
        )
        let tornados = try StudyTornado(reader: self, base: variant, study: study).tornados(in: file)
        return ReportDocument(Comparison(study), origin: origin, tornados: tornados)
    }

    private func variant(_ wanted: Int64?, in file: StudyFile) throws -> StudyVariant {
        let numbers = try StudyKeeper.telling { () throws(StudyFileError) in try file.variants() }
        guard let last = numbers.last else { throw Failure("\(path): the study holds no runs yet") }
        if let wanted, !numbers.contains(wanted) {
            throw Failure(
                "\(path): there is no variant \(wanted); the study has \(numbers.first ?? last) to \(last), "
                    + "which 'patchlab study \(path)' shows"
            )
        }
        return try StudyKeeper.telling { () throws(StudyFileError) in
            if let wanted { return try file.variant(wanted) }
            // The scenario as written says more of a sweep than any of its points.
            for number in numbers.reversed() {
                let variant = try file.variant(number)
                if variant.settings.isEmpty { return variant }
            }
            return try file.variant(last)
        }
    }

    /// The scenario of the variant, read from the texts that were kept.
    func scenario(of variant: StudyVariant) throws -> Scenario {
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
        return scenario
    }
}
