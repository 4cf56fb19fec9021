import ArgumentParser
import Text
import Workbench

/// The option of every command that can keep its runs.
struct StudyOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Store runs in this file, and reuse the ones already there.",
            valueName: "file"
        ),
        completion: .file(extensions: ["db"])
    )
    var study: String?

    /// The files of the study, if there is one to be.
    var files: [String] { study.map(StudyKeeper.files) ?? [] }

    /// The study to add to; nil if runs are not to be kept.
    ///
    /// - Throws: `Failure` if the file cannot be used.
    func open(for caller: any Caller) throws -> StudyKeeper? {
        try study.map { try StudyKeeper(path: $0, command: Self.command, for: caller) }
    }

    /// The command line, fit for a shell.
    static var command: String {
        (["patchlab"] + CommandLine.arguments.dropFirst().map(ShellWord.quoted)).joined(separator: " ")
    }
}
