import EventEngine
import Experiments
import PatchModel
import PatchSimulator

/// Makes the baseline worse by just a margin, in each way that there is, until one way is found.
///
/// `prove` does it with all replications. `check` foresees it with a few, which it repeats as often as it takes.
struct ImpairmentSearch {
    enum Found {
        case seen(SuiteProof.Behaviour)
        case blind(SuiteProof.Blind)
    }

    /// Replications by which a strength is judged on the way, at the most: of what happens in few runs fewer tell too little.
    static let mostPilots = 400
    /// Strengths that are tried of each kind before it is bisected; the last one is all that can be done.
    private static let strengths = [0.001, 0.004, 0.016, 0.0625, 0.25, 1.0]
    static let mostBisections = 6

    private let suite: PreparedSuite
    private let work: Work
    private let pilots: Int
    private let bisections: Int
    /// Replications that are made of what was found, and repeated up to the last look.
    private let made: Int
    /// By world, kind and strength, the losses of each of the world's rows in the pilot runs.
    private var known: [Way: [GateRow.ID: Double]] = [:]
    /// The same with all replications that are made.
    private var whole: [Way: [GatedSample]] = [:]
    /// By row and number of margins, ways of losing them.
    private var ways: [GateRow.ID: [Impairment.Kind: [Double?]]] = [:]

    /// By world, the baseline's runs so far.
    private var baselines: [Int: SuiteRuns] = [:]

    private struct Way: Hashable {
        var world: Int
        var kind: Impairment.Kind
        var strength: Double
    }

    /// - Parameters:
    ///   - pilots: replications by which strengths are judged on the way.
    ///   - made: replications that are made of what was found; nil: all up to the last look.
    init(
        _ suite: PreparedSuite,
        _ work: Work,
        pilots: Int = mostPilots,
        bisections: Int = mostBisections,
        made: Int? = nil
    ) {
        self.suite = suite
        self.work = work
        self.pilots = min(pilots, suite.rule.most)
        self.bisections = bisections
        self.made = min(made ?? suite.rule.most, suite.rule.most)
    }

    /// By row that is gated, the baseline against itself made worse by about a margin, in the first way that reaches it: how losses
    /// spread when there are any. Where none does, the way that comes nearest. Of what happens in a run or does not, the baseline as it
    /// is: there the regression that is put in makes all of the difference.
    mutating func standIns() async throws -> [GatedSample] {
        var found: [GatedSample] = []
        for row in suite.rows where row.margin != nil {
            let id = id(row)
            var way: Way?
            var nearest = (loss: -Double.infinity, way: Way(world: row.world, kind: .late, strength: 1))
            for kind in Impairment.Kind.allCases {
                if let strength = try await strengths(of: kind, row, id)[0] {
                    way = Way(world: row.world, kind: kind, strength: strength)
                    break
                }
                let all = Way(world: row.world, kind: kind, strength: 1)
                let loss = try await loss(all, id)
                if loss > nearest.loss { nearest = (loss, all) }
            }
            let samples = try await wholeSamples(way ?? nearest.way).filter { $0.id == id }
            found += samples.map { $0.isBinary ? $0.withoutDifference : $0 }
        }
        return found
    }

    /// Those by which one margin is lost, and two; nil: all that can be done does not.
    private mutating func strengths(of kind: Impairment.Kind, _ row: PreparedSuite.Row, _ id: GateRow.ID) async throws
        -> [Double?]
    {
        if let found = ways[id]?[kind] { return found }
        let baseline = try await samples(Way(world: row.world, kind: kind, strength: 0), pilots)
        let margin = baseline.first { $0.id == id }?.marginAmount ?? 0
        let one = try await strength(of: kind, losing: margin, row, id)
        let two = one == nil ? nil : try await strength(of: kind, losing: 2 * margin, row, id)
        ways[id, default: [:]][kind] = [one, two]
        return [one, two]
    }

    private func id(_ row: PreparedSuite.Row) -> GateRow.ID {
        GateRow.ID(world: suite.worlds[row.world].name, metric: row.metric.id)
    }

    /// With all replications that are made.
    private mutating func wholeSamples(_ way: Way) async throws -> [GatedSample] {
        if let samples = whole[way] { return samples }
        let samples = try await samples(way, made)
        whole[way] = samples
        return samples
    }

    /// The first kind by which the gate sees one margin and two; else the one that came nearest; or that the world is blind.
    mutating func found(for row: PreparedSuite.Row) async throws -> Found {
        let id = id(row)
        var nearest: SuiteProof.Behaviour?
        var greatest = (loss: -Double.infinity, by: Impairment.Kind.late.impairment(1, horizon: horizon(row)))
        var margin = 0.0
        for kind in Impairment.Kind.allCases {
            let baseline = try await samples(Way(world: row.world, kind: kind, strength: 0), pilots)
            margin = baseline.first { $0.id == id }?.marginAmount ?? 0
            let strengths = try await strengths(of: kind, row, id)
            guard let one = strengths[0], let two = strengths[1] else {
                let all = try await loss(Way(world: row.world, kind: kind, strength: 1), id)
                if all > greatest.loss { greatest = (all, kind.impairment(1, horizon: horizon(row))) }
                continue
            }
            let gate = Gate(suite.rule)
            let first = try await wholeSamples(Way(world: row.world, kind: kind, strength: one))
            let second = try await wholeSamples(Way(world: row.world, kind: kind, strength: two))
            guard let injection = gate.prove(id, one: repeated(first), two: repeated(second)) else { continue }
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

    private func repeated(_ samples: [GatedSample]) -> [GatedSample] {
        made < suite.rule.most ? samples.map { $0.repeated(to: suite.rule.most) } : samples
    }

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
        for _ in 0..<bisections {
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
