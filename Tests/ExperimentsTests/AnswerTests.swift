import EventEngine
import PatchModel
import PatchSimulator
import Testing

@testable import Experiments

@Suite("The answer")
struct AnswerTests {
    /// One run of a strategy.
    struct Run {
        var days = 0.0
        var down = 0.0
        var hits = 0
    }

    static func study(_ figures: [[Run]], prices: Prices? = nil) throws -> Study {
        let results = figures.map { runs in
            runs.map { run in
                var ledger = Ledger()
                ledger.time = 86_400
                ledger.exposure.plain = Int64(run.days * 86_400)
                ledger.downtime.lostCapacitySeconds = Int64(run.down * 3_600_000)
                ledger.defects.blastRadius = run.hits
                return RunResult(ledger: ledger, decisions: [])
            }
        }
        return Study(
            scenario: try SmallStudies.scenario(prices: prices),
            policies: figures.indices.map { StudiedPolicy(name: "s\($0)") },
            seed: 1,
            replications: Array(figures[0].indices),
            results: results
        )
    }

    /// Runs about the given means, with a wobble that all strategies share and a little of their own.
    static func about(_ days: Double, _ down: Double, own: Int, runs: Int = 80) -> [Run] {
        (0..<runs).map { place in
            let wobble = Double(place * 7 % 10) + Double((place + own) % 3) / 10
            return Run(days: days + wobble, down: down + wobble)
        }
    }

    private static let prices: Prices = {
        var prices = Prices(currency: "EUR")
        prices.exposedDeviceDay = 2
        prices.unplannedDowntime = 10
        return prices
    }()

    @Test("With prices the least mean cost is chosen, and is clear where each of the others is shown to cost more")
    func clear() throws {
        let study = try Self.study(
            [Self.about(100, 50, own: 0), Self.about(200, 10, own: 1), Self.about(400, 5, own: 2)],
            prices: Self.prices
        )
        let answer = try #require(Answer(study))
        #expect(answer.measure.id == "cost")
        // 100 × 2 + 50 × 10 = 700 against 500 and 850, but for the wobble that all share.
        #expect(answer.choice == .best([1]))
        #expect(answer.certainty == .clear)
        #expect(answer.runnerUp == 0)
        #expect(answer.lead?.duels.map(\.leads) == [80, 80])
        #expect(answer.worthTrying == nil)
        // Both cost the same where the price of 100 device-days is that of 40 hours: 400 EUR.
        let price = try #require(answer.turningPoint?.price)
        #expect(abs(price - 4) < 0.1)
        // Above it the one with the least exposure is cheaper; the third would be, below 0.25, which is farther from 2.
        #expect(answer.turningPoint?.other == 0)
        #expect(answer.turningPoint?.isBelow == false)
    }

    @Test("Below 80 runs nobody is chosen, however far ahead: all are among those that may be best")
    func few() throws {
        for runs in [1, 2, 20, 79] {
            let study = try Self.study(
                [Self.about(100, 50, own: 0, runs: runs), Self.about(200, 10, own: 1, runs: runs)],
                prices: Self.prices
            )
            let answer = try #require(Answer(study))
            #expect(answer.choice == .among([1, 0]))
            #expect(answer.certainty == .open && !answer.hasEnoughRuns)
        }
    }

    @Test("A lead that a fifth of chance might explain is likely, not clear; most wins do not make it so")
    func likely() throws {
        // In 80 runs the one is cheaper in all but 16, which make up for the others: the means are equal.
        let even = try Self.study(
            [(0..<80).map { Run(days: $0 % 5 == 0 ? 140 : 100) }, (0..<80).map { _ in Run(days: 108) }],
            prices: Self.prices
        )
        #expect(Answer(even)?.certainty == .open)
        // Differences of −1 ± 6: t = −1.49, p = 0.14.
        let ahead = try Self.study(
            [(0..<80).map { Run(days: 100 + ($0 % 2 == 0 ? 5 : -7)) }, (0..<80).map { _ in Run(days: 100) }],
            prices: Self.prices
        )
        let answer = try #require(Answer(ahead))
        #expect(answer.choice == .best([0]) && answer.certainty == .likely)
    }

    @Test("What chance explains is not chosen between, the best mean is named first, and what is worse is left out")
    func among() throws {
        let noise: [Double] = [3, -2, 1, -3, 2, -1, 2, -2, 1, -1]
        let runs = (0..<80).map { noise[$0 % 10] }
        let study = try Self.study(
            [
                runs.map { Run(days: 100 + $0) }, runs.map { Run(days: 100 - 0.9 * $0 - 0.01) },
                runs.map { Run(days: 300 + $0) },
            ],
            prices: Self.prices
        )
        let answer = try #require(Answer(study))
        #expect(answer.choice == .among([1, 0]))
        #expect(answer.certainty == .open)
    }

