import ArgumentParser
import Feeds
import ScenarioFiles
import Text
import Workbench

/// `patchlab import debian`: from dpkg's status files and the security archive's index to a scenario.
struct ImportDebianCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "debian",
        abstract: "Make a scenario from Debian machines and their pending security updates.",
        discussion: """
              patchlab import debian --status web.status db=/srv/db/status \\
                --security Packages.xz --advisories DSA-list.xz \\
                --kev kev.json --epss epss.csv.gz -o mine.yaml

            Reads status files (/var/lib/dpkg/status) and a package index, plain or compressed, compares versions by \
            Debian's rules and lists pending updates. With -o it writes a scenario you can run at once. What it leaves out or \
            guesses is under 'Left out' and 'Warnings' in the report, and 'warnings' in --json.

            Without --advisories nothing is known to be exposed, and --start must be given.
            """
    )

    @Option(
        parsing: .upToNextOption,
        help: ArgumentHelp("dpkg status files; the image is named after the file, or given.", valueName: "[name=]file"),
        completion: .file()
    )
    var status: [String] = []

    @Option(
        parsing: .upToNextOption,
        help: ArgumentHelp(
            "The security archive's package index; one for each architecture of the machines.",
            valueName: "file"
        ),
        completion: .file()
    )
    var security: [String] = []

    @Option(
        parsing: .upToNextOption,
        help: ArgumentHelp(
            "Debian's advisory lists (DSA, and DLA for long term support): what the updates fix, and regression rates.",
            valueName: "file"
        ),
        completion: .file()
    )
    var advisories: [String] = []

    @Option(
        help: ArgumentHelp("CISA's catalogue of known exploited vulnerabilities (JSON).", valueName: "file"),
        completion: .file()
    )
    var kev: String?

    @Option(help: ArgumentHelp("EPSS scores (CSV).", valueName: "file"), completion: .file())
    var epss: String?

    @Option(
        parsing: .upToNextOption,
        help: ArgumentHelp("How many machines of an image the fleet has (default 100).", valueName: "name=number")
    )
    var count: [String] = []

    @Option(
        help: ArgumentHelp("The scenario's start (default: the day after the newest advisory used).", valueName: "date")
    )
    var start: String?

    @Option(
        help: ArgumentHelp(
            "The day up to which all packages are updated (default: derived from the lists, package by package).",
            valueName: "date"
        )
    )
    var inventoryDate: String?

    @Option(help: ArgumentHelp("The release's code name (default: derived from what is installed).", valueName: "name"))
    var release: String?

    @Flag(help: "Match advisories by version only, not by date where they state another release's version.")
    var versionOnly = false

    @Option(
        help: ArgumentHelp(
            "Write a whole scenario (all), or only software, patches and vulnerabilities for a scenario that imports them.",
            valueName: "what"
        )
    )
    var parts = ScenarioWriter.Parts.all

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp("Write the scenario to this file.", valueName: "file"),
        completion: .file()
    )
    var output: String?

    @Flag(help: "Print the report as JSON.")
    var json = false

    @Flag(name: .shortAndLong, help: "Print no report.")
    var quiet = false

    func run() throws {
        try ImportSupport.run {
            guard !status.isEmpty else { throw Failure("no status file is given (--status FILE...)") }
            guard !security.isEmpty else {
                throw Failure("no package index is given (--security FILE...)")
            }
            guard count.isEmpty || parts == .all else {
                throw Failure("--count: a file with --parts \(parts.rawValue) holds no fleet")
            }
            let counts = try counts()
            if let output {
                let machines = status.map { ImportSupport.pair($0)?.value ?? $0 }
                try Output.check(
                    output,
                    against: machines + security + advisories + [kev, epss].compactMap(\.self),
                    makesScenario: true
                )
            }
            var request = DebianImport(
                machines: try status.map { try machine($0) },
                indexes: try security.map { try PackageIndex(parsing: FeedFile.bytes(at: $0), file: $0) }
            )
            request.advisories = try advisories.map {
                try AdvisoryList(parsing: FeedFile.bytes(at: $0), file: $0)
            }
            request.exploited = try kev.map { try KnownExploited(parsing: FeedFile.bytes(at: $0), file: $0) }
            request.prediction = try epss.map { try ExploitPrediction(parsing: FeedFile.bytes(at: $0), file: $0) }
            request.start = try ImportSupport.date(start, option: "--start")
            request.inventoryDate = try ImportSupport.date(inventoryDate, option: "--inventory-date")
            request.release = release
            request.matchesByDate = !versionOnly

            let findings = try request.findings()
            if let output {
                var writer = ScenarioWriter()
                writer.counts = counts
                writer.parts = parts
                let text = try writer.text(findings)
                writer.parts = .all
                try ImportSupport.check(parts == .all ? text : writer.text(findings), for: output)
                try Output.write(text, to: output)
            }
            let report = DebianReport(findings)
            if quiet || json {
                // The report in words holds them itself.
                for warning in report.warnings { Output.printError("warning: \(warning)\n") }
            }
            guard !quiet else { return }
            Output.print(json ? report.json : report.text)
            if let output, !json { Output.print("\nScenario written to \(SafeText.line(output)).\n") }
        }
    }

    private func machine(_ argument: String) throws -> DebianImport.Machine {
        let named = ImportSupport.pair(argument)
        let path = named?.value ?? argument
        let status = try PackageStatus(parsing: FeedFile.bytes(at: path), file: path)
        return DebianImport.Machine(name: named?.name ?? DebianImport.Machine.name(fromPath: path), status: status)
    }

    private func counts() throws -> [String: Int] {
        var counts: [String: Int] = [:]
        for text in count {
            guard let pair = ImportSupport.pair(text), let number = Int(pair.value) else {
                throw Failure("--count: '\(text)' is not of the form name=number")
            }
            if let known = counts.updateValue(number, forKey: pair.name) {
                throw Failure(
                    "--count: '\(pair.name)' is given twice, as \(known) and as \(number); give one number for each image"
                )
            }
        }
        return counts
    }
}

extension ScenarioWriter.Parts: ExpressibleByArgument {}
