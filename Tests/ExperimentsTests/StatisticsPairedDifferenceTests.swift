import EventEngine
import Experiments
import Testing

/// Reference values come from SciPy 1.17 (`stats.ttest_rel`, `stats.pearsonr`).
@Suite("Paired difference")
struct StatisticsPairedDifferenceTests {
    private let candidate = [12.1, 9.8, 11.4, 10.9, 13.3, 8.7, 10.2]
    private let baseline = [11.0, 9.9, 10.1, 10.4, 11.8, 8.9, 9.1]

    /// Twelve times the seven pairs, which is enough for a verdict.
    private var many: (candidate: [Double], baseline: [Double]) {
        ((0..<12).flatMap { _ in candidate }, (0..<12).flatMap { _ in baseline })
    }

    @Test("agrees with SciPy on difference, t interval and correlation, and with the formula on the p-value")
    func reference() throws {
        let paired = try #require(PairedDifference(of: candidate, against: baseline, intervals: .t))
        #expect(isClose(paired.difference.mean, 0.7428571428571428))
        #expect(isClose(paired.difference.interval?.lower, 0.1113896436519588))
        #expect(isClose(paired.difference.interval?.upper, 1.3743246420623267))
        // SciPy's t-test has 0.0281; the differences are skewed to the left (γ = −0.209), so that they show less.
        #expect(isClose(paired.pValue, 0.060612201388496226, tolerance: 1e-9))
        #expect(isClose(paired.correlation, 0.932997671774846))
        #expect(isClose(paired.varianceReduction, 0.8616840915512857))
        #expect(!paired.isIdentical)
        let hall = try #require(PairedDifference(of: candidate, against: baseline))
        #expect(isClose(hall.difference.interval?.lower, -0.05803982179081246, tolerance: 1e-9))
        #expect(isClose(hall.difference.interval?.upper, 1.2829176339588133, tolerance: 1e-9))
        #expect(hall.pValue == paired.pValue)
    }

    @Test("swapping the two samples turns the difference and the verdict round")
    func swap() throws {
        let paired = try #require(PairedDifference(of: many.candidate, against: many.baseline))
        let swapped = try #require(PairedDifference(of: many.baseline, against: many.candidate))
        #expect(isClose(swapped.difference.mean, -paired.difference.mean))
        #expect(isClose(swapped.pValue, try #require(paired.pValue), tolerance: 1e-9))
        #expect(paired.verdict(.high) == .better)
        #expect(paired.verdict(.low) == .worse)
        #expect(swapped.verdict(.high) == .worse)
        #expect(swapped.verdict(.low) == .better)
    }

    @Test("an adjusted p-value takes the place of the comparison's own in the verdict")
    func adjusted() throws {
        let paired = try #require(PairedDifference(of: many.candidate, against: many.baseline))
        #expect(paired.verdict(.high, adjustedPValue: 0.0562) == .cannotTell)
        #expect(paired.verdict(.high, adjustedPValue: 0.049) == .better)
    }

    @Test(
        "the verdict is open exactly when zero lies in the interval",
        arguments: [0.5, 0.7, 0.8, 0.9, 0.95, 0.97, 0.975, 0.99]
    )
    func verdictMatchesInterval(level: Double) throws {
        let near = many.baseline.map { $0 + 0.65 }
        let paired = try #require(PairedDifference(of: many.candidate, against: near, level: level))
        let interval = try #require(paired.difference.interval)
        #expect((paired.verdict(.high) == .cannotTell) == interval.contains(0))
    }

    @Test("samples that are equal throughout have difference zero, p-value 1 and no verdict")
    func identical() throws {
        let paired = try #require(PairedDifference(of: candidate, against: candidate))
        #expect(paired.isIdentical)
        #expect(paired.difference.mean == 0)
        #expect(paired.difference.interval?.lower == 0)
        #expect(paired.difference.interval?.upper == 0)
        #expect(paired.pValue == 1)
        #expect(isClose(paired.correlation, 1))
        #expect(paired.varianceReduction == 1)
        #expect(paired.verdict(.low) == .cannotTell)
    }

