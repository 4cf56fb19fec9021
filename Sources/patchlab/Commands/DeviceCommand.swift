import ArgumentParser
import PatchModel
import PatchSimulator
import Reports

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
        let scenario = try ScenarioInput.load(self.scenario)
        let strategies = try ScenarioInput.strategies(
            options.strategy.map { [$0] } ?? [],
            of: scenario,
            in: self.scenario
        )
        guard device >= 0 && device < scenario.deviceCount else {
            throw Failure(
                "there is no device \(device): \(self.scenario) has \(scenario.deviceCount), numbered from 0 to "
                    + "\(scenario.deviceCount - 1)"
            )
        }
        _ = try ScenarioInput.runsAtOnce(scenario, Array(strategies.prefix(1)), wanted: 1)
        var simulation = Simulation(
            try ScenarioInput.world(scenario),
            policy: DeclaredPolicy(strategies[0]),
            seed: options.seed,
            replication: options.replication,
            recording: [device]
        )
        // Nothing is begun that would have to be finished, so an interrupt may end the program wherever it is.
        simulation.run()
        Output.print(
            DeviceText(simulation, device: device, strategy: strategies[0].name, width: Terminal.width).text
        )
    }
}
