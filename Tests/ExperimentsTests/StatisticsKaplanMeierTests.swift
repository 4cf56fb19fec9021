import Experiments
import Testing

/// Reference values come from SciPy 1.17 (`stats.ecdf` of `CensoredData`).
@Suite("Kaplan-Meier")
struct StatisticsKaplanMeierTests {
    /// Weeks of remission under 6-mercaptopurine: Freireich and others, Blood 21 (1963); the textbooks' example.
    private let remission: [KaplanMeier.Observation] =
        [6, 6, 6, 7, 10, 13, 16, 22, 23].map { .init(time: $0, happened: true) }
        + [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35].map { .init(time: $0, happened: false) }

    @Test("agrees with SciPy on the remission data, whatever the order of the observations")
    func reference() throws {
        let forward = try #require(KaplanMeier(remission))
        let backward = try #require(KaplanMeier(remission.reversed()))
        #expect(forward == backward)
        #expect(forward.count == 21)
        #expect(forward.steps.map(\.time) == [6, 7, 10, 13, 16, 22, 23])
        #expect(forward.steps.map(\.atRisk) == [21, 17, 15, 12, 11, 7, 6])
        #expect(forward.steps.map(\.events) == [3, 1, 1, 1, 1, 1, 1])
        let survival = [0.85714286, 0.80672269, 0.75294118, 0.69019608, 0.62745098, 0.53781513, 0.44817927]
        let variance = [0.0058309, 0.00755774, 0.00928326, 0.01140938, 0.01300828, 0.0164439, 0.01811486]
        for (step, expected) in zip(forward.steps, zip(survival, variance)) {
            #expect(isClose(step.survival, expected.0, tolerance: 1e-8))
            #expect(isClose(step.variance, expected.1, tolerance: 1e-6))
        }
    }

    @Test("tells the survival before, between and after the steps")
    func survival() throws {
        let curve = try #require(KaplanMeier(remission))
        #expect(curve.survival(at: 5.9) == 1)
        #expect(curve.variance(at: 5.9) == 0)
        #expect(curve.survival(at: 6) == curve.steps[0].survival)
        #expect(curve.survival(at: 9.5) == curve.steps[1].survival)
        #expect(curve.survival(at: 1_000) == curve.steps[6].survival)
        #expect(curve.variance(at: 1_000) == curve.steps[6].variance)
    }

    @Test("has the median of the remission data and no quantile that was not reached")
    func quantiles() throws {
        let curve = try #require(KaplanMeier(remission))
        #expect(curve.quantile(0.1) == 6)
        #expect(curve.quantile(0.5) == 23)
        #expect(curve.quantile(0.6) == nil)
        #expect(curve.quantile(0) == nil)
        #expect(curve.quantile(1.01) == nil)
        #expect(curve.quantile(.nan) == nil)
    }

    @Test("without censoring is the empirical law with its binomial variance, exactly", arguments: [7, 10, 99, 1_000])
    func uncensored(count: Int) throws {
        let curve = try #require(KaplanMeier((1...count).map { .init(time: Double($0), happened: true) }))
        for step in 1...count {
            let share = Double(count - step) / Double(count)
            #expect(curve.survival(at: Double(step)) == share)
            #expect(isClose(curve.variance(at: Double(step)), share * (1 - share) / Double(count)))
            #expect(curve.quantile(Double(step) / Double(count)) == Double(step))
        }
    }

    @Test("reaches the p95 at the 95th of 100 devices though five never get there")
    func censoredAtTheHorizon() throws {
        let patched = (1...95).map { KaplanMeier.Observation(time: Double($0), happened: true) }
        let never = Array(repeating: KaplanMeier.Observation(time: 200, happened: false), count: 5)
        let curve = try #require(KaplanMeier(patched + never))
        #expect(curve.quantile(0.5) == 50)
        #expect(curve.quantile(0.95) == 95)
        #expect(curve.quantile(0.951) == nil)
    }

