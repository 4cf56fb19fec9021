import ArgumentParser
import PolicyPrograms
import Text
import Workbench

/// `patchlab policy check`: tries a program.
struct PolicyCheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Try a program in small worlds and against faults.",
        discussion: """
              patchlab policy check ./my-policy.py

            Twenty-four small worlds and eighteen faults: a table shows what the program did. A note is worth knowing, but not a \
            mistake. Exit status 0 if nothing failed, 3 otherwise.
            """
    )

    @Argument(help: ArgumentHelp("The program.", valueName: "program"), completion: .file())
    var program: String

    @OptionGroup(title: "Programs that decide") var details: PolicyDetails

    @Flag(name: [.short, .long], help: "No progress bar.")
    var quiet = false

    @Flag(help: "Print JSON.")
    var json = false

    func run() async throws {
        let caller = TerminalCaller(isQuiet: quiet)
        let rows = try await ProgramTrial.rows(program, details.request, for: caller)
        if json {
            Output.print(ProgramTrial.json(rows, details.request).printed() + "\n")
        } else {
            let lines = ProgramTrial.lines(rows, width: Terminal.width)
            Output.print(lines.map { $0 + "\n" }.joined())
        }
        try ProgramTrial.end(rows, program)
    }
}