    @Test(
        "a constant difference has the least p-value that signs can give, 2^(1 − n), and a verdict from 80 replications on"
    )
    func constantDifference() throws {
        let paired = try #require(PairedDifference(of: [3, 5, 9, 4, 4, 8], against: [1, 3, 7, 2, 2, 6]))
        #expect(paired.difference.interval?.lower == 2)
        #expect(paired.difference.interval?.upper == 2)
        #expect(paired.pValue == 0.03125)
        #expect(paired.varianceReduction == 1)
        #expect(paired.verdict(.low) == .cannotTell)
        #expect(paired.replicationsNeeded() == 80)
        #expect(!paired.isIdentical)
        let few = try #require(PairedDifference(of: [3, 5, 9, 4, 4], against: [1, 3, 7, 2, 2]))
        #expect(few.pValue == 0.0625)
        #expect(few.difference.mean == 2)
        #expect(few.difference.interval == nil, "any difference might be the true one")
        #expect(few.verdict(.low) == .cannotTell)
        #expect(!few.isIdentical)
        let values = (0..<80).map { Double($0 * 7 % 11) }
        #expect(PairedDifference(of: values.map { $0 + 2 }, against: values)?.verdict(.low) == .worse)
        #expect(
            PairedDifference(of: values.dropLast().map { $0 + 2 }, against: values.dropLast())?.verdict(.low)
                == .cannotTell
        )
    }

    @Test("differences that vary by rounding only are constant, and those that are rounding themselves are none")
    func rounding() throws {
        let baseline = [0.1, 0.7, 1e6 + 0.3, 2.9]
        let shifted = try #require(PairedDifference(of: baseline.map { $0 + 0.2 }, against: baseline))
        #expect(shifted.pValue == 0.125)
        #expect(shifted.difference.interval == nil)
        #expect(shifted.verdict(.low) == .cannotTell)
        let same = try #require(PairedDifference(of: baseline.map { $0 / 3 * 3 }, against: baseline.map { $0 / 7 * 7 }))
        #expect(same.isIdentical)
        #expect(same.pValue == 1)
        #expect(same.difference.mean == 0)
        let real = try #require(PairedDifference(of: [1, 1 + 1e-12, 1], against: [1, 1, 1]))
        #expect(!real.isIdentical)
        #expect(real.difference.standardError ?? 0 > 0)
    }

    @Test("a sample that does not vary has no correlation, and pairing saves nothing")
    func constantSample() throws {
        let paired = try #require(PairedDifference(of: [1, 2, 3], against: [4, 4, 4]))
        #expect(paired.correlation == nil)
        #expect(isClose(paired.varianceReduction, 0))
        let neither = try #require(
            PairedDifference(of: Array(repeating: 1, count: 6), against: Array(repeating: 4, count: 6))
        )
        #expect(neither.correlation == nil)
        #expect(neither.varianceReduction == nil)
        #expect(neither.verdict(.low) == .cannotTell)
    }

    @Test("samples that move against each other make pairing do harm")
    func opposed() throws {
        let paired = try #require(PairedDifference(of: [1, 2, 3], against: [3, 2, 1]))
        #expect(isClose(paired.correlation, -1))
        #expect(isClose(paired.varianceReduction, -1))
        #expect(paired.pValue == 1)
    }

    @Test("one replication gives a difference but cannot tell")
    func single() throws {
        let paired = try #require(PairedDifference(of: [5], against: [3]))
        #expect(paired.difference.mean == 2)
        #expect(paired.pValue == nil)
        #expect(paired.correlation == nil)
        #expect(paired.varianceReduction == nil)
        #expect(paired.verdict(.high) == .cannotTell)
    }

    @Test("samples of unequal length, empty or not finite are not compared")
    func invalid() {
        #expect(PairedDifference(of: [1, 2], against: [1]) == nil)
        #expect(PairedDifference(of: [], against: []) == nil)
        #expect(PairedDifference(of: [1, .nan], against: [1, 2]) == nil)
        #expect(PairedDifference(of: [1, 2], against: [1, .infinity]) == nil)
        #expect(PairedDifference(of: [1, 2], against: [1, 3], level: 1) == nil)
    }

    @Test("when there is no difference, 2,000 seeded tests find one in 5 % of the cases")
    func falseFindings() {
        let random = KeyedRandom(seed: 7, replication: 0)
        let tests = 2_000
        var found = 0
        for test in 0..<tests {
            func sample(_ purpose: UInt16) -> [Double] {
                (0..<80 as Range<UInt64>).map { occurrence in
                    var shared = random.draw(entity: UInt64(test), purpose: 1, occurrence: occurrence)
                    var own = random.draw(entity: UInt64(test), purpose: purpose, occurrence: occurrence)
                    return 3 * normalQuantile(shared.uniform()) + normalQuantile(own.uniform())
                }
            }
            let paired = PairedDifference(of: sample(2), against: sample(3))
            if let verdict = paired?.verdict(.low), verdict != .cannotTell { found += 1 }
        }
        let share = Double(found) / Double(tests)
        let standardError = (0.05 * 0.95 / Double(tests)).squareRoot()
        #expect(abs(share - 0.05) <= 3 * standardError, "found \(share)")
    }
}
