public import PatchModel
public import PatchSimulator

/// Several policies in the same runs of all cells.
public struct CellStudy: Sendable {
    public let scenario: Scenario
    public let policies: [StudiedPolicy]
    public let design: CellDesign
    /// By policy, then by cell, then by number of the run.
    public let ledgers: [[[Ledger]]]
    /// By policy, cell and number: the ledger taken apart by what was asked for.
    let breakdowns: [[[[Dimension: Breakdown]]]]

    init(
        _ scenario: Scenario,
        _ policies: [StudiedPolicy],
        _ design: CellDesign,
        _ ledgers: [[[Ledger]]],
        _ breakdowns: [[[[Dimension: Breakdown]]]] = []
    ) {
        self.breakdowns = breakdowns.isEmpty ? ledgers.map { $0.map { $0.map { _ in [:] } } } : breakdowns
        self.scenario = scenario
        self.policies = policies
        self.design = design
        self.ledgers = ledgers
    }

    /// Plain replications, all in one cell.
    init(plain study: Study) {
        self.init(
            study.scenario,
            study.policies,
            CellDesign(plain: study.seed),
            study.results.map { [$0.map(\.ledger)] }
        )
    }

    /// The runs that a study of so many runs of each policy has: the first ones of each cell.
    func first(_ runs: Int) -> CellStudy {
        let counts = design.runs(of: runs)
        return CellStudy(
            scenario,
            policies,
            design,
            ledgers.map { own in zip(own, counts).map { Array($0.prefix($1)) } },
            breakdowns.map { own in zip(own, counts).map { Array($0.prefix($1)) } }
        )
    }

    /// All runs one after the other, cell by cell, for what tells of runs and not of how often they come up.
    public var madeRuns: Study {
        Study(
            scenario: scenario,
            policies: policies,
            seed: design.seed,
            replications: Array(0..<runs),
            results: zip(ledgers, breakdowns).map { own, parts in
                zip(own.joined(), parts.joined()).map { RunResult(ledger: $0, decisions: [], breakdowns: $1) }
            }
        )
    }

    /// Of each of `madeRuns`, the share of all replications that it stands for.
    public var weights: [Double] {
        zip(design.cells, counts).flatMap { cell, count in
            Array(repeating: cell.weight / Double(max(1, count)), count: count)
        }
    }

    /// What half of all replications do not exceed, or do not fall below; nil if a run has no value.
    ///
    /// - Parameter ledgers: of `madeRuns`, or of the part of each that belongs to a member.
    /// - Returns: the value, and whether in half of all replications it is only a lower bound.
    public func typical(_ metric: Metric, _ ledgers: [Ledger]) -> (value: Double, isBound: Bool)? {
        let found = ledgers.compactMap { metric.value(in: $0) }
        guard found.count == runs, let share = Statistic.typical.share(metric.goal) else { return nil }
        var rest = found[...]
        let cells = zip(design.cells, counts).map { cell, count in
            defer { rest = rest.dropFirst(count) }
            return CellSample(weight: cell.weight, values: rest.prefix(count).map(\.value), isEven: false)
        }
        let bound = zip(found, weights).reduce(0) { $0 + ($1.0.isCensored ? $1.1 : 0) }
        return WeightedQuantile(cells, share).map { ($0.value, bound >= 0.5) }
    }

    /// Runs of each cell.
    public var counts: [Int] { ledgers.first?.map(\.count) ?? [] }

    /// Runs of each policy.
    public var runs: Int { counts.reduce(0, +) }

    /// Events served in all runs: how long they took, on whatever machine.
    public var events: Int { ledgers.joined().joined().reduce(0) { $0 + $1.events } }

    /// Orders of the numbers of each cell's runs, in which neighbours are alike; nil: no vendor answers in the cell.
    func orders() -> [[Int]?] {
        zip(design.cells, counts).map { cell, count in
            let places = (0..<count).compactMap { design.place(cell, $0) }
            guard places.count == count else { return nil }
            return places.indices.sorted { (places[$0], $0) < (places[$1], $1) }
        }
    }

