import ArgumentParser
import Foundation
import Text
import Workbench

/// `patchlab status`: how far a plan is.
struct StatusCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "Show the progress of a plan's shards.",
        discussion: """
              patchlab status plan
              patchlab status plan --missing      such as 3,9-11, for sbatch --array

            Reads only the plan's folder, from any machine that can see it. Exit status: 0 all shards are there, 1 not yet.
            """
    )

    @Argument(help: ArgumentHelp("The plan's folder.", valueName: "dir"), completion: .directory)
    var folder: String

    @Flag(help: "Print only the shards that are not there, as a list; nothing if all are.")
    var missing = false

    @Flag(help: "Print JSON.")
    var json = false

    func validate() throws {
        if missing, json { throw ValidationError("--missing and --json exclude each other.") }
    }

    func run() throws {
        let status = PlanStatus(try PlanFolder(reading: folder), now: Date().timeIntervalSince1970)
        if missing {
            if !status.isDone { Output.print(ShardList.text(status.missing) + "\n") }
        } else if json {
            Output.print(status.json.printed() + "\n")
        } else {
            Output.print(status.lines.map { SafeText.line($0) }.joined(separator: "\n") + "\n")
        }
        if !status.isDone { throw ExitCode(ExitStatus.difference) }
    }
}
