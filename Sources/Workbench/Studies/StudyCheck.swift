import Experiments
import Foundation
import PatchModel
import PatchSimulator
import ResultStore
import Synchronization

/// Whether a study is what it was when its runs were made.
package struct StudyCheck {
    /// What there is in it.
    package struct Contents: Sendable, Hashable {
        package var variants = 0
        package var strategies = 0
        /// Of scenarios.
        package var files = 0
        package var runs = 0
    }

    package private(set) var contents = Contents()
    /// What was altered or damaged, in words. Runs are not worth doing again while there is anything.
    package private(set) var faults: [String]
    /// The versions of the simulation with which runs were made, but for this one.
    package private(set) var otherVersions: Set<Int> = []

    private let path: String
    private let file: StudyFile
    private var variants: [(variant: StudyVariant, scenario: Scenario)] = []

    /// Reads the study at `path` whole, and holds it against its digests and sums.
    ///
    /// - Throws: `Failure` if it is no study, or cannot be read.
    package init(path: String) throws {
        self.path = path
        file = try StudyKeeper.existing(path)
        let file = file
        faults = try StudyKeeper.telling { () throws(StudyFileError) in try file.faults() }
        guard faults.isEmpty else { return }
        contents.runs = try StudyKeeper.telling { () throws(StudyFileError) in try file.runCount() }
        let numbers = try StudyKeeper.telling { () throws(StudyFileError) in try file.variants() }
        let reader = StudyReader(path: path)
        var files: Set<String> = []
        for number in numbers {
            let variant = try StudyKeeper.telling { () throws(StudyFileError) in try file.variant(number) }
            contents.variants += 1
            contents.strategies += variant.strategies.count
            files.formUnion(variant.sources.map { Digest.of($0.bytes) })
            if variant.simulationVersion != simulationVersion { otherVersions.insert(variant.simulationVersion) }
            do {
                variants.append((variant, try reader.scenario(of: variant)))
            } catch let failure as Failure {
                // The name of the file stands before all of them.
                let (words, head) = (failure.description, "\(path): ")
                faults.append(
                    "variant \(number): \(words.hasPrefix(head) ? String(words.dropFirst(head.count)) : words)"
                )
            }
        }
        contents.files = files.count
    }

    /// Whether the file at `path` begins as a study does; archives do not.
    package static func isStudy(_ path: String) -> Bool {
        FileStart.bytes(of: path, upTo: 15) == Data("SQLite format 3".utf8)
    }

    package func close() { file.close() }

    /// Does all runs again, and tells which are not what they were; the order is that of the study.
    package func differences(threads: Int, for caller: any Caller) async throws -> [String] {
        var done: Set<RunKey> = []
        var differences: [String] = []
        for (place, (variant, scenario)) in variants.enumerated() {
            let file = file
            let seeds = try StudyKeeper.telling { () throws(StudyFileError) in try file.seeds(of: variant.strategies) }
            for (seed, _) in seeds {
                for batch in try batches(of: variant, seed: seed, but: &done) {
                    let names = batch.strategies.map(\.name)
                    let dimensions = try StudyKeeper.telling { () throws(StudyFileError) in
                        try file.dimensions(of: batch.strategies, seed: seed)
                    }
                    let strategies = try StrategyInput.strategies(names, of: scenario, in: path)
                    let cache = ComparingCache(file)
                    let study = try await StudySession.run(
                        scenario,
                        strategies,
                        replications: batch.replications,
                        work: Work(seed: seed, threads: threads, caller: caller),
                        dimensions: dimensions.whole.union(dimensions.partial),
                        memory: StudyRunner.Memory(cache: cache, digests: batch.strategies.map(\.digest))
                    )
                    try StudySession.end(study)
                    let found = cache.differences
                    for strategy in batch.strategies {
                        for replication in batch.replications {
                            let key = RunKey(digest: strategy.digest, seed: seed, replication: replication)
                            guard let words = found[key] else { continue }
                            let number = variants.count > 1 ? "variant \(place + 1), " : ""
                            differences.append(
                                "\(number)strategy \(strategy.name), seed \(seed), run \(replication): \(words)"
                            )
                        }
                    }
                }
            }
        }
        return differences
    }

    private struct Batch {
        var strategies: [StoredStrategy]
        var replications: [Int]
    }

    /// The runs of one seed that were not done yet, strategies with the same replications put together.
    private func batches(of variant: StudyVariant, seed: UInt64, but done: inout Set<RunKey>) throws -> [Batch] {
        var batches: [Batch] = []
        for strategy in variant.strategies {
            let file = file
            let all = try StudyKeeper.telling { () throws(StudyFileError) in
                try file.replications(of: [strategy], seed: seed)
            }
            let own = all.filter {
                done.insert(RunKey(digest: strategy.digest, seed: seed, replication: $0)).inserted
            }
            guard !own.isEmpty else { continue }
            if let place = batches.firstIndex(where: { $0.replications == own }) {
                batches[place].strategies.append(strategy)
            } else {
                batches.append(Batch(strategies: [strategy], replications: own))
            }
        }
        return batches
    }
}

/// A cache that finds nothing, and holds what is to be kept against what was.
private final class ComparingCache: RunCache {
    private let file: StudyFile
    private let found = Mutex<[RunKey: String]>([:])

    init(_ file: StudyFile) { self.file = file }

    var differences: [RunKey: String] { found.withLock { $0 } }

    func result(for key: RunKey, by dimensions: Set<PatchSimulator.Dimension>, series: Bool) -> RunResult? { nil }

    func keep(_ result: RunResult, for key: RunKey) throws {
        guard let words = try file.difference(of: result, for: key) else { return }
        found.withLock { $0[key] = words }
    }

    func flush() {}
}
