import ArgumentParser

/// `patchlab calibrate`: what scenarios say of a fleet, estimated from what the fleet shows.
struct CalibrateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "calibrate",
        abstract: "Estimate a scenario's inputs from data of your fleet.",
        discussion: """
              patchlab calibrate connectivity checkins.csv --poll 1h -o profile.yaml
              patchlab calibrate connectivity devices.csv --map intune

            Nothing is fetched: the files are read from where you put them.
            """,
        subcommands: [CalibrateConnectivityCommand.self]
    )
}