    @Test("counts a subject censored at the time of an event as at risk of it")
    func tie() throws {
        let curve = try #require(
            KaplanMeier([
                .init(time: 2, happened: false), .init(time: 2, happened: true), .init(time: 3, happened: true),
            ])
        )
        #expect(curve.steps.map(\.atRisk) == [3, 1])
        #expect(isClose(curve.survival(at: 2), 2.0 / 3))
        #expect(curve.survival(at: 3) == 0)
        #expect(curve.variance(at: 3) == 0)
    }

    @Test("with nothing but censoring never falls")
    func allCensored() throws {
        let curve = try #require(KaplanMeier([.init(time: 1, happened: false), .init(time: 2, happened: false)]))
        #expect(curve.steps.isEmpty)
        #expect(curve.survival(at: 10) == 1)
        #expect(curve.quantile(0.01) == nil)
    }

    @Test("is not made of nothing or of times that are no numbers")
    func invalid() {
        #expect(KaplanMeier([]) == nil)
        #expect(KaplanMeier([.init(time: .nan, happened: true)]) == nil)
    }
}

/// Reference values come from SciPy 1.17 (`stats.ecdf(...).sf.confidence_interval(method="log-log")`).
@Suite("Bands of Kaplan and Meier's curve")
struct KaplanMeierBandTests {
    private let remission: [KaplanMeier.Observation] =
        [6, 6, 6, 7, 10, 13, 16, 22, 23].map { .init(time: $0, happened: true) }
        + [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35].map { .init(time: $0, happened: false) }

    @Test("Pointwise intervals agree with SciPy on the remission data")
    func reference() throws {
        let curve = try #require(KaplanMeier(remission))
        let lower = [0.6197180, 0.5631466, 0.5031995, 0.4316102, 0.3675109, 0.2677789, 0.1880520]
        let upper = [0.9515517, 0.9228090, 0.8893618, 0.8490660, 0.8049122, 0.7467907, 0.6801426]
        for (step, ends) in zip(curve.steps, zip(lower, upper)) {
            let interval = try #require(curve.pointwiseInterval(at: step))
            #expect(abs(interval.lower - ends.0) < 5e-7)
            #expect(abs(interval.upper - ends.1) < 5e-7)
        }
    }

    @Test("The median of the remission data lies between 13 weeks and nobody knows")
    func median() throws {
        let curve = try #require(KaplanMeier(remission))
        let interval = curve.quantileInterval(0.5)
        #expect(interval.lower == 13)
        #expect(interval.upper == nil)
        let early = curve.quantileInterval(0.2)
        // The upper band is first below 0.8 at 22 weeks.
        #expect(early.lower == 6)
        #expect(early.upper == 22)
    }

    @Test("Of 1,000 samples of 25 with censoring, about 95 % of pointwise intervals hold the true survival")
    func coverage() throws {
        var held = 0
        for study in 0..<1_000 {
            // Exponential times with mean 1, watched up to 1.5: the true survival at 0.7 is exp(-0.7).
            let sample = StatisticsBootstrapTests.exponential(25, study: study)
            let curve = try #require(
                KaplanMeier(sample.map { .init(time: min($0, 1.5), happened: $0 <= 1.5) })
            )
            let step = try #require(curve.steps.last { $0.time <= 0.7 })
            if curve.pointwiseInterval(at: step)?.contains(0.4965853037914095) ?? false { held += 1 }
        }
        // Three standard errors, and steps of one in 25 in a law that is discrete.
        #expect((920...980).contains(held), "\(held)")
    }

    @Test("No interval is given where the estimate is 0, and the bounds of levels are refused")
    func edges() throws {
        let curve = try #require(KaplanMeier([.init(time: 1, happened: true), .init(time: 2, happened: true)]))
        #expect(curve.pointwiseInterval(at: curve.steps[0]) != nil)
        #expect(curve.pointwiseInterval(at: curve.steps[1]) == nil)
        #expect(curve.pointwiseInterval(at: curve.steps[0], level: 1) == nil)
        #expect(curve.quantileInterval(0) == (nil, nil))
    }
}
