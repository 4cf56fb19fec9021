import ArgumentParser
import Foundation
import PatchSimulator
import Reports
import Text
import Workbench

/// `patchlab report`: a study as a page, as Markdown, or for programs.
struct ReportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report",
        abstract: "Write an HTML report of a study: one self-contained file.",
        discussion: """
              patchlab compare mine.yaml --study mine.db
              patchlab report mine.db -o mine.html
              patchlab report mine.db --markdown     for a pull request or a wiki

            The page begins with the recommendation and four figures; pictures, all figures with their intervals, the \
            assumptions and the command that gives the same figures again follow. It prints on two pages.
            """
    )

    @Argument(help: ArgumentHelp("The study file.", valueName: "study"), completion: .file(extensions: ["db"]))
    var study: String

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp(
            "Output file; required for a page, everything else goes to standard output without it.",
            valueName: "file"
        ),
        completion: .file()
    )
    var output: String?

    @Flag(help: "Write Markdown, for a pull request or a wiki.")
    var markdown = false

    @Flag(help: "Write JSON: the comparison, and what happens over time.")
    var json = false

    @Flag(help: "Write comma-separated values: what happens over time; with --by: the figures of the comparison.")
    var csv = false

    @Option(
        help: ArgumentHelp(
            "Which variant of the scenario, if the study has more than one (default: the last one as written).",
            valueName: "n"
        )
    )
    var variant: Int64?

    @Option(
        help: ArgumentHelp("Runs with this seed (default: that of the command which wrote last).", valueName: "number")
    )
    var seed: UInt64?

    @Option(
        help: ArgumentHelp(
            "Show the figures by these only, such as group,site (default: by everything that the study holds).",
            valueName: "names"
        ),
        completion: .list(PatchSimulator.Dimension.allCases.map(\.rawValue))
    )
    var by: [String] = []

    func validate() throws {
        if [markdown, json, csv].count(where: { $0 }) > 1 {
            throw ValidationError("--markdown, --json and --csv exclude each other.")
        }
    }

    func run() throws {
        if let output {
            do {
                try Output.check(output, against: StudyKeeper.files(of: study))
            } catch {
                throw Failure(error.description)
            }
        }
        let dimensions = try by.isEmpty ? nil : BreakdownInput.dimensions(by)
        let document = try StudyReader(path: study).document(
            variant: variant,
            seed: seed,
            by: dimensions,
            withPoints: !(markdown || json || csv)
        )
        // Only now: that a file is no study matters more than where the page would go.
        if !(markdown || json || csv) && output == nil {
            throw Failure(
                "to which file is the page to be written?",
                help:
                    "patchlab report \(ShellWord.quoted(study)) -o report.html, or --markdown, --json or --csv to print it"
            )
        }
        let text = try text(of: document)
        if let output {
            do {
                // The page has escaped everything itself, and holds scripts of which no byte may change.
                if markdown || json || csv {
                    try Output.write(text, to: output)
                } else {
                    try Output.write(Array(text.utf8), to: output)
                }
            } catch {
                throw Failure(error.description)
            }
            let answer = document.answer.map { ": \($0)" } ?? "."
            Output.print(
                wrapped(SafeText.line("\(output) is written\(answer)"), width: Terminal.width)
                    .joined(separator: "\n") + "\n"
            )
        } else {
            Output.print(text)
        }
        if let shown = document.shownOfSeveral {
            Output.printError(
                "\(study): this is variant \(shown.number), the last one as written, of \(shown.count); "
                    + "'patchlab study \(ShellWord.quoted(study))' shows them all, --variant N chooses another\n"
            )
        }
        if let note = document.simulationNote { Output.printError("warning: \(study): \(note)\n") }
        if let names = BreakdownInput.names(document.partialDimensions) {
            Output.printError(
                "warning: \(study): only some runs are broken down by \(names), so that it is not shown; "
                    + "'\(document.command(by: names, study: study))' makes the others\n"
            )
        }
        if !document.hasSeries && !json && (!csv || by.isEmpty) { Output.printError("warning: \(noSeries)\n") }
    }

    private func text(of document: ReportDocument) throws -> String {
        if markdown { return document.markdown }
        if json { return String(decoding: try document.json(), as: UTF8.self) }
        if csv, !by.isEmpty { return document.breakdownCSV }
        if csv {
            guard let csv = document.csv else { throw Failure(noSeries) }
            return csv
        }
        return try document.html()
    }

    private var noSeries: String {
        "\(study): some runs were kept without time series, so that what happens over time is missing; "
            + "'patchlab compare SCENARIO --study FILE' keeps them"
    }
}
