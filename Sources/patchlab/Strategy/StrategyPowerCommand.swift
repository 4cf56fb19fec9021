import ArgumentParser
import Workbench

/// `patchlab strategy power`: what a strategy finds of a defect.
struct StrategyPowerCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "power",
        abstract: "Show how well a strategy finds a defect, and how often it stops a good patch.",
        discussion: """
              patchlab strategy power canary-sequential latent-regression
              patchlab strategy power staged latent-regression --defect 5% --runs 100

            Goes from what is certain to what is simulated: whether the first ring contains an affected device, whether the \
            defect shows there in time, and in how many runs the rollout is stopped before its last ring opens. None of these \
            replaces another. Onset and effect are those of the scenario's first defect.
            """
    )

    @Argument(help: ArgumentHelp("A strategy of the scenario, or a preset.", valueName: "strategy"))
    var strategy: String

    @Argument(
        help: ArgumentHelp("The scenario: a file, or the name of an example.", valueName: "scenario"),
        completion: .scenario
    )
    var scenario: String

    @Option(
        help: ArgumentHelp("The share of the devices that the defect is on (default: 1%).", valueName: "share"),
        transform: { try ShareArgument(reading: $0, example: "1%") }
    )
    var defect = ShareArgument(share: 0.01)

    @Option(
        help: ArgumentHelp(
            "The share of them on which telemetry shows it; no user reports it then (default: as the scenario says).",
            valueName: "share"
        ),
        transform: { try ShareArgument(reading: $0, example: "40%") }
    )
    var shows: ShareArgument?

    @Option(help: ArgumentHelp("Runs with the defect, and as many without it.", valueName: "n"))
    var runs = 400

    @Option(help: ArgumentHelp("Random seed; the same seed gives the same results.", valueName: "number"))
    var seed: UInt64 = 1

    func validate() throws {
        guard (1...100_000).contains(runs) else { throw ValidationError("--runs must lie between 1 and 100,000.") }
    }

    func run() async throws {
        let (scenario, _) = try ScenarioInput.read(self.scenario, for: TerminalCaller(isQuiet: true))
        let found = try StrategyInput.strategies([strategy], of: scenario, in: self.scenario)
        let power = try await StrategyPower(
            found[0],
            in: scenario,
            StrategyPower.Question(
                defect: defect.share,
                shows: shows?.share,
                runs: runs,
                seed: seed,
                threads: Work.usualThreads
            )
        )
        Output.print(power.lines.map { $0 + "\n" }.joined())
    }
}
