import ArgumentParser
import Feeds
import Text

/// `patchlab import advisories`: how often Debian's security updates broke something.
struct ImportAdvisoriesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "advisories",
        abstract: "Compute regression rates and repair delays from Debian advisory lists.",
        discussion: """
              patchlab import advisories DSA-list DLA-list
              patchlab import advisories DSA-list --since 2015 -o rates.json

            An advisory (DSA-nnnn-1, or DLA-nnnn-1 of long term support) counts as having a regression if a follow-up of the same \
            number calls itself a regression update. Rates come with 95 % intervals by Wilson's method, delays with a log-normal \
            distribution.
            """
    )

    @Argument(help: ArgumentHelp("Advisory lists, plain or compressed.", valueName: "list"), completion: .file())
    var lists: [String]

    @Option(help: ArgumentHelp("Count advisories from this day on (2015, 2015-06 or 2015-06-01).", valueName: "date"))
    var since: String?

    @Option(help: ArgumentHelp("Count advisories up to and including this day.", valueName: "date"))
    var until: String?

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp("Write the figures of all packages as JSON to this file.", valueName: "file"),
        completion: .file()
    )
    var output: String?

    @Flag(help: "Print the figures of all packages as JSON.")
    var json = false

    @Flag(name: .shortAndLong, help: "Print no report.")
    var quiet = false

    func run() throws {
        try ImportSupport.run {
            if let output { try Output.check(output, against: lists) }
            let since = try ImportSupport.date(since, option: "--since")
            let until = try ImportSupport.date(until, option: "--until")
            let read = try lists.map { try AdvisoryList(parsing: FeedFile.bytes(at: $0), file: $0) }
            let record = RegressionRecord(read, since: since, until: until)
            let report = RegressionReport(
                record,
                files: lists,
                unreadLines: read.reduce(0) { $0 + $1.unreadLines }
            )
            if let output { try Output.write(report.json, to: output) }
            if !quiet { Output.print(json ? report.json : report.text) }
        }
    }
}
