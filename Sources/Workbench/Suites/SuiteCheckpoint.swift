import Experiments
import Foundation
import PatchModel
import PatchSimulator
import PolicyPrograms
import ResultStore
import ScenarioFiles

/// A folder in which a run of a suite keeps its runs as they are made, so that the same command goes on from there, whatever has
/// ended it.
///
/// Runs of strategies are in a study, under all that they follow from. Of programs their decisions are kept, from which the runs are
/// made again without them. Both are found by content: what was changed since is made anew.
package struct SuiteCheckpoint: Sendable {
    /// Runs of programs that are made before they are written down.
    static let step = 50

    private let folder: String
    private let cache: any RunCache
    /// By world, the digests of the strategies that take part.
    private let digests: [[String: String]]

    /// - Throws: `Failure` if the folder or what is in it cannot be used.
    package init(_ folder: String, _ suite: PreparedSuite, for caller: any Caller) throws {
        self.folder = folder
        do {
            // Runs on the hidden seed are in it as they are: for nobody else to read.
            try FileManager.default.createDirectory(
                atPath: folder,
                withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700]
            )
        } catch {
            throw Failure(
                "--resume \(folder): this folder cannot be made",
                help: "name another one, or a folder that is there"
            )
        }
        let keeper = try StudyKeeper(path: folder + "/runs.study", command: "patchlab suite run", for: caller)
        var digests: [[String: String]] = []
        var cache: (any RunCache)?
        for world in suite.worlds {
            let names = Set(suite.policies.filter { !$0.isProgram }.map(\.name))
            let strategies = world.scenario.strategies.filter { names.contains($0.name) }
            let memory = try keeper.memory(world.loaded, strategies)
            cache = memory.cache
            digests.append(Dictionary(zip(strategies.map(\.name), memory.digests)) { first, _ in first })
        }
        self.cache = cache ?? keeper.file
        self.digests = digests
    }

    /// Where runs of these policies are remembered.
    func memory(_ suite: PreparedSuite, world: Int, policies: [Int]) -> StudyRunner.Memory {
        let names = policies.map { suite.policies[$0] }
        return StudyRunner.Memory(
            cache: cache,
            // Without a digest a run is not remembered.
            digests: names.map { $0.isProgram ? "" : digests[world][$0.name] ?? "" }
        )
    }

    // MARK: Programs

    /// What the decisions of a program follow from, as far as anybody can know.
    static func digest(_ source: ProgramSource, world: String, seed: UInt64) throws -> String {
        let configuration = source.configuration
        guard let bytes = FileManager.default.contents(atPath: configuration.path) else {
            throw Failure("\(configuration.path): this program cannot be read")
        }
        let parts = [
            "\(simulationVersion)", configuration.patchlab, world, "\(seed)", Digest.of(bytes), configuration.name,
            configuration.question, "\(configuration.limits)", "\(configuration.grid)", "\(configuration.fallback)",
            "\(configuration.sandbox)", "\(configuration.isPublic)",
        ]
        return Digest.of(parts.joined(separator: "\n"))
    }

    /// The decisions that were kept, of replications from 0 on without a gap.
    func decisions(_ digest: String) -> PolicyLog? {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        var whole: PolicyLog?
        var records: [Int: EpisodeRecord] = [:]
        for name in names.sorted() where name.hasPrefix(digest + "-") && name.hasSuffix(".log") {
            // What was cut off or altered is made anew.
            guard let bytes = FileManager.default.contents(atPath: "\(folder)/\(name)"),
                let log = try? PolicyLog.logs(bytes).first
            else { continue }
            whole = whole ?? log
            for record in log.records { records[record.replication] = record }
        }
        whole?.records = (0..<records.count).prefix { records[$0] != nil }.compactMap { records[$0] }
        return whole
    }

    /// - Throws: `Failure` if it cannot be written.
    func keep(_ log: PolicyLog, _ digest: String) throws {
        guard let first = log.records.first?.replication, let last = log.records.last?.replication else { return }
        let path = "\(folder)/\(digest)-\(first)-\(last).log"
        do {
            try Data(log.text.utf8).write(to: URL(fileURLWithPath: path), options: .atomic)
        } catch {
            throw Failure("\(path): this file cannot be written")
        }
    }
}
