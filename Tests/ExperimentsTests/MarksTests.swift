import EventEngine
import PatchModel
import PatchSimulator
import Testing

@testable import Experiments

/// Whether what is called better is better, where rare great losses decide.
@Suite("Marks keep their level")
struct MarksTests {
    /// How often a difference whose true mean is zero is called better (below zero) or worse.
    ///
    /// The candidate gains 1 in each replication in which a defect of probability `rare` does not show, and loses
    /// (1 − rare)/rare in the others. The sample is determined by the number of the others, so that the level is a sum over a
    /// binomial law, and exact.
    private static func level(
        _ rare: Double,
        _ count: Int,
        _ verdict: (PairedDifference) -> PairedDifference.Verdict
    ) throws -> (better: Double, worse: Double) {
        let loss = (1 - rare) / rare
        var found = (better: 0.0, worse: 0.0)
        for losses in 0...count {
            let sample = Array(repeating: -1.0, count: count - losses) + Array(repeating: loss, count: losses)
            let paired = try #require(PairedDifference(of: sample, against: sample.map { _ in 0 }))
            let upTo = binomialCumulative(losses, trials: count, rare)
            let probability = upTo - binomialCumulative(losses - 1, trials: count, rare)
            switch verdict(paired) {
            case .better: found.better += probability
            case .worse: found.worse += probability
            case .cannotTell: break
            }
        }
        return found
    }

    private static func hall(_ paired: PairedDifference) -> PairedDifference.Verdict { paired.verdict(.low) }

    /// What the paired t-test would say, whatever the number of replications.
    private static func student(_ paired: PairedDifference) -> PairedDifference.Verdict {
        let estimate = paired.difference
        guard let error = estimate.standardError, estimate.mean != 0 else { return .cannotTell }
        let p =
            error == 0
            ? leastSignPValue(estimate.count)
            : 2 * studentTCumulative(-abs(estimate.mean) / error, degreesOfFreedom: Double(estimate.count - 1))
        return p >= 0.05 ? .cannotTell : estimate.mean < 0 ? .better : .worse
    }

    @Test(
        "At 20 replications a t-test calls one better in 36 % of studies where a defect of 5 % decides; now it is not called"
    )
    func few() throws {
        let student = try Self.level(0.05, 20, Self.student)
        // 0.95²⁰: no defect in the sample, and a difference that is the same in all of it.
        #expect(student.better > 0.358)
        let hall = try Self.level(0.05, 20, Self.hall)
        #expect(hall.better == 0 && hall.worse == 0)
    }

    /// A law of losses, and how often a mark is wrong under it.
    struct Level: Sendable, CustomTestStringConvertible {
        let rare: Double
        let count: Int
        let better: Double
        let worse: Double
        let student: Double

        var testDescription: String { "a defect of \(rare) in \(count) replications" }
    }

    /// Worked out by a program of its own from the formula in docs/experiments.md, with SciPy's quantiles of Student's law:
    /// how often Hall's interval leaves zero out on the side of "better" and of "worse", and Student's on that of "better".
    private static let levels = [
        Level(rare: 0.05, count: 80, better: 0.016515, worse: 0.018403, student: 0.086054),
        Level(rare: 0.05, count: 160, better: 0.002570, worse: 0.014756, student: 0.093854),
        Level(rare: 0.05, count: 320, better: 0.019324, worse: 0.019470, student: 0.039583),
        Level(rare: 0.1, count: 80, better: 0.002160, worse: 0.026749, student: 0.087971),
        Level(rare: 0.1, count: 160, better: 0.017307, worse: 0.016699, student: 0.035905),
        Level(rare: 0.1, count: 320, better: 0.020611, worse: 0.019370, student: 0.033377),
        Level(rare: 0.2, count: 80, better: 0.013065, worse: 0.021668, student: 0.056461),
        Level(rare: 0.2, count: 320, better: 0.026980, worse: 0.023419, student: 0.037606),
    ]

