import EventEngine
import PatchModel
import PatchSimulator
import Testing

@testable import Experiments

@Suite("Marks and verdict read the same p-values")
struct PairFamilyTests {
    @Test("Holm's method counts all pairs, and the order of two strategies does not matter")
    func counts() throws {
        // Of three strategies the first has the best mean: two of three pairs are looked at.
        let base = (0..<80).map { Double($0 * 7 % 11) }
        let values = [base, base.map { $0 + ($0 > 5 ? 2 : -1) }, base.map { $0 + 3 + ($0 > 5 ? 2 : -1) }]
        let family = PairFamily(costs: values)
        let near = try #require(PairedDifference(of: values[1], against: values[0])?.pValue)
        let far = try #require(PairedDifference(of: values[2], against: values[0])?.pValue)
        #expect(far < near)
        // The least of three times three, the next times two.
        #expect(family.adjustedPValue(0, 0, 2) == min(1, 3 * far))
        #expect(family.adjustedPValue(0, 1, 0) == max(min(1, 3 * far), min(1, 2 * near)))
        #expect(family.adjustedPValue(0, 1, 2) == nil)
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
