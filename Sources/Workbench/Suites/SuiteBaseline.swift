import Experiments
import Foundation
import PatchSimulator
import PolicyPrograms
package import ResultStore
import ScenarioFiles

/// A suite's baseline in a file.
package enum SuiteBaseline {
    /// Values of the baseline on the public seed, by world and metric; nil: the suite names no file, and they are made.
    ///
    /// - Throws: `Failure` if the file is not there, was changed, or is of something else: whatever does not fit is an error, so that
    ///   a stale file never passes for a measure.
    static func stored(_ suite: PreparedSuite) throws -> [GateRow.ID: [Double]]? {
        guard let written = suite.file.baselineFile else { return nil }
        let path = suite.resolved(written.text)
        let anew = "make it again: patchlab suite baseline \(suite.path) -o \(path)"
        if let obstacle = obstacle(path) {
            throw Failure("\(written.place.text): the baseline \(path) cannot be read: \(obstacle)", help: anew)
        }
        guard let bytes = FileManager.default.contents(atPath: path) else {
            throw Failure("\(written.place.text): the baseline \(path) cannot be read", help: anew)
        }
        let file: BaselineFile
        do { file = try BaselineFile(reading: bytes) } catch {
            throw Failure("\(path): the baseline cannot be used: \(error.description)", help: anew)
        }
        let empty = suite.rows.map {
            BaselineFile.Values(world: suite.worlds[$0.world].name, metric: $0.metric.id, values: [])
        }
        if let misfit = file.misfit(to: try made(suite, values: empty)) {
            throw Failure("\(path): the baseline does not fit: \(misfit)", help: anew)
        }
        let pairs = file.values.map { (GateRow.ID(world: $0.world, metric: $0.metric), $0.values) }
        return Dictionary(pairs) { first, _ in first }
    }

    /// Why a file cannot be read; nil: nothing is known to be in the way.
    private static func obstacle(_ path: String) -> String? {
        var status = stat()
        guard stat(path, &status) == 0 else { return String(cString: strerror(errno)) }
        switch status.st_mode & S_IFMT {
        case S_IFREG: return access(path, R_OK) == 0 ? nil : String(cString: strerror(errno))
        case S_IFDIR: return "it is a directory"
        default: return "it is not a regular file"
        }
    }

    /// Makes the baseline's runs, as many as the suite may need on its public seed.
    package static func file(_ suite: PreparedSuite, for caller: any Caller) async throws -> BaselineFile {
        var suite = suite.onPublicSeed
        suite.file.baselineFile = nil
        suite.candidates = []
        let prepared = suite
        let work = Work(seed: prepared.seeds.shown, threads: prepared.threads, caller: caller)
        var runs = try SuiteRuns(prepared, policies: 1, work: work) { key in try prepared.source(prepared.baseline, key)
        }
        try await runs.extend(to: prepared.rule.most)
        guard runs.incidents(0).marked == 0 else {
            throw Failure(
                "policy misbehaved: \(prepared.baseline.name) had incidents in \(runs.incidents(0).marked) runs; it cannot be a baseline",
                kind: .misbehaved
            )
        }
        let values = try prepared.rows.map { row in
            BaselineFile.Values(
                world: prepared.worlds[row.world].name,
                metric: row.metric.id,
                values: try runs.values(row, policy: 0, .shown, first: prepared.rule.most)
            )
        }
        return try made(prepared, values: values)
    }

    private static func made(_ suite: PreparedSuite, values: [BaselineFile.Values]) throws -> BaselineFile {
        var program: String?
        if case .program(let path, _) = suite.baseline {
            guard let bytes = FileManager.default.contents(atPath: path) else {
                throw Failure("\(path): this program cannot be read")
            }
            program = Digest.of(bytes)
        }
        let worlds = suite.worlds.map { world -> BaselineFile.World in
            let text =
                switch suite.baseline {
                case .strategy(let name): world.loaded.canonicalText(strategy: name)
                case .program: world.loaded.worldText
                }
            return BaselineFile.World(
                name: world.name,
                digest: Digest.ofRun(
                    simulation: simulationVersion,
                    canonicalText: text ?? "",
                    traces: world.loaded.traces
                ),
                text: text ?? ""
            )
        }
        return BaselineFile(
            suite: suite.file.name,
            simulation: simulationVersion,
            seed: suite.seeds.shown,
            policy: suite.baseline.name,
            program: program,
            replications: suite.rule.most,
            worlds: worlds,
            values: values
        )
    }
}
