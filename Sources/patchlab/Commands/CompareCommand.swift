import ArgumentParser
import Experiments
import Reports
import ScenarioFiles
import Workbench

/// `patchlab compare`: several strategies in the same replications.
struct CompareCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "compare",
        abstract: "Compare strategies, replication by replication on common random numbers.",
        discussion: """
            Says which strategy to choose and how sure that is, and shows the strategies side by side. --full adds 95 % \
            intervals, the paired differences to the first strategy, the trade-off of exposure, downtime and effort, and \
            curves. Below 80 replications nothing is called best beyond chance; how many may tell is said instead.

            With --precision it goes on until the half width of every mean's interval is that share of the mean. With --by it \
            tells besides who pays: which groups, sites or owners, or which patches.
            """
    )

    @Argument(help: ArgumentHelp("The scenario file.", valueName: "scenario"), completion: .scenario)
    var scenario: String

    @Option(
        name: [.customShort("s"), .customLong("strategies"), .customLong("strategy")],
        help: ArgumentHelp("Names of strategies, separated by commas (default: all).", valueName: "names")
    )
    var strategies: String?

    @Option(
        name: [.customShort("n"), .long],
        help: ArgumentHelp("How many replications; below 80 nothing is called better or worse.", valueName: "n")
    )
    var replications = Significance.fewestReplications

    @Option(
        help: ArgumentHelp(
            "Replicate until all intervals are this narrow, such as 5%; --replications, 80 at least, is the first batch then.",
            valueName: "share"
        ),
        transform: { try ShareArgument(reading: $0, example: "5%") }
    )
    var precision: ShareArgument?

    @Option(help: ArgumentHelp("With --precision: the most replications.", valueName: "n"))
    var maxReplications = 1000

    @Option(
        help: ArgumentHelp(
            "How the intervals of --full, --json and --csv are made: hall, t, or bootstrap.",
            valueName: "method"
        )
    )
    var intervals: IntervalMethod = .hall

    @Flag(help: "Print intervals, differences, the trade-off and curves, too.")
    var full = false

    @OptionGroup var breakdown: BreakdownOptions
    @OptionGroup var setting: SettingOptions
    @OptionGroup var warnings: WarningOptions
    @OptionGroup var options: SimulationOptions
    @OptionGroup var keeping: StudyOptions

    func validate() throws {
        guard (1...1_000_000).contains(replications) else {
            throw ValidationError("--replications must lie between 1 and 1,000,000.")
        }
        guard (2...1_000_000).contains(maxReplications) else {
            throw ValidationError("--max-replications must lie between 2 and 1,000,000.")
        }
    }

    func run() async throws {
        let (scenario, loaded) = try ScenarioInput.read(
            self.scenario,
            setting: setting.set,
            for: options.caller
        )
        let chosen = try StrategyInput.strategies(listed: strategies, of: scenario, in: self.scenario)
        let dimensions = try breakdown.dimensions
        try options.destination.check(against: loaded.files + keeping.files)
        let desk = WarningDesk(loaded, warnings.rules)
        try desk.open(for: options.caller)
        let keeper = try keeping.open(for: options.caller)
        defer { keeper?.close() }
        try keeper?.describe(scenario, seed: options.seed)
        let memory = try keeper?.memory(loaded, chosen, settings: SettingInput.stored(setting.set))
        let (study, report) = try await StudySession.run(series, for: options.caller) { replications in
            try await StudySession.run(
                scenario,
                chosen,
                replications: replications,
                work: options.work,
                dimensions: dimensions,
                drawsCurves: !options.json && !options.csv,
                memory: memory
            )
        }
        keeper?.tell()
        let comparison = Comparison(study, intervals: intervals)
        if options.json {
            try options.deliver(String(decoding: StudyRecords.json(comparison, precision: report), as: UTF8.self))
        } else if options.csv {
            try options.deliver(StudyRecords.csv(comparison))
        } else {
            let answer = AnswerReport(
                comparison,
                precision: report,
                warnings: desk.warnings(beside: study),
                isFull: full,
                width: Terminal.width
            ).text
            let rest = full ? "\n" + ComparisonText(comparison, width: Terminal.width).text : ""
            try options.deliver(answer + rest)
        }
        try StudySession.end(study)
        try desk.close(study, for: options.caller)
    }

    private var series: PrecisionSeries {
        PrecisionSeries(
            precision.map { PrecisionTarget(relative: $0.share) },
            first: replications,
            limit: precision == nil ? replications : maxReplications,
            intervals: intervals
        )
    }
}