    @Test("Strategies that are the same in every run are chosen together")
    func equals() throws {
        let one = Self.about(100, 5, own: 0)
        let answer = try #require(Answer(try Self.study([one, Self.about(200, 5, own: 1), one], prices: Self.prices)))
        #expect(answer.choice == .best([0, 2]))
        #expect(answer.certainty == .clear)
        let same = try #require(Answer(try Self.study([one, one], prices: Self.prices)))
        #expect(same.choice == .noDifference)
    }

    @Test("Prices that make no difference decide nothing: exposure and downtime are looked at as without prices")
    func freePrices() throws {
        let study = try Self.study(
            [Self.about(100, 500, own: 0), Self.about(400, 20, own: 1)],
            prices: Prices(currency: "EUR")
        )
        let answer = try #require(Answer(study))
        #expect(answer.measure == .exposedDeviceDays)
        guard case .ladder(let steps) = answer.choice else {
            Issue.record("no ladder: \(answer.choice)")
            return
        }
        #expect(steps.count == 1)
    }

    @Test("Without prices one that is best in one thing and not worse in the other is chosen")
    func alone() throws {
        let answer = try #require(Answer(try Self.study([Self.about(100, 10, own: 0), Self.about(300, 10, own: 0)])))
        #expect(answer.choice == .best([0]))
        #expect(answer.measure == .exposedDeviceDays)
        let unexposed = try #require(
            Answer(
                try Self.study([
                    Self.about(0, 300, own: 0).map { Run(down: $0.down) },
                    Self.about(0, 20, own: 1).map { Run(down: $0.down) },
                ])
            )
        )
        #expect(unexposed.measure == .downtime)
        #expect(unexposed.choice == .best([1]))
    }

    @Test(
        "Without prices each step from less exposure to less downtime is told, but not through what another one beats"
    )
    func ladder() throws {
        let study = try Self.study([
            Self.about(100, 500, own: 0), Self.about(400, 20, own: 1), Self.about(200, 100, own: 2),
            Self.about(450, 90, own: 1),
        ])
        let answer = try #require(Answer(study))
        guard case .ladder(let steps) = answer.choice else {
            Issue.record("no ladder: \(answer.choice)")
            return
        }
        #expect(steps.map(\.from) == [0, 2])
        #expect(steps.map(\.to) == [2, 1])
        #expect(zip(steps, [100.0, 200]).allSatisfy { abs($0.exposure - $1) < 0.2 })
        #expect(zip(steps, [400.0, 80]).allSatisfy { abs($0.downtime - $1) < 0.2 })
        #expect(steps.allSatisfy { $0.isExposureShown && $0.isDowntimeShown })
        #expect(answer.certainty == .clear)
    }

    @Test("A difference of less than a hundredth is none")
    func tiny() throws {
        let study = try Self.study([Self.about(1000, 1000, own: 0), Self.about(1004, 996, own: 0)])
        #expect(Answer(study)?.choice == .noDifference)
    }

    @Test("A run is bad if a defect took effect under any of the strategies, and means are told for either kind")
    func courses() throws {
        let one = (0..<10).map { Run(days: 10, hits: $0 < 3 ? 5 : 0) }
        let other = (0..<10).map { Run(days: $0 < 4 ? 100 : 5, hits: $0 == 3 ? 1 : 0) }
        let answer = try #require(Answer(try Self.study([one, other], prices: Self.prices)))
        #expect(answer.badRuns == [0, 1, 2, 3])
        #expect(answer.goodRuns == [4, 5, 6, 7, 8, 9])
        #expect(answer.mean(of: 1, in: answer.badRuns) == 200)
        #expect(answer.mean(of: 1, in: answer.goodRuns) == 10)
        #expect(answer.mean(of: 1, in: []) == nil)
    }

    @Test("A single strategy has no rival, and nothing run has no answer")
    func single() throws {
        let answer = try #require(Answer(try Self.study([Self.about(100, 10, own: 0)])))
        #expect(answer.choice == .single)
        #expect(answer.lead == nil && answer.runnerUp == nil)
        #expect(Answer(try Self.study([[], []])) == nil)
    }

    @Test("A number worth trying meets a rare bad run eight times")
    func rare() throws {
        // One run in 50 is bad: 400 are needed to meet eight of them.
        let one = (0..<100).map { Run(days: 100, down: $0 % 50 == 0 ? 30 : 0, hits: $0 % 50 == 0 ? 1 : 0) }
        let other = (0..<100).map { Run(days: 101 + Double($0 % 3), hits: 0) }
        let answer = try #require(Answer(try Self.study([one, other], prices: Self.prices)))
        #expect(answer.certainty == .open)
        #expect(answer.worthTrying ?? 0 >= 500)
    }
}
