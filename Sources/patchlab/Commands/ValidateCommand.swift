import ArgumentParser
import Reports
import ScenarioFiles
import Text
import Workbench

/// `patchlab validate`: every mistake of scenario files, with its place.
struct ValidateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "validate",
        abstract: "Report every mistake in scenario files, with file, line and column."
    )

    @Argument(help: ArgumentHelp("Scenario files.", valueName: "scenario"), completion: .scenario)
    var scenarios: [String]

    @Flag(name: .shortAndLong, help: "Say nothing of files without mistakes.")
    var quiet = false

    func run() throws {
        var hasErrors = false
        for path in scenarios {
            let loaded = ScenarioFile.load(path: path)
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
