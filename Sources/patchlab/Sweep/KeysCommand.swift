import ArgumentParser
import Foundation
import ScenarioFiles
import Text
import Workbench

/// `patchlab keys`: what can be set or varied in a scenario.
struct KeysCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "keys",
        abstract: "List the keys that --set and --vary can change, with their present values.",
        discussion: """
              patchlab keys mine.yaml
              patchlab keys mine.yaml --matching soak

            A value in brackets is not written in the scenario: it is the default. Keys without a value are listed with --all.
            """
    )

    @Argument(
        help: ArgumentHelp("The scenario: a file, or the name of an example.", valueName: "scenario"),
        completion: .scenario
    )
    var scenario: String

    @Option(help: ArgumentHelp("Only keys that hold this text.", valueName: "text"))
    var matching: String?

    @Flag(help: "Also keys that have no value now.")
    var all = false

    func run() throws {
        let source = ScenarioSource(path: try ScenarioPlace.path(of: scenario))
        _ = try ScenarioInput.scenario(source.load(), scenario, for: TerminalCaller(isQuiet: true))
        let wanted = matching.flatMap { $0.isEmpty ? nil : $0 }
        let keys = source.keys.filter { key in
            (all || key.value != nil) && wanted.map { key.key.localizedStandardContains($0) } ?? true
        }
        if keys.isEmpty, let matching { throw Failure("\(scenario) has no key that holds \"\(matching)\"") }
        let width = keys.map { SafeText.line($0.key).count }.max() ?? 0
        for key in keys {
            let name = SafeText.line(key.key)
            let value = key.value.map { key.isWritten ? $0 : "(\($0))" } ?? "-"
            let space = String(repeating: " ", count: width - name.count + 2)
            Output.print("\(name)\(space)\(SafeText.line(value))  \(key.description)\n")
        }
    }
}
