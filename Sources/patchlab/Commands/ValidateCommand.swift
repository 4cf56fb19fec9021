import ArgumentParser
import Reports
import ScenarioFiles
import Text
import Workbench

/// `patchlab validate`: every mistake of scenario files, with its place.
struct ValidateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "validate",
        abstract: "Report every mistake in scenario files, with file, line and column.",
        discussion: """
              patchlab validate mine.yaml
              patchlab validate */scenario.yaml --quiet

            'patchlab explain CODE' says more about a mistake. Exit status: 0 no errors, 2 errors.
            """
    )

    @Argument(
        help: ArgumentHelp("Scenarios: files, or names of examples.", valueName: "scenario"),
        completion: .scenario
    )
    var scenarios: [String]

    @Flag(name: .shortAndLong, help: "Print only problems.")
    var quiet = false

    func run() throws {
        var hasErrors = false
        for path in scenarios {
            let loaded = ScenarioFile.load(path: ScenarioPlace.pathIfFound(path))
            for diagnostic in loaded.diagnostics { Output.print(diagnostic.description + "\n") }
            guard let scenario = loaded.scenario else {
                hasErrors = true
                continue
            }
            if !quiet {
                Output.print(SafeText.line("\(path): OK, \(ScenarioSummary(scenario).text)") + "\n")
            }
        }
        if hasErrors { throw ExitCode(ExitStatus.badInput) }
    }
}
