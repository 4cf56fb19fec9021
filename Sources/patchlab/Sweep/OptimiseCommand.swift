import ArgumentParser
import Experiments
import Foundation
import PatchModel
import Reports
import ScenarioFiles

/// `patchlab optimise`: the best values of a strategy's keys.
struct OptimiseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "optimise",
        abstract: "Search the values of keys that make a metric best.",
        discussion: """
            Searches with CMA-ES (Hansen 2016) on common random numbers: every point meets the same replications. What it finds \
            is then compared with the scenario as written in as many replications that the search has not seen, 80 at least, \
            because the best of many points looks better than it is. With --ask-tell another program searches: \
            'patchlab optimise --ask-tell' answers points written as JSON on standard input, one a line; docs/sweep.md \
            describes the lines.
            """,
        aliases: ["optimize"]
    )

    @OptionGroup var varied: VariationOptions

    @Option(
        name: [.customShort("s"), .customLong("strategy"), .customLong("strategies")],
        help: ArgumentHelp(
            "The strategy's name (default: the one whose keys are varied, or the scenario's first).",
            valueName: "name"
        )
    )
    var strategy: String?

    @Option(
        help: ArgumentHelp(
            "The metric that is to be best (default: exposed-device-days); with --ask-tell those to answer with (default: all).",
            valueName: "name"
        )
    )
    var metric: String?

    @Option(
        name: .customLong("subject-to"),
        help: ArgumentHelp(
            "What must hold of another metric's mean, such as 'blast-radius-mean<=50'; may be repeated.",
            valueName: "constraint"
        )
    )
    var constraints: [String] = []

    @Option(help: ArgumentHelp("How many single runs the search may make (default: 2000).", valueName: "runs"))
    var budget: Int?

    @Option(
        name: [.customShort("n"), .long],
        help: ArgumentHelp("How many replications judge a point.", valueName: "n")
    )
    var replications = 20

    @Flag(help: "Let another program search, over standard input and output.")
    var askTell = false

    @OptionGroup var options: SimulationOptions
    @OptionGroup var keeping: StudyOptions

    func validate() throws {
        guard (1...1_000_000).contains(replications) else {
            throw ValidationError("--replications must lie between 1 and 1,000,000.")
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
        let scenario = try VariedScenario(varied, isQuiet: options.quiet)
        guard !scenario.variations.isEmpty else {
            throw Failure("nothing is varied; say what with --vary KEY=VALUES; 'patchlab keys' lists the keys")
        }
        let chosen = try chosenStrategy(scenario)
        // Every value of a list and both ends of a range, so that a mistake ends the search before it begins.
        let ends = scenario.variations.flatMap { variation in
            (variation.ends.map { [$0.lower, $0.upper] } ?? variation.levels(standard: 2)).map {
                (values: [(variation, $0)], replications: [Int]())
            }
        }
        _ = try scenario.variants(ends, isQuiet: options.quiet)
        if askTell {
            let metrics = try ScenarioInput.metrics(
                metric.map { [$0] } ?? [],
                of: scenario.scenario,
                standard: Metric.known(in: scenario.scenario)
            )
            try await AskTell(
                runner: try pointRunner(scenario, [chosen]),
                metrics: metrics,
                replications: replications
            ).serve()
            return
        }
        let goal = try goal(scenario.scenario)
        let budget = budget ?? 2000
        guard budget >= 2 * replications else {
            throw Failure(
                "--budget \(budget): \(replications) replications a point leave no more than one point; "
                    + "expected at least \(2 * replications)"
            )
        }
        try options.destination.check(against: scenario.files + keeping.files)
        let result = try await OptimisationSession(
            runner: try pointRunner(scenario, [chosen]),
            strategy: chosen.name,
            goal: goal,
            budget: budget,
            replications: replications
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
            try options.deliver(OptimisationText(result, strategyText: pasted, width: Terminal.width).text)
        }
    }

    private func pointRunner(_ scenario: VariedScenario, _ strategies: [Strategy]) throws -> PointRunner {
        let keeper = try keeping.open()
        try keeper?.describe(scenario.scenario, seed: options.seed)
        return PointRunner(varied: scenario, strategies: strategies, options: options, keeper: keeper)
    }

    private func chosenStrategy(_ scenario: VariedScenario) throws -> Strategy {
        let found = try scenario.strategies(strategy)
        let concerned = Set(scenario.variations.compactMap { scenario.strategy(of: $0.key) })
        if strategy == nil, concerned.count > 1 {
            throw Failure("keys of several strategies are varied; say with --strategy which one is to be best")
        }
        guard let first = found.first, strategy == nil || found.count == 1 else {
            throw Failure("--strategy takes a single name here")
        }
        if let other = concerned.first(where: { $0 != first.name }) {
            throw Failure(
                "keys of \(other) are varied, which \(first.name) does not feel; name it with --strategy \(other)"
            )
        }
        return first
    }

    private func goal(_ scenario: Scenario) throws -> SearchGoal {
        let metrics = try ScenarioInput.metrics(
            metric.map { [$0] } ?? [],
            of: scenario,
            standard: [.exposedDeviceDays]
        )
        guard metrics.count == 1, let metric = metrics.first else {
            throw Failure("--metric takes a single name here; put others into --subject-to 'METRIC<=VALUE'")
        }
        guard metric.isMean else {
            throw Failure("--metric \(metric.id): a search needs a metric that is a mean over replications")
        }
        return SearchGoal(metric, subjectTo: try constraints.map { try ScenarioInput.constraint($0, of: scenario) })
    }
}

extension ScenarioInput {
    /// `blast-radius-mean<=50`, `compliance-at-sla>=95%`
    static func constraint(_ text: String, of scenario: Scenario) throws -> MetricConstraint {
        guard let comparison = MetricConstraint.Comparison.allCases.first(where: { text.contains($0.rawValue) }),
            let sign = text.range(of: comparison.rawValue)
        else {
            throw Failure(
                "--subject-to \(text): expected METRIC<=VALUE or METRIC>=VALUE, such as blast-radius-mean<=50"
            )
        }
        let name = text[..<sign.lowerBound].trimmingCharacters(in: .whitespaces)
        let written = text[sign.upperBound...].trimmingCharacters(in: .whitespaces)
        guard !name.isEmpty, !name.contains(","),
            let metric = try metrics([name], of: scenario, standard: []).first
        else {
            throw Failure("--subject-to \(text): expected a metric before \(comparison.rawValue)")
        }
        do {
            return MetricConstraint(metric, comparison, try metric.amount(written))
        } catch {
            throw Failure("--subject-to \(text): \(error.description)")
        }
    }
}
