import EventEngine
import PatchModel
import PatchSimulator
import Testing

@testable import Experiments

@Suite("Looks at plain replications")
struct PlainLooksTests {
    private static let strategies = [SmallStudies.bigBang, SmallStudies.rings("rings", after: 2)]

    private func finished(_ looks: CellLooks, _ strategies: [Strategy] = Self.strategies) async throws -> PlainLooks {
        var series = PlainLooks(looks)
        while let next = series.next {
            series.take(try await SmallStudies.study(strategies, replications: next))
        }
        return series
    }

    @Test("They double until every difference is decided, and the runs are those of that number from the beginning")
    func decided() async throws {
        let series = try await finished(CellLooks())
        let study = try #require(series.study)
        let comparison = try #require(series.comparison)
        #expect(comparison.isDecided)
        #expect(study.looks == comparison.looks && study.looks.first == 80 && study.looks.count > 1)
        #expect(zip(study.looks, study.looks.dropFirst()).allSatisfy { $1 == 2 * $0 })
        let atOnce = try await SmallStudies.study(Self.strategies, replications: 0..<study.replications.count)
        #expect(study.results == atOnce.results && study.replications == atOnce.replications)
        #expect(atOnce.looks.isEmpty)
    }

    @Test("None is begun once the events served have reached the limit, and one look shows nothing")
    func limit() async throws {
        let series = try await finished(CellLooks(limit: 1))
        let study = try #require(series.study)
        #expect(study.looks == [80])
        let found = Comparison(study)
        #expect(found.differences.allSatisfy { $0.verdict == .cannotTell })
        let fixed = try await SmallStudies.study(Self.strategies, replications: 0..<80)
        #expect(Comparison(fixed).differences.contains { $0.verdict == .worse })
    }

    @Test("An interrupted look is the last one")
    func interrupted() async throws {
        var series = PlainLooks(CellLooks())
        var batch = try await SmallStudies.study(Self.strategies, replications: 0..<20)
        batch.isPartial = true
        series.take(batch)
        #expect(series.next == nil)
        #expect(series.study?.replications.count == 20)
        #expect(series.study?.looks == [] && series.comparison == nil)
    }

    @Test("What was run after a look and then interrupted is kept, and is no look of its own")
    func interruptedLater() async throws {
        var series = PlainLooks(CellLooks())
        series.take(try await SmallStudies.study(Self.strategies, replications: 0..<80))
        let next = try #require(series.next)
        #expect(next == 80..<160)
        var batch = try await SmallStudies.study(Self.strategies, replications: 80..<100)
        batch.isPartial = true
        series.take(batch)
        #expect(series.next == nil)
        let study = try #require(series.study)
        #expect(study.isPartial && study.replications.count == 100 && study.looks == [80])
        #expect(series.comparison?.looks == [80])
        #expect(Comparison(study).differences.allSatisfy { $0.verdict == .cannotTell })
    }

    @Test("What is marked at the last look is marked by the cells' rule, too, and the other way round")
    func sameRule() async throws {
        let series = try await finished(CellLooks())
        let found = Comparison(try #require(series.study))
        let comparison = try #require(series.comparison)
        for difference in found.differences {
            let other = try #require(
                comparison.differences.first {
                    $0.metric == difference.metric && $0.first == 0 && $0.second == difference.strategy
                }
            )
            // The family has other members, so that what is near the level may differ; nothing is here.
            switch difference.verdict {
            case .better: #expect(other.finding == .better, "\(difference.metric)")
            case .worse: #expect(other.finding == .worse, "\(difference.metric)")
            case .cannotTell: #expect(other.finding != .better && other.finding != .worse, "\(difference.metric)")
            }
        }
        #expect(found.differences.contains { $0.verdict != .cannotTell })
    }

    @Test("A p-value of two looks is twice the greater one, and 1 where the signs differ or there was one look only")
    func twice() throws {
        let up = (0..<160).map { 1 + Double($0 * 7919 % 13) - 5 }
        let none = up.map { _ in 0.0 }
        let own = try #require(PairedDifference(of: up, against: none)?.pValue)
        let first = try #require(
            PairedDifference(of: Array(up.prefix(80)), against: Array(none.prefix(80)))?.pValue
        )
        #expect(first > own && first < 0.05)
        #expect(PairedDifference(of: up, against: none, before: 80)?.pValue == 2 * first)
        #expect(PairedDifference(of: up, against: none, before: 0)?.pValue == 1)
        let turned = up.enumerated().map { $0 < 80 ? -$1 : 3 * $1 }
        #expect(PairedDifference(of: turned, against: none, before: 80)?.pValue == 1)
    }

    @Test("Where there is no difference, a mark comes up in no more than 5 of 100 series of five looks")
    func level() {
        var random = KeyedRandom(seed: 5, replication: 0).draw(.cellAnswer, 0)
        // Sums of twelve uniform numbers are near enough to normal.
        func normal() -> Double { (0..<12).reduce(-6) { sum, _ in sum + random.uniform() } }
        let rounds = 400
        let wrong = (0..<rounds).count { _ in
            let values = (0..<1280).map { _ in normal() }
            return (1..<5).contains { look in
                let count = 80 << look
                let found = PairedDifference(
                    of: Array(values.prefix(count)),
                    against: Array(repeating: 0, count: count),
                    before: count / 2
                )
                return (found?.pValue ?? 1) < 0.05
            }
        }
        #expect(Double(wrong) / Double(rounds) < 0.05, "\(wrong) of \(rounds)")
        #expect(wrong > 0)
    }
}

@Suite("Runs of cells as rows of a table")
struct CellRowsTests {
    private func comparison() async throws -> CellComparison {
        let runner = CellRunner(
            world: try World(CellWorlds.scenario([0.02], vendorDays: 4)),
            policies: [DeclaredSource(SmallStudies.bigBang), DeclaredSource(SmallStudies.rings("rings", after: 5))],
            seed: 3,
            threads: 2
        )
        return try #require(try await CellLooks().comparison { try await runner.study(of: $0, after: $1) })
    }

    @Test("The weights of the runs add up to 1, and the mean that they give is the estimate")
    func weights() async throws {
        let found = try await comparison()
        let weights = found.study.weights
        #expect(abs(weights.reduce(0, +) - 1) < 1e-12)
        for (place, metric) in found.metrics.enumerated() {
            for (policy, own) in found.study.madeRuns.results.enumerated() {
                // No deadline is set here, so that nothing is in time or late.
                guard let estimate = found.means[policy][place] else {
                    #expect(metric == .compliance)
                    continue
                }
                let values = metric.values(in: own.map(\.ledger)) ?? []
                let mean = zip(values, weights).reduce(0) { $0 + $1.0 * $1.1 }
                #expect(abs(mean - estimate.mean) <= 1e-9 * max(1, abs(mean)), "\(metric)")
            }
        }
    }

    @Test("The runs of the look before are the first ones of each cell, and the best is what is shown at both")
    func best() async throws {
        let found = try await comparison()
        let before = found.study.first(80)
        #expect(before.runs == 80)
        for (cell, count) in before.counts.enumerated() {
            #expect(before.ledgers[0][cell] == Array(found.study.ledgers[0][cell].prefix(count)))
        }
        let metrics: [Metric] = [.unplannedDowntime, .timeToPatch95]
        #expect(found.bestBeyondChance(metrics) == [[1], [0]])
        let once = CellComparison(before)
        #expect(once.bestBeyondChance(metrics) == [[], []])
    }
}
