import ArgumentParser
import Experiments
import Foundation
import PatchModel
import Reports
import ScenarioFiles

/// `patchlab sweep`: many variants of a scenario, and what their differences are due to.
struct SweepCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sweep",
        abstract: "Vary keys of a scenario, and say what is best and what matters.",
        discussion: """
            Every point of the design is run with all strategies and replications, all on common random numbers. The analysis \
            'table' shows every point and names the best; 'tornado' varies one key at a time; 'morris' and 'sobol' vary all \
            together and tell how much each key, and how much luck, matters. Below 80 replications a table calls nothing \
            best, and a tornado nothing significant.
            """
    )

    enum DesignName: String, ExpressibleByArgument, CaseIterable {
        case grid
        case latinHypercube = "latin-hypercube"
        case sobol
    }

    enum Analysis: String, ExpressibleByArgument, CaseIterable {
        case table, tornado, morris, sobol
    }

    @OptionGroup var varied: VariationOptions

    @Option(
        name: [.customShort("s"), .customLong("strategies"), .customLong("strategy")],
        help: ArgumentHelp(
            "Names of strategies, separated by commas (default: those whose keys are varied, or all).",
            valueName: "names"
        )
    )
    var strategies: String?

    @Option(help: ArgumentHelp("How the points of a table are spread (default: grid).", valueName: "design"))
    var design: DesignName?

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
    var analysis = Analysis.table

    @Option(
        name: .customLong("metric"),
        help: ArgumentHelp(
            "Names of metrics, separated by commas (default: all in a table; exposure, unplanned downtime and blast radius else).",
            valueName: "names"
        )
    )
    var metrics: [String] = []

    @Option(
        name: [.customShort("n"), .long],
        help: ArgumentHelp("How many replications of each point (default: 20; 1 for morris and sobol).", valueName: "n")
    )
    var replications: Int?

    @OptionGroup var options: SimulationOptions
    @OptionGroup var keeping: StudyOptions

    /// More single runs than that are refused: nobody could wait for them.
    static let maximumRuns = 10_000_000

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
        let scenario = try VariedScenario(varied, isQuiet: options.quiet)
        guard !scenario.variations.isEmpty else {
            throw Failure("nothing is varied; say what with --vary KEY=VALUES; 'patchlab keys' lists the keys")
        }
        let chosen = try scenario.strategies(strategies)
        let costs = scenario.scenario.prices.map { [Metric.cost($0)] } ?? []
        let headlines: [Metric] =
            analysis == .table ? Metric.headlines : [.exposedDeviceDays, .unplannedDowntime, .blastRadius]
        let wanted = try ScenarioInput.metrics(
            metrics,
            of: scenario.scenario,
            standard: headlines + costs
        )
        if analysis == .tornado, let metric = wanted.first(where: { !$0.isMean }) {
            throw Failure("--metric \(metric.id): a tornado needs a metric that is a mean over replications")
        }
        let plan = try SweepPlan(self, scenario.variations)
        let runs = plan.points.reduce(0) { $0 + $1.replications.count } * chosen.count
        guard runs <= Self.maximumRuns else {
            throw Failure(
                "\(plan.points.count) points with \(chosen.count) strategies and their replications are \(runs) runs, more than "
                    + "\(Self.maximumRuns); vary less, or ask for fewer points or replications"
            )
        }
        var variants = try scenario.variants(plan.points, isQuiet: options.quiet)
        let threads = try variants.prefix(1).map {
            try ScenarioInput.runsAtOnce($0.scenario, $0.scenario.strategies, wanted: options.threadCount)
        }
        try options.destination.check(against: scenario.files + keeping.files)
        let keeper = try keeping.open()
        defer { keeper?.close() }
        if let keeper {
            try keeper.describe(scenario.scenario, seed: options.seed)
            variants = try scenario.entered(variants, in: keeper, chosen)
        }
        let runner = SweepRunner(
            scenario: scenario.scenario,
            keys: scenario.variations.map(\.key),
            variants: variants,
            strategies: chosen.map(\.name),
            seed: options.seed,
            threads: threads.first ?? 1,
            cache: keeper?.file
        )
        let result = try await SweepSession.run(runner, options: options)
        // A design of which points are missing says nothing.
        if analysis != .table { try SweepSession.end(result) }
        try options.deliver(document(result, plan, wanted, scenario))
        try SweepSession.end(result)
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

