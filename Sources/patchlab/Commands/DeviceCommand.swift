import ArgumentParser
import PatchModel
import PatchSimulator
import Reports
import Workbench

/// `patchlab device`: the life of one device in one replication.
struct DeviceCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "device",
        abstract: "Tell the life of one device in one replication: why was it exposed for nine days?"
    )

    @Argument(
        help: ArgumentHelp(
            "The device's number, from 0; groups follow each other in the scenario's order.",
            valueName: "id"
        )
    )
    var device: Int

    @Argument(help: ArgumentHelp("The scenario file.", valueName: "scenario"), completion: .scenario)
    var scenario: String

    @OptionGroup var options: RunOptions

    func run() throws {
        let scenario = try ScenarioInput.load(self.scenario, for: TerminalCaller(isQuiet: false))
        let strategies = try StrategyInput.strategies(
            options.strategy.map { [$0] } ?? [],
            of: scenario,
            in: self.scenario
        )
        let simulation = try DeviceRun.run(
            device,
            scenario,
            strategies[0],
            seed: options.seed,
            replication: options.replication,
            in: self.scenario
        )
        Output.print(
            DeviceText(simulation, device: device, strategy: strategies[0].name, width: Terminal.width).text
        )
    }
}
