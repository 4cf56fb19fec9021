import ArgumentParser
import Calibration
import Experiments
import Feeds
import ScenarioFiles
import Text
import Workbench

/// `patchlab backtest`: simulated rollouts against a real one.
struct BacktestCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backtest",
        abstract: "Compare simulated rollouts with how a real one went.",
        discussion: """
              patchlab backtest mine.yaml --strategy staged --actual rollout.csv
              patchlab backtest mine.yaml --actual rollout.csv --previous last.csv
              patchlab backtest mine.yaml --actual rollout.csv --json -o score.json

            The rollout is a table with the columns group, day, patched and of: how many devices, of how many, had the patch \
            that many days after the release. The group is one of the scenario's, or all; of may be empty.

            Simulated devices count from when they have reported the patch, as on a real console; with --truth from when they run it. \
            docs/backtest.md explains the score.
            """
    )

    @Argument(
        help: ArgumentHelp("The scenario: a file, or the name of an example.", valueName: "scenario"),
        completion: .scenario
    )
    var scenario: String

    @Option(help: ArgumentHelp("How the real rollout went.", valueName: "file"), completion: .file())
    var actual: String

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp("The strategy's name (default: the scenario's first).", valueName: "name"),
        completion: .strategy
    )
    var strategy: String?

    @Option(help: ArgumentHelp("The patch that was rolled out (default: the only one).", valueName: "name"))
    var patch: String?

    @Option(
        help: ArgumentHelp("How an earlier rollout went, for comparison.", valueName: "file"),
        completion: .file()
    )
    var previous: String?

    @Option(name: [.customShort("n"), .long], help: ArgumentHelp("Simulated runs.", valueName: "n"))
    var runs = 200

    @Flag(help: "Count devices that run the patch, reported or not: for results of scans.")
    var truth = false

    @OptionGroup var setting: SettingOptions
    @OptionGroup var options: SimulationOptions

    func validate() throws {
        guard (2...100_000).contains(runs) else { throw ValidationError("--runs must lie between 2 and 100,000.") }
    }

    func run() async throws {
        let (scenario, loaded) = try ScenarioInput.read(self.scenario, setting: setting.set, for: options.caller)
        let chosen = try StrategyInput.strategies(strategy.map { [$0] } ?? [], of: scenario, in: self.scenario)
        let curves = try curves(actual)
        let earlier = try previous.map { try self.curves($0) } ?? []
        try options.destination.check(against: loaded.files + [actual] + [previous].compactMap(\.self))
        let session = try BacktestSession(
            scenario,
            chosen[0],
            patch: patch,
            curves: curves,
            previous: earlier,
            path: self.scenario
        )
        let result = try await session.run(runs, view: truth ? .truth : .reported, work: options.work)
        if options.json {
            try options.deliver(result.json)
        } else if options.csv {
            try options.deliver(result.csv)
        } else {
            try options.deliver(result.lines(width: Terminal.width).joined(separator: "\n") + "\n")
        }
    }

    private func curves(_ path: String) throws -> [AdoptionCurve] {
        var curves: [AdoptionCurve] = []
        try ImportSupport.run { curves = try AdoptionTable.curves(TableFile(path: path)) }
        return curves
    }
}
