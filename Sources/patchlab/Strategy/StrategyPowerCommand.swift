import ArgumentParser
import Text
import Workbench

/// `patchlab strategy power`: what a strategy finds of a defect.
struct StrategyPowerCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "power",
        abstract: "Show how well a strategy finds a defect, and how often it stops a good patch.",
        discussion: """
              patchlab strategy power canary-sequential latent-regression
              patchlab strategy power staged latent-regression --defect 5% --runs 100
              patchlab strategy power staged latent-regression --find n --power 90%

            Goes from what is certain to what is simulated: whether the first ring contains an affected device, whether the \
            defect shows there in time, and in how many runs the rollout is stopped before its last ring opens. None of these \
            replaces another. Onset and effect are those of the scenario's first defect.

            --find searches the least value of one setting with which the strategy is stopped often enough: n, the number of \
            devices that go first; share, the same as a share; or soak, how long they are watched. --table shows what is \
            found by the number of devices that go first and the share of devices that the defect is on.
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
        transform: { try ShareArgument(reading: $0, example: "1%", whole: true) }
    )
    var defect = ShareArgument(share: 0.01)

    @Option(
        help: ArgumentHelp(
            "The share of them on which telemetry shows it; no user reports it then (default: as the scenario says).",
            valueName: "share"
        ),
        transform: { try ShareArgument(reading: $0, example: "40%", whole: true) }
    )
    var shows: ShareArgument?

    @Option(
        help: ArgumentHelp("Search the least that reaches --power: n, share or soak.", valueName: "setting")
    )
    var find: StrategyDial?

    @Option(
        help: ArgumentHelp(
            "The share of runs with the defect that must be stopped (default: 80%).",
            valueName: "share"
        ),
        transform: { try ShareArgument(reading: $0, example: "90%") }
    )
    var power: ShareArgument?

    @Flag(help: "Show a table: by devices that go first, and by the share of devices with the defect.")
    var table = false

    @Flag(help: "Write JSON.")
    var json = false

    @Option(help: ArgumentHelp("Runs with the defect, and as many without it.", valueName: "n"))
    var runs = 400

    @Option(help: ArgumentHelp("Random seed; the same seed gives the same results.", valueName: "number"))
    var seed: UInt64 = 1

    func validate() throws {
        guard (1...100_000).contains(runs) else { throw ValidationError("--runs must lie between 1 and 100,000.") }
        guard find == nil || !table else { throw ValidationError("--find and --table exclude each other.") }
        guard power == nil || !table else {
            throw ValidationError("--power is for --find and for what limits a strategy; --table has neither.")
        }
    }

    func run() async throws {
        let (scenario, _) = try ScenarioInput.read(self.scenario, for: TerminalCaller(isQuiet: true))
        let strategy = try StrategyInput.strategies([strategy], of: scenario, in: self.scenario)[0]
        let aim = power?.share ?? StrategyPower.usualAim
        let question = StrategyPower.Question(
            defect: defect.share,
            shows: shows?.share,
            runs: runs,
            seed: seed,
            threads: Work.usualThreads
        )
        if let find {
            let found = try await PowerSearch(find, reaching: aim, of: strategy, in: scenario, question)
            write(found.json, found.lines(width: Terminal.width))
        } else if table {
            let found = try await PowerTable(strategy, in: scenario, question)
            write(found.json, found.lines(width: Terminal.width))
        } else {
            let found = try await StrategyPower(strategy, in: scenario, question)
            write(found.json(aiming: aim), found.lines(aiming: aim))
        }
    }

    private func write(_ record: JSON, _ lines: [String]) {
        Output.print(json ? record.printed() + "\n" : lines.map { $0 + "\n" }.joined())
    }
}

extension StrategyDial: ExpressibleByArgument {}
