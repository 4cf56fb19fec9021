public import PatchModel
public import PatchSimulator

/// Several policies in the same runs of all cells.
public struct CellStudy: Sendable {
    public let scenario: Scenario
    public let policies: [StudiedPolicy]
    public let design: CellDesign
    /// By policy, then by cell, then by number of the run.
    public let ledgers: [[[Ledger]]]

    init(_ scenario: Scenario, _ policies: [StudiedPolicy], _ design: CellDesign, _ ledgers: [[[Ledger]]]) {
        self.scenario = scenario
        self.policies = policies
        self.design = design
        self.ledgers = ledgers
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

    public init(
        world: World,
        policies: [any PolicySource],
        seed: UInt64,
        threads: Int,
        runsAtOnce: Int = .max
    ) {
        self.world = world
        self.policies = policies
        design = CellDesign(world, seed: seed)
        self.threads = max(1, threads)
        self.runsAtOnce = runsAtOnce
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
            keepsDecisions: false
        )
        let finished = FinishedRuns()
        try await pool.run(collecting: finished, progress: progress, isCancelled: isCancelled)
        let results = finished.results
        guard results.count == jobs.count else { return nil }
        var ledgers = earlier?.ledgers ?? policies.map { _ in design.cells.map { _ in [] } }
        for (place, (cell, _)) in places.enumerated() {
            for source in policies.indices {
                guard let result = results[place * policies.count + source] else { return nil }
                ledgers[source][cell].append(result.ledger)
            }
        }
        return CellStudy(world.scenario, policies.map { StudiedPolicy($0) }, design, ledgers)
    }

    /// How many runs of all policies are new in a study of so many runs of each.
    public func newRuns(of runs: Int, after earlier: CellStudy?) -> Int {
        (design.runs(of: runs).reduce(0, +) - (earlier?.runs ?? 0)) * policies.count
    }
}
