import ArgumentParser
import Experiments
import PatchModel
import Reports
import ScenarioFiles
import Warnings
import Workbench

/// `patchlab optimise`: the best values of a strategy's keys.
struct OptimiseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "optimise",
        abstract: "Search for the key values that make a metric best.",
        discussion: """
              patchlab optimise mine.yaml --vary strategies.staged.gate.soak=6h..7d
              patchlab optimise mine.yaml --vary strategies.canary.share=1%..20% \\
                --metric cost --subject-to 'devices-hit<=50'

            Searches with CMA-ES (Hansen 2016) on paired runs: every point meets the same devices and defects. What it finds is then \
            compared with the scenario as written in as many runs that the search has not seen, 80 at least, because the best of many \
            points looks better than it is. With --ask-tell another program searches: 'patchlab optimise --ask-tell' answers points \
            written as JSON on standard input, one a line; docs/sweep.md describes the lines.
            """,
        aliases: ["optimize"]
    )

    @OptionGroup var varied: VariationOptions

    @Option(
        name: [.customShort("s"), .customLong("strategy"), .customLong("strategies")],
        help: ArgumentHelp(
            "The strategy's name (default: the one whose keys are varied, or the scenario's first).",
            valueName: "name"
        ),
        completion: .strategy
    )
    var strategy: String?

    @Option(
        help: ArgumentHelp(
            "The metric that is to be best (default: exposure); with --ask-tell those to answer with (default: all).",
            valueName: "name"
        ),
        completion: .metrics
    )
    var metric: String?

    @Option(
        name: .customLong("subject-to"),
        help: ArgumentHelp(
            "A condition on another metric, such as 'devices-hit<=50' or 'devices-hit.p90<=200'; may be repeated.",
            valueName: "constraint"
        ),
        completion: .metrics
    )
    var constraints: [String] = []

    @Option(
        help: ArgumentHelp(
            "How many single runs the search may make (default: enough for 100 points).",
            valueName: "runs"
        )
    )
    var budget: Int?

    @Option(
        name: [.customShort("n"), .long],
        help: ArgumentHelp("Simulated runs of each point.", valueName: "n")
    )
    var runs = 20

    @Flag(help: "Let another program search, over standard input and output.")
    var askTell = false

    @OptionGroup var showing: ShowingOptions
    @OptionGroup var warnings: WarningOptions
    @OptionGroup var options: SimulationOptions
    @OptionGroup var keeping: StudyOptions

    func validate() throws {
        guard (1...1_000_000).contains(runs) else {
            throw ValidationError("--runs must lie between 1 and 1,000,000.")
        }
        if let budget, !(1...100_000_000).contains(budget) {
            throw ValidationError("--budget must lie between 1 and 100,000,000.")
        }
        if askTell, options.csv || options.output != nil || !constraints.isEmpty {
            throw ValidationError(
                "--ask-tell writes JSON on standard output; --csv, --output and --subject-to do not go with it."
            )
        }
        if askTell, budget != nil {
            throw ValidationError(
                "With --ask-tell the other program says when it has enough; --budget does not go with it."
            )
        }
    }

    func run() async throws {
        let scenario = try varied.read(for: options.caller)
        let chosen = try scenario.searched(strategy)
        try scenario.checkEnds(for: options.caller)
        let desk = WarningDesk(scenario.loaded, warnings.rules, strategies: [chosen])
        if askTell {
            try desk.open(for: options.caller)
            let metrics = try MetricInput.metrics(
                metric.map { [$0] } ?? [],
                of: scenario.scenario,
                standard: Metric.known(in: scenario.scenario),
                for: options.caller
            )
            var input = InputLines()
            try await AskTell(
                runner: try pointRunner(scenario, [chosen]),
                metrics: metrics,
                replications: runs
            ).serve({ input.next() }, { Output.print($0 + "\n") })
            return
        }
        let goal = try MetricInput.goal(metric, subjectTo: constraints, of: scenario.scenario, for: options.caller)
        let budget = try OptimisationSession.budget(budget, replications: runs)
        try options.destination.check(against: scenario.files + keeping.files)
        let search = SearchFacts(
            keys: scenario.variedWays,
            metric: goal.metric.id,
            isConstrained: !constraints.isEmpty
        )
        try desk.open(for: options.caller, search: search)
        let result = try await OptimisationSession(
            runner: try pointRunner(scenario, [chosen]),
            strategy: chosen.name,
            goal: goal,
            budget: budget,
            replications: runs
        ).run()
        if options.json {
            try options.deliver(String(decoding: OptimisationRecords.json(result), as: UTF8.self))
        } else if options.csv {
            try options.deliver(OptimisationRecords.csv(result))
        } else {
            let pasted = scenario.source.text(
                of: "strategies.\(chosen.name)",
                setting: scenario.fixed
                    + result.settings.map { ScenarioSetting(key: $0.key, value: $0.value, origin: "--vary") }
            )
            let appearance = showing.appearance(output: options.output)
            let text = OptimisationText(
                result,
                strategyText: pasted,
                warnings: desk.warnings,
                hasBudget: self.budget != nil,
                isFull: showing.full,
                width: Terminal.width(appearance)
            )
            try options.deliver(text.lines, appearance)
        }
    }

    private func pointRunner(_ scenario: VariedScenario, _ strategies: [Strategy]) throws -> PointRunner {
        let keeper = try keeping.open(for: options.caller)
        try keeper?.describe(scenario.scenario, seed: options.seed)
        return PointRunner(varied: scenario, strategies: strategies, work: options.work, keeper: keeper)
    }
}