    /// The values of a metric by cell and number; nil if one is missing.
    func values(_ metric: Metric, of policy: Int) -> [[Double]]? {
        let found = ledgers[policy].compactMap { metric.values(in: $0) }
        return found.count == design.cells.count ? found : nil
    }

    /// The mean of a metric over all replications; nil if a value is missing.
    func mean(_ metric: Metric, of policy: Int) -> Double? {
        values(metric, of: policy).map { zip($0.joined(), weights).reduce(0) { $0 + $1.0 * $1.1 } }
    }

    /// Values by cell and number, made ready for an estimate.
    func samples(_ values: [[Double]], _ orders: [[Int]?]) -> [CellSample] {
        zip(zip(design.cells, values), orders).map { own, order in
            CellSample(
                weight: own.0.weight,
                values: order.map { $0.map { own.1[$0] } } ?? own.1,
                isEven: order != nil
            )
        }
    }
}

/// Makes the runs of cells, look by look.
public struct CellRunner: Sendable {
    let world: World
    let policies: [any PolicySource]
    public let design: CellDesign
    let threads: Int
    let runsAtOnce: Int
    /// By what each run's ledger is taken apart.
    let dimensions: Set<Dimension>

    public init(
        world: World,
        policies: [any PolicySource],
        seed: UInt64,
        threads: Int,
        runsAtOnce: Int = .max,
        dimensions: Set<Dimension> = []
    ) {
        self.world = world
        self.policies = policies
        design = CellDesign(world, seed: seed)
        self.threads = max(1, threads)
        self.runsAtOnce = runsAtOnce
        self.dimensions = dimensions
    }

    /// A study of so many runs of each policy, those of an earlier one among them.
    ///
    /// - Parameters:
    ///   - earlier: of this runner; nil: none.
    ///   - progress: called, from any thread, after each new run with the number of new runs done.
    ///   - isCancelled: asked many times in each run; when it says yes, nil is returned.
    /// - Throws: `RunFailure`, which names policy and replication; nothing if no policy can fail.
    @concurrent
    public func study(
        of runs: Int,
        after earlier: CellStudy? = nil,
        progress: @escaping @Sendable (Int) -> Void = { _ in },
        isCancelled: @escaping @Sendable () -> Bool = { false }
    ) async throws -> CellStudy? {
        let counts = design.runs(of: runs)
        let places = design.cells.indices.flatMap { cell in
            ((earlier?.counts[cell] ?? 0)..<max(counts[cell], earlier?.counts[cell] ?? 0)).map { (cell, $0) }
        }
        let jobs = places.flatMap { cell, number in
            let draws = design.draws(design.cells[cell], number)
            return policies.indices.map { source in
                RunJob(world: 0, source: source, replication: number, digest: "", draws: draws)
            }
        }
        let pool = RunPool(
            worlds: SharedWorlds(world),
            sources: policies,
            jobs: jobs,
            seed: design.seed,
            threads: threads,
            runsAtOnce: runsAtOnce,
            dimensions: dimensions,
            keepsDecisions: false
        )
        let finished = FinishedRuns()
        try await pool.run(collecting: finished, progress: progress, isCancelled: isCancelled)
        let results = finished.results
        guard results.count == jobs.count else { return nil }
        var ledgers = earlier?.ledgers ?? policies.map { _ in design.cells.map { _ in [] } }
        var breakdowns = earlier?.breakdowns ?? policies.map { _ in design.cells.map { _ in [] } }
        for (place, (cell, _)) in places.enumerated() {
            for source in policies.indices {
                guard let result = results[place * policies.count + source] else { return nil }
                ledgers[source][cell].append(result.ledger)
                breakdowns[source][cell].append(result.breakdowns)
            }
        }
        return CellStudy(world.scenario, policies.map { StudiedPolicy($0) }, design, ledgers, breakdowns)
    }

    /// How many runs of all policies are new in a study of so many runs of each.
    public func newRuns(of runs: Int, after earlier: CellStudy?) -> Int {
        (design.runs(of: runs).reduce(0, +) - (earlier?.runs ?? 0)) * policies.count
    }
}
