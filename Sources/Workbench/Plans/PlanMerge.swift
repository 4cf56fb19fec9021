import Experiments
import Foundation
import ResultStore
import Text

/// Puts the shards of a plan together.
package enum PlanMerge {
    /// What came of it.
    package struct Result: Sendable {
        /// Seconds of processor time that the shards took, and machines that worked.
        package var processorSeconds: Double
        package var hosts: Int
        /// What the plan foresaw; nil: that is not known any more.
        package var foreseen: Double?
    }

    /// Makes `study.db` of all shards.
    ///
    /// - Throws: `Failure` with all that is missing or not sound; the folder is left as it is then.
    package static func merge(_ folder: PlanFolder) throws -> Result {
        try folder.checkVersion()
        _ = try folder.sources()
        var hosts: Set<String> = []
        var seconds = 0.0
        var faults: [(number: Int, words: String)] = []
        let temporary = folder.study + ".tmp"
        for path in StudyKeeper.files(of: temporary) { unlink(path) }
        let study = try StudyKeeper.telling { () throws(StudyFileError) in try StudyFile.openOrCreate(path: temporary) }
        defer {
            study.close()
            for path in StudyKeeper.files(of: temporary) { unlink(path) }
        }
        for number in 0..<folder.plan.shards {
            do {
                let path = folder.place(.shards, number)
                if let fault = ShardFile.faultOfPlace(path) {
                    faults.append((number, fault))
                    continue
                }
                let shard = try StudyFile.open(path: path)
                defer { shard.close() }
                if let fault = try ShardFile.deepFault(of: shard, number, in: folder) {
                    faults.append((number, fault))
                } else if faults.isEmpty {
                    if number == 0 { try study.describe(try shard.about()) }
                    _ = try study.takeUp(shard)
                    let record = try shard.shard()
                    if let record { hosts.insert(record.host) }
                    seconds += record?.processorSeconds ?? 0
                }
            } catch let error as StudyFileError {
                // A full disk here is no fault of the shard.
                if error.path == temporary { throw Failure(error) }
                faults.append((number, error.message))
            }
        }
        guard faults.isEmpty else {
            let list = ShardList.text(faults.map(\.number))
            let most = 20
            let told = faults.prefix(most).map { "shard \($0.number) \($0.words)" }
            throw Failure(
                lines: [
                    "\(folder.path): \(Figure.count(faults.count, "shard", "shards")) of \(folder.plan.shards) cannot be merged"
                ] + told + (faults.count > most ? ["and \(faults.count - most) more"] : []),
                help: "patchlab shard \(ShellWord.quoted(folder.path)) \(list), or with Slurm: sbatch --array=\(list) "
                    + ShellWord.quoted(folder.path + "/slurm.sh"),
                kind: .difference
            )
        }
        try StudyKeeper.telling { () throws(StudyFileError) in try study.publish(to: folder.study) }
        let cost = FileManager.default.contents(atPath: folder.path + "/cost.json").flatMap {
            try? JSONDecoder().decode(PlanCost.self, from: $0)
        }
        return Result(
            processorSeconds: seconds,
            hosts: hosts.count,
            foreseen: cost.map { $0.seconds(replications: folder.plan.count) }
        )
    }

    /// Puts studies together into a new one.
    ///
    /// - Returns: how many runs are in it.
    /// - Throws: `Failure` if a file cannot be used, or a run is not the same in two of them.
    package static func merge(_ paths: [String], into output: String) throws -> Int {
        var files: [StudyFile] = []
        defer { for file in files { file.close() } }
        for path in paths { files.append(try StudyKeeper.existing(path)) }
        let temporary = "\(output).\(getpid()).merged.tmp"
        for path in StudyKeeper.files(of: temporary) { unlink(path) }
        let study = try StudyKeeper.telling { () throws(StudyFileError) in try StudyFile.openOrCreate(path: temporary) }
        defer {
            study.close()
            for path in StudyKeeper.files(of: temporary) { unlink(path) }
        }
        for (path, file) in zip(paths, files) {
            do {
                if path == paths.first { try study.describe(try file.about()) }
                _ = try study.takeUp(file)
            } catch let error as RunDisagreement {
                throw Failure(
                    "\(path): run \(error.key.replication) with seed \(error.key.seed) is not the same as in the studies before it: "
                        + error.words,
                    help: "'patchlab study check' tells which of them was altered",
                    kind: .difference
                )
            } catch let error as StudyFileError {
                throw Failure(error)
            }
        }
        return try StudyKeeper.telling { () throws(StudyFileError) in
            try study.publish(to: output)
            return try study.runCount()
        }
    }
}
