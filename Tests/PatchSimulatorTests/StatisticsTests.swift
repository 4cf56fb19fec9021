import PatchModel
import Testing

@testable import PatchSimulator

@Suite("Statistics of the simulator")
struct StatisticsTests {
    /// Calculated by SciPy 1.17.1: `fisher_exact([[a, n - a], [c, m - c]], alternative="greater")`.
    @Test(
        "Fisher's exact test agrees with SciPy",
        arguments: [
            (3, 20, 0, 20, 0.1153846153846154),
            (0, 10, 0, 10, 1.0),
            (5, 5, 0, 5, 0.003968253968253969),
            (1, 100, 1, 100, 0.7512562814070352),
            (12, 50, 3, 50, 0.011302193440961757),
            (40, 1000, 20, 1000, 0.006069770757779359),
            (300, 1000, 250, 1000, 0.007046695947166836),
            (7, 9, 2, 11, 0.012383900928792572),
            (50, 20000, 10, 20000, 7.923840552602488e-08),
            (1, 1, 0, 1, 0.5),
            (10, 10, 10, 10, 1.0),
            (2, 30, 9, 25, 0.9991431914354435),
            (20, 2000, 0, 50, 0.608849413381748),
            (200, 1000, 20, 1000, 8.991184737071304e-43),
            (15, 37, 4, 250, 6.79360125912871e-12),
            (1000, 100000, 900, 100000, 0.01123006347786589),
        ] as [(Int, Int, Int, Int, Double)]
    )
    func fisher(treatedUnhealthy: Int, treated: Int, controlUnhealthy: Int, control: Int, expected: Double) {
        let value = FisherExactTest.pValue(
            treatedUnhealthy: treatedUnhealthy,
            treated: treated,
            controlUnhealthy: controlUnhealthy,
            control: control
        )
        #expect(abs(value / expected - 1) < 1e-9)
    }

    @Test("The p-value of empty groups is 1, impossible counts are clamped, and hundreds of millions do not overflow")
    func fisherEdges() {
        func value(_ a: Int, _ n: Int, _ c: Int, _ m: Int) -> Double {
            FisherExactTest.pValue(treatedUnhealthy: a, treated: n, controlUnhealthy: c, control: m)
        }
        #expect(value(0, 0, 0, 0) == 1 && value(3, 5, 0, 0) == 1 && value(0, 0, 3, 5) == 1)
        #expect(value(9, 5, -1, 5) == value(5, 5, 0, 5))
        #expect(value(0, 100, 50, 100) == 1)
        let huge = value(100, 1 << 28, 50, 1 << 28)
        #expect(huge > 1e-6 && huge < 1e-4)
        let hopeless = value(5000, 5000, 0, 5000)
        #expect(hopeless >= 0 && hopeless < 1e-300)
    }

    @Test("The p-value does not rise with more unhealthy devices among the treated")
    func fisherMonotone() {
        let values = (0...40).map {
            FisherExactTest.pValue(treatedUnhealthy: $0, treated: 40, controlUnhealthy: 11, control: 60)
        }
        #expect(zip(values, values.dropFirst()).allSatisfy { $0 >= $1 })
        #expect(values[0] == 1)
    }

    @Test("Selection finds what sorting finds, in sorted, reversed, equal and random sequences")
    func selection() {
        var random = SplitMix(state: 3)
        var samples: [[Int]] = [
            [7], [2, 1], Array(0..<50), Array((0..<50).reversed()), Array(repeating: 4, count: 33),
        ]
        for size in [3, 10, 101, 1000] {
            samples.append((0..<size).map { _ in Int.random(in: 0..<1_000_000, using: &random) })
            samples.append((0..<size).map { _ in Int.random(in: 0..<4, using: &random) })
        }
        for sample in samples {
            let sorted = sample.sorted()
            for position in stride(from: 0, to: sample.count, by: max(1, sample.count / 37)) {
                var copy = sample
                #expect(copy.selectSmallest(position) == sorted[position])
                #expect(copy.sorted() == sorted)
            }
        }
    }

    @Test("Shares are rounded up to whole devices, forgiving the last bits of binary fractions")
    func roundedUp() {
        let cases: [(Double, Int, Int)] = [
            (0.1, 30, 3), (0.1, 31, 4), (0.01, 7, 1), (1, 12, 12), (0.55, 100, 55), (0.07, 100, 7), (0, 5, 0),
            (0.3, 0, 0),
        ]
        for (share, count, expected) in cases { #expect(RingAssignment.roundedUp(share, of: count) == expected) }
    }

    @Test("Quantiles of the time to patch are those of the share when all are watched equally long")
    func sharesOfTime() {
        var times = TimeToPatch()
        times.add(pairs: 10, watchedFor: 1000, waits: [50, 10, 20, 30, 40])
        #expect(times.quantiles([0.1, 0.5, 0.51]) == [10, 50, nil])
        var nobody = TimeToPatch()
        #expect(nobody.quantiles([0.5]) == [nil])
    }

    @Test("Pairs that were watched for a short time only count while they were watched")
    func censoredTimes() {
        // The example by hand: at 10 one of 6 is patched, S = 5/6; two leave at 15; at 20 one of 3, S = 5/9; at 30 one of 2.
        var times = TimeToPatch()
        times.add(pairs: 4, watchedFor: 100, waits: [30, 10, 20])
        times.add(pairs: 2, watchedFor: 15, waits: [])
        #expect(times.quantiles([1.0 / 6, 4.0 / 9, 13.0 / 18, 0.75]) == [10, 20, 30, nil])
        // Who leaves at the very moment is still at risk.
        var tied = TimeToPatch()
        tied.add(pairs: 2, watchedFor: 100, waits: [20, 40])
        tied.add(pairs: 2, watchedFor: 20, waits: [])
        #expect(tied.quantiles([0.25, 0.26, 1]) == [20, 40, 40])
    }

    @Test("A patch that came out shortly before the end does not hide how fast an earlier one was")
    func lateRelease() throws {
        var others = SmallWorlds.group(10, name: "absent", connectivity: .trace([[]]))
        others.image = 1
        let early = SmallWorlds.patch("early") { $0.installation.duration = SmallWorlds.constant(100) }
        let late = SmallWorlds.patch("late", updates: 2) { $0.released = 950 }
        var scenario = SmallWorlds.scenario([SmallWorlds.group(10), others], [early, late], horizon: 1000)
        scenario.software.components.append(Component(name: "other", versions: ["1", "2"]))
        scenario.software.images.append(Image(name: "other", installed: [2: 0]))
        let ledger = try SmallWorlds.ledger(scenario)
        #expect(ledger.patching.pairs == 20 && ledger.patching.patchedPairs == 10)
        #expect(ledger.patching.timeToPatch50 == 100 && ledger.patching.timeToPatch99 == 100)
    }
}
