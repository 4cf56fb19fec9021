package import Experiments
import Foundation
import PatchModel
import ScenarioFiles

/// How many replications a suite needs, and how long it takes, before anything else is run.
package struct SuiteCheck: Sendable {
    /// Pairs of runs by which it is told.
    static let pilots = 50

    package struct Row: Sendable {
        package var plan: GatePlan.Row
        package var metric: Metric
    }

    package var suite: String
    /// What was held against the baseline.
    package var candidate: String
    package var rows: [Row]
    /// Replications at the last look.
    package var most: Int
    package var power: Double
    /// Seconds that a run to the last look takes at the most.
    package var seconds: Double
    /// Seconds that it may.
    package var budget: Double
    package var threads: Int

    package var undecidable: [Row] { rows.filter { $0.plan.isGated && !$0.plan.isDecidable } }

    /// Makes pilot runs of the baseline and of the first candidate; without one, of the baseline an hour late.
    ///
    /// - Throws: `Failure` if runs cannot be made.
    package init(_ suite: PreparedSuite, for caller: any Caller) async throws {
        let suite = suite.onPublicSeed
        self.suite = suite.file.name
        most = suite.rule.most
        power = suite.rule.power
        budget = suite.file.budget.time
        threads = suite.threads
        let late = Impairment.late(3600)
        let first = suite.candidates.first
        candidate = first?.name ?? "\(suite.baseline.name) (\(late))"
        let work = Work(seed: suite.seeds.shown, threads: suite.threads, caller: caller)
        var runs = try SuiteRuns(suite, policies: 2, work: work) { key in
            if key.policy == 1, let first { return try suite.source(first, key) }
            let source = try suite.source(suite.baseline, key)
            return key.policy == 0 ? source : source.impaired(late)
        }
        let count = min(Self.pilots, suite.rule.most)
        let begin = ContinuousClock.now
        try await runs.extend(to: count)
        let took = ContinuousClock.now - begin
        let policies = Double(max(2, suite.policies.count)) / 2
        seconds = Double(took.components.seconds) + Double(took.components.attoseconds) / 1e18
        seconds *= Double(suite.rule.most) / Double(count) * policies
        let samples = try runs.samples(1, replications: count)
        let plan = Gate(suite.rule).plan(pilots: samples)
        let gated = suite.rows.filter { $0.margin != nil }
        rows = zip(gated, plan.rows).map { Row(plan: $1, metric: $0.metric) }
    }

    /// To be called when the table is out.
    ///
    /// - Throws: `Failure` if something cannot be decided.
    package func end() throws {
        if let first = undecidable.first {
            throw Failure(
                "\(suite): \(undecidable.count) of \(rows.count { $0.plan.isGated }) metrics cannot be decided in \(most) replications",
                help:
                    "the first, \(first.metric.id) in \(first.plan.id.world), can be with a wider margin or more looks; see the table"
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
