import ArgumentParser
import Experiments
import Foundation
import ResultStore
import Text
import Workbench

/// `patchlab suite check`: what a suite costs, and what it cannot decide.
struct SuiteCheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Show how many replications a suite needs, how long it takes, and what it cannot decide.",
        discussion: """
              patchlab suite check laptops
              patchlab suite check mine.yaml --policy ./my-policy.py

            Uses pilot pairs of the baseline, the first candidate, and the baseline made worse by about a margin. \
            Ends with status 2 if something cannot be decided in the suite's budget, and says which margin could be.
            """
    )

    @OptionGroup var options: SuiteOptions
    @OptionGroup var candidates: CandidateOptions
    @OptionGroup var showing: SuiteShowing

    func run() async throws {
        let check = try await SuiteCheck(try options.read(candidates, areNeeded: false), for: options.caller)
        SuiteOutput.show(check.lines(width: Terminal.width), check.json, showing)
        try check.end()
    }
}

/// `patchlab suite prove`: whether a suite sees what it is there to see.
struct SuiteProveCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "prove",
        abstract: "Prove that a suite detects regressions of its margins' size, and nothing where there is nothing.",
        discussion: """
              patchlab suite prove laptops

            The same runs on one thread and on all; nothing at all, by labels swapped at random through the whole procedure; \
            regressions added to the figures; and a baseline that is made late, deaf, jumpy, or wide in its first ring. Ends \
            with status 6 if the suite fails this, and names the blind world.
            """
    )

    @OptionGroup var options: SuiteOptions
    @OptionGroup var candidates: CandidateOptions
    @OptionGroup var showing: SuiteShowing

    func run() async throws {
        let proof = try await SuiteProof(try options.read(candidates, areNeeded: false), for: options.caller)
        SuiteOutput.show(proof.lines(width: Terminal.width), proof.json, showing)
        try proof.end()
    }
}

/// `patchlab suite baseline`: the baseline's values in a file.
struct SuiteBaselineCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "baseline",
        abstract: "Write the values of a suite's baseline, to be committed.",
        discussion: """
              patchlab suite baseline mine.yaml -o mine.baseline.json

            Half of the work of each later run is saved. If the suite's worlds, seed or baseline change, the file no longer \
            fits, and the run ends with status 2.
            """
    )

    @OptionGroup var options: SuiteOptions

    @Option(
        name: [.customShort("o"), .customLong("output")],
        help: ArgumentHelp("The file to write.", valueName: "file"),
        completion: .file(extensions: ["json"])
    )
    var output: String

    func run() async throws {
        let suite = try options.read(nil, areNeeded: false)
        try OutputOptions.check(output, against: suite.files)
        let file = try await SuiteBaseline.file(suite, for: options.caller)
        try OutputOptions.write(file.text, to: output)
        options.caller.note(
            "\(output): \(Figure.count(file.replications, "run", "runs")) of \(file.policy) in each of "
                + "\(Figure.count(file.worlds.count, "world", "worlds")) on public seed \(file.seed), "
                + Figure.count(file.values.count, "metric", "metrics")
        )
    }
}

/// `patchlab suite score`: many policies in one table.
struct SuiteScoreCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "score",
        abstract: "Rank many policies over the worlds of a suite.",
        discussion: """
              patchlab suite score laptops -s big-bang -s two-days
              patchlab suite score laptops --policy ./a.py --policy ./b.py

            One number for each policy, by cost where the worlds have prices. Ranks are ranges: policies not significantly \
            worse than the best are marked. More than 5 % of runs with incidents disqualify.
            """
    )

    @OptionGroup var options: SuiteOptions
    @OptionGroup var candidates: CandidateOptions
    @OptionGroup var showing: SuiteShowing

    @Option(
        name: [.customShort("n"), .long],
        help: ArgumentHelp("Replications in each world (default: the suite's last look).", valueName: "n")
    )
    var runs: Int?

    @Flag(help: "Print a table in Markdown.")
    var markdown = false

    func validate() throws {
        if let runs, !(2...1_000_000).contains(runs) {
            throw ValidationError("--runs must lie between 2 and 1,000,000.")
        }
        if markdown && showing.json { throw ValidationError("--json and --markdown exclude each other.") }
    }

    func run() async throws {
        let suite = try options.read(candidates)
        let score = try await SuiteScore(suite, replications: runs ?? suite.rule.most, for: options.caller)
        if markdown {
            Output.print(score.markdown)
        } else {
            SuiteOutput.show(score.lines(width: Terminal.width), score.json, showing)
        }
    }
}
