import ArgumentParser
import Experiments
import PatchModel
import Reports
import ScenarioFiles
import Text
import Workbench

/// `patchlab bench`: policies against another one in one world.
struct BenchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench",
        abstract: "Compare policies with another one in one scenario, figure by figure; not a gate.",
        discussion: """
              patchlab bench rare-laptops --policy ./my-policy.py --against two-days
              patchlab bench mine.yaml -s half-day --against two-days -n 400

            All figures with 95 % intervals, and the differences run by run. 'patchlab suite run' names the worlds worth \
            a look.
            """
    )

    @Argument(
        help: ArgumentHelp("The scenario: a file, or the name of an example.", valueName: "scenario"),
        completion: .scenario
    )
    var scenario: String

    @OptionGroup var policy: PolicyOptions

    @Option(
        name: [.customShort("s"), .customLong("strategy")],
        help: ArgumentHelp("A strategy to compare with the other one; may be repeated.", valueName: "name"),
        completion: .strategy
    )
    var strategies: [String] = []

    @Option(
        help: ArgumentHelp("The strategy to compare them with (default: the scenario's first).", valueName: "name"),
        completion: .strategy
    )
    var against: String?

    @Option(name: [.customShort("n"), .long], help: ArgumentHelp("Simulated runs of each.", valueName: "n"))
    var runs = 200

    @OptionGroup var setting: SettingOptions
    @OptionGroup var options: SimulationOptions

    func validate() throws {
        guard (2...1_000_000).contains(runs) else { throw ValidationError("--runs must lie between 2 and 1,000,000.") }
    }

    func run() async throws {
        let (scenario, loaded) = try ScenarioInput.read(self.scenario, setting: setting.set, for: options.caller)
        let programs = try ProgramDesk(policy.request(), loaded, scenario, self.scenario, seed: options.seed)
        let first =
            try against.map { try StrategyInput.strategies([$0], of: scenario, in: self.scenario) }
            ?? Array(try StrategyInput.strategies([], of: scenario, in: self.scenario).prefix(1))
        let others =
            strategies.isEmpty ? [] : try StrategyInput.strategies(strategies, of: scenario, in: self.scenario)
        let listed: [any PolicySource] =
            first.map { DeclaredSource($0) } + others.filter { !first.contains($0) }.map { DeclaredSource($0) }
            + programs.sources
        guard listed.count > 1 else {
            throw Failure(
                "there is nothing to compare with \(first.first?.name ?? "a strategy")",
                help: "--policy PROGRAM, or --strategy NAME"
            )
        }
        try options.destination.check(against: loaded.files)
        let study = try await StudySession.run(
            scenario,
            first + others,
            replications: Array(0..<runs),
            work: options.work,
            policies: listed
        )
        let comparison = Comparison(study, intervals: .hall)
        if options.json {
            let data = try StudyRecords.json(comparison, precision: nil, decideBy: .mean, requirements: [])
            try options.deliver(String(decoding: data, as: UTF8.self))
        } else if options.csv {
            try options.deliver(StudyRecords.csv(comparison))
        } else {
            let appearance = options.output == nil ? Terminal.appearance() : Appearance()
            var lines = ComparisonText(comparison, width: Terminal.width(appearance), drawsCurves: !appearance.isASCII)
                .lines
            let incidents = IncidentText(study, width: Terminal.width(appearance)).lines
            if !incidents.isEmpty { lines += [StyledLine()] + incidents.map { StyledLine($0) } }
            try options.deliver(lines, appearance)
        }
        for line in programs.lines { options.caller.note(line) }
        try StudySession.end(study)
        try programs.end()
    }
}
