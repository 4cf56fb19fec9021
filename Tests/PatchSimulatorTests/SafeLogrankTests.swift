import EventEngine
import Testing

@testable import PatchSimulator

/// The e-value of the safe logrank test, and the bound of an excess.
@Suite("Safe logrank test")
struct SafeLogrankTests {
    /// The e-values after each event, where nobody else leaves.
    private func values(_ events: [Bool], canaries: Int, waiting: Int) -> [Double] {
        var test = SafeLogrank()
        var (canaries, waiting) = (canaries, waiting)
        return events.map { isCanary in
            test.add(isCanary: isCanary, canaries: canaries, waiting: waiting)
            if isCanary { canaries -= 1 } else { waiting -= 1 }
            return test.eValue
        }
    }

    @Test("The e-values are those of an independent calculation")
    func exactValues() {
        func isNear(_ found: [Double], _ expected: [Double]) -> Bool {
            found.count == expected.count && zip(found, expected).allSatisfy { abs($0 - $1) <= 0.005 + 1e-9 }
        }
        let equal = values(Array(repeating: true, count: 5), canaries: 300, waiting: 300)
        #expect(isNear(equal, [1.81, 3.36, 6.31, 12.02, 23.11]), "\(equal)")
        let all = values([true, true], canaries: 300, waiting: 9700)
        #expect(isNear(all, [17.07, 420.21]), "\(all)")
        let mixed = values([true, false, true], canaries: 300, waiting: 9700)
        #expect(isNear(mixed, [17.07, 4.64, 77.95]), "\(mixed)")
        #expect(isNear(values([true], canaries: 100, waiting: 9900), [36.26]))
    }

    @Test("If the patch adds nothing the next e-value is on average the present one")
    func martingale() {
        for (canaries, waiting) in [(1, 1), (300, 300), (300, 9700), (7, 2)] {
            var test = SafeLogrank()
            for (place, isCanary) in [true, false, false, true, true].enumerated() {
                let (n1, n0) = (canaries + place, waiting)
                var (up, down) = (test, test)
                up.add(isCanary: true, canaries: n1, waiting: n0)
                down.add(isCanary: false, canaries: n1, waiting: n0)
                let share = Double(n1) / Double(n1 + n0)
                let mean = share * up.eValue + (1 - share) * down.eValue
                #expect(abs(mean / test.eValue - 1) < 1e-12)
                test.add(isCanary: isCanary, canaries: n1, waiting: n0)
            }
        }
    }

    @Test("Under equal hazards 1 / level is ever reached with no more than the level")
    func ville() {
        // 2,000 courses of 60 events, canaries 1 in 10; four standard errors above the level.
        let random = KeyedRandom(seed: 7, replication: 0)
        var crossings = 0
        for course in 0..<2000 {
            var draw = random.draw(.ringRank, course)
            var test = SafeLogrank()
            var isCrossed = false
            for _ in 0..<60 {
                test.add(isCanary: draw.uniform() < 0.1, canaries: 100, waiting: 900)
                if test.isReached(level: 0.05) { isCrossed = true }
            }
            if isCrossed { crossings += 1 }
        }
        #expect(Double(crossings) / 2000 <= 0.05 + 4 * (0.05 * 0.95 / 2000).squareRoot())
        #expect(crossings > 0)
    }

    @Test("Where only one group is at risk an event says nothing")
    func alone() {
        var test = SafeLogrank()
        test.add(isCanary: true, canaries: 5, waiting: 0)
        test.add(isCanary: false, canaries: 0, waiting: 5)
        #expect(test.eValue == 1)
        #expect(test.canaryEvents == 1 && test.controlEvents == 1)
    }

    @Test("The bound of an excess is Newcombe's, and exact where no canary is in trouble")
    func bound() {
        // 56 of 70 against 48 of 80: 0.0524 to 0.3339 at 95 %, two-sided (Newcombe 1998, table II, method 10).
        let published = ExcessBound(confidence: 0.975).upper(treated: (56, 70), control: (48, 80))
        #expect(abs(published - 0.3339) < 0.00005)
        // 1 − 0.05^(1/300) is 0.9936 %.
        let none = ExcessBound(confidence: 0.95).upper(treated: (0, 300), control: (0, 9700))
        #expect(abs(none - 0.009936) < 0.000001)
        #expect(ExcessBound(confidence: 0.95).upper(treated: (0, 0), control: (0, 9700)) == 1)
        #expect(ExcessBound(confidence: 0.95).upper(treated: (1, 300), control: (0, 0)) > none)
    }

    @Test("Events are told in the order of time, and strata by themselves")
    func order() {
        let known: DeviceFlags = [.seen, .installed]
        // Two strata of ten: canaries 0 and 10, all others wait.
        func sets(_ changes: [(Int, DeviceFlags, DeviceFlags, Tick)]) -> SafeLogrank {
            var sets = RiskSets(strata: [0, 10])
            for device in 0..<20 { sets.note(device, isControl: device % 10 != 0, [], known, at: 0) }
            for (device, old, new, time) in changes {
                sets.note(device, isControl: device % 10 != 0, old, new, at: time)
            }
            sets.settle()
            return sets.test
        }
        let hit = known.union(.troubled)
        let forward = sets([(3, known, hit, 5), (0, known, hit, 7), (12, known, hit, 9)])
        let backward = sets([(12, known, hit, 9), (0, known, hit, 7), (3, known, hit, 5)])
        #expect(forward == backward)
        var expected = SafeLogrank()
        expected.add(isCanary: false, canaries: 1, waiting: 9)
        expected.add(isCanary: true, canaries: 1, waiting: 8)
        expected.add(isCanary: false, canaries: 1, waiting: 9)
        #expect(forward == expected)
    }
}
