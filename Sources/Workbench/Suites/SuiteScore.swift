package import Experiments
import Foundation
import PatchModel
import PatchSimulator
import PolicyPrograms
import ScenarioFiles

/// How good policies are over the worlds of a suite, in one number each.
package struct SuiteScore: Sendable {
    /// The share of runs with incidents beyond which a policy is out.
    package static let mostIncidents = 0.05

    package struct Entry: Sendable {
        package var name: String
        package var score: GateScore.Entry
        /// The share of its runs that had incidents.
        package var incidents: Double
    }

    package var suite: String
    package var worlds: [String]
    package var replications: Int
    /// The best first.
    package var entries: [Entry]
    /// Those that misbehaved in more runs than may.
    package var disqualified: [(name: String, incidents: Double)]
    /// What is scored in each world: the cost where the world has prices, and else what is gated.
    package var metrics: [String]
    /// Rows that tell nothing: all do the same there.
    package var silent: [GateRow.ID]

    /// - Throws: `Failure` if runs cannot be made, or nothing can be scored.
    package init(_ suite: PreparedSuite, replications: Int, for caller: any Caller) async throws {
        var suite = suite.onPublicSeed
        suite.file.baselineFile = nil
        suite.rows = Self.rows(suite)
        let prepared = suite
        let policies = prepared.candidates
        let work = Work(seed: prepared.seeds.shown, threads: prepared.threads, caller: caller)
        // Who does nothing, who does everything at once, then the policies.
        var runs = try SuiteRuns(prepared, policies: policies.count + 2, work: work) { key in
            switch key.policy {
            case 0: DoNothingSource()
            case 1: DeclaredSource(Strategy(name: "everybody at once", kind: .bigBang))
            default: try prepared.source(policies[key.policy - 2], key)
            }
        }
        try await runs.extend(to: replications)
        let shares = policies.indices.map { place -> Double in
            let counts = runs.incidents(place + 2)
            return Double(counts.marked) / Double(max(1, counts.runs))
        }
        let kept = policies.indices.filter { shares[$0] <= Self.mostIncidents }
        let made = runs
        let samples = try prepared.rows.map { row -> GateScore.Sample in
            let values = try (0..<policies.count + 2).map {
                try made.values(row, policy: $0, replications: replications)
            }
            let isLow = row.metric.goal == .low
            // Whoever had known of each run which of them does best there.
            let best = (0..<replications).map { place in
                let all = values.map { $0[place] }
                return (isLow ? all.min() : all.max()) ?? 0
            }
            // Where doing nothing is best, as it is of devices that a patch breaks, whoever does worst is what all are held against.
            let worst = (0..<replications).map { place in
                let all = values.map { $0[place] }
                return (isLow ? all.max() : all.min()) ?? 0
            }
            return GateScore.Sample(
                made.id(row),
                lowerIsBetter: isLow,
                nothing: values[0],
                reference: best == values[0] ? worst : best,
                policies: kept.map { values[$0 + 2] }
            )
        }
        let weights = Dictionary(prepared.worlds.map { ($0.name, $0.weight) }) { first, _ in first }
        guard let score = GateScore(samples, weights: weights) else {
            throw Failure("\(prepared.file.name): there is nothing to score", help: "give the worlds prices")
        }
        self.suite = prepared.file.name
        worlds = prepared.worlds.map(\.name)
        self.replications = replications
        entries = score.entries.map {
            Entry(name: policies[kept[$0.id]].name, score: $0, incidents: shares[kept[$0.id]])
        }
        disqualified = policies.indices.filter { !kept.contains($0) }.map { (policies[$0].name, shares[$0]) }
        metrics = Array(Set(prepared.rows.map(\.metric.id))).sorted()
        silent = score.silent
    }

    /// Prices weigh everything against everything; without, every metric that is gated counts the same.
    private static func rows(_ suite: PreparedSuite) -> [PreparedSuite.Row] {
        suite.worlds.indices.flatMap { place -> [PreparedSuite.Row] in
            if let prices = suite.worlds[place].scenario.prices {
                return [PreparedSuite.Row(world: place, metric: .cost(prices), margin: nil)]
            }
            return suite.rows.filter { $0.world == place && $0.margin != nil }
        }
    }
}
