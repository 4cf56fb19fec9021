import ArgumentParser
import Foundation
import PatchModel
import PatchSimulator
import ScenarioFiles
import Text
import Workbench

/// The options of commands whose runs several machines can make.
struct PlanOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Run nothing; make a folder from which several machines can do the runs.",
            valueName: "dir"
        ),
        completion: .directory
    )
    var plan: String?

    @Option(help: ArgumentHelp("With --plan: into how many parts the runs are cut.", valueName: "n"))
    var shards: Int?

    @Option(
        help: ArgumentHelp(
            "With --plan: processor time of a part, such as 2m (default), if --shards is not given.",
            valueName: "time"
        )
    )
    var shardTime: String?

    @Option(
        help: ArgumentHelp(
            "With --plan: what is kept of each run, decisions (default) or series, which is ten times as much.",
            valueName: "parts"
        )
    )
    var keep: RunPlan.Kept?

    func validate() throws {
        if plan == nil,
            let given = [("--shards", shards != nil), ("--shard-time", shardTime != nil), ("--keep", keep != nil)]
                .first(where: { $0.1 })
        {
            throw ValidationError("\(given.0) goes with --plan.")
        }
        if let shards, !(1...RunPlan.mostShards).contains(shards) {
            throw ValidationError("--shards must lie between 1 and \(Figure.grouped(RunPlan.mostShards)).")
        }
        if shards != nil, shardTime != nil { throw ValidationError("--shards and --shard-time exclude each other.") }
        if shardTime != nil, seconds == nil {
            throw ValidationError("--shard-time: expected a time between 1s and 1d, such as 2m.")
        }
    }

    private var seconds: Double? {
        guard let shardTime else { return 120 }
        return WrittenTime.seconds(shardTime).flatMap { (1...86_400).contains($0) ? $0 : nil }
    }

    /// Makes the plan, where one is asked for, and says what to do with it.
    ///
    /// - Parameters:
    ///   - count: of replications, from the first one on.
    ///   - refused: options that do not go with a plan, each with whether it was given and what to do instead.
    /// - Returns: true if that was all that was asked for.
    /// - Throws: `Failure` for what cannot be planned.
    func write(
        _ scenario: Scenario,
        _ loaded: LoadedScenario,
        _ strategies: [Strategy],
        count: Int,
        dimensions: Set<PatchSimulator.Dimension>,
        setting: SettingOptions,
        options: SimulationOptions,
        refused: [(option: String, isUsed: Bool, remedy: String)]
    ) throws -> Bool {
        guard let plan else { return false }
        let outputs = [
            ("--json", options.json), ("--csv", options.csv), ("--output", options.output != nil),
        ].map { (option: $0, isUsed: $1, remedy: "give it to merge") }
        if let wrong = (refused + outputs).first(where: { $0.isUsed }) {
            throw Failure("--plan cannot go with \(wrong.option): \(wrong.remedy)")
        }
        let request = PlanWriter.Request(
            command: Self.command,
            folder: plan,
            shards: shards,
            shardTime: seconds ?? 120,
            keep: keep ?? .decisions
        )
        let (folder, cost) = try PlanWriter(request, scenario, loaded).write(
            strategies,
            replications: 0..<count,
            seed: options.seed,
            settings: SettingInput.stored(setting.set),
            dimensions: dimensions
        )
        Output.print(Self.lines(folder, cost).joined(separator: "\n") + "\n")
        return true
    }

    /// The arguments of the command without those that only plan, or that do not matter for what comes of it.
    private static var command: [String] {
        let dropped = ["--plan", "--shards", "--shard-time", "--keep", "--threads", "-t"]
        var rest = Arguments.ordered(Array(CommandLine.arguments.dropFirst()))[...]
        var kept: [String] = []
        while let argument = rest.popFirst() {
            if argument == "--" { return kept + [argument] + rest }
            if dropped.contains(argument) {
                _ = rest.popFirst()
            } else if !dropped.contains(where: { argument.hasPrefix($0 + "=") }),
                !["-q", "--quiet", "--no-progress"].contains(argument)
            {
                kept.append(argument)
            }
        }
        return kept
    }

    /// What is printed once the folder is there.
    private static func lines(_ folder: PlanFolder, _ cost: PlanCost) -> [String] {
        let plan = folder.plan
        let name = ShellWord.quoted(folder.path)
        let total = cost.seconds(replications: plan.count)
        let here = Double(Work.usualThreads)
        let milliseconds = 1000 * total / Double(max(1, plan.runs))
        return [
            "\(Figure.grouped(plan.runs)) runs of about \(Figure.significant(milliseconds)) ms (\(Figure.significant(1000 * cost.least)) to "
                + "\(Figure.significant(1000 * cost.greatest)), from \(cost.tried) runs tried): \(Figure.span(total)) of processor time.",
            "Here with \(Figure.count(Int(here), "thread", "threads")) \(Figure.span(total / here)); on 8 machines with 16 threads about "
                + "\(Figure.span(total / 128)).",
            "\(folder.path): \(Figure.count(plan.shards, "shard", "shards")) of about "
                + "\(Figure.span(total / Double(plan.shards))). Next:",
            "  sbatch \(name)/slurm.sh              Slurm",
            "  kubectl apply -f \(name)/job.yaml    Kubernetes, with \(name) on the volume claim \"patchlab\"",
            "  sh \(name)/parallel.sh               GNU parallel on the machines listed in \(name)/machines",
            "  patchlab shard \(name) 0-\(plan.shards - 1)          here, one after the other",
            "  patchlab merge \(name)               afterwards; patchlab status \(name) meanwhile",
        ]
    }
}

extension RunPlan.Kept: ExpressibleByArgument {}
