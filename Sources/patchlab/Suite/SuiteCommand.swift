import ArgumentParser
import ScenarioFiles

/// `patchlab suite`: policies held against a baseline in several worlds, as a gate.
struct SuiteCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "suite",
        abstract: "Compare policies with a baseline in several worlds: a gate for CI.",
        discussion: """
              patchlab suite run laptops --policy ./my-policy.py
              patchlab suite check laptops
              patchlab suite prove laptops

            A suite names worlds, a baseline, metrics, and how much of each may be lost. docs/suites.md describes it; 'laptops' \
            comes with the program.

            Exit status: 0 pass, 1 fail, 2 a mistake in a file or an option, 3 a program misbehaved, 4 inconclusive, 5 runs \
            differ when repeated, 6 the suite does not detect what it should, 75 the time ran out.
            """,
        subcommands: [
            SuiteRunCommand.self, SuiteCheckCommand.self, SuiteProveCommand.self, SuiteBaselineCommand.self,
            SuiteScoreCommand.self, SuiteReplayCommand.self, SuiteDiffCommand.self, SuiteSchemaCommand.self,
        ]
    )
}

/// `patchlab suite schema`: the JSON Schema of suite files.
struct SuiteSchemaCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "schema",
        abstract: "Print the JSON Schema of suite files, for editors and other validators.",
        discussion: """
              patchlab suite schema > suite.schema.json
            """
    )

    func run() throws { Output.print(SuiteFile.schema) }
}
