import ArgumentParser
import Experiments
import Foundation
import Reports
import ScenarioFiles
import Text
import Warnings
import Workbench

/// `patchlab sweep`: many variants of a scenario, and what their differences are due to.
struct SweepCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sweep",
        abstract: "Vary keys of a scenario, and show what is best and which assumptions change the answer.",
        discussion: """
              patchlab sweep mine.yaml --vary strategies.staged.gate.soak=6h,1d,2d,4d
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
            "Names of metrics, separated by commas; the first decides (default: cost, where there are prices, and what prices do not change: in a table all of it, else exposure, downtime-unplanned and devices-hit).",
            valueName: "names"
        ),
        completion: .metrics
    )
    var metrics: [String] = []

    @Option(
        name: [.customShort("n"), .long],
        help: ArgumentHelp("Simulated runs of each point (default: 20; 1 for morris and sobol).", valueName: "n")
    )
    var runs: Int?

    @OptionGroup var policy: PolicyOptions
    @OptionGroup var showing: ShowingOptions
    @OptionGroup var warnings: WarningOptions
    @OptionGroup var options: SimulationOptions
    @OptionGroup var keeping: StudyOptions

    func validate() throws {
        if let runs, !(1...1_000_000).contains(runs) {
            throw ValidationError("--runs must lie between 1 and 1,000,000.")
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
        let wanted = try MetricInput.swept(
            metrics,
            by: analysis,
            of: scenario.scenario,
            varying: scenario.variations.map(\.key),
            for: options.caller
        )
        let design = SweepPlan.Request(
            analysis: analysis,
            spread: self.design,
            points: points,
            replications: runs,
            seed: options.seed
        )
        let plan = try SweepPlan(design, scenario.variations)
        let request = try policy.request()
        try plan.check(strategies: chosen.count + request.paths.count)
        let sweep = try SweepSession(plan, scenario, chosen, options.work, programs: request)
        try options.destination.check(against: scenario.files + keeping.files)
        let desk = WarningDesk(scenario.loaded, warnings.rules, strategies: chosen)
        try desk.open(for: options.caller)
        let keeper = try keeping.open(for: options.caller)
        defer { keeper?.close() }
        let result = try await sweep.run(keeping: keeper)
        // A design of which points are missing says nothing.
        if analysis != .table { try SweepSession.end(result) }
        try deliver(result, plan, wanted, scenario, desk.warnings)
        try SweepSession.end(result)
        try sweep.endPrograms()
    }

    private func deliver(
        _ result: SweepResult,
        _ plan: SweepPlan,
        _ metrics: [Metric],
        _ scenario: VariedScenario,
        _ warnings: [Warning]
    ) throws {
        let records = SweepRecords(result, metrics: metrics)
        let all = result.strategies.flatMap { strategy in metrics.map { (strategy: strategy, metric: $0) } }
        let appearance = showing.appearance(output: options.output)
        let width = Terminal.width(appearance)
        func deliver(json: () throws -> Data, csv: () -> String, lines: () -> [StyledLine]) throws {
            if options.json {
                try options.deliver(String(decoding: try json(), as: UTF8.self))
            } else if options.csv {
                try options.deliver(csv())
            } else {
                try options.deliver(lines(), appearance)
            }
        }
        func deliver(_ findings: [SensitivityResult]) throws {
            try deliver(
                json: { try records.json(findings) },
                csv: { records.csv(findings) },
                lines: { SensitivityText(result, findings, warnings: warnings, width: width).lines }
            )
        }
        switch plan.kind {
        case .table:
            try deliver(
                json: { try records.table() },
                csv: { records.csv() },
                lines: {
                    SweepText(result, metrics: metrics, warnings: warnings, isFull: showing.full, width: width).lines
                }
            )
        case .tornado:
            let tornados = tornados(result, all, scenario)
            try deliver(
                json: { try records.json(tornados) },
                csv: { records.csv(tornados) },
                lines: { TornadoText(result, tornados, warnings: warnings, isFull: showing.full, width: width).lines }
            )
        case .morris(let design):
            try deliver(
                all.map { SensitivityResult(result, morris: design, strategy: $0.strategy, metric: $0.metric) }
            )
        case .sobol(let design):
            try deliver(all.map { SensitivityResult(result, sobol: design, strategy: $0.strategy, metric: $0.metric) })
        }
    }

    private func tornados(
        _ result: SweepResult,
        _ all: [(strategy: String, metric: Metric)],
        _ scenario: VariedScenario
    ) -> [TornadoResult] {
        let present = Dictionary(
            scenario.variations.compactMap { one in one.present.value.map { (one.key, $0) } },
            uniquingKeysWith: { first, _ in first }
        )
        return all.compactMap {
            TornadoResult(
                result,
                strategy: $0.strategy,
                metric: $0.metric,
                keys: scenario.keys(for: $0.strategy),
                present: present
            )
        }
    }
}

extension SweepPlan.Spread: ExpressibleByArgument {}

extension SweepPlan.Analysis: ExpressibleByArgument {}
