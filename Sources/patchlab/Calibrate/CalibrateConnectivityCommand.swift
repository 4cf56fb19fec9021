import ArgumentParser
import Calibration
import Feeds
import Foundation
import PatchModel
import ScenarioFiles
import Text
import Workbench

/// `patchlab calibrate connectivity`: from check-ins, or from when devices were last seen, to a connectivity profile.
struct CalibrateConnectivityCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "connectivity",
        abstract: "Estimate for how long devices are on and off.",
        discussion: """
              patchlab calibrate connectivity checkins.csv --poll 1h
              patchlab calibrate connectivity checkins.csv.gz --poll 1h -o profile.yaml
              patchlab calibrate connectivity checkins.csv --poll 1h --by groups.csv
              patchlab calibrate connectivity checkins.csv --poll 1h --as trace -o on.csv
              patchlab calibrate connectivity devices.csv --map intune

            A log has a row for each check-in, with the columns device and time. The poll is how often devices check in while they \
            are on. A list (--by) has a row for each device, with the columns device and group; each group gets a profile, and \
            devices that never checked in count.

            With --map the file is the table that a console exports; only its column "last seen" is needed. Each class of \
            devices gets a profile.

            The report says how precise each number is and how well the distribution fits. docs/calibration.md has more.
            """
    )

    /// What is written.
    enum Form: String, ExpressibleByArgument, CaseIterable { case profile, trace }

    @Argument(help: ArgumentHelp("The log or the table, plain or compressed.", valueName: "file"), completion: .file())
    var file: String

    @Option(
        help: ArgumentHelp("How often devices check in while on (with --map: the mapping's).", valueName: "duration")
    )
    var poll: String?

    @Option(
        help: ArgumentHelp("The share by which polls may be late (with --map: the mapping's).", valueName: "share"),
        transform: { try ShareArgument(reading: $0, example: "25%") }
    )
    var jitter: ShareArgument?

    @Option(help: ArgumentHelp("The list of devices with their groups.", valueName: "file"), completion: .file())
    var by: String?

    @Option(
        help: ArgumentHelp(
            "The mapping of a console's table: a name of 'import table --list-maps', or a file.",
            valueName: "name"
        ),
        completion: .file()
    )
    var map: String?

    @Option(
        help: ArgumentHelp("The moment of the export, by UTC (default: the newest time in it).", valueName: "date")
    )
    var at: String?

    @Option(
        help: ArgumentHelp(
            "With --map: leave out devices not seen for longer (default: the mapping's).",
            valueName: "duration"
        )
    )
    var stale: String?

    @Option(
        help: ArgumentHelp(
            "Distributions to try for the time off, separated by commas: weibull, lognormal, exponential (default: all).",
            valueName: "laws"
        )
    )
    var laws: String?

    @Option(
        name: .customLong("as"),
        help: ArgumentHelp("Write distributions (profile), or the observed sessions (trace).", valueName: "what")
    )
    var form = Form.profile

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp("Write the profile or the trace to this file.", valueName: "file"),
        completion: .file()
    )
    var output: String?

    @Option(help: ArgumentHelp("The column of the device.", valueName: "name"))
    var deviceColumn = "device"

    @Option(help: ArgumentHelp("The column of the time.", valueName: "name"))
    var timeColumn = "time"

    @Option(help: ArgumentHelp("The column of the group.", valueName: "name"))
    var groupColumn = "group"

    @Flag(help: "End with status 1 if the law does not fit, or too little is known.")
    var strict = false

    @Flag(help: "Print the report as JSON.")
    var json = false

    @Flag(name: .shortAndLong, help: "Print no report.")
    var quiet = false

    func run() throws {
        try ImportSupport.run {
            try checkOptions()
            if let output {
                try Output.check(
                    output,
                    against: [file] + [by, map].compactMap(\.self),
                    makesScenario: form == .profile
                )
            }
            if let map { return try finish(export(TableMaps.named(map))) }
            let log = try log()
            let polling = try polling(of: nil)
            if form == .trace {
                guard let output else { return }
                try Output.write(SessionTrace.text(log, polling: polling), to: output)
                if !quiet { Output.print("Trace written to \(SafeText.line(output)).\n") }
                return
            }
            let families = try families()
            let profiles = log.groups.map {
                Calibrated(Self.profile($0.name), log.sample(of: $0, polling: polling), families: families)
            }
            try finish((CalibrationSource(log, polling: polling), profiles))
        }
    }

    /// A name for the profile of a group: one that comes with the program is taken.
    private static func profile(_ group: String) -> String {
        ConnectivityProfiles.names.contains(group) ? "fitted-\(group)" : group
    }

    private func checkOptions() throws {
        if map != nil, by != nil || form == .trace {
            throw Failure("--map reads a table of devices; --by and --as trace belong to a log of check-ins")
        }
        if map == nil, at != nil || stale != nil {
            throw Failure("--at and --stale belong to a table of devices; give its mapping with --map")
        }
        if form == .trace, output == nil { throw Failure("--as trace needs --output FILE for the sessions") }
        if form == .trace, by != nil {
            throw Failure("--as trace writes one trace; give a log of one group, without --by")
        }
    }

    private func log() throws -> CheckInLog {
        var columns = CheckInLog.Columns()
        (columns.device, columns.time) = (deviceColumn, timeColumn)
        let list = try by.map { try DeviceList(TableFile(path: $0), device: deviceColumn, group: groupColumn) }
        return try CheckInLog(TableFile(path: file), columns: columns, list: list)
    }

    private func export(_ map: NamedTableMap) throws -> (CalibrationSource, [Calibrated]) {
        let moment = try at.map { text in
            guard let moment = WrittenTime.instant(text) else {
                throw Failure("--at: '\(text)' is not a date such as 2026-11-25 or 2026-11-25T06:00")
            }
            return moment
        }
        let recognition = try TableRecognition([TableFile(path: file)], by: map)
        let export = try LastSeen(
            recognition,
            moment: moment,
            now: Int64(Date().timeIntervalSince1970),
            stale: stale.map { try seconds($0, of: "--stale") }
        )
        let polling = try polling(of: map)
        guard export.limit > polling.visible else {
            throw Failure("--stale: it must be longer than 2.2 polls, or no absence is left")
        }
        let families = try families()
        let profiles = export.classes.map {
            Calibrated(
                "fitted-\($0.deviceClass.rawValue)",
                export.sample($0.ages, polling: polling),
                families: families
            )
        }
        return (CalibrationSource(export, polling: polling), profiles)
    }

    private func polling(of map: NamedTableMap?) throws -> Polling {
        let given = map.flatMap { LastSeen.polling($0.map) }
        guard let every = try poll.map({ try seconds($0, of: "--poll") }) ?? given?.every else {
            throw Failure("--poll: say how often devices check in while they are on, such as --poll 1h")
        }
        guard every >= 10, let polling = Polling(every: every, jitter: jitter?.share ?? given?.jitter ?? 0) else {
            throw Failure("--poll: a log cannot show polls shorter than 10 s")
        }
        return polling
    }

    private func seconds(_ text: String, of option: String) throws -> Double {
        guard let seconds = WrittenTime.seconds(text) else {
            throw Failure("\(option): '\(text)' is not a duration such as 1h")
        }
        return seconds
    }

    private func families() throws -> [OffLaw.Family] {
        guard let laws else { return OffLaw.Family.allCases }
        let known = OffLaw.Family.allCases.map(\.rawValue)
        return try laws.split(separator: ",", omittingEmptySubsequences: false).map { word in
            guard let family = OffLaw.Family(rawValue: String(word)) else {
                let near = didYouMean(String(word), among: known)
                throw Failure("--laws: '\(word)' is none of \(known.joined(separator: ", "))\(near)")
            }
            return family
        }
    }

    private func finish(_ result: (source: CalibrationSource, profiles: [Calibrated])) throws {
        let (source, profiles) = result
        let warnings = profiles.flatMap(\.warnings)
        let isEmpty = profiles.allSatisfy { (try? $0.fit.get()) == nil }
        if quiet || json || isEmpty {
            for warning in warnings { Output.printError("warning: \(warning)\n") }
        }
        guard !isEmpty else {
            throw Failure("\(file): no profile can be made of it; the warnings say why")
        }
        if let output { try Output.write(ProfileWriter.text(source, profiles), to: output) }
        if !quiet {
            Output.print(json ? CalibrationJSON.text(profiles) : CalibrationText(source, profiles).text)
            if let output, !json { Output.print("\nProfile written to \(SafeText.line(output)).\n") }
        }
        if strict, !warnings.isEmpty { throw Failure("there is a warning, and --strict was given", kind: .difference) }
    }
}
