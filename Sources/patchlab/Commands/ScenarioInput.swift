import ArgumentParser
import Experiments
import Foundation
import PatchModel
import PatchSimulator
import ScenarioFiles
import Text

/// Reads the scenario a command is about.
enum ScenarioInput {
    /// The scenario at `path`. Tells on standard error what is wrong with it, and ends with status 2 if it cannot be used.
    static func load(_ path: String, isQuiet: Bool = false) throws -> Scenario {
        try read(path, isQuiet: isQuiet).scenario
    }

    /// The same with the files that it was read from, and with what is set otherwise than they say.
    static func read(
        _ path: String,
        setting: SettingOptions? = nil,
        isQuiet: Bool = false
    ) throws -> (scenario: Scenario, loaded: LoadedScenario) {
        let source = ScenarioSource(path: path)
        let loaded = source.load(setting: try setting?.settings(in: source) ?? [])
        return (try scenario(loaded, path, isQuiet: isQuiet), loaded)
    }

    /// What was loaded from `path`, if it can be used.
    static func scenario(_ loaded: LoadedScenario, _ path: String, isQuiet: Bool) throws -> Scenario {
        for diagnostic in loaded.diagnostics where !isQuiet || diagnostic.severity == .error {
            Output.printError(diagnostic.description + "\n")
        }
        guard let scenario = loaded.scenario else {
            let errors = loaded.diagnostics.count { $0.severity == .error }
            let codes = Set(loaded.diagnostics.filter { $0.severity == .error }.map(\.code.rawValue)).sorted()
            throw Failure(
                "\(path.isEmpty ? "the scenario" : path) has \(errors == 1 ? "an error" : "\(errors) errors"); "
                    + "'patchlab explain \(codes.first ?? "CODE")' says more"
            )
        }
        return scenario
    }

    /// How many runs, up to `wanted`, the memory has room for. Ends with status 2 if it has none for a single one: better said
    /// at once than after minutes of a machine that does nothing but swap.
    ///
    /// - Parameters:
    ///   - replications: of each strategy, all of which are kept to the end; 0 where none is.
    ///   - seriesIntervals: of the time series kept with each run; nil: none is.
    static func runsAtOnce(
        _ scenario: Scenario,
        _ strategies: [Strategy],
        wanted: Int,
        replications: Int = 0,
        seriesIntervals: Int? = nil
    ) throws -> Int {
        let estimate = MemoryEstimate(
            scenario,
            strategies: strategies,
            replications: replications,
            seriesIntervals: seriesIntervals
        )
        let memory = Machine.usableMemory
        let possible = estimate.runsAtOnce(in: memory, wanted: wanted)
        guard possible > 0 else {
            let format = ByteCountFormatStyle(style: .memory, locale: Locale(identifier: "en_US_POSIX"))
            let isKept = estimate.kept > estimate.shared + estimate.perRun
            let what =
                isKept
                ? "\(strategies.count) strategies in \(replications) replications"
                : "\(scenario.deviceCount) devices and \(scenario.patches.count) patches"
            let remedy =
                isKept
                ? "take fewer strategies or replications"
                : estimate.shared > estimate.perRun
                    ? "have fewer components or patches" : "make the groups smaller"
            throw Failure(
                "\(what) need about \(format.format(Int64(estimate.total))) of memory; this machine has "
                    + "\(format.format(Int64(memory))) to give: "
                    + remedy
            )
        }
        return possible
    }

    static func world(_ scenario: Scenario) throws -> World {
        do {
            return try World(scenario)
        } catch {
            throw Failure(error.description)
        }
    }

    /// The strategies named in a list with commas; all without a list.
    static func strategies(listed list: String?, of scenario: Scenario, in path: String) throws -> [Strategy] {
        guard let list else { return try strategies([], of: scenario, in: path) }
        // A name may have a comma in it.
        if let whole = scenario.strategies.first(where: { $0.name == list }) { return [whole] }
        let names = list.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        guard !names.contains("") else {
            throw Failure(
                "--strategies \"\(list)\": expected names with a comma between any two, such as big-bang,staged"
            )
        }
        return try strategies(names, of: scenario, in: path)
    }

    /// The strategies of that name; all if none is named.
    static func strategies(_ names: [String], of scenario: Scenario, in path: String) throws -> [Strategy] {
        guard !scenario.strategies.isEmpty else { throw Failure("\(path) declares no strategies") }
        guard !names.isEmpty else { return scenario.strategies }
        guard Set(names).count == names.count else { throw Failure("--strategies names a strategy twice") }
        return try names.map { name in
            guard let found = scenario.strategies.first(where: { $0.name == name }) else {
                let known = scenario.strategies.map(\.name)
                throw Failure(
                    "\(path) has no strategy \"\(name)\""
                        + (nearestName(to: name, among: known).map { " (did you mean \"\($0)\"?)" } ?? "")
                        + "; it has " + known.joined(separator: ", ")
                )
            }
            return found
        }
    }
}

extension CompletionKind {
    /// Files that may be scenarios.
    static var scenario: CompletionKind { .file(extensions: ["yaml", "yml"]) }
}

/// Options of every command that simulates.
struct SimulationOptions: ParsableArguments {
    @Option(help: ArgumentHelp("All randomness follows from this number.", valueName: "number"))
    var seed: UInt64 = 1

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp(
            "Runs at the same time (default: one a processor); results do not depend on it.",
            valueName: "n"
        )
    )
    var threads: Int?

    @Flag(name: .shortAndLong, help: "No progress bar and no warnings.")
    var quiet = false

    @Flag(help: "Print JSON.")
    var json = false

    @Flag(help: "Print comma-separated values.")
    var csv = false

    @OptionGroup var destination: OutputOptions

    func validate() throws {
        if json && csv { throw ValidationError("--json and --csv exclude each other.") }
        if let threads, !(1...1024).contains(threads) {
            throw ValidationError("--threads must lie between 1 and 1024.")
        }
    }

    var threadCount: Int { threads ?? max(1, ProcessInfo.processInfo.activeProcessorCount) }

    var output: String? { destination.output }

    /// Puts a document where the user wants it.
    func deliver(_ text: String) throws { try destination.deliver(text) }
}
