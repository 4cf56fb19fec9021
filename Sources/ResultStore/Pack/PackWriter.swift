package import Archives
import Experiments
import Foundation
import PatchSimulator

/// Makes one archive of a study: what its runs follow from, and what came of them.
package enum PackWriter {
    /// The pack as bytes; the same study gives the same bytes.
    ///
    /// - Parameter name: what errors call the archive.
    /// - Throws: `StudyFileError` for the study, `ArchiveError` for the archive.
    package static func pack(of study: StudyFile, as format: ArchiveFormat, name: String) throws -> [UInt8] {
        let about = try study.about()
        let figures = Ledger.figures.map(\.id)
        var manifest = PackManifest(
            bundle: PackManifest.format,
            question: about.question,
            command: about.command,
            patchlabVersion: about.patchlabVersion,
            figures: figures,
            variants: [],
            files: []
        )
        var sources = SourceTable()
        var records: [RunRecord] = []
        var seen: Set<RunKey> = []
        for number in try study.variants() {
            let variant = try study.variant(number)
            var entry = PackManifest.Variant(
                settings: variant.settings.map { .init(key: $0.key, value: $0.value) },
                simulationVersion: variant.simulationVersion,
                sources: variant.sources.map { .init(paths: $0.paths, file: sources.name(of: $0)) },
                strategies: variant.strategies.map { .init(name: $0.name, digest: $0.digest) },
                runs: []
            )
            for (seed, _) in try study.seeds(of: variant.strategies) {
                for strategy in variant.strategies {
                    // Variants that differ in what does not matter to a strategy share its runs.
                    let replications = try study.replications(of: [strategy], seed: seed).filter {
                        seen.insert(RunKey(digest: strategy.digest, seed: seed, replication: $0)).inserted
                    }
                    guard !replications.isEmpty else { continue }
                    entry.runs.append(.init(seed: String(seed), strategy: strategy.name, replications: replications))
                    for replication in replications {
                        let key = RunKey(digest: strategy.digest, seed: seed, replication: replication)
                        guard let result = try study.result(for: key) else { continue }
                        records.append(
                            RunRecord(
                                result,
                                figures: figures,
                                variant: manifest.variants.count,
                                strategy: strategy.name,
                                seed: seed,
                                replication: replication
                            )
                        )
                    }
                }
            }
            // A variant that was entered and never run is nothing to reproduce.
            if !entry.runs.isEmpty { manifest.variants.append(entry) }
        }
        guard !records.isEmpty else {
            throw StudyFileError(.notAStudy, "there are no runs in this study yet", path: study.path)
        }
        let used = Set(manifest.variants.flatMap(\.sources).map(\.file))
        var files = sources.files.filter { used.contains($0.name) }
        files.append((PackManifest.results, try lines(records)))
        manifest.files = files.map { .init(name: $0.name, sha256: Digest.of($0.bytes)) }
        let head = (name: PackManifest.name, bytes: try json(manifest, isPretty: true) + Array("\n".utf8))
        return try Archives.archive(of: [head] + files, as: format, name: name)
    }

    private static func lines(_ records: [RunRecord]) throws -> [UInt8] {
        var bytes: [UInt8] = []
        for record in records { bytes += try json(record) + Array("\n".utf8) }
        return bytes
    }

    private static func json(_ value: some Encodable, isPretty: Bool = false) throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        if isPretty { encoder.outputFormatting.insert(.prettyPrinted) }
        return [UInt8](try encoder.encode(value))
    }
}

/// Files of scenarios, each once, under names that are harmless whatever the scenario calls them.
private struct SourceTable {
    private(set) var files: [(name: String, bytes: [UInt8])] = []
    private var names: [String: String] = [:]

    mutating func name(of source: StoredSource) -> String {
        let digest = Digest.of(source.bytes)
        if let known = names[digest] { return known }
        let path = source.paths.first ?? ""
        let last = path.split(separator: "/").last.map(String.init) ?? ""
        let plain = last.unicodeScalars.map { scalar in
            let isPlain =
                scalar.isASCII && (scalar.properties.isAlphabetic || "0123456789-_.".unicodeScalars.contains(scalar))
            return isPlain ? String(scalar) : "_"
        }
        let name = "sources/\(files.count + 1)-" + plain.suffix(60).joined()
        names[digest] = name
        files.append((name, source.bytes))
        return name
    }
}
