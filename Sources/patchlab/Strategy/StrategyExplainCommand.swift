import ArgumentParser
import Text
import Workbench

/// `patchlab strategy explain`: what a strategy is going to do with a fleet.
struct StrategyExplainCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract: "Show what a strategy will do to a fleet, and what holds it up.",
        discussion: """
              patchlab strategy explain canary-sequential latent-regression
              patchlab strategy explain autopatch-default debian-estate --runs 100

            For the patches released first, it shows when each ring opens, at the earliest and in half of the runs; when which \
            share of the devices was offered them; what an unfinished rollout waits for; and which rules never \
            take effect.
            """
    )

    @Argument(help: ArgumentHelp("A strategy of the scenario, or a preset.", valueName: "strategy"))
    var strategy: String

    @Argument(
        help: ArgumentHelp("The scenario: a file, or the name of an example.", valueName: "scenario"),
        completion: .scenario
    )
    var scenario: String

    @Option(help: ArgumentHelp("Runs that are made.", valueName: "n"))
    var runs = 20

    @Option(help: ArgumentHelp("Random seed; the same seed gives the same results.", valueName: "number"))
    var seed: UInt64 = 1

    func validate() throws {
        guard (1...10_000).contains(runs) else { throw ValidationError("--runs must lie between 1 and 10,000.") }
    }

    func run() async throws {
        let (scenario, _) = try ScenarioInput.read(self.scenario, for: TerminalCaller(isQuiet: true))
        let found = try StrategyInput.strategies([strategy], of: scenario, in: self.scenario)
        let explanation = try StrategyExplanation(found[0], in: scenario, runs: runs, seed: seed)
        Output.print(explanation.lines(width: Terminal.width).map { $0 + "\n" }.joined())
    }
}
