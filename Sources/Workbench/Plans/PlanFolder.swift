import Foundation
import PatchSimulator
import ResultStore
package import ScenarioFiles
import Text

/// The folder of a plan. It comes from whoever made it, and is not trusted: nothing in it is carried out, and no name from it is
/// followed.
package struct PlanFolder: Sendable {
    package let path: String
    package let plan: RunPlan
    /// SHA-256 of `plan.json`: by this the plan is known.
    package let digest: String

    /// Plans with more bytes are refused.
    private static let mostBytes = 16 << 20

    /// What tells this plan from others in names: the first digits of its digest.
    package var name: String { String(digest.prefix(12)) }

    init(path: String, plan: RunPlan, digest: String) {
        self.path = path
        self.plan = plan
        self.digest = digest
    }

    /// Reads the plan that lies in a folder.
    ///
    /// - Throws: `Failure` if there is none, or it is not as this version writes it.
    package init(reading path: String) throws {
        let file = path + "/plan.json"
        var status = stat()
        guard stat(file, &status) == 0 else {
            throw Failure(
                stat(path, &status) == 0 ? "\(path): there is no plan in it" : "there is no folder \(path)",
                help: "patchlab compare SCENARIO -n 1000 --plan DIR makes a plan"
            )
        }
        guard status.st_mode & S_IFMT == S_IFREG, status.st_size <= Self.mostBytes else {
            throw Failure("\(file): this is not a plan: a file of at most 16 MiB is expected")
        }
        guard let data = FileManager.default.contents(atPath: file) else {
            throw Failure("\(file): cannot be read: \(String(cString: strerror(errno)))")
        }
        struct Head: Decodable { var format: Int }
        guard let head = try? JSONDecoder().decode(Head.self, from: data) else {
            throw Failure("\(file): this is not a plan, or is cut off")
        }
        guard head.format == RunPlan.format else {
            throw Failure("\(file): this is a plan of form \(head.format); this version reads form \(RunPlan.format)")
        }
        guard let plan = try? JSONDecoder().decode(RunPlan.self, from: data), try Array(data) == plan.text() else {
            // One form only, so that nothing stands in it that nobody reads.
            throw Failure("\(file): the plan was changed: it is not in the form in which patchlab writes it")
        }
        self.init(path: path, plan: plan, digest: Digest.of(Array(data)))
        try check(file)
    }

    private func check(_ file: String) throws {
        let names = plan.inputs.enumerated().allSatisfy { $1.name == Self.inputName($0, $1.paths) }
        let isWhole =
            names && !plan.inputs.isEmpty && UInt64(plan.seed).map(String.init) == plan.seed
            && plan.first == 0 && (1...RunPlan.mostReplications).contains(plan.count) && !plan.strategies.isEmpty
            && (1...min(plan.count, RunPlan.mostShards)).contains(plan.shards)
        guard isWhole else {
            throw Failure("\(file): the plan was changed: its numbers or names are not valid")
        }
    }

    /// The name of an input in the folder: harmless, whatever the file was called.
    static func inputName(_ place: Int, _ paths: [String]) -> String {
        let plain = PathText.name(of: paths.first ?? "").map { letter in
            letter.isASCII && (letter.isLetter || letter.isNumber || letter == "." || letter == "-") ? letter : "_"
        }
        return "\(place + 1)-\(String(plain.suffix(60)))"
    }

    // MARK: Places

    /// Where what stands for a shard lies.
    package func place(_ kind: Kind, _ shard: Int) -> String {
        let digits = String(shard)
        let name = String(repeating: "0", count: max(0, 4 - digits.count)) + digits
        return "\(path)/\(kind.rawValue)/\(name)\(kind == .progress ? ".json" : ".db")"
    }

    package enum Kind: String, CaseIterable, Sendable {
        /// Finished, whole or absent.
        case shards
        /// What an interrupted one had.
        case partial
        /// How far it is.
        case progress
    }

    /// The study that `merge` makes.
    package var study: String { path + "/study.db" }

    /// Whether somebody wants all shards to end.
    package var isToStop: Bool { access(path + "/stop", F_OK) == 0 }

    // MARK: Inputs

    /// The files of the scenario, as the plan has them.
    ///
    /// - Throws: `Failure` if one is not what it was.
    package func sources() throws -> [SourceFile] {
        try plan.inputs.map { input in
            let file = "\(path)/inputs/\(input.name)"
            var status = stat()
            guard lstat(file, &status) == 0 else { throw Failure("\(file): a file of the scenario is missing") }
            guard status.st_mode & S_IFMT == S_IFREG, Int(status.st_size) == input.bytes,
                let bytes = FileManager.default.contents(atPath: file), Digest.of(Array(bytes)) == input.sha256
            else { throw Failure("\(file): this file was changed after the plan was made") }
            return SourceFile(paths: input.paths, bytes: Array(bytes))
        }
    }

    /// Refuses to do the work of another version: what it would make is not what the plan means.
    package func checkVersion() throws {
        guard plan.patchlab == patchlabVersion, plan.simulation == simulationVersion else {
            throw Failure(
                "\(path): the plan is for patchlab \(plan.patchlab) (simulation \(plan.simulation)), and this is "
                    + "\(patchlabVersion) (simulation \(simulationVersion)): results would not be the same",
                help: "run the version that planned, or plan again"
            )
        }
    }
}