/// The points of a sweep.
struct SweepPlan {
    enum Kind {
        case table
        case tornado
        case morris(MorrisDesign)
        case sobol(SobolDesign)
    }

    var kind: Kind
    var points: [(values: [(Variation, String)], replications: [Int])]

    /// Values of a range in a grid, where the user does not say how many.
    static let standardLevels = 5

    /// More points than that are refused, whatever the design.
    static let maximumPoints = 100_000

    init(_ command: SweepCommand, _ variations: [Variation]) throws {
        let seed = command.options.seed
        // Where luck is moved like a key, and where Sobol's rows begin with two points.
        let count: Int? =
            switch command.analysis {
            case .table: command.design ?? .grid == .grid ? nil : command.points ?? 16
            case .tornado: nil
            case .morris: (command.points ?? 20) * (variations.count + 2)
            case .sobol: (command.points ?? 256) * (variations.count + 3)
            }
        if let count, count > Self.maximumPoints {
            throw Failure(
                "the design has \(count) points, more than \(Self.maximumPoints); vary less, or ask for fewer with --points"
            )
        }
        switch command.analysis {
        case .table:
            let replications = Array(0..<(command.replications ?? 20))
            kind = .table
            let places: [DesignPoint]
            switch command.design ?? .grid {
            case .grid:
                let levels = variations.map { $0.levels(standard: Self.standardLevels) }
                guard let grid = Design.grid(levels.map(\.count), limit: Self.maximumPoints) else {
                    throw Failure(
                        "the grid has more than \(Self.maximumPoints) points; vary less, or with fewer values (--vary KEY=1h..7d/3)"
                    )
                }
                points = grid.map { point in
                    (variations.indices.map { (variations[$0], levels[$0][point[$0]]) }, replications)
                }
                return
            case .latinHypercube:
                places = Design.latinHypercube(factors: variations.count, count: command.points ?? 16, seed: seed)
            case .sobol:
                guard let found = Design.sobol(factors: variations.count, count: command.points ?? 16, seed: seed)
                else {
                    throw Failure("a Sobol sequence has at most \(SobolSequence.maximumDimensions) keys; vary fewer")
                }
                places = found
            }
            points = places.map { (Self.values(variations, $0), replications) }
        case .tornado:
            let replications = Array(0..<(command.replications ?? 20))
            kind = .tornado
            points = [([], replications)]
            for variation in variations {
                let levels =
                    variation.ends.map { [$0.lower, $0.upper] } ?? variation.levels(standard: Self.standardLevels)
                points += levels.map { ([(variation, $0)], replications) }
            }
        case .morris:
            guard let design = MorrisDesign(factors: variations.count, trajectories: command.points ?? 20, seed: seed)
            else {
                throw Failure("Morris's method needs a key to vary")
            }
            kind = .morris(design)
            points = Self.points(design.points, variations, command.replications)
        case .sobol:
            guard let design = SobolDesign(factors: variations.count, rows: command.points ?? 256, seed: seed) else {
                throw Failure("Sobol's indices take at most \(SobolDesign.maximumFactors) keys; vary fewer")
            }
            kind = .sobol(design)
            points = Self.points(design.points, variations, command.replications)
        }
    }

    private static func values(_ variations: [Variation], _ point: DesignPoint) -> [(Variation, String)] {
        zip(variations, point.places).map { ($0, $0.text(at: $1)) }
    }

    private static func points(
        _ points: [DesignPoint],
        _ variations: [Variation],
        _ replications: Int?
    ) -> [(values: [(Variation, String)], replications: [Int])] {
        let count = replications ?? 1
        return points.map { (values(variations, $0), Array(($0.luck * count)..<(($0.luck + 1) * count))) }
    }
}
