import EventEngine
import PatchModel
import Testing

@testable import PatchSimulator

/// What a canary is judged by: its trouble against the control group's, and its failed installations by themselves.
@Suite("Fair canaries")
struct CanaryFairnessTests: SmallWorldSuite {
    private func canary(_ size: RingSize, undecided: CanaryRollout.Undecided = .wait) -> Strategy {
        Strategy(
            name: "canary",
            kind: .canary(CanaryRollout(size: size, soak: 2 * Self.hour, undecided: undecided)),
            checkEvery: Self.hour,
            onStop: OnStop(resume: .never)
        )
    }

    /// A ring of which everybody has been heard.
    private func ring(_ targets: Int, troubled: Int = 0, failed: Int = 0) -> RingStatus {
        var ring = RingStatus(name: "ring", targets: targets)
        ring.seen = targets
        ring.offered = targets
        ring.reporting = targets
        ring.troubled = troubled
        ring.failed = failed
        ring.unhealthy = troubled + failed
        ring.succeeded = targets - ring.unhealthy
        return ring
    }

    private func verdict(_ treated: RingStatus, _ control: RingStatus, level: Double = 0.05) -> String {
        let canary = CanaryRollout(size: .count(treated.targets), soak: 0, level: level)
        switch RolloutCourse.verdict(canary, treated, control) {
        case .pass: return "pass"
        case .fail(let reason): return "fail" + reason
        case .inconclusive: return "inconclusive"
        }
    }

    @Test("The least p-value of groups of n and m devices is 1 / C(n + m, n)")
    func leastPValue() {
        for (treated, control, ways) in [(1, 1, 2.0), (2, 2, 6), (3, 3, 20), (1, 19, 20), (4, 4, 70), (2, 100, 5151)] {
            let value = FisherExactTest.leastPValue(treated: treated, control: control)
            // A sum of at most five terms, each good to a few units in the last place.
            #expect(abs(value * ways - 1) < 1e-14)
        }
        #expect(FisherExactTest.leastPValue(treated: 5000, control: 5000) == 0)
        #expect(FisherExactTest.leastPValue(treated: 0, control: 5) == 1)
    }

    @Test("A canary so small that the test could never be significant is inconclusive, not passed")
    func tooSmall() {
        // At best 1 / C(2n, n): 1/2, 1/6, 1/20, 1/70.
        #expect((1...4).map { verdict(ring($0), ring($0)) } == ["inconclusive", "inconclusive", "pass", "pass"])
        #expect(verdict(ring(2, troubled: 2), ring(2)) == "inconclusive")
        #expect(verdict(ring(3, troubled: 3), ring(3)) == "fail")
        #expect(verdict(ring(2), ring(2), level: 0.2) == "pass")
        #expect(verdict(ring(2, troubled: 2), ring(2), level: 0.2) == "fail")
        // Canaries that could not install take no part: two of ten are left.
        #expect(verdict(ring(10, failed: 5), ring(10)) == "pass")
        let waiting = RingStatus(name: "control", targets: 2)
        #expect(verdict(ring(10), waiting) == "inconclusive")
    }

    @Test("The log of a canary too small to tell says so, and how little could have been told")
    func tooSmallInLog() throws {
        let scenario = W.scenario([W.group(50)], [W.patch()], horizon: 20 * Self.hour)
        var going = try W.simulation(scenario, canary(.count(2), undecided: .continue))
        going.run()
        let counts = "of those heard of, 0 of 2 canaries and 0 of 2 control devices are in trouble"
        #expect(
            going.log.last?.reason == "inconclusive, going on, too small to tell (at best p = 16.67 %): \(counts)"
        )
        var paused = try W.simulation(scenario, canary(.count(2)))
        paused.run()
        #expect(paused.ledger.patching.patchedPairs == 2)
        let reason =
            "a person to decide, who never comes (inconclusive, too small to tell (at best p = 16.67 %): \(counts))"
        #expect(paused.waits == [RolloutWait(rollout: 0, ring: "rest", reason: reason)])
    }

    @Test("Trouble is compared with trouble by the hypergeometric law, whatever failed to install")
    func hypergeometric() {
        // k of 10 against none of 10: C(10, k) / C(20, k), which is 0.105 for 3 and 0.0433 for 4.
        #expect(verdict(ring(10, troubled: 3), ring(10)) == "pass")
        #expect(verdict(ring(10, troubled: 4), ring(10)) == "fail")
        #expect(verdict(ring(20, failed: 9), ring(20)) == "pass")
        #expect(verdict(ring(20, troubled: 3, failed: 10), ring(10)) == "pass")
        #expect(verdict(ring(20, troubled: 4, failed: 10), ring(10)) == "fail")
    }

    @Test("Canaries that fail to install fail the canary past a limit of their own, a single one never")
    func failedInstallations() {
        #expect(verdict(ring(20, failed: 10), ring(20)) == "pass")
        #expect(verdict(ring(20, failed: 11), ring(20)) == "fail to install")
        #expect(verdict(ring(1, failed: 1), ring(30)) == "inconclusive")
        #expect(verdict(ring(2, failed: 2), ring(30)) == "fail to install")
        var strict = CanaryRollout(size: .count(20), soak: 0, failed: Limit(.count(1), isStrict: false))
        #expect(RolloutCourse.verdict(strict, ring(20, failed: 1), ring(20)) == .fail(" to install"))
        strict.failed = Limit(.share(0.05), isStrict: true)
        #expect(RolloutCourse.verdict(strict, ring(20, failed: 1), ring(20)) == .pass)
        #expect(RolloutCourse.verdict(strict, ring(20, failed: 2), ring(20)) == .fail(" to install"))
    }

    /// The least k with P(X > k) below `tail`, for X of the binomial law with `count` trials.
    private func binomialBound(_ count: Int, _ chance: Double, tail: Double) -> Int {
        var term = 1.0
        for _ in 0..<count { term *= 1 - chance }
        var above = 1 - term
        var k = 0
        while above >= tail {
            term *= Double(count - k) / Double(k + 1) * chance / (1 - chance)
            k += 1
            above -= term
        }
        return k
    }

    @Test(
        "A harmless patch with clean failures is stopped by the comparison no more often than the level says",
        arguments: [0.03, 0.1]
    )
    func cleanFailures(failure: Double) throws {
        let runs = 400
        for noise in [0.0, 4] {
            let scenario = W.scenario(
                [W.group(120, backgroundFailuresPerDay: noise)],
                [W.patch(failureChance: failure, attempts: 1)],
                horizon: 3 * Self.hour
            )
            var stops = 0
            var failed = 0
            for run in try W.replications(of: scenario, canary(.count(50)), seed: 6, count: runs) {
                failed += run.console.rollouts[0].rings[0].failed
                stops += run.ledger.rollouts.stops
            }
            #expect(failed > runs)
            // Exact: one true test in a million fails this. Without noise nobody is in trouble, and nothing stops.
            #expect(stops <= (noise == 0 ? 0 : binomialBound(runs, 0.05, tail: 1e-6)), "noise \(noise)")
        }
    }
}
