import ArgumentParser
import Workbench

/// `patchlab shard`: a part of a plan.
struct ShardCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "shard",
        abstract: "Do a part of a plan that several machines share.",
        discussion: """
              patchlab shard plan 7
              patchlab shard plan 0-11 --threads 4

            'patchlab compare --plan DIR' makes the plan; its folder has scripts for Slurm, Kubernetes and GNU parallel, which call \
            this. A shard that is there already is not repeated, and an interrupted one continues, so any command may \
            be repeated. The result appears in DIR/shards once it is whole.

            Exit status: 0 done, 2 a mistake that trying again does not fix, 74 no room here, 75 interrupted and kept, 76 this \
            machine computes different results.
            """
    )

    @Argument(help: ArgumentHelp("The plan's folder.", valueName: "dir"), completion: .directory)
    var folder: String

    @Argument(help: ArgumentHelp("Which shards: a number, or a list such as 0-119 or 3,9-11.", valueName: "list"))
    var list: String

    @Option(
        help: ArgumentHelp("Where a shard is built: a folder on a disk of this machine.", valueName: "dir"),
        completion: .directory
    )
    var state: String?

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp("Parallel runs (default: one per CPU); does not affect results.", valueName: "n")
    )
    var threads: Int?

    func validate() throws {
        if let threads, !(1...1024).contains(threads) {
            throw ValidationError("--threads must lie between 1 and 1024.")
        }
    }

    func run() async throws {
        let plan = try PlanFolder(reading: folder)
        let numbers = try ShardList.numbers(list, of: plan.plan.shards)
        Interrupt.keepsWork()
        let caller = TerminalCaller(isQuiet: true)
        let work = try ShardRun(plan, state: state, threads: threads ?? Work.usualThreads, for: caller)
        try await caller.heeding { try await work.run(numbers) }
    }
}
