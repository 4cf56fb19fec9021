import ArgumentParser

/// The option of the commands that change a scenario before they use it.
struct SettingOptions: ParsableArguments {
    @Option(
        name: .customLong("set"),
        help: ArgumentHelp(
            "A value that takes the place of one in the scenario; may be repeated. 'patchlab keys' lists the keys.",
            valueName: "key=value"
        ),
        completion: .settings
    )
    var set: [String] = []
}
