import EventEngine
import PatchModel
import PatchSimulator
import Testing

@testable import Experiments

@Suite("Runs of cells")
struct CellStudyTests {
    private static let bigBang = SmallStudies.bigBang

    private static func mean(_ study: CellStudy, _ metric: Metric = .unplannedDowntime, of policy: Int = 0) throws
        -> StratifiedEstimate
    {
        let values = try #require(study.values(metric, of: policy))
        return try #require(StratifiedEstimate(study.samples(values, study.orders())))
    }

    @Test(
        "Where a defect takes ten devices down to the end, the mean downtime is p · 10 · H, without any error",
        arguments: [0.25, 0.01]
    )
    func toy(chance: Double) async throws {
        let study = try #require(try await CellWorlds.study(CellWorlds.scenario([chance]), [Self.bigBang]))
        let found = try Self.mean(study)
        let expected = chance * Double(CellWorlds.devices) * CellWorlds.horizonHours
        #expect(abs(found.mean - expected) < 1e-9 * expected)
        #expect(found.standardError == 0)
        #expect(try Self.mean(study, .blastRadius).mean == chance * 10)
    }

    @Test("Two defects on different devices add up, cell by cell and in the mean")
    func additive() async throws {
        let study = try #require(try await CellWorlds.study(CellWorlds.scenario([0.25, 0.5]), [Self.bigBang]))
        let found = try Self.mean(study)
        #expect(found.means[0] == 0)
        #expect(found.means[3] == found.means[1] + found.means[2])
        #expect(found.mean == 0.75 * 10 * CellWorlds.horizonHours)
    }

    @Test("With many defects the mean number of devices hit is the sum of their chances, within its interval")
    func manyDefects() async throws {
        let chances = (0..<12).map { 0.01 + 0.01 * Double($0) }
        let study = try #require(try await CellWorlds.study(CellWorlds.scenario(chances), [Self.bigBang], runs: 320))
        let found = try Self.mean(study, .blastRadius)
        let expected = 10 * chances.reduce(0, +)
        #expect(study.design.cells.map(\.name) == ["clean", "one", "more"])
        #expect(found.standardError < 0.4)
        #expect(abs(found.mean - expected) < 4 * found.standardError, "\(found.mean) instead of \(expected)")
    }

    @Test("Runs of a smaller number are among those of a greater one, and do not depend on how often was looked")
    func nested() async throws {
        let scenario = try CellWorlds.scenario([0.1, 0.2, 0.3], vendorDays: 2)
        let strategies = [Self.bigBang, SmallStudies.rings("rings", after: 1)]
        let first = try #require(try await CellWorlds.study(scenario, strategies))
        let both = try #require(try await CellWorlds.study(scenario, strategies, runs: 160, after: first))
        let once = try #require(try await CellWorlds.study(scenario, strategies, runs: 160))
        #expect(both.ledgers == once.ledgers)
        #expect(first.runs == 80 && both.runs == 160)
        for (cell, count) in first.counts.enumerated() {
            #expect(Array(both.ledgers[1][cell].prefix(count)) == first.ledgers[1][cell])
        }
    }

    @Test("The vendor's answer, drawn evenly, leaves a tenth of the variance of plain replications, and the same mean")
    func vendor() async throws {
        let scenario = try CellWorlds.scenario([0.1], vendorDays: 4)
        let study = try #require(try await CellWorlds.study(scenario, [Self.bigBang]))
        let plain = try await StudyRunner(
            world: try World(scenario),
            strategies: [Self.bigBang],
            seed: 2,
            replications: Array(0..<4000),
            threads: 2
        ).run()
        let values = try #require(Metric.unplannedDowntime.values(in: plain.results[0].map(\.ledger)))
        let reference = try #require(Estimate(values))
        let found = try Self.mean(study)
        let error = try #require(reference.standardError)
        #expect(
            abs(found.mean - reference.mean) < 4
                * (error * error + found.standardError * found.standardError).squareRoot()
        )
        // Of 80 plain replications the standard error would be √50 times that of 4,000.
        #expect(found.standardError < 0.3 * error * (4000.0 / 80).squareRoot())
    }

    @Test("A comparison marks what is shown twice, says what does not matter, and ends")
    func comparison() async throws {
        let scenario = try CellWorlds.scenario([0.02], vendorDays: 4)
        let runner = CellRunner(
            world: try World(scenario),
            policies: [
                DeclaredSource(Self.bigBang), DeclaredSource(SmallStudies.rings("rings", after: 5)),
                DeclaredSource(Strategy(name: "the same", kind: .bigBang)),
            ],
            seed: 3,
            threads: 2
        )
        let found = try #require(try await CellLooks().comparison { try await runner.study(of: $0, after: $1) })
        #expect(found.looks == [80, 160])
        #expect(found.isDecided)
        let difference = { (metric: Metric, first: Int, second: Int) in
            found.differences.first { $0.metric == metric && $0.first == first && $0.second == second }
        }
        // The patch is stopped nowhere: the second half of the devices, five days later, is hit as well, but for fixes in between.
        #expect(difference(.unplannedDowntime, 0, 1)?.finding == .better)
        #expect(difference(.unplannedDowntime, 0, 2)?.finding == .equal)
        #expect(difference(.timeToPatch95, 0, 1)?.finding == .worse)
        #expect(difference(.timeToPatch95, 1, 2)?.finding == .better)
    }

    @Test("One look shows nothing, and no look is begun after the limit")
    func limit() async throws {
        let runner = CellRunner(
            world: try World(CellWorlds.scenario([0.02], vendorDays: 4)),
            policies: [DeclaredSource(Self.bigBang), DeclaredSource(SmallStudies.rings("rings", after: 5))],
            seed: 3,
            threads: 2
        )
        let found = try #require(try await CellLooks(limit: 1).comparison { try await runner.study(of: $0, after: $1) })
        #expect(found.looks == [80])
        #expect(found.differences.allSatisfy { $0.finding == .open || $0.finding == .equal })
        #expect(await CellLooks().comparison { _, _ in nil } == nil)
    }
}
