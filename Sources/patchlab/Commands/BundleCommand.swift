import Archives
import ArgumentParser
import Foundation
import ResultStore
import Text
import Workbench

/// `patchlab bundle`: one archive of a study, for somebody else to run again.
struct BundleCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bundle",
        abstract: "Put a study into one archive from which it can be run again, to the byte.",
        discussion: """
            The archive holds the scenario's files, settings, strategies, seeds and replications, and what came of every \
            run. The same study gives the same bytes.
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
            let file = try StudyFile.open(path: study)
            defer { file.close() }
            try Output.write(try BundleWriter.bundle(of: file, as: format, name: output), to: output)
        } catch let error as any CustomStringConvertible & Error {
            throw Failure(error.description)
        }
    }
}
