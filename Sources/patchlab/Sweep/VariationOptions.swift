import ArgumentParser
import Workbench

/// Options of the commands that vary a scenario.
struct VariationOptions: ParsableArguments {
    @Argument(
        help: ArgumentHelp("The scenario: a file, or the name of an example.", valueName: "scenario"),
        completion: .scenario
    )
    var scenario: String

    @Option(
        name: .customLong("vary"),
        help: ArgumentHelp(
            """
            A key of the scenario with its values: KEY=1h..7d/8 (8 evenly spaced), KEY=1h..7d/8log (evenly spaced in their \
            logarithms) or KEY=a,b,c; may be repeated. 'patchlab keys' lists the keys.
            """,
            valueName: "key=values"
        ),
        completion: .settings
    )
    var vary: [String] = []

    @OptionGroup var setting: SettingOptions

    /// The scenario with what is to be varied in it.
    func read(for caller: any Caller) throws -> VariedScenario {
        let varied = try VariedScenario(scenario, vary: vary, set: setting.set, for: caller)
        try varied.checkVariations()
        return varied
    }
}
