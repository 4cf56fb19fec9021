import EventEngine
import Experiments
import PatchModel
import PatchSimulator

/// Makes the baseline worse by just a margin, in each way that there is, until one way is found.
struct ImpairmentSearch {
    enum Found {
        case seen(SuiteProof.Behaviour)
        case blind(SuiteProof.Blind)
    }

    /// Replications by which a strength is judged on the way, at the most: of what happens in few runs fewer tell too little.
    private static let mostPilots = 400
    /// Strengths that are tried of each kind before it is bisected; the last one is all that can be done.
    private static let strengths = [0.001, 0.004, 0.016, 0.0625, 0.25, 1.0]
    private static let bisections = 6

    private let suite: PreparedSuite
    private let work: Work
    /// By world, kind and strength, the losses of each of the world's rows in the pilot runs.
    private var known: [Way: [GateRow.ID: Double]] = [:]

    /// By world, the baseline's runs so far.
    private var baselines: [Int: SuiteRuns] = [:]

    private struct Way: Hashable {
        var world: Int
        var kind: Impairment.Kind
        var strength: Double
    }

    init(_ suite: PreparedSuite, _ work: Work) {
        self.suite = suite
        self.work = work
    }

    /// The first kind by which the gate sees one margin and two; else the one that came nearest; or that the world is blind.
    mutating func found(for row: PreparedSuite.Row) async throws -> Found {
        let id = GateRow.ID(world: suite.worlds[row.world].name, metric: row.metric.id)
        var nearest: SuiteProof.Behaviour?
        var greatest = (loss: -Double.infinity, by: Impairment.Kind.late.impairment(1, horizon: horizon(row)))
        var margin = 0.0
        for kind in Impairment.Kind.allCases {
            let baseline = try await samples(Way(world: row.world, kind: kind, strength: 0), pilots)
            margin = baseline.first { $0.id == id }?.marginAmount ?? 0
            guard let one = try await strength(of: kind, losing: margin, row, id),
                let two = try await strength(of: kind, losing: 2 * margin, row, id)
            else {
                let all = try await loss(Way(world: row.world, kind: kind, strength: 1), id)
                if all > greatest.loss { greatest = (all, kind.impairment(1, horizon: horizon(row))) }
                continue
            }
            let most = suite.rule.most
            let gate = Gate(suite.rule)
            let first = try await samples(Way(world: row.world, kind: kind, strength: one), most)
            let second = try await samples(Way(world: row.world, kind: kind, strength: two), most)
            guard let injection = gate.prove(id, one: first, two: second) else { continue }
            let behaviour = SuiteProof.Behaviour(
                metric: row.metric,
                one: kind.impairment(one, horizon: horizon(row)),
                two: kind.impairment(two, horizon: horizon(row)),
                injection: injection
            )
            if injection.isSeen { return .seen(behaviour) }
            nearest = nearest ?? behaviour
        }
        if let nearest { return .seen(nearest) }
        return .blind(
            SuiteProof.Blind(
                id: id,
                metric: row.metric,
                margin: margin,
                greatest: greatest.loss,
                by: greatest.by
            )
        )
    }

    private var pilots: Int { min(Self.mostPilots, suite.rule.most) }

    private func horizon(_ row: PreparedSuite.Row) -> Tick { suite.worlds[row.world].scenario.horizon }

    /// The least strength tried by which a loss is reached; nil: all that can be done does not.
    private mutating func strength(
        of kind: Impairment.Kind,
        losing wanted: Double,
        _ row: PreparedSuite.Row,
        _ id: GateRow.ID
    ) async throws -> Double? {
        var below = 0.0
        var reached: Double?
        for strength in Self.strengths {
            if try await loss(Way(world: row.world, kind: kind, strength: strength), id) >= wanted {
                reached = strength
                break
            }
            below = strength
        }
        guard var above = reached else { return nil }
        for _ in 0..<Self.bisections {
            let middle = (below + above) / 2
            if try await loss(Way(world: row.world, kind: kind, strength: middle), id) >= wanted {
                above = middle
            } else {
                below = middle
            }
        }
        return above
    }

    private mutating func loss(_ way: Way, _ id: GateRow.ID) async throws -> Double {
        if let losses = known[way] { return losses[id] ?? 0 }
        let pairs = try await samples(way, pilots).map { ($0.id, $0.loss) }
        let losses = Dictionary(pairs) { first, _ in first }
        known[way] = losses
        return losses[id] ?? 0
    }

    /// The baseline against itself made worse, in one world alone.
    private mutating func samples(_ way: Way, _ replications: Int) async throws -> [GatedSample] {
        let impairment = way.kind.impairment(way.strength, horizon: suite.worlds[way.world].scenario.horizon)
        var plain = try baselines[way.world] ?? runs(in: way.world, nil)
        try await plain.extend(to: replications)
        baselines[way.world] = plain
        var worse = try runs(in: way.world, impairment)
        try await worse.extend(to: replications)
        return try worse.samples(against: plain, replications: replications)
    }

    private func runs(in world: Int, _ impairment: Impairment?) throws -> SuiteRuns {
        var alone = suite
        alone.worlds = [suite.worlds[world]]
        alone.rows = suite.rows.filter { $0.world == world }.map {
            PreparedSuite.Row(world: 0, metric: $0.metric, margin: $0.margin)
        }
        let one = alone
        let quiet = Work(seed: work.seed, threads: work.threads, caller: Silent(work.caller))
        return try SuiteRuns(one, policies: 1, work: quiet) { key in
            let source = try one.source(one.baseline, key)
            return impairment.map { source.impaired($0) } ?? source
        }
    }
}

/// A caller who sees no progress: the work is in hundreds of small parts.
private struct Silent: Caller {
    private let caller: any Caller

    init(_ caller: any Caller) { self.caller = caller }

    var isQuiet: Bool { true }
    var wantsEnd: Bool { caller.wantsEnd }
    func hear(_ line: String) { caller.hear(line) }
    func progress(of total: Int) -> any ProgressView { Nothing() }
    func beginHeeding() { caller.beginHeeding() }
    func endHeeding() { caller.endHeeding() }

    private struct Nothing: ProgressView {
        func update(_ done: Int) {}
        func finish() {}
    }
}
