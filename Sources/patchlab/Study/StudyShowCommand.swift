import ArgumentParser
import ResultStore
import Text
import Workbench

/// `patchlab study show`, or `patchlab study` alone: what is in a study file.
struct StudyShowCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Show what is in a study file.",
        discussion: """
              patchlab study mine.db
              patchlab study show mine.db --json

            A study file is made by --study. It is an SQLite database; docs/studies.md describes its tables for those who want \
            more than this shows.
            """
    )

    @Argument(help: ArgumentHelp("The study file.", valueName: "study"), completion: .file(extensions: ["db"]))
    var study: String

    @Flag(help: "Print JSON.")
    var json = false

    func run() throws {
        let file = try StudyKeeper.existing(study)
        defer { file.close() }
        let contents = try StudyKeeper.telling { () throws(StudyFileError) in try StudyOverview(file) }
        if json {
            Output.print(String(decoding: try contents.json(), as: UTF8.self))
        } else {
            Output.print(contents.text(width: Terminal.pageWidth))
        }
    }
}
