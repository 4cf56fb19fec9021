import ArgumentParser
import Workbench

/// What is done with warnings.
struct WarningOptions: ParsableArguments {
    /// What can be denied.
    enum Denied: String, CaseIterable, ExpressibleByArgument {
        case warnings
    }

    @Option(
        help: ArgumentHelp(
            "With 'warnings': a warning ends the command with status 2, before anything is simulated, if possible.",
            valueName: "what"
        )
    )
    var deny: Denied?

    @Flag(help: "Also give warnings for the scenario's author, which look at defects.")
    var author = false

    var rules: WarningDesk.Rules { WarningDesk.Rules(deniesWarnings: deny == .warnings, isForAuthor: author) }
}
