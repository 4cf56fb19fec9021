import ArgumentParser
import ScenarioFiles
import Text
import Workbench

/// `patchlab strategy`: the strategies that come with PatchLab, what a strategy does to a fleet, and what it can find.
struct StrategyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "strategy",
        abstract: "Show the strategies that come with PatchLab, and what a strategy does and finds.",
        discussion: """
              patchlab strategy list
              patchlab strategy show canary-sequential
              patchlab strategy explain autopatch-default debian-estate
              patchlab strategy power canary-sequential latent-regression

            A preset is a strategy of a real tool with that tool's figures, or one that is recommended. '--strategy' of any \
            command takes one, and a scenario's own strategies may say 'extends: NAME'. docs/strategies.md describes them.
            """,
        subcommands: [
            StrategyListCommand.self, StrategyShowCommand.self, StrategyExplainCommand.self, StrategyPowerCommand.self,
        ]
    )
}

/// `patchlab strategy list`: the presets.
struct StrategyListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List the strategies that come with PatchLab.",
        discussion: """
              patchlab strategy list
            """
    )

    func run() throws {
        Output.print(NamedLines(StrategyPreset.all.map { ($0.name, $0.about) }, width: Terminal.width).text)
    }
}

/// `patchlab strategy show`: a strategy with everything that it was made of.
struct StrategyShowCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Print a strategy in full, and where each value comes from.",
        discussion: """
              patchlab strategy show appstore-phased
              patchlab strategy show staged debian-estate

            A mark after each value of a preset says where it comes from: D default of the tool, S suggested by its documentation, \
            E example of it, 'chosen' for the preset.
            """
    )

    @Argument(help: ArgumentHelp("A preset, or a strategy of the scenario.", valueName: "name"))
    var name: String

    @Argument(
        help: ArgumentHelp("A scenario: a file, or the name of an example.", valueName: "scenario"),
        completion: .scenario
    )
    var scenario: String?

    func run() throws {
        let shown = try StrategyDesk.shown(name, in: scenario)
        let width = (shown.lines.map(\.text.columns).max() ?? 0) + 2
        for line in shown.header { Output.print("# " + SafeText.line(line) + "\n") }
        for line in shown.lines {
            let text = SafeText.line(line.text)
            let source = line.mark.map(\.rawValue) ?? (line.isDefault ? "default of PatchLab" : nil)
            let blanks = String(repeating: " ", count: max(1, width - text.columns))
            Output.print(source.map { "\(text)\(blanks)# \($0)\n" } ?? text + "\n")
        }
    }
}