    @Test(
        "From 80 replications on marks are wrong exactly as often as worked out apart: 2.7 % on a side, t up to 10 %",
        arguments: levels
    )
    func enough(expected: Level) throws {
        let hall = try Self.level(expected.rare, expected.count, Self.hall)
        let student = try Self.level(expected.rare, expected.count, Self.student)
        #expect(abs(hall.better - expected.better) < 1e-6 && abs(hall.worse - expected.worse) < 1e-6, "\(hall)")
        #expect(abs(student.better - expected.student) < 1e-6, "\(student)")
    }

    @Test(
        "What is in no replication is in no formula: with a defect of 2 % one study of five at n = 80 has never seen it"
    )
    func unseen() throws {
        let hall = try Self.level(0.02, 80, Self.hall)
        // 0.98⁸⁰, the chance of no defect in the sample.
        #expect(abs(hall.better - 0.1986) < 0.001)
    }

    @Test("No verdict of any kind is passed below 80 replications, whatever the figures", arguments: 0..<40)
    func none(number: Int) throws {
        let random = KeyedRandom(seed: 80, replication: UInt64(number))
        var draw = random.draw(entity: 0, purpose: 1)
        let count = 1 + Int(draw.uniform() * Double(Significance.fewestReplications - 1))
        // Far apart, near together, constant, and with rare great losses.
        let spread = [0, 1, 30][number % 3]
        let gap = [0, 1, 5000][number / 3 % 3]
        let results = (0..<4).map { strategy in
            (0..<count).map { replication in
                var own = random.draw(entity: UInt64(strategy), purpose: 2, occurrence: UInt64(replication))
                func amount() -> Int {
                    let rare = own.uniform() < 0.05 ? 10_000 : 0
                    return 100 + strategy * gap + Int(own.uniform() * Double(spread)) + (spread > 1 ? rare : 0)
                }
                var ledger = Ledger()
                ledger.exposure.plain = Int64(amount()) * 86_400
                ledger.downtime.lostCapacitySeconds = Int64(amount()) * 3_600_000
                ledger.labour.technicianSeconds = Int64(amount()) * 3600
                ledger.defects.blastRadius = amount()
                return RunResult(ledger: ledger, decisions: [])
            }
        }
        let study = Study(
            scenario: try SmallStudies.scenario(prices: CostTests.prices),
            policies: results.indices.map { StudiedPolicy(name: "s\($0)") },
            seed: 1,
            replications: Array(0..<count),
            results: results
        )
        let comparison = Comparison(study)
        #expect(comparison.differences.allSatisfy { $0.verdict == .cannotTell })
        #expect(comparison.costs?.strategies.allSatisfy { $0.verdict == .cannotTell } == true)
        #expect(comparison.costs?.strategies.allSatisfy { $0.breakEven?.isShown != true } == true)
        let standings = Set(try #require(comparison.tradeoff).points.map(\.standing))
        #expect(standings == [.cannotTell] || spread <= 1 && gap == 0 && standings == [.onFront])
        let words = (comparison.verdict + [comparison.costVerdict ?? ""]).joined(separator: " ")
        for claim in ["wins", " win ", "tell only", "significant", "costs least"] { #expect(!words.contains(claim)) }
        // Every difference that is one says what it would take.
        for difference in comparison.differences where difference.paired.difference.mean != 0 && count > 1 {
            #expect(try #require(difference.replicationsNeeded) >= Significance.fewestReplications)
        }

        let cells = results.enumerated().map { place, own in
            SweepCell(variant: place, strategy: "s", ledgers: own.map(\.ledger), scenario: study.scenario)
        }
        let ranking = try #require(SweepRanking(.exposedDeviceDays, cells))
        #expect(ranking.undecided.count + ranking.equal.count == cells.count - 1)
        let settings = cells.indices.map { $0 == 0 ? [] : [SweepSetting(key: "a", value: "\($0)")] }
        let sweep = SweepResult(
            scenario: study.scenario,
            keys: ["a"],
            strategies: ["s"],
            seed: 1,
            variants: settings.map {
                SweepVariant(settings: $0, scenario: study.scenario, replications: study.replications)
            },
            cells: cells,
            isPartial: false,
            runCount: 0
        )
        let tornado = try #require(
            TornadoResult(sweep, strategy: "s", metric: .exposedDeviceDays, keys: ["a"])
        )
        #expect(tornado.bars.allSatisfy { !$0.isSignificant })
        let precision = PrecisionReport(study, PrecisionTarget(relative: 0.9))
        #expect(!precision.isReached)
    }
}

@Suite("Comparisons of many strategies")
struct ManyStrategiesTests {
    @Test("The front of minima is what a comparison of all pairs finds")
    func front() {
        let random = KeyedRandom(seed: 9, replication: 0)
        for case_ in 0..<60 {
            var draw = random.draw(entity: UInt64(case_), purpose: 1)
            // Few values, so that many points share coordinates or are equal.
            let levels = [3.0, 5, 1000][case_ % 3]
            let points = (0..<80).map { _ in (0..<3).map { _ in (draw.uniform() * levels).rounded(.down) } }
            let expected = points.map { own in
                !points.contains { other in other != own && zip(other, own).allSatisfy { $0 <= $1 } }
            }
            #expect(frontOfMinima(points) == expected)
        }
        #expect(frontOfMinima([]) == [])
    }

