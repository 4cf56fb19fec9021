package import Experiments
import Foundation
import PatchModel
import PatchSimulator
import PolicyPrograms
import ScenarioFiles

/// Whether a suite sees what it is there to see.
package struct SuiteProof: Sendable {
    /// What came of a policy that was made worse.
    package struct Behaviour: Sendable {
        package var metric: Metric
        /// What was done to the baseline, for one margin and for two.
        package var one: Impairment
        package var two: Impairment
        package var injection: GateProof.Injection
    }

    /// A metric in a world in which nothing that is done to the baseline reaches the margin.
    package struct Blind: Sendable {
        package var id: GateRow.ID
        package var metric: Metric
        package var margin: Double
        /// The greatest loss that was reached, and by what.
        package var greatest: Double
        package var by: Impairment
    }

    package var suite: String
    package var power: Double
    package var proof: GateProof
    package var metrics: [GateRow.ID: Metric]
    package var behaviours: [Behaviour]
    package var blind: [Blind]

    package var isKept: Bool { proof.isKept && blind.isEmpty && behaviours.allSatisfy { $0.injection.isSeen } }

    /// - Throws: `Failure` if runs differ when they are made again.
    package init(_ suite: PreparedSuite, for caller: any Caller) async throws {
        var suite = suite.onPublicSeed
        suite.file.baselineFile = nil
        let prepared = suite
        self.suite = prepared.file.name
        power = prepared.rule.power
        let work = Work(seed: prepared.seeds.shown, threads: prepared.threads, caller: caller)
        caller.note("same bytes: the baseline on one thread and on \(prepared.threads)")
        try await Self.checkSameBytes(prepared, caller)
        caller.note("null, and regressions that are added to the figures")
        var search = ImpairmentSearch(prepared, work)
        proof = Gate(prepared.rule).prove(try await Self.samples(prepared, &search, work))
        let pairs = prepared.rows.map { row in
            (GateRow.ID(world: prepared.worlds[row.world].name, metric: row.metric.id), row.metric)
        }
        metrics = Dictionary(pairs) { first, _ in first }
        caller.note("regressions of behaviour: late, deaf, jumpy, wide")
        (behaviours, blind) = ([], [])
        for row in prepared.rows where row.margin != nil {
            switch try await search.found(for: row) {
            case .blind(let found): blind.append(found)
            case .seen(let found): behaviours.append(found)
            }
        }
    }

    /// How losses spread: those of the first candidate; without one, those of the baseline made worse by about a margin, in the way
    /// that each world is there to see.
    private static func samples(_ suite: PreparedSuite, _ search: inout ImpairmentSearch, _ work: Work) async throws
        -> [GatedSample]
    {
        guard let first = suite.candidates.first else { return try await search.standIns() }
        var runs = try SuiteRuns(suite, policies: 2, work: work) { key in
            try suite.source(key.policy == 0 ? suite.baseline : first, key)
        }
        try await runs.extend(to: suite.rule.most)
        return try runs.samples(1, replications: suite.rule.most)
    }

    /// The baseline on one thread and on all: the same ledgers, run by run.
    private static func checkSameBytes(_ suite: PreparedSuite, _ caller: any Caller) async throws {
        var ledgers: [[[Ledger]]] = []
        for threads in [1, max(2, suite.threads)] {
            let work = Work(seed: suite.seeds.shown, threads: threads, caller: caller)
            var runs = try SuiteRuns(suite, policies: suite.policies.count, work: work) { key in
                try suite.source(suite.policies[key.policy], key)
            }
            try await runs.extend(to: min(20, suite.rule.looks[0]))
            ledgers.append(
                suite.worlds.indices.flatMap { world in
                    runs.seeds.flatMap { seed in
                        suite.policies.indices.map { policy in
                            runs.made(SuiteRuns.Key(world: world, seed: seed, policy: policy)).map(\.ledger)
                        }
                    }
                }
            )
        }
        guard ledgers[0] == ledgers[1] else {
            throw Failure(
                "the same runs on one thread and on several differ: nothing that is found here can be trusted",
                help:
                    "this happens if a program keeps something from one episode to the next; patchlab policy check finds it",
                kind: .notDetermined
            )
        }
    }

    /// To be called when the table is out.
    ///
    /// - Throws: `Failure` if the gate is not able.
    package func end() throws {
        guard !isKept else { return }
        if let first = blind.first {
            throw Failure(
                "\(suite): world \"\(first.id.world)\" is blind to \(first.id.metric): nothing that was done to the baseline reaches "
                    + "the margin",
                help: "leave the metric out there with `worlds`, or make a world in which a bad policy loses it",
                kind: .blind
            )
        }
        let missed = proof.injections.count { !$0.isSeen } + behaviours.count { !$0.injection.isSeen }
        throw Failure(
            missed > 0
                ? "\(suite): \(missed) regressions of the margin's size are detected less often than required"
                : "\(suite): a policy that loses nothing fails more often than allowed",
            help: missed > 0 ? "'patchlab suite check' says how many replications or which margins would do" : nil,
            kind: .blind
        )
    }
}
