import ArgumentParser
import Text
import Workbench

/// `patchlab init`: a scenario to start from.
struct InitCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init",
        abstract: "Write a scenario of your own to start from.",
        discussion: """
              patchlab init office -o mine.yaml
              patchlab init servers > mine.yaml
              patchlab init --list

            The scenario can be run as it is. Lines to change are marked CHANGE, assumptions GUESS.
            """
    )

    @Argument(
        help: ArgumentHelp("Which template; --list shows them.", valueName: "template"),
        completion: .list(ScenarioTemplate.all.map(\.name))
    )
    var template: String?

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp("Write to this file, which must not exist.", valueName: "file"),
        completion: .file(extensions: ["yaml", "yml"])
    )
    var output: String?

    @Flag(help: "Replace the file if it exists.")
    var force = false

    @Flag(help: "List the templates.")
    var list = false

    func validate() throws {
        if list, template != nil || output != nil || force {
            throw ValidationError("--list goes with nothing else.")
        }
        if force, output == nil { throw ValidationError("--force goes with --output only.") }
    }

    func run() throws {
        let all = ScenarioTemplate.all
        guard !list else {
            Output.print(NamedLines(all.map { ($0.name, $0.fleet) }, width: Terminal.width).text)
            return
        }
        let names = all.map(\.name)
        guard let template else {
            throw Failure("which template?", help: "patchlab init \(names.joined(separator: "|")) -o mine.yaml")
        }
        guard let chosen = all.first(where: { $0.name == template }) else {
            throw Failure(
                "there is no template \"\(template)\"" + didYouMean(template, among: names),
                help: "the templates are \(names.joined(separator: ", "))"
            )
        }
        guard let output else {
            Output.print(chosen.text)
            return
        }
        try NewFile.write([NewFile(path: output, bytes: Array(chosen.text(calledIn: output).utf8))], replaces: force)
        let told =
            SafeText.line(output) + " is written. Change the lines marked CHANGE, then: patchlab compare "
            + SafeText.line(ShellWord.quoted(output))
        Output.print((Terminal.pageWidth.map { wrapped(told, width: $0) } ?? [told]).joined(separator: "\n") + "\n")
    }
}