    @Test("Equal samples are put together as a comparison of all pairs does, rounding aside")
    func groups() {
        let random = KeyedRandom(seed: 10, replication: 0)
        for case_ in 0..<40 {
            var draw = random.draw(entity: UInt64(case_), purpose: 1)
            // The same sums for different samples, too.
            let base: [[Double]] = [[1, 2, 3], [3, 2, 1], [2, 2, 2], [1, 2, 3.0000001], [0, 0, 6]]
            let values = (0..<30).map { _ -> [Double] in
                let own = base[Int(draw.uniform() * 5)]
                return draw.uniform() < 0.5 ? own : own.map { $0 / 7 * 7 }
            }
            let places = values.indices.filter { $0 % 4 != 3 }
            var expected: [[Int]] = []
            for place in places {
                let same = expected.firstIndex {
                    PairedDifference(of: values[$0[0]], against: values[place])?.isIdentical == true
                }
                if let same { expected[same].append(place) } else { expected.append([place]) }
            }
            #expect(groupsOfEquals(places, values) == expected)
        }
        #expect(groupsOfEquals([], []) == [])
    }

    /// Made-up runs: strategy k has k more hours of downtime, and k fewer device-days up to the tenth.
    private static func study(_ count: Int, replications: Int) throws -> Study {
        let results = (0..<count).map { strategy in
            (0..<replications).map { replication in
                var ledger = Ledger()
                ledger.exposure.plain = Int64(1000 - 10 * min(strategy, 10) + replication % 7) * 86_400
                ledger.downtime.lostCapacitySeconds =
                    Int64(100 + 10 * strategy + replication % 5 + strategy * replication % 3) * 3_600_000
                return RunResult(ledger: ledger, decisions: [])
            }
        }
        return Study(
            scenario: try SmallStudies.scenario(prices: CostTests.prices),
            policies: results.indices.map { StudiedPolicy(name: "s\($0)") },
            seed: 1,
            replications: Array(0..<replications),
            results: results
        )
    }

    @Test("Among more than 60 strategies the dominated are still found, and the rest is left open")
    func dominated() throws {
        let tradeoff = try #require(Tradeoff(try Self.study(100, replications: 80)))
        let standings = tradeoff.points.map(\.standing)
        #expect(standings[..<11].allSatisfy { $0 == .cannotTell })
        #expect(tradeoff.points.map(\.isOnFrontOfMeans) == (0..<100).map { $0 <= 10 })
        // Whoever comes after the tenth has its exposure and more downtime, and one of the rivals shows it.
        #expect(standings[11...].allSatisfy { if case .dominated = $0 { true } else { false } })
        let few = try #require(Tradeoff(try Self.study(60, replications: 80)))
        #expect(few.points.prefix(11).allSatisfy { $0.standing == .onFront })
    }

    @Test("Three thousand strategies are compared, which tests of each against each could not be")
    func thousands() throws {
        let comparison = Comparison(try Self.study(3000, replications: 4))
        // Five metrics that are means and have a value in ledgers without patches.
        #expect(comparison.differences.count == 2999 * 5)
        #expect(comparison.verdict.count == 2)
        #expect(comparison.verdict.allSatisfy { $0.count < 2000 })
        #expect(comparison.tradeoff?.points.count == 3000)
    }
}
