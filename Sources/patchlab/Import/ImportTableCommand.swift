import ArgumentParser
import Feeds
import Foundation
import ScenarioFiles
import Text
import Workbench

/// `patchlab import table`: from the table of devices that a console exports to a scenario.
struct ImportTableCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "table",
        abstract: "Make a scenario from a console's table of devices (CSV, TSV, JSON).",
        discussion: """
              patchlab import table devices.csv
              patchlab import table devices.csv -o mine.yaml
              patchlab import table hosts.csv software.csv --map fleet -o mine.yaml
              patchlab import table hosts.csv software.csv --advisories all.zip -o mine.yaml

            A mapping says which column means what. Those for Intune, ConfigMgr, WSUS, Fleet, Jamf, hawkBit, NervesHub and \
            Kubernetes come with the program and are recognised by the columns; docs/import.md says how to write one.

            Devices that are alike become groups; small groups are merged with others. The newest version that \
            enough devices show is the patch for the others; with --advisories, what they say is fixed. No name of a device or of a person is ever written. What is left \
            out, merged and copied is in the report.
            """
    )

    @Argument(help: ArgumentHelp("Tables, plain or compressed.", valueName: "table"), completion: .file())
    var files: [String] = []

    @Option(
        help: ArgumentHelp("The mapping: a name of --list-maps, or a file (default: recognised).", valueName: "name"),
        completion: .file()
    )
    var map: String?

    @Option(
        help: ArgumentHelp(
            "The moment of the export, by UTC, at which the scenario starts (default: after the newest time in the table).",
            valueName: "date"
        )
    )
    var start: String?

    @Option(
        help: ArgumentHelp(
            "What devices of a group have in common, separated by commas: class, owner, site, components (default: the mapping's).",
            valueName: "keys"
        )
    )
    var groupBy: String?

    @Option(help: ArgumentHelp("Merge groups of fewer devices.", valueName: "number"))
    var tail = 5

    @Option(help: ArgumentHelp("Merge further until there are at most this many groups.", valueName: "number"))
    var maxGroups = 60

    @Option(
        help: ArgumentHelp("Leave out devices not seen for longer (default: the mapping's).", valueName: "duration")
    )
    var stale: String?

    @Option(
        help: ArgumentHelp(
            "What becomes a patch: the newest version seen (observed), what is fixed (advisories), or nothing (none).",
            valueName: "what"
        )
    )
    var pending: TableOptions.Pending?

    @OptionGroup var advisories: AdvisoryArguments

    @Option(
        help: ArgumentHelp(
            "When devices are on: as the profile of their class says (keep), as \"last seen\" shows (fit), or always (none).",
            valueName: "what"
        )
    )
    var connectivity = TableOptions.Connectivity.keep

    @Option(
        help: ArgumentHelp(
            "Write a whole scenario (all), or a part for a scenario that imports it: software, fleet.",
            valueName: "what"
        )
    )
    var parts = TableScenario.Parts.all

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp("Write the scenario to this file.", valueName: "file"),
        completion: .file()
    )
    var output: String?

    @Flag(name: .customLong("try"), help: "Show the first 20 rows as they are read; write nothing.")
    var isTrial = false

    @Flag(help: "List the mappings that come with the program.")
    var listMaps = false

    @Option(help: ArgumentHelp("Print a mapping, to start your own from.", valueName: "name"))
    var showMap: String?

    @Flag(help: "Print the JSON Schema of mappings.")
    var schema = false

    @Flag(help: "Print the report as JSON.")
    var json = false

    @Flag(name: .shortAndLong, help: "Print no report.")
    var quiet = false

    func run() throws {
        try ImportSupport.run {
            if schema { return Output.print(TableMap.schema) }
            if let showMap { return Output.print(try TableMaps.text(showMap)) }
            if listMaps { return try list() }
            guard !files.isEmpty else { throw Failure("no table is given (patchlab import table FILE...)") }
            if isTrial, output != nil { throw Failure("--try writes nothing; leave out --output") }
            let options = try options()
            if let output {
                let named = map.map { [$0] } ?? []
                let inputs = files + named.filter { $0.contains(".") } + advisories.files
                try Output.check(output, against: inputs, makesScenario: true)
            }
            let maps = try map.map { [try TableMaps.named($0)] } ?? TableMaps.shipped()
            let tables = try files.map { try TableFile(path: $0) }
            let recognition =
                map == nil
                ? try TableRecognition(tables, among: maps) : try TableRecognition(tables, by: maps[0])
            if isTrial { return Output.print(try TableTrial.text(recognition)) }
            let now = Int64(Date().timeIntervalSince1970)
            try finish(TableImport.findings(recognition, options: options, now: now))
        }
    }

    private func finish(_ findings: TableFindings) throws {
        if let output {
            var writer = TableScenario(findings)
            if parts != .fleet || findings.components.contains(where: { $0.target != nil })
                || pending == TableOptions.Pending.none
            {
                try ImportSupport.check(writer.text(), for: output)
            }
            writer.parts = parts
            try Output.write(writer.text(), to: output)
        }
        let report = TableReport(findings)
        if quiet || json {
            for warning in report.warnings { Output.printError("warning: \(warning)\n") }
        }
        guard !quiet else { return }
        Output.print(json ? report.json : report.text)
        if let output, !json { Output.print("\nScenario written to \(SafeText.line(output)).\n") }
    }

    private func list() throws {
        let maps = try TableMaps.shipped()
        var table = TextTable(headings: [["name"], ["tables"]], hasRule: false)
        for map in maps { table.append([map.name, map.map.title]) }
        Output.print(table.lines(width: .max).joined(separator: "\n") + "\n")
    }

    private func options() throws -> TableOptions {
        var options = TableOptions()
        options.pending = pending ?? (advisories.advisories.isEmpty ? .observed : .advisories)
        options.advisories = try advisories.request()
        if options.pending == .advisories, advisories.advisories.isEmpty {
            throw Failure("--pending advisories: no advisories are given (--advisories FILE...)")
        }
        if options.pending != .advisories, !advisories.files.isEmpty {
            throw Failure(
                "--pending \(options.pending.rawValue): leave out --advisories, --kev and --epss, of which nothing is made"
            )
        }
        options.connectivity = connectivity
        guard (1...1_000_000).contains(tail) else {
            throw Failure("--tail: \(tail) is not a number of devices from 1 to 1000000")
        }
        guard (6...10_000).contains(maxGroups) else {
            throw Failure("--max-groups: \(maxGroups) is not a number of groups from 6, one for each class, to 10000")
        }
        (options.tail, options.mostGroups) = (tail, maxGroups)
        if let start {
            guard let instant = WrittenTime.instant(start) else {
                throw Failure("--start: '\(start)' is not a date such as 2026-03-01 or 2026-03-01T06:00")
            }
            options.start = instant
        }
        if let stale {
            guard let seconds = WrittenTime.seconds(stale) else {
                throw Failure("--stale: '\(stale)' is not a duration such as 90d")
            }
            options.stale = seconds
        }
        if let groupBy {
            let known = TableMap.GroupKey.allCases.map(\.rawValue)
            options.groupBy = try groupBy.split(separator: ",", omittingEmptySubsequences: false).map { word in
                guard let key = TableMap.GroupKey(rawValue: String(word)) else {
                    throw Failure(
                        "--group-by: '\(word)' is none of \(known.joined(separator: ", "))\(didYouMean(String(word), among: known))"
                    )
                }
                return key
            }
        }
        return options
    }
}

extension TableOptions.Pending: ExpressibleByArgument {}
extension TableOptions.Connectivity: ExpressibleByArgument {}
extension TableScenario.Parts: ExpressibleByArgument {}
