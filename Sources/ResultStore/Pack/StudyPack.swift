import Archives
package import Experiments
import Foundation
import PatchModel

/// A pack that was read, and is to be rerun.
///
/// Everything stays in memory: nothing of an archive from a stranger is ever written to the disk under a name of its own.
package struct StudyPack: Sendable {
    /// Runs of one variant that are done together.
    package struct Batch: Sendable, Hashable {
        /// Place of the variant.
        package var variant: Int
        package var seed: UInt64
        package var strategies: [String]
        package var replications: [Int]
    }

    private let manifest: PackManifest
    /// What came of the runs when the pack was made.
    private let records: [RunRecord]
    fileprivate let places: [Place: Int]
    /// The forms of the scenario.
    package let variants: [StudyVariant]

    fileprivate struct Place: Hashable {
        var variant: Int
        var seed: String
        var strategy: String
        var replication: Int
    }

    package var question: String { manifest.question }
    /// The figures that its runs tell.
    private var figures: [String] { manifest.figures ?? Migration.namesInFormat2 }
    /// The command that made the study.
    package var command: String { manifest.command }
    package var patchlabVersion: String { manifest.patchlabVersion }
    /// Number of runs.
    package var runCount: Int { records.count }

    /// Reads the pack at `path`.
    ///
    /// - Throws: `ArchiveError` if it is no sound archive, holds links, or names that climb out; `PackError` if it is no
    ///   sound pack.
    package init(path: String) throws { try self.init(try Archives.wholeMembers(path: path), path: path) }

    init(_ members: [ArchiveMember], path: String) throws {
        func damage(_ message: String) -> PackError { PackError(.damaged, message, path: path) }
        var files: [String: [UInt8]] = [:]
        for member in members {
            guard files.updateValue(member.bytes, forKey: member.name) == nil else {
                throw damage("'\(member.name)' occurs twice in it")
            }
        }
        guard let head = files.removeValue(forKey: PackManifest.name) else {
            throw PackError(.notAPack, "this is not a pack: it holds no \(PackManifest.name)", path: path)
        }
        manifest = try Self.manifest(head, path)
        var known: Set<String> = []
        for file in manifest.files {
            guard known.insert(file.name).inserted else { throw damage("'\(file.name)' is listed twice") }
            guard let bytes = files[file.name] else { throw damage("'\(file.name)' is missing in it") }
            guard Digest.of(bytes) == file.sha256 else { throw damage("'\(file.name)' is not what its digest says") }
        }
        if let foreign = files.keys.filter({ !known.contains($0) }).min() {
            throw damage("'\(foreign)' is in it, but not in its manifest")
        }
        variants = try manifest.variants.map { variant in
            StudyVariant(
                settings: variant.settings.map { StoredSetting(key: $0.key, value: $0.value) },
                sources: try variant.sources.map { source in
                    guard let bytes = files[source.file], !source.paths.isEmpty else {
                        throw damage("a scenario's file, '\(source.file)', is missing in it")
                    }
                    return StoredSource(paths: source.paths, bytes: bytes)
                },
                strategies: variant.strategies.map { StoredStrategy(name: $0.name, text: "", digest: $0.digest) },
                simulationVersion: variant.simulationVersion
            )
        }
        guard let results = files[PackManifest.results] else {
            throw damage("'\(PackManifest.results)' is missing in it")
        }
        let decoder = JSONDecoder()
        records = try results.split(separator: UInt8(ascii: "\n")).enumerated().map { line, text in
            do {
                return try decoder.decode(RunRecord.self, from: Data(text))
            } catch {
                throw damage(
                    "line \(line + 1) of \(PackManifest.results) is not a result of a run: \(Self.words(error))"
                )
            }
        }
        var places: [Place: Int] = [:]
        for (number, record) in records.enumerated() { places[Place(record)] = number }
        self.places = places
        try checkRuns(path)
    }

    private static func manifest(_ bytes: [UInt8], _ path: String) throws(PackError) -> PackManifest {
        /// Enough to tell another version.
        struct Version: Decodable {
            var bundle: Int
        }
        let decoder = JSONDecoder()
        guard let version = try? decoder.decode(Version.self, from: Data(bytes)) else {
            throw PackError(
                .notAPack,
                "this is not a pack: its \(PackManifest.name) is that of something else",
                path: path
            )
        }
        guard version.bundle == PackManifest.format else {
            throw PackError(
                .otherFormat,
                "this is a pack of form \(version.bundle); this version of patchlab reads form \(PackManifest.format)",
                path: path
            )
        }
        do {
            return try decoder.decode(PackManifest.self, from: Data(bytes))
        } catch {
            throw PackError(.damaged, "its \(PackManifest.name) cannot be read: \(words(error))", path: path)
        }
    }

    /// What is missing in JSON, or of the wrong type, and where.
    private static func words(_ error: any Error) -> String {
        func place(_ path: [any CodingKey]) -> String {
            let words = path.reduce("") { words, key in
                words + (key.intValue.map { "[\($0)]" } ?? (words.isEmpty ? "" : ".") + key.stringValue)
            }
            return StudyDamage.quoted(words)
        }
        switch error as? DecodingError {
        case .keyNotFound(let key, let context): return "\(place(context.codingPath + [key])) is missing"
        case .typeMismatch(_, let context), .valueNotFound(_, let context):
            return "\(place(context.codingPath)) is of the wrong type"
        default: return "it is not JSON"
        }
    }

    /// Every run that the manifest lists, once, has one result, and there is no other result.
    private func checkRuns(_ path: String) throws(PackError) {
        func damage(_ message: String) -> PackError { PackError(.damaged, message, path: path) }
        var listed: Set<Place> = []
        for (number, variant) in manifest.variants.enumerated() {
            let names = Set(variant.strategies.map(\.name))
            for runs in variant.runs {
                let strategy = StudyDamage.quoted(runs.strategy)
                // Seeds are told apart as text.
                guard let seed = UInt64(runs.seed), String(seed) == runs.seed else {
                    throw damage("its \(PackManifest.name) lists the seed \(StudyDamage.quoted(runs.seed))")
                }
                guard names.contains(runs.strategy) else {
                    throw damage(
                        "its \(PackManifest.name) lists runs of \(strategy), a strategy that it does not name"
                    )
                }
                for replication in runs.replications {
                    let place = Place(
                        variant: number,
                        seed: runs.seed,
                        strategy: runs.strategy,
                        replication: replication
                    )
                    let run = "strategy \(strategy), seed \(seed), run \(replication)"
                    guard (0...StudyFile.greatestReplication).contains(replication) else {
                        throw damage("its \(PackManifest.name) lists \(run)")
                    }
                    guard listed.insert(place).inserted else {
                        throw damage("its \(PackManifest.name) lists twice: \(run)")
                    }
                    guard places[place] != nil else { throw damage("a result is missing in it: \(run)") }
                }
            }
        }
        for (line, record) in records.enumerated() {
            let place = "line \(line + 1) of \(PackManifest.results)"
            guard places[Place(record)] == line else { throw damage("\(place): this run occurs twice") }
            guard listed.contains(Place(record)) else {
                throw damage("\(place): this run is not listed in \(PackManifest.name)")
            }
        }
        guard !listed.isEmpty else { throw damage("there are no runs in it") }
    }

    /// The runs, strategies with the same replications put together.
    package var batches: [Batch] {
        var batches: [Batch] = []
        for (number, variant) in manifest.variants.enumerated() {
            for runs in variant.runs {
                let seed = UInt64(runs.seed) ?? 0
                let last = batches.indices.last
                if let last, batches[last].variant == number, batches[last].seed == seed,
                    batches[last].replications == runs.replications
                {
                    batches[last].strategies.append(runs.strategy)
                } else {
                    batches.append(
                        Batch(
                            variant: number,
                            seed: seed,
                            strategies: [runs.strategy],
                            replications: runs.replications
                        )
                    )
                }
            }
        }
        return batches
    }

    /// The runs of a batch, done again, that are not what they were, in words; the order is that of the pack.
    package func differences(in batch: Batch, _ study: Study) -> [String] {
        var found: [(number: Int, words: String)] = []
        for (strategy, results) in zip(study.policies, study.results) {
            for (replication, result) in zip(study.replications, results) {
                let place = Place(
                    variant: batch.variant,
                    seed: String(batch.seed),
                    strategy: strategy.name,
                    replication: replication
                )
                guard let number = places[place] else { continue }
                // What was not counted then is no difference now.
                let uncounted = records[number].uncounted ?? []
                var now = RunRecord(
                    result,
                    figures: figures.filter { !uncounted.contains($0) },
                    variant: batch.variant,
                    strategy: strategy.name,
                    seed: batch.seed,
                    replication: replication
                )
                now.uncounted = records[number].uncounted
                guard let words = records[number].difference(to: now) else { continue }
                let variant = variants.count > 1 ? "variant \(batch.variant + 1), " : ""
                found.append(
                    (
                        number,
                        "\(variant)strategy \(strategy.name), seed \(batch.seed), run \(replication): \(words)"
                    )
                )
            }
        }
        return found.sorted { $0.number < $1.number }.map(\.words)
    }
}

extension StudyPack.Place {
    fileprivate init(_ record: RunRecord) {
        self.init(
            variant: record.variant,
            seed: record.seed,
            strategy: record.strategy,
            replication: record.replication
        )
    }
}
