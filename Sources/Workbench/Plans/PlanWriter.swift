import Foundation
package import PatchModel
package import PatchSimulator
package import ResultStore
package import ScenarioFiles
import Text

/// Makes the plan of a command, and its folder.
package struct PlanWriter {
    /// What is to be planned.
    package struct Request {
        /// The arguments of the command, without those that only plan.
        package var command: [String]
        package var folder: String
        /// Nil: as many as `shardTime` makes.
        package var shards: Int?
        /// Seconds of processor time that a shard is to take.
        package var shardTime: Double
        package var keep: RunPlan.Kept

        package init(command: [String], folder: String, shards: Int?, shardTime: Double, keep: RunPlan.Kept) {
            self.command = command
            self.folder = folder
            self.shards = shards
            self.shardTime = shardTime
            self.keep = keep
        }
    }

    /// Check runs that take longer than so many seconds are left out: every shard would make them.
    private static let longestCheck = 10.0

    private let request: Request
    private let scenario: Scenario
    private let loaded: LoadedScenario

    package init(_ request: Request, _ scenario: Scenario, _ loaded: LoadedScenario) {
        self.request = request
        self.scenario = scenario
        self.loaded = loaded
    }

    /// Tries a few runs, and writes the folder. One that holds the same plan is left as it is.
    ///
    /// - Returns: the folder and what the runs will take.
    /// - Throws: `Failure` if the folder holds something else, or cannot be written; nothing is left then.
    package func write(
        _ strategies: [Strategy],
        replications: Range<Int>,
        seed: UInt64,
        settings: [StoredSetting],
        dimensions: Set<PatchSimulator.Dimension>
    ) throws -> (folder: PlanFolder, cost: PlanCost) {
        try checkPlace()
        if let shards = request.shards, shards > replications.count {
            throw Failure("--shards \(shards): \(replications.count) runs make at most \(replications.count) shards")
        }
        let (cost, checks) = PlanCost.measure(
            try RunRoom.world(scenario),
            strategies,
            seed: seed,
            first: replications.lowerBound,
            count: replications.count
        )
        let total = cost.seconds(replications: replications.count)
        let usual = Int((total / max(30, request.shardTime)).rounded(.up))
        let plan = RunPlan(
            format: RunPlan.format,
            patchlab: patchlabVersion,
            simulation: simulationVersion,
            command: request.command,
            question: scenario.question,
            inputs: loaded.sources.enumerated().map { place, source in
                RunPlan.Input(
                    name: PlanFolder.inputName(place, source.paths),
                    paths: source.paths,
                    sha256: Digest.of(source.bytes),
                    bytes: source.bytes.count
                )
            },
            settings: settings.map { RunPlan.Setting(key: $0.key, value: $0.value) },
            seed: String(seed),
            keep: request.keep,
            by: dimensions.map(\.rawValue).sorted(),
            strategies: strategies.map {
                RunPlan.Strategy(name: $0.name, digest: StudyKeeper.stored($0, loaded).digest)
            },
            first: replications.lowerBound,
            count: replications.count,
            shards: request.shards ?? min(RunPlan.mostShards, replications.count, max(1, usual)),
            check: cost.greatest > Self.longestCheck ? [] : checks
        )
        let bytes = try plan.text()
        let folder = PlanFolder(path: request.folder, plan: plan, digest: Digest.of(bytes))
        if let there = FileManager.default.contents(atPath: request.folder + "/plan.json") {
            guard Array(there) == bytes else {
                throw Failure(
                    "\(request.folder) holds the plan \(Digest.of(Array(there)).prefix(12)) of another command, and this would "
                        + "be \(folder.name)",
                    help: "choose another folder"
                )
            }
            return (folder, cost)
        }
        try write(folder, bytes, cost)
        return (folder, cost)
    }

    /// Says before any run what would be in the way after it.
    private func checkPlace() throws {
        var status = stat()
        guard stat(request.folder, &status) == 0 else {
            let parent = PathText.folder(of: request.folder)
            guard access(parent.isEmpty ? "." : parent, W_OK | X_OK) == 0 else {
                throw Failure("--plan \(request.folder): cannot be made: \(String(cString: strerror(errno)))")
            }
            return
        }
        guard status.st_mode & S_IFMT == S_IFDIR else {
            throw Failure("--plan \(request.folder): this is a file; name a folder that is not there yet")
        }
        let names = (try? FileManager.default.contentsOfDirectory(atPath: request.folder)) ?? []
        guard names.isEmpty || names.contains("plan.json") else {
            throw Failure(
                "--plan \(request.folder): there is something else in it; name a folder that is not there yet"
            )
        }
        guard access(request.folder, W_OK | X_OK) == 0 else {
            throw Failure("--plan \(request.folder): cannot be written: \(String(cString: strerror(errno)))")
        }
    }

    /// Writes all of it under another name first, so that a folder with `plan.json` in it is whole.
    private func write(_ folder: PlanFolder, _ plan: [UInt8], _ cost: PlanCost) throws {
        let files = FileManager.default
        let path = request.folder
        // An empty folder gives way; one with something in it was refused.
        let temporary = path.hasSuffix("/") ? "\(path.dropLast()).\(getpid()).tmp" : "\(path).\(getpid()).tmp"
        do {
            try? files.removeItem(atPath: temporary)
            for name in ["inputs", "shards", "partial", "progress", "logs"] {
                try files.createDirectory(atPath: "\(temporary)/\(name)", withIntermediateDirectories: true)
            }
            for (input, source) in zip(folder.plan.inputs, loaded.sources) {
                try Data(source.bytes).write(to: URL(fileURLWithPath: "\(temporary)/inputs/\(input.name)"))
            }
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .prettyPrinted]
            try encoder.encode(cost).write(to: URL(fileURLWithPath: temporary + "/cost.json"))
            for script in PlanScripts(folder, cost).all {
                let file = "\(temporary)/\(script.name)"
                try Data(script.text.utf8).write(to: URL(fileURLWithPath: file))
                if script.runs { try files.setAttributes([.posixPermissions: 0o755], ofItemAtPath: file) }
            }
            try Data(plan).write(to: URL(fileURLWithPath: temporary + "/plan.json"))
            rmdir(path)
            guard rename(temporary, path) == 0 else { throw CocoaError(.fileWriteUnknown) }
        } catch {
            let reason = errno
            try? files.removeItem(atPath: temporary)
            throw Failure("--plan \(path): cannot be written: \(String(cString: strerror(reason)))", kind: .noRoom)
        }
    }
}
