import ArgumentParser
import Feeds
import Text
import Workbench

/// The options that imports of inventories share, and what they do with them.
struct InventoryArguments: ParsableArguments {
    @Option(
        parsing: .upToNextOption,
        help: ArgumentHelp("How many machines of an image the fleet has (default 100).", valueName: "name=number")
    )
    var count: [String] = []

    @Option(
        help: ArgumentHelp(
            "The scenario's start (default: the day after the newest inventory or advisory that applies).",
            valueName: "date"
        )
    )
    var start: String?

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

    /// Names and paths of inventories, of which some are given as `name=file`.
    static func named(_ arguments: [String]) -> [(name: String?, path: String)] {
        arguments.map { argument in
            ImportSupport.pair(argument).map { ($0.name, $0.value) } ?? (nil, argument)
        }
    }

    /// Looks at what can be told before any file is read.
    func check(_ inputs: [String]) throws {
        guard !inputs.isEmpty else { throw Failure("no inventory is given") }
        guard count.isEmpty || parts == .all else {
            throw Failure("--count: a file with --parts \(parts.rawValue) holds no fleet")
        }
        if let output { try Output.check(output, against: inputs, makesScenario: true) }
    }

    /// Makes the findings, writes the scenario and prints the report.
    func finish(
        _ images: [InventoryImage],
        _ request: AdvisoryRequest,
        store: AdvisoryStore? = nil,
        command: String
    ) throws {
        var names: Set<String> = []
        for image in images where !names.insert(image.name).inserted {
            throw Failure("two images are called '\(SafeText.line(image.name))'; name them: NAME=FILE")
        }
        let start = try ImportSupport.date(start, option: "--start")
        let findings = try InventoryFindings(images, request, store: store, start: start)
        var writer = InventoryScenario(findings, command: command)
        writer.counts = try counts()
        if let output {
            let whole = try writer.text()
            try ImportSupport.check(whole, for: output)
            writer.parts = parts
            try Output.write(parts == .all ? whole : writer.text(), to: output)
        }
        // A report alone is no promise that a scenario can be made; but one that would not be valid is told.
        if output == nil, let whole = try? writer.text() { try ImportSupport.check(whole, for: "the scenario") }
        let report = InventoryReport(findings)
        if quiet || json {
            for warning in report.warnings { Output.printError("warning: \(SafeText.line(warning))\n") }
        }
        guard !quiet else { return }
        Output.print(json ? report.json : report.text)
        if let output, !json { Output.print("\nScenario written to \(SafeText.line(output)).\n") }
    }

    private func counts() throws -> [String: Int] {
        var counts: [String: Int] = [:]
        for text in count {
            guard let pair = ImportSupport.pair(text), let number = Int(pair.value) else {
                throw Failure("--count: '\(text)' is not of the form name=number")
            }
            if counts.updateValue(number, forKey: pair.name) != nil {
                throw Failure("--count: '\(pair.name)' is given twice")
            }
        }
        return counts
    }
}
