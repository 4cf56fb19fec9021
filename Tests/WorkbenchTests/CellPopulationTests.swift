import Experiments
import Foundation
import PatchModel
import PatchSimulator
import Testing

@testable import Workbench

/// Comparisons in cells against plain replications of the scenarios that are shipped.
///
/// A plain replication is one in which every defect is present, or one in which none is: so the mean of a scenario with one defect
/// of chance p is p times that of plain replications at `chance: 100%` and 1 − p times that at `chance: 0%`, with none of the
/// code of cells in it.
@Suite("Cells against plain replications")
struct CellPopulationTests {
    /// `CHECK_STATISTICS` asks for more of both.
    private static let isLarge = ProcessInfo.processInfo.environment["CHECK_STATISTICS"] != nil
    private static let replications = isLarge ? 2000 : 40
    private static let seeds: ClosedRange<UInt64> = 1...(isLarge ? 20 : 1)

    private struct Reference {
        var mean: Double
        var variance: Double
    }

    private static func scenario(_ name: String, chance: Double, strategies: [String]) throws -> Scenario {
        var scenario = try ScenarioInput.load(name, for: TestCaller(isQuiet: true))
        scenario.patches[0].regressions[0].chance = chance
        scenario.strategies = scenario.strategies.filter { strategies.contains($0.name) }
        return scenario
    }

    /// The values of all strategies in plain replications at a chance of 0 or 1.
    private static func plain(_ scenario: Scenario, chance: Double) async throws -> [[Ledger]] {
        var scenario = scenario
        scenario.patches[0].regressions[0].chance = chance
        let study = try await StudyRunner(
            world: try World(scenario),
            strategies: scenario.strategies,
            seed: 77,
            replications: Array(0..<replications),
            threads: Work.usualThreads
        ).run()
        return study.results.map { $0.map(\.ledger) }
    }

    private static func moments(_ values: [Double]) -> (mean: Double, variance: Double) {
        let mean = values.reduce(0, +) / Double(values.count)
        let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        return (mean, squares / Double(values.count - 1) / Double(values.count))
    }

    /// What is known of the difference of two strategies from plain replications.
    private static func reference(
        _ metric: Metric,
        _ one: Int,
        _ other: Int,
        _ chance: Double,
        _ present: [[Ledger]],
        _ absent: [[Ledger]]
    ) throws -> Reference {
        var found = Reference(mean: 0, variance: 0)
        for (weight, ledgers) in [(chance, present), (1 - chance, absent)] {
            let first = try #require(metric.values(in: ledgers[one]))
            let second = try #require(metric.values(in: ledgers[other]))
            let (mean, variance) = moments(zip(second, first).map { $0 - $1 })
            found.mean += weight * mean
            found.variance += weight * weight * variance
        }
        return found
    }

    @Test(
        "Differences of strategies in cells are those of plain replications",
        arguments: [
            ("rare-laptops", 0.088, ["big-bang", "two-days"]),
            ("latent-regression", 0.5, ["big-bang", "staged-7-days"]),
        ]
    )
    func populations(name: String, chance: Double, strategies: [String]) async throws {
        let scenario = try Self.scenario(name, chance: chance, strategies: strategies)
        try #require(scenario.strategies.count == strategies.count)
        let present = try await Self.plain(scenario, chance: 1)
        let absent = try await Self.plain(scenario, chance: 0)
        var (held, all) = (0, 0)
        for seed in Self.seeds {
            let runner = CellRunner(
                world: try World(scenario),
                policies: scenario.strategies.map { DeclaredSource($0) },
                seed: seed,
                threads: Work.usualThreads
            )
            #expect(runner.design.cells.map(\.weight) == [1 - chance, chance])
            let study = try #require(try await runner.study(of: Self.isLarge ? 160 : 80))
            for difference in CellComparison(study).differences {
                let reference = try Self.reference(
                    difference.metric,
                    difference.first,
                    difference.second,
                    chance,
                    present,
                    absent
                )
                let own = difference.estimate.standardError
                let error = (own * own + reference.variance).squareRoot()
                let distance = abs(difference.estimate.mean - reference.mean)
                let text =
                    "\(name), \(difference.metric.id), seed \(seed): \(difference.estimate.mean) "
                    + "instead of \(reference.mean), standard error \(error)"
                // Rare false alarms make both sides skewed.
                #expect(distance <= 6 * error + 1e-9 * abs(reference.mean), "\(text)")
                all += 1
                if distance <= 2.1 * error + 1e-9 * abs(reference.mean) { held += 1 }
            }
        }
        if Self.isLarge {
            print("\(name): \(held) of \(all) differences lie within 2.1 standard errors of plain replications")
            #expect(Double(held) > 0.85 * Double(all), "\(name): \(held) of \(all)")
        }
    }
}
