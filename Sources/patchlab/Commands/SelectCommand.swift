import ArgumentParser
import Experiments
import PatchModel
import Reports
import ScenarioFiles
import Text
import Workbench

/// `patchlab select`: the best of several strategies, with a guarantee.
struct SelectCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "select",
        abstract: "Find the best strategy in one metric with as few runs as possible.",
        discussion: """
              patchlab select mine.yaml --metric cost --smallest-difference 1000
              patchlab select mine.yaml --metric in-time --smallest-difference 1%

            Drops a strategy as soon as it clearly loses. If the best leads by at least the smallest \
            difference that matters to you, it is found with 95 % probability (Kim and Nelson's procedure). Use compare \
            for a full picture; select answers one question, faster.
            """
    )

    @Argument(
        help: ArgumentHelp("The scenario: a file, or the name of an example.", valueName: "scenario"),
        completion: .scenario
    )
    var scenario: String

    @Option(
        name: [.customShort("s"), .customLong("strategies"), .customLong("strategy")],
        help: ArgumentHelp("Names of strategies, separated by commas (default: all).", valueName: "names"),
        completion: .strategies
    )
    var strategies: String?

    @Option(
        help: ArgumentHelp(
            "The metric in which to be best; 'patchlab explain metrics' lists them.",
            valueName: "metric"
        ),
        completion: .metrics
    )
    var metric = Metric.exposedDeviceDays.id

    @Option(
        help: ArgumentHelp(
            "The smallest difference that matters, in the metric's unit: 500, 2d, 300h, 1%.",
            valueName: "difference"
        )
    )
    var smallestDifference: String

    @Option(
        help: ArgumentHelp("The probability of being right, such as 0.99 or 99% (default: 95%).", valueName: "share"),
        transform: { try ShareArgument(reading: $0, example: "95%") }
    )
    var confidence = ShareArgument(share: 0.95)

    @Option(
        help: ArgumentHelp(
            "Runs of all strategies before one may be dropped (default: 80); after fewer nothing is promised.",
            valueName: "n"
        )
    )
    var firstRuns: Int?

    @Option(help: ArgumentHelp("The most runs of each strategy.", valueName: "n"))
    var maxRuns = 1000

    @Option(
        name: [.customLong("color"), .customLong("colour")],
        help: ArgumentHelp("Colour: auto, always or never.", valueName: "when")
    )
    var colour: Appearance.Colour = .auto

    @OptionGroup var policy: PolicyOptions
    @OptionGroup var warnings: WarningOptions
    @OptionGroup var options: SimulationOptions
    @OptionGroup var keeping: StudyOptions

    private var stage: Int { firstRuns ?? min(Significance.fewestReplications, max(2, maxRuns)) }

    func validate() throws {
        guard (2...100_000).contains(stage) else {
            throw ValidationError("--first-runs must lie between 2 and 100,000.")
        }
        guard (2...1_000_000).contains(maxRuns) else {
            throw ValidationError("--max-runs must lie between 2 and 1,000,000.")
        }
        guard stage <= maxRuns else {
            throw ValidationError(
                "--first-runs \(stage) is more than --max-runs \(maxRuns): nothing could be decided."
            )
        }
        guard confidence.share <= 0.999999 else {
            throw ValidationError("--confidence must not lie above 99.9999%: more would take too many runs.")
        }
    }

    func run() async throws {
        let (scenario, loaded) = try ScenarioInput.read(self.scenario, for: options.caller)
        let chosen = try StrategyInput.strategies(listed: strategies, of: scenario, in: self.scenario)
        let programs = try ProgramDesk(policy.request(), loaded, scenario, self.scenario, seed: options.seed)
        try programs.check(keepsRuns: keeping.study != nil)
        let policies: [any PolicySource] = chosen.map { DeclaredSource($0) } + programs.sources
        let start = try SelectionInput.selection(
            of: policies.map(\.name),
            by: metric,
            in: scenario,
            for: options.caller,
            indifference: smallestDifference,
            confidence: confidence.share,
            firstStage: stage,
            limit: maxRuns
        )
        try options.destination.check(against: loaded.files + keeping.files)
        let desk = WarningDesk(loaded, warnings.rules, strategies: chosen)
        try desk.open(for: options.caller)
        let keeper = try keeping.open(for: options.caller)
        defer { keeper?.close() }
        try keeper?.describe(scenario, seed: options.seed)
        let memory = try keeper?.memory(loaded, chosen)
        let selection = try await StudySession.run(start, for: options.caller) { places, replications in
            try await StudySession.run(
                scenario,
                chosen,
                replications: replications,
                work: options.work,
                memory: memory.map { all in
                    StudyRunner.Memory(cache: all.cache, digests: places.map { all.digests[$0] })
                },
                policies: places.map { policies[$0] }
            )
        }
        keeper?.tell()
        guard !selection.isWithoutValue else { throw Failure("\(metric) has no value in \(self.scenario)") }
        if options.json {
            let data = try SelectionRecords.json(selection, seed: options.seed)
            try options.deliver(String(decoding: data, as: UTF8.self))
        } else if options.csv {
            try options.deliver(SelectionRecords.csv(selection))
        } else {
            let appearance = options.output == nil ? Terminal.appearance(colour) : Appearance()
            let text = SelectionText(
                selection,
                question: scenario.question,
                seed: options.seed,
                scenario: ShellWord.quoted(self.scenario),
                warnings: desk.warnings,
                width: Terminal.width(appearance)
            )
            try options.deliver(text.lines, appearance)
        }
        for line in programs.lines { options.caller.note(line) }
        try StudySession.end(selection)
        try programs.end()
    }
}
