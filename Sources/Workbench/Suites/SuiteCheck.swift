package import Experiments
import Foundation
import PatchModel
import PolicyPrograms
package import Reports
import ScenarioFiles

/// How many replications a suite needs, how long it takes, and what `prove` will find, before all of it is run.
package struct SuiteCheck: Sendable {
    /// Pairs of runs by which it is told: a quarter of those of the last look, but so many at least and at most. Of what happens in one
    /// run of fifty, fifty runs miss in one case of three.
    static let pilots = 50...200
    /// How finely strengths of impairments are looked for.
    private static let bisections = 3

    package struct Row: Sendable {
        package var plan: GatePlan.Row
        package var metric: Metric
        /// What came of the baseline made worse; nil: nothing that is done to it reaches two margins.
        package var behaviour: SuiteProof.Behaviour?

        package var isDecidable: Bool { plan.isDecidable && behaviour?.injection.isSeen ?? false }
    }

    package var suite: String
    /// What was held against the baseline; nil: the baseline made worse by about a margin.
    package var candidate: String?
    package var rows: [Row]
    /// Pairs of runs.
    package var pairs: Int
    /// Replications at the last look.
    package var most: Int
    package var power: Double
    /// Seconds that a run to the last look takes at the most.
    package var seconds: Double
    /// Seconds that it may.
    package var budget: Double
    package var threads: Int
    /// What went wrong with programs in the pilot runs.
    package var misconduct: [Misconduct]
    /// The share of runs that may have incidents.
    package var borne: Double

    package var undecidable: [Row] { rows.filter { $0.plan.isGated && !$0.isDecidable } }

    /// Makes pilot runs of the baseline, of the first candidate, and of the baseline made worse.
    ///
    /// - Throws: `Failure` if runs cannot be made.
    package init(_ suite: PreparedSuite, for caller: any Caller) async throws {
        var suite = suite.onPublicSeed
        suite.file.baselineFile = nil
        let prepared = suite
        self.suite = prepared.file.name
        most = prepared.rule.most
        power = prepared.rule.power
        budget = prepared.file.budget.time
        borne = prepared.file.programs.incidents
        threads = prepared.threads
        candidate = prepared.candidates.first?.name
        let work = Work(seed: prepared.seeds.shown, threads: prepared.threads, caller: caller)
        let policies = [prepared.baseline] + prepared.candidates.prefix(1)
        var runs = try SuiteRuns(prepared, policies: policies.count, work: work) { key in
            try prepared.source(policies[key.policy], key)
        }
        pairs = min(max(Self.pilots.lowerBound, min(most / 4, Self.pilots.upperBound)), most)
        let begin = ContinuousClock.now
        try await runs.extend(to: pairs)
        let took = (ContinuousClock.now - begin) / .seconds(1)
        seconds = took * Double(most) / Double(pairs) * Double(max(2, prepared.policies.count)) / Double(policies.count)
        misconduct = policies.indices.compactMap { Misconduct(of: policies[$0].name, $0, in: runs) }
        let gate = Gate(prepared.rule)
        caller.note("the baseline made worse: late, deaf, jumpy, wide")
        var search = ImpairmentSearch(
            prepared,
            work,
            // By the same pairs, so that what is to lose the margin does lose it in what is played.
            pilots: pairs,
            bisections: Self.bisections,
            made: pairs
        )
        let worse = gate.plan(pilots: try await search.standIns()).rows
        var plans = worse
        if policies.count > 1 {
            let own = gate.plan(pilots: try runs.samples(1, replications: pairs)).rows
            plans = zip(own, worse).map { $0.harder($1) }
        }
        rows = []
        for (row, plan) in zip(prepared.rows.filter { $0.margin != nil }, plans) {
            var behaviour: SuiteProof.Behaviour?
            if case .seen(let found) = try await search.found(for: row) { behaviour = found }
            rows.append(Row(plan: plan, metric: row.metric, behaviour: behaviour))
        }
    }

    /// To be called when the table is out.
    ///
    /// - Throws: `Failure` if a program misbehaves more than it may, or if something cannot be decided.
    package func end() throws {
        if let first = misconduct.first(where: { Double($0.marked) > borne * Double($0.runs) }) {
            throw Failure(
                "policy misbehaved: \(first.policy) had incidents in \(first.marked) of \(first.runs) runs; a run of the suite would have "
                    + "no verdict",
                help: "patchlab policy check shows what the program does wrong",
                kind: .misbehaved
            )
        }
        if let first = undecidable.first {
            throw Failure(
                "\(suite): \(undecidable.count) of \(rows.count { $0.plan.isGated }) metrics cannot be decided in \(most) replications",
                help:
                    "the first, \(first.metric.id) in \(first.plan.id.world), "
                    + (first.behaviour == nil
                        ? "loses too little there whatever is done to the baseline: leave it out with `worlds`"
                        : "can be with a wider margin or more looks; see the table")
            )
        }
        if seconds > budget {
            throw Failure(
                "\(suite): it takes about \(Int(seconds.rounded(.up))) s, and budget.time is \(Int(budget)) s",
                help: "raise budget.time, or take fewer looks, worlds or devices"
            )
        }
    }
}
