import Experiments
import Testing

/// Reference values come from SciPy 1.17 (`binomtest(...).proportion_ci(method='wilson')`).
@Suite("Wilson's interval")
struct StatisticsWilsonTests {
    @Test(
        "agrees with SciPy",
        arguments: [
            (1, 10, 0.017876213095072896, 0.4041500267952385), (62, 2_263, 0.02143075134709286, 0.03496554329593992),
            (50, 100, 0.4038315303659956, 0.5961684696340044),
        ]
    )
    func reference(successes: Int, trials: Int, lower: Double, upper: Double) throws {
        let interval = try #require(wilsonInterval(successes: successes, of: trials))
        #expect(isClose(interval.lower, lower))
        #expect(isClose(interval.upper, upper))
    }

    @Test("agrees with SciPy at another level")
    func level() throws {
        let interval = try #require(wilsonInterval(successes: 62, of: 2_263, level: 0.99))
        #expect(interval.level == 0.99)
        #expect(isClose(interval.lower, 0.019845428194647914))
        #expect(isClose(interval.upper, 0.03771224189434239))
    }

    @Test("ends at 0 exactly without success and at 1 exactly without failure")
    func ends() throws {
        let none = try #require(wilsonInterval(successes: 0, of: 10))
        #expect(none.lower == 0)
        #expect(isClose(none.upper, 0.27753279986288926))
        let all = try #require(wilsonInterval(successes: 10, of: 10))
        #expect(isClose(all.lower, 0.7224672001371109))
        #expect(all.upper == 1)
    }

    @Test("does not exist without trials, or for counts and levels out of range")
    func invalid() {
        #expect(wilsonInterval(successes: 0, of: 0) == nil)
        #expect(wilsonInterval(successes: -1, of: 5) == nil)
        #expect(wilsonInterval(successes: 6, of: 5) == nil)
        #expect(wilsonInterval(successes: 1, of: 5, level: 0) == nil)
    }
}
