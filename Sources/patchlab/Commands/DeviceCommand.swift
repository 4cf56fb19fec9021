import ArgumentParser
import PatchModel
import Reports
import Workbench

/// `patchlab device`: what happened to one device in one run, or to each device of a group.
struct DeviceCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "device",
        abstract: "Show what happened to one device in one run: why was it exposed for nine days?",
        usage: """
            patchlab device <device> <scenario> [<options>]
            patchlab device --worst <scenario> [<options>]
            patchlab device --group <group> <scenario> [<options>]
            """,
        discussion: """
              patchlab device 'web[3]' mine.yaml -s canary
              patchlab device --worst mine.yaml -s canary     exposed longest
              patchlab device --group field mine.yaml         one line for each device

            A device is GROUP[N], or GROUP/N, which needs no quotation marks, with N counted from 0; or a number that is \
            counted over all groups in the scenario's order.
            """
    )

    @Argument(
        help: ArgumentHelp("The device; left out with --worst and --group.", valueName: "device"),
        completion: .devicesOrScenario
    )
    var first: String

    @Argument(
        help: ArgumentHelp("The scenario: a file, or the name of an example.", valueName: "scenario"),
        completion: .scenario
    )
    var second: String?

    @Flag(help: "The device that was exposed longest, to all vulnerabilities together.")
    var worst = false

    @Option(help: ArgumentHelp("One line for each device of this group.", valueName: "group"), completion: .groups)
    var group: String?

    @OptionGroup var options: RunOptions

    /// Where it is told which device is meant, the only argument is the scenario.
    private var isChosen: Bool { worst || group != nil }

    func validate() throws {
        if worst && group != nil { throw ValidationError("--worst and --group exclude each other.") }
        if let second, isChosen {
            throw ValidationError(
                "With --worst or --group no device is named, but there are two: '\(first)' and '\(second)'."
            )
        }
    }

    func run() throws {
        guard let place = isChosen ? first : second else {
            throw Failure(
                "which scenario? usage: patchlab device DEVICE SCENARIO",
                help: "a file, or \(ScenarioPlace.examplesHelp())"
            )
        }
        let scenario = try ScenarioInput.load(place, for: TerminalCaller(isQuiet: false))
        let strategies = try StrategyInput.strategies(options.strategy.map { [$0] } ?? [], of: scenario, in: place)
        let strategy = strategies[0]
        // Before the run, which may take its time.
        let members = try group.map { try DeviceName.devices(ofGroup: $0, in: scenario, place) }
        let named = try isChosen ? nil : DeviceName(first, in: scenario, place)
        let run = try DeviceRun(scenario, strategy, seed: options.seed, replication: options.number)
        if let members, let group {
            Output.print(
                DeviceGroupText(
                    run.outcomes(of: members),
                    names: members.map { "\(group)[\($0 - members.lowerBound)]" },
                    group: group,
                    strategy: strategy.name,
                    width: Terminal.width
                ).text
            )
            return
        }
        guard let device = named ?? DeviceName(number: run.worst(), in: scenario) else { return }
        Output.print(
            DeviceText(
                run.recording([device.number]),
                device: device.number,
                name: device.description,
                strategy: strategy.name,
                width: Terminal.width
            ).text
        )
    }
}
