import Experiments
import Foundation
import ResultStore

/// A finished shard in the folder of a plan.
enum ShardFile {
    /// What keeps a shard from being used, in words; nil: nothing.
    ///
    /// Looks at what it says of itself, and not at its runs.
    static func fault(of number: Int, in folder: PlanFolder) -> String? {
        let path = folder.place(.shards, number)
        if let fault = faultOfPlace(path) { return fault }
        do {
            let file = try StudyFile.open(path: path)
            defer { file.close() }
            return try fault(of: file, number, in: folder)
        } catch {
            return error.message
        }
    }

    /// Why there is no file at a place that could be a shard; nil: there is one.
    static func faultOfPlace(_ path: String) -> String? {
        var status = stat()
        guard lstat(path, &status) == 0 else { return "is missing" }
        return status.st_mode & S_IFMT == S_IFREG ? nil : "is not a regular file"
    }

    /// The same of one that is open.
    static func fault(of file: StudyFile, _ number: Int, in folder: PlanFolder) throws(StudyFileError) -> String? {
        guard let shard = try file.shard() else { return "is a study, but not a shard of a plan" }
        guard shard.plan == folder.digest else { return "belongs to another plan, \(shard.plan.prefix(12))" }
        guard shard.number == number, shard.of == folder.plan.shards else {
            return "says that it is shard \(shard.number) of \(shard.of)"
        }
        let expected = folder.plan.replications(of: number).count * folder.plan.strategies.count
        guard shard.runs == expected, try file.runCount() == expected else {
            return "has \(shard.runs) runs, and \(expected) belong to it"
        }
        return nil
    }

    /// The same with every run looked at.
    static func deepFault(of file: StudyFile, _ number: Int, in folder: PlanFolder) throws(StudyFileError) -> String? {
        if let fault = try fault(of: file, number, in: folder) { return fault }
        guard try file.contents().digest == file.shard()?.contents else {
            return "was changed: its runs are not those that were put into it"
        }
        let digests = Set(folder.plan.strategies.map(\.digest))
        let numbers = Set(folder.plan.replications(of: number))
        let isOwn = try file.keys().allSatisfy {
            digests.contains($0.digest) && String($0.seed) == folder.plan.seed && numbers.contains($0.replication)
        }
        return isOwn ? nil : "holds runs of another shard"
    }
}
