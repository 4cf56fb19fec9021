import ArgumentParser
import Experiments
import Foundation
import PatchModel
import Reports

/// `patchlab compare`: several strategies in the same replications.
struct CompareCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "compare",
        abstract: "Compare strategies, replication by replication on common random numbers.",
        discussion: """
            Prints each strategy's headline metrics with 95 % intervals, the paired differences to the first strategy, \
            and in two sentences which strategy wins on what, and whether the data can tell.
            """
    )

    @Argument(help: ArgumentHelp("The scenario file.", valueName: "scenario"), completion: .scenario)
    var scenario: String

    @Option(
        name: [.customShort("s"), .customLong("strategies"), .customLong("strategy")],
        help: ArgumentHelp("Names of strategies, separated by commas (default: all).", valueName: "names")
    )
    var strategies: String?

    @Option(name: [.customShort("n"), .long], help: ArgumentHelp("How many replications.", valueName: "n"))
    var replications = 20

    @OptionGroup var options: SimulationOptions
    @OptionGroup var keeping: StudyOptions

    func validate() throws {
        guard (1...1_000_000).contains(replications) else {
            throw ValidationError("--replications must lie between 1 and 1,000,000.")
        }
    }

    func run() async throws {
        let (scenario, loaded) = try ScenarioInput.read(self.scenario, isQuiet: options.quiet)
        let names = strategies?.split(separator: ",").map(String.init) ?? []
        let chosen = try ScenarioInput.strategies(names, of: scenario, in: self.scenario)
        let keeper = try keeping.open()
        defer { keeper?.close() }
        try keeper?.describe(scenario, seed: options.seed)
        let study = try await StudySession.run(
            scenario,
            chosen,
            replications: Array(0..<replications),
            options: options,
            memory: try keeper?.memory(loaded, chosen)
        )
        let comparison = Comparison(study)
        if options.json {
            try options.deliver(String(decoding: StudyRecords.json(comparison), as: UTF8.self))
        } else if options.csv {
            try options.deliver(StudyRecords.csv(comparison))
        } else {
            try options.deliver(ComparisonText(comparison, width: Terminal.width).text)
        }
        try StudySession.end(study)
    }
}
