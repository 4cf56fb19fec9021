import EventEngine
import Testing

@testable import Calibration

@Suite("The score of a backtest")
struct BacktestScoreTests {
    @Test("is the fair one of three members by hand")
    func byHand() {
        // |1−2| + |3−2| + |6−2| = 6, by 3 is 2; pairs differ by 2, 5, 3, on average 10/3, half of which is 5/3.
        let expected = 2 - 5.0 / 3
        #expect(abs(fairScore([1, 3, 6], actual: 2) - expected) < 1e-12)
        #expect(fairScore([4], actual: 1) == 3)
    }

    /// Of two draws of one law, the mean distance is what it is whichever is taken for the truth: E|x − y| = E|x − x′|, so that the
    /// fair score of a right forecast is half of that, whatever the number of members.
    @Test("does not depend on the number of members where the forecast is right")
    func fairness() {
        let random = KeyedRandom(seed: 3, replication: 0)
        for members in [2, 5, 40] {
            var scores: [Double] = []
            for number in 0..<4000 {
                var draw = random.draw(entity: UInt64(number), purpose: UInt16(members))
                let values = (0..<members).map { _ in draw.uniform() }.sorted()
                scores.append(fairScore(values, actual: draw.uniform()))
            }
            let mean = scores.reduce(0, +) / 4000
            let variance = scores.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 3999
            // Two uniform numbers are a third apart on average.
            let error = (variance / 4000).squareRoot()
            #expect(abs(mean - 1.0 / 6) < 4 * error)
        }
    }

    private static let days = (0...40).map { Double($0) / 2 }

    /// Log-logistic runs whose medians lie around six days.
    private static func ensemble(delay: Double = 0, stretch: Double = 1, runs: Int = 60) -> Ensemble {
        Ensemble(
            days: days,
            runs: (0..<runs).map { run in
                let curve = LogLogisticCurve(median: 5 + 2 * (Double(run) + 0.5) / Double(runs), shape: 2)
                return days.map { curve.share(at: $0 / stretch - delay) }
            }
        )
    }

    /// The middle one of the runs.
    private static func actual(
        days: [Double] = [0, 2, 4, 6, 8, 12, 16, 20],
        of: Double? = 1000,
        at: (Double) -> Double
    )
        -> AdoptionCurve
    {
        let curve = LogLogisticCurve(median: 6, shape: 2)
        return AdoptionCurve(
            group: nil,
            points: days.map { AdoptionCurve.Point(day: $0, patched: 1000 * curve.share(at: at($0)), of: of) }
        )
    }

    @Test("finds nothing to move where the real rollout is the median run")
    func same() throws {
        let score = try #require(BacktestScore(Self.actual { $0 }, Self.ensemble()))
        #expect(abs(score.shift) < 0.06 && abs(score.factor - 1) < 0.02)
        #expect(score.withinHalf == 8 && score.withinNinety == 8)
        #expect(score.fittedCeiling == nil)
    }

    @Test("finds by how much the real rollout is later, or slower")
    func moved() throws {
        let late = try #require(BacktestScore(Self.actual { $0 - 2 }, Self.ensemble()))
        #expect(abs(late.shift - 2) < 0.15)
        let slow = try #require(BacktestScore(Self.actual { $0 / 1.5 }, Self.ensemble()))
        #expect(abs(slow.factor - 1.5) < 0.03)
        #expect(slow.score > 0.03 && slow.withinNinety < 8)
    }

    @Test("finds the ceiling where nobody knows of how many devices the counts are")
    func ceiling() throws {
        let score = try #require(BacktestScore(Self.actual(of: nil) { $0 }, Self.ensemble()))
        #expect(abs((score.fittedCeiling ?? 0) / 1000 - 1) < 0.01)
        #expect(score.withinNinety == 8)
    }

    @Test("has no skill over the truth, and much over what is far from it")
    func skill() throws {
        let right = Self.actual { $0 }
        let wrong = Self.actual { $0 / 4 }
        let overWrong = try #require(BacktestScore(right, Self.ensemble(), previous: wrong)?.skillOverPrevious)
        #expect(overWrong > 0.8)
        // A log-logistic rollout is what the curve through its first week draws: no forecast beats that.
        let score = try #require(BacktestScore(right, Self.ensemble()))
        #expect(try #require(score.skillOverCurve) < 0)
        // The previous curve is the truth itself: nothing can be better, and there is no ratio.
        #expect(BacktestScore(right, Self.ensemble(), previous: right)?.skillOverPrevious == nil)
    }

    @Test("weighs points by the time that they stand for")
    func weights() {
        #expect(BacktestScore.weights([0, 1, 4]) == [0.125, 0.5, 0.375])
        #expect(BacktestScore.weights([3]) == [1])
    }

    @Test("draws the curve through points of it")
    func curve() throws {
        let truth = LogLogisticCurve(median: 9, shape: 1.4)
        let curve = try #require(LogLogisticCurve([1, 2, 4, 7].map { ($0, truth.share(at: $0)) }))
        for day in [0.5, 10, 30] { #expect(abs(curve.share(at: day) - truth.share(at: day)) < 1e-4) }
        #expect(LogLogisticCurve([(1, 0), (2, 0)]) == nil)
    }

    /// A real rollout that is another run of the same kind lies within the band as often as the band says.
    @Test("covers runs of the same kind")
    func coverage() throws {
        let random = KeyedRandom(seed: 9, replication: 0)
        func run(_ number: Int, _ part: UInt16) -> LogLogisticCurve {
            var draw = random.draw(entity: UInt64(number), purpose: part)
            return LogLogisticCurve(median: 4 + 4 * draw.uniform(), shape: 2)
        }
        let days = [0.0, 6]
        let ensemble = Ensemble(
            days: days,
            runs: (0..<2000).map { number in days.map { run(number, 1).share(at: $0) } }
        )
        var within = 0
        for number in 0..<1000 {
            let point = AdoptionCurve.Point(day: 6, patched: run(number, 2).share(at: 6), of: 1)
            let score = try #require(BacktestScore(AdoptionCurve(group: nil, points: [point]), ensemble))
            within += score.withinNinety
        }
        // Binomial, and each end of the band is a binomial quantile of the runs.
        let error = (0.9 * 0.1 / 1000 + 2 * 0.95 * 0.05 / 2000).squareRoot()
        #expect(abs(Double(within) / 1000 - 0.9) < 4 * error)
    }
}
