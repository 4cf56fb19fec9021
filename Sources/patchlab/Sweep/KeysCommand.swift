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
              patchlab keys mine.yaml soak

            A value in brackets is not written in the scenario: it is the default. Keys without a value are listed with --all.
            """
    )

    @Argument(
        help: ArgumentHelp("The scenario: a file, or the name of an example.", valueName: "scenario"),
        completion: .scenario
    )
    var scenario: String

    @Argument(help: ArgumentHelp("Only keys that hold this text.", valueName: "text"))
    var text: String?

    /// What the text was given as before it was an argument.
    @Option(help: .hidden)
    var matching: String?

    @Flag(help: "Also keys that have no value now.")
    var all = false

    func run() throws {
        let source = ScenarioSource(path: try ScenarioPlace.path(of: scenario))
        _ = try ScenarioInput.scenario(source.load(), scenario, for: TerminalCaller(isQuiet: true))
        let text = text ?? matching
        let wanted = text.flatMap { $0.isEmpty ? nil : $0 }
        let keys = source.keys.filter { key in
            (all || key.value != nil) && wanted.map { key.key.localizedStandardContains($0) } ?? true
        }
        if keys.isEmpty, let text {
            let steps = source.keys.flatMap { $0.key.split { ".[]".contains($0) }.map(String.init) }
            throw Failure(
                "\(scenario) has no key that holds \"\(text)\"" + didYouMean(text, among: steps),
                help: "patchlab keys \(ShellWord.quoted(scenario)) lists all of them"
            )
        }
        let widest = keys.map { SafeText.line($0.key).columns }.max() ?? 0
        let page = Terminal.pageWidth
        for key in keys {
            let name = SafeText.line(key.key)
            let value = SafeText.line(key.value.map { key.isWritten ? $0 : "(\($0))" } ?? "-")
            let line = "\(padded(name, to: widest + 2))\(value)  \(key.description)"
            if let page, line.columns > page {
                // What has no room on one line is told on several.
                let lines =
                    wrapped(name, width: page)
                    + [value, SafeText.line(key.description)].flatMap { wrapped($0, width: page - 2).map { "  " + $0 } }
                Output.print(lines.joined(separator: "\n") + "\n")
            } else {
                Output.print(line + "\n")
            }
        }
    }
}
