import Archives
import ArgumentParser
import Foundation
import ResultStore
import Text
import Workbench

/// `patchlab study pack`: one archive of a study, for somebody else to run again.
struct StudyPackCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pack",
        abstract: "Pack a study into one small archive that others can run again, to the byte.",
        discussion: """
              patchlab study pack mine.db -o mine.tar.zst
              patchlab study check mine.tar.zst

            The archive holds the scenario's files, settings, strategies, seeds and run numbers, and the results of every run. The \
            same study gives the same bytes.
            """
    )

    @Argument(help: ArgumentHelp("The study file.", valueName: "study"), completion: .file(extensions: ["db"]))
    var study: String

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp("The archive to write: .tar.zst, .tar.gz, .tar.xz or .zip.", valueName: "file"),
        completion: .file(extensions: ["zst", "gz", "xz", "zip"])
    )
    var output: String

    @Flag(help: "Replace the file if it exists.")
    var force = false

    func run() throws {
        guard let format = ArchiveFormat(fileName: output) else {
            let known = ArchiveFormat.allCases.map(\.rawValue)
            let ending = PathText.name(of: output).drop { $0 != "." }
            throw Failure(
                "\(output): the name must end in one of \(known.joined(separator: ", "))"
                    + (nearestName(to: String(ending), among: known).map { " (did you mean \($0)?)" } ?? "")
            )
        }
        do {
            try Output.check(output, against: StudyKeeper.files(of: study))
            let file = try StudyKeeper.existing(study)
            defer { file.close() }
            try NewFile.check([output], replaces: force)
            let bytes = try PackWriter.pack(of: file, as: format, name: output)
            try NewFile.write([NewFile(path: output, bytes: bytes)], replaces: force)
            let runs = try file.runCount()
            let told =
                "\(output) is written: \(Figure.count(runs, "run", "runs")), \(Figure.bytes(Double(bytes.count))). "
                + "To run it again: patchlab study check \(ShellWord.quoted(output))"
            Output.print(
                (Terminal.pageWidth.map { wrapped(SafeText.line(told), width: $0) } ?? [SafeText.line(told)])
                    .joined(separator: "\n") + "\n"
            )
        } catch let failure as Failure {
            throw failure
        } catch let error as any CustomStringConvertible & Error {
            throw Failure(error.description)
        }
    }
}
