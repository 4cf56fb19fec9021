import EventEngine
import PatchModel
import PatchSimulator
import Testing

@testable import Experiments

@Suite("Marks and verdict read the same p-values")
struct PairFamilyTests {
    @Test("Holm's method counts all pairs, and the order of two strategies does not matter")
    func counts() throws {
        let base = (0..<80).map { Double($0 * 7 % 11) }
        let values = [base, base.map { $0 + ($0 > 5 ? 2 : -1) }, base.map { $0 + 3 + ($0 > 5 ? 2 : -1) }]
        let family = PairFamily(costs: values)
        let near = try #require(PairedDifference(of: values[1], against: values[0])?.pValue)
        let far = try #require(PairedDifference(of: values[2], against: values[0])?.pValue)
        let between = try #require(PairedDifference(of: values[2], against: values[1])?.pValue)
        let all = [far, near, between]
        let adjusted = holm(all)
        #expect(family.adjustedPValue(0, 0, 2) == adjusted[0])
        #expect(family.adjustedPValue(0, 1, 0) == adjusted[1])
        #expect(family.adjustedPValue(0, 1, 2) == adjusted[2])
        // The least of three times three.
        #expect(adjusted.min() == min(1, 3 * (all.min() ?? 0)))
    }

    @Test("An adjusted p-value is that of its pair, whichever strategy is the first", arguments: [3, 5, 9])
    func anyFirst(count: Int) throws {
        let random = KeyedRandom(seed: 3, replication: UInt64(count))
        let values = (0..<count).map { strategy in
            (0..<90).map { run in
                var own = random.draw(entity: UInt64(strategy), purpose: 1, occurrence: UInt64(run))
                return normalQuantile(own.uniform()) + 0.2 * Double(strategy)
            }
        }
        let family = PairFamily(costs: values)
        for first in 1..<count {
            let order = [first] + (0..<count).filter { $0 != first }
            let turned = PairFamily(costs: order.map { values[$0] })
            for one in 0..<count {
                for other in 0..<one {
                    let value = try #require(family.adjustedPValue(0, order[one], order[other]))
                    #expect(abs(try #require(turned.adjustedPValue(0, one, other)) - value) <= 1e-12 * value)
                }
            }
            #expect(Set(turned.shownNotBest(0).map { order[$0] }) == family.shownNotBest(0))
        }
    }

    @Test("A strategy with a mark for worse is on no list of those that may be the best", arguments: 0..<200)
    func agree(number: Int) throws {
        let random = KeyedRandom(seed: 16, replication: UInt64(number))
        let names = ["a", "b", "c", "d"]
        let results = names.indices.map { strategy in
            (0..<Significance.fewestReplications).map { replication in
                var own = random.draw(entity: UInt64(strategy), purpose: 1, occurrence: UInt64(replication))
                var ledger = Ledger()
                // Differences of about two standard errors, where families of other sizes would disagree.
                let shift = 0.35 * Double(strategy * (number % 5) % 4)
                ledger.exposure.plain = Int64(86_400 * (1e4 + 1e3 * (shift + normalQuantile(own.uniform()))))
                ledger.downtime.lostCapacitySeconds = Int64(
                    3.6e6 * (1e3 + 100 * (shift + normalQuantile(own.uniform())))
                )
                return RunResult(ledger: ledger, decisions: [])
            }
        }
        let prices = CostTests.prices
        let study = Study(
            scenario: try SmallStudies.scenario(prices: prices),
            policies: names.map { StudiedPolicy(name: $0) },
            seed: 1,
            replications: Array(0..<Significance.fewestReplications),
            results: results
        )
        let comparison = Comparison(study)
        let findings = ComparisonVerdict(names, results.map { $0.map(\.ledger) }).findings
        for finding in findings {
            let candidates = Set(finding.candidates.joined())
            for difference in comparison.differences where difference.metric == finding.metric {
                if difference.verdict == .worse { #expect(!candidates.contains(difference.strategy)) }
                // Against the first strategy as the best, mark and verdict are the same question.
                if finding.leaders == [0] {
                    #expect((difference.verdict == .worse) == !candidates.contains(difference.strategy))
                }
                if difference.verdict == .better { #expect(!candidates.contains(0)) }
            }
        }
        // A sentence on the break-even price says nothing of the scenario's price that its difference in cost does not.
        for cost in try #require(comparison.costs).strategies {
            guard let point = cost.breakEven, point.isShownOnBothSides, cost.verdict == .cannotTell else { continue }
            #expect(try #require(point.interval).contains(prices.exposedDeviceDay))
        }
    }
}
