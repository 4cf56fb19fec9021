import Testing

@testable import EventEngine

@Suite("Recursive integration of a walk")
struct SpendingScheduleTests {
    private let fractions = [0.2, 0.4, 0.6, 0.8, 1]

    @Test("What O'Brien and Fleming's bounds spend gives their bounds back: 4.5617, 3.2256, 2.6337, 2.2809, 2.0401")
    func obrienFleming() {
        // 2.0401 √(5 / k): C. Jennison, B. W. Turnbull, Group Sequential Methods (2000), table 2.3, two-sided 5 %. What they spend on
        // one side was integrated by Gauss and Legendre's rule on 400 points; in all it is 2.49983 % by the multivariate normal law.
        let spent = [
            2.5358197356064875e-06, 0.0006294364874724833, 0.004451342282591556, 0.012791255516505,
            0.024998310535177502,
        ]
        let increments = spent.indices.map { spent[$0] - ($0 > 0 ? spent[$0 - 1] : 0) }
        let bounds = SpendingSchedule.nominalLevels(increments, fractions).map { -normalQuantile($0) }
        for (bound, look) in zip(bounds, 1...5) {
            #expect(abs(bound - 2.0401 * (5 / Double(look)).squareRoot()) < 1e-6)
        }
        #expect(bounds.map { ($0 * 1e4).rounded() / 1e4 } == [4.5618, 3.2257, 2.6338, 2.2809, 2.0401])
    }

    @Test("Five looks at one-sided 5 % spend 0.00001, 0.0019, 0.0114, 0.0284, 0.05, with the levels of another program")
    func fivePercent() {
        let schedule = SpendingSchedule(level: 0.05, looks: [1, 2, 3, 4, 5])
        #expect(zip(schedule.spent, [0.00001, 0.0019, 0.0114, 0.0284, 0.05]).allSatisfy { abs($0 - $1) < 6e-5 })
        let levels = [
            1.1726446842521085e-05, 0.00193765799701998, 0.010778325567686172, 0.024891636827637377,
            0.04095545943737906,
        ]
        #expect(zip(schedule.nominal, levels).allSatisfy { abs($0 / $1 - 1) < 1e-5 })
    }
}
