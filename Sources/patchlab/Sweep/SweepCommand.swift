import ArgumentParser
import Experiments
import Foundation
import Reports
import ScenarioFiles
import Workbench

/// `patchlab sweep`: many variants of a scenario, and what their differences are due to.
struct SweepCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sweep",
        abstract: "Vary keys of a scenario, and show what is best and which assumptions change the answer.",
        discussion: """
              patchlab sweep mine.yaml --vary strategies.staged.advance.soak=6h,1d,2d,4d
              patchlab sweep mine.yaml --vary repair.technicians=1,3,10 --analysis tornado

            Every point is run with all strategies on paired runs. The analysis 'table' shows every point and names the best; \
            'tornado' varies one key at a time; 'morris' and 'sobol' vary all together and say how much of the result is due to each \
            key, and how much to chance. Below 80 runs a table calls nothing best, and a tornado nothing significant.
            """
    )

    @OptionGroup var varied: VariationOptions

    @Option(
        name: [.customShort("s"), .customLong("strategies"), .customLong("strategy")],
        help: ArgumentHelp(
            "Names of strategies, separated by commas (default: those whose keys are varied, or all).",
            valueName: "names"
        ),
        completion: .strategies
    )
    var strategies: String?

    @Option(help: ArgumentHelp("How the points of a table are spread (default: grid).", valueName: "design"))
    var design: SweepPlan.Spread?

    @Option(
        help: ArgumentHelp(
            """
            How many points a Latin hypercube or a Sobol sequence has (default: 16), how many trajectories Morris's method \
            (default: 20), or how many rows Sobol's indices (default: 256).
            """,
            valueName: "n"
        )
    )
    var points: Int?

    @Option(help: ArgumentHelp("What is made of the runs.", valueName: "analysis"))
    var analysis = SweepPlan.Analysis.table

    @Option(
        name: .customLong("metric"),
        help: ArgumentHelp(
            "Names of metrics, separated by commas (default: all in a table; exposure, downtime-unplanned and devices-hit else).",
            valueName: "names"
        ),
        completion: .metrics
    )
    var metrics: [String] = []

    @Option(
        name: [.customShort("n"), .long],
        help: ArgumentHelp("How many replications of each point (default: 20; 1 for morris and sobol).", valueName: "n")
    )
    var replications: Int?

    @OptionGroup var policy: PolicyOptions
    @OptionGroup var warnings: WarningOptions
    @OptionGroup var options: SimulationOptions
    @OptionGroup var keeping: StudyOptions

    func validate() throws {
        if let replications, !(1...1_000_000).contains(replications) {
            throw ValidationError("--replications must lie between 1 and 1,000,000.")
        }
        if let points, !(2...1_000_000).contains(points) {
            throw ValidationError("--points must lie between 2 and 1,000,000.")
        }
        if design != nil, analysis != .table {
            throw ValidationError("--design is for tables; \(analysis.rawValue) has a design of its own.")
        }
        if points != nil, analysis == .tornado || (analysis == .table && design ?? .grid == .grid) {
            let hint = analysis == .tornado ? "" : ", such as --vary KEY=1h..7d/8"
            throw ValidationError(
                "--points does not go with this design: --vary says how many values there are\(hint)."
            )
        }
    }

    func run() async throws {
        let scenario = try varied.read(for: options.caller)
        let chosen = try scenario.strategies(strategies)
        let wanted = try MetricInput.swept(metrics, by: analysis, of: scenario.scenario, for: options.caller)
        let design = SweepPlan.Request(
            analysis: analysis,
            spread: self.design,
            points: points,
            replications: replications,
            seed: options.seed
        )
        let plan = try SweepPlan(design, scenario.variations)
        let request = try policy.request()
        try plan.check(strategies: chosen.count + request.paths.count)
        let sweep = try SweepSession(plan, scenario, chosen, options.work, programs: request)
        try options.destination.check(against: scenario.files + keeping.files)
        try WarningDesk(scenario.loaded, warnings.rules).open(for: options.caller)
        let keeper = try keeping.open(for: options.caller)
        defer { keeper?.close() }
        let result = try await sweep.run(keeping: keeper)
        // A design of which points are missing says nothing.
        if analysis != .table { try SweepSession.end(result) }
        try options.deliver(document(result, plan, wanted, scenario))
        try SweepSession.end(result)
        try sweep.endPrograms()
    }

    private func document(
        _ result: SweepResult,
        _ plan: SweepPlan,
        _ metrics: [Metric],
        _ scenario: VariedScenario
    ) throws -> String {
        let records = SweepRecords(result, metrics: metrics)
        let all = result.strategies.flatMap { strategy in metrics.map { (strategy: strategy, metric: $0) } }
        func text(_ data: Data) -> String { String(decoding: data, as: UTF8.self) }
        switch plan.kind {
        case .table:
            if options.json { return text(try records.table()) }
            if options.csv { return records.csv() }
            return SweepText(result, metrics: metrics, width: Terminal.width).text
        case .tornado:
            let present = Dictionary(
                scenario.variations.compactMap { one in one.present.value.map { (one.key, $0) } },
                uniquingKeysWith: { first, _ in first }
            )
            let tornados = all.compactMap {
                TornadoResult(
                    result,
                    strategy: $0.strategy,
                    metric: $0.metric,
                    keys: scenario.keys(for: $0.strategy),
                    present: present
                )
            }
            if options.json { return text(try records.json(tornados)) }
            if options.csv { return records.csv(tornados) }
            return TornadoText(result, tornados, width: Terminal.width).text
        case .morris(let design):
            return try self.document(
                result,
                all.map { SensitivityResult(result, morris: design, strategy: $0.strategy, metric: $0.metric) },
                records
            )
        case .sobol(let design):
            return try self.document(
                result,
                all.map { SensitivityResult(result, sobol: design, strategy: $0.strategy, metric: $0.metric) },
                records
            )
        }
    }

    private func document(
        _ result: SweepResult,
        _ findings: [SensitivityResult],
        _ records: SweepRecords
    ) throws -> String {
        if options.json { return String(decoding: try records.json(findings), as: UTF8.self) }
        if options.csv { return records.csv(findings) }
        return SensitivityText(result, findings, width: Terminal.width).text
    }
}

extension SweepPlan.Spread: ExpressibleByArgument {}

extension SweepPlan.Analysis: ExpressibleByArgument {}
