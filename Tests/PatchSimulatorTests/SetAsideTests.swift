import EventEngine
import PatchModel
import Testing

@testable import PatchSimulator

/// What counts, and what no longer does, when a rollout goes on after a stop or a fixed revision comes out.
@Suite("Counts that begin anew")
struct SetAsideTests: SmallWorldSuite {
    private func simulation(
        _ groups: [DeviceGroup],
        _ patches: [Patch],
        _ strategy: Strategy,
        repair: RepairShop? = nil,
        days: Int = 30
    ) throws -> Simulation<DeclaredPolicy> {
        try W.simulation(W.scenario(groups, patches, horizon: Self.day * Tick(days), repair: repair), strategy)
    }

    private func patch(_ patch: Patch, _ change: (inout Patch) -> Void) -> Patch {
        var patch = patch
        change(&patch)
        return patch
    }

    private func more(than share: Double, minimum: Int = 20) -> StopRule {
        StopRule(failures: Limit(.share(share), isStrict: true), minimum: minimum)
    }

    private func bad(_ group: String, onset: Regression.Onset = .atOnce) -> Regression {
        W.defect(where: DevicePredicate(group: group), onset: onset, telemetry: 60)
    }

    private func times(of simulation: Simulation<DeclaredPolicy>, _ matches: (Action) -> Bool) -> [Tick] {
        simulation.log.filter { matches($0.action) }.map(\.time)
    }

    @Test("A ring that is set aside whole soaks like any other before the next one opens")
    func wholeRing() throws {
        // All of five fail within the first hour; the rollout goes on a day later, and the soak of two days begins anew.
        let patch = self.patch(W.patch(duration: W.constant(60), failureChance: 1, attempts: 1)) { _ in }
        let strategy = RolloutTests.staged(
            [RolloutTests.ring(.share(0.5)), RolloutTests.ring(.rest)],
            Gate(soak: 2 * Self.day, success: 0.95),
            stop: more(than: 0.02, minimum: 5),
            onStop: OnStop(rollsBack: false, resume: .after(Self.day))
        )
        var run = try simulation([W.group(10)], [patch], strategy)
        run.run()
        let opened = times(of: run) { if case .open = $0 { true } else { false } }
        let resumed = times(of: run) { if case .resume = $0 { true } else { false } }
        #expect(resumed.first == Self.hour + Self.day)
        #expect(opened.count == 2 && opened.last == Self.hour + 3 * Self.day)
    }

    @Test("Devices that failed for good before do not stop the rollout again, and hold up no gate")
    func oldFailures() throws {
        // Nothing is taken back, so that nobody draws twice: of 1,000 devices, some of 200 fail, then some of 800.
        let patch = self.patch(W.patch(duration: W.constant(60), failureChance: 0.05, attempts: 1)) {
            $0.vendorFix = VendorFix(after: W.constant(2 * W.day))
        }
        let strategy = RolloutTests.staged(
            [RolloutTests.ring(.share(0.2)), RolloutTests.ring(.rest)],
            Gate(soak: Self.day, success: 0.95),
            stop: more(than: 0.03),
            onStop: OnStop(rollsBack: false, resume: .withFix)
        )
        var run = try simulation([W.group(1000)], [patch], strategy)
        run.advance(to: 2 * Self.day)
        let first = run.console.rollouts[0].rings[0]
        #expect(first.failed > 6 && first.setAside == 0 && run.ledger.rollouts.stops == 1)
        run.advance(to: 2 * Self.day + 2 * Self.hour)
        let anew = run.console.rollouts[0].rings[0]
        #expect(anew.setAside == first.failed && anew.failed == 0 && anew.unhealthy == 0)
        #expect(anew.succeeded == 200 - first.failed && anew.reporting == anew.expected)
        run.run()
        let total = run.console.rollouts[0].total
        #expect(run.ledger.rollouts.stops == 2 && total.failed == 0)
        #expect(
            run.ledger.patching.patchedPairs == 1000 - total.setAside
                && total.succeeded == run.ledger.patching.patchedPairs
        )
        let reasons = run.log.map(\.reason)
        #expect(
            reasons.contains(
                "the vendor found no fault; \(first.failed) that failed or were set aside before are set aside"
            )
        )
        #expect(reasons.contains { $0.hasSuffix("healthy at the end of the soak; \(first.failed) set aside") })
        #expect(reasons.contains { $0.hasSuffix("failed or had problems; \(first.failed) set aside") })
    }

    @Test("Once the fixed revision is out, devices that the first one left dead do not stop it")
    func deadAfterFix() throws {
        let patch = W.patch("p") {
            $0.rollback = Rollback(duration: W.constant(60), failureChance: 0.2)
            $0.regressions = [W.defect(share: 0.1, telemetry: 60)]
            $0.vendorFix = VendorFix(after: W.constant(W.day))
        }
        var strategy = W.bigBang
        strategy.stop = more(than: 0.02, minimum: 10)
        let repair = RepairShop(
            technicians: nil,
            duration: W.constant(3600),
            travel: .zero,
            noticedAfter: W.constant(3 * W.day)
        )
        var run = try simulation([W.group(100)], [patch], strategy, repair: repair, days: 12)
        run.advance(to: 2 * Self.day)
        // Dead, and nobody has missed them yet.
        #expect(run.conditionCounts[Int(Condition.dead.rawValue)] > 8)
        run.run()
        #expect(run.ledger.rollouts.stops == 1 && run.ledger.patching.patchedPairs == 100)
        #expect(run.console.rollouts[0].total.troubled == 0 && run.console.rollouts[0].total.succeeded == 100)
    }

    @Test(
        "A device that an installation of the fixed revision left dead counts; one of the first does not",
        arguments: [
            false, true,
        ]
    )
    func bricked(isFixed: Bool) throws {
        // Five devices are there from the beginning, five when the fix is out. All die of the installation.
        let late = W.recorded([(isFixed ? 2 * Self.day : 0, 9 * Self.day)])
        let patch = self.patch(W.patch(brickChance: 1)) {
            $0.regressions = [W.defect()]
            $0.vendorFix = VendorFix(after: W.constant(W.day))
        }
        let repair = RepairShop(
            technicians: nil,
            duration: W.constant(9 * W.day),
            travel: .zero,
            noticedAfter: W.constant(3 * W.day)
        )
        var strategy = W.bigBang
        strategy.stop = StopRule(failures: Limit(.count(100), isStrict: true))
        var run = try simulation([W.group(5, connectivity: late)], [patch], strategy, repair: repair, days: 8)
        run.advance(to: 0)
        // The vendor is asked by hand: a stop, and on at once.
        let stop = LoggedAction(time: 1, action: .stop(rollout: 0, OnStop()), reason: "ask")
        let resume = LoggedAction(time: 2, action: .resume(rollout: 0), reason: "go on")
        var asked = run.continued(with: Replay([stop, resume]))
        asked.run()
        #expect(asked.console.vendorAnswers == [.fixed])
        #expect(asked.console.rollouts[0].total.troubled == (isFixed ? 5 : 0))
    }

    @Test("Without a stop, too, trouble with the first revision is forgiven when the fixed one is out")
    func forgivenWithoutStop() throws {
        let patch = W.patch("p") {
            $0.regressions = [bad("odd")]
            $0.vendorFix = VendorFix(after: W.constant(10 * 3600), reports: 1)
        }
        let strategy = RolloutTests.staged(
            [RolloutTests.ring(.rest, where: DevicePredicate(group: "odd")), RolloutTests.ring(.rest)],
            Gate(soak: Self.hour, success: 1)
        )
        var run = try simulation([W.group(1, name: "odd"), W.group(9)], [patch], strategy)
        run.advance(to: 10 * Self.hour)
        #expect(run.console.rollouts[0].rings[0].troubled == 1)
        run.run()
        // Reported at 0:01, fixed at 10:01, seen at 11:00.
        #expect(run.console.rollouts[0].rings[1].opened == 11 * Self.hour && run.ledger.patching.patchedPairs == 10)
    }

    @Test("A first revision that failed for good is no failure of the fixed one that is on its way")
    func failedFirstRevision() throws {
        var slow = W.group(10)
        slow.bandwidth = 1
        let patch = self.patch(W.patch(failureChance: 1, attempts: 1)) {
            $0.size = 6 * 3600
            $0.regressions = [W.defect()]
            $0.vendorFix = VendorFix(after: W.constant(2 * W.day))
        }
        var strategy = W.bigBang
        strategy.stop = more(than: 0.5, minimum: 1)
        var run = try simulation([slow], [patch], strategy)
        run.advance(to: 2 * Self.day)
        #expect(run.console.rollouts[0].total.failed == 10)
        // Stopped at 6:00; two days later the fixed revision is being downloaded for six hours.
        run.advance(to: 2 * Self.day + 11 * Self.hour)
        #expect(run.console.rollouts[0].total.failed == 0 && run.console.rollouts[0].stopped == nil)
        run.run()
        // Then it fails as well, and that counts.
        #expect(times(of: run) { if case .stop = $0 { true } else { false } }.count == 2)
    }

    @Test(
        "A device that kept the patch and was in trouble before is no success when the rollout goes on",
        arguments: [
            (2, "all 2 devices of the ring before are set aside"),
            (1, "the only device of the ring before is set aside"),
        ]
    )
    func keptTrouble(count: Int, reason: String) throws {
        var strategy = RolloutTests.staged(
            [RolloutTests.ring(.rest, where: DevicePredicate(group: "odd")), RolloutTests.ring(.rest)],
            Gate(soak: Self.hour, success: 1),
            stop: RolloutTests.anyFailure,
            onStop: OnStop(rollsBack: false, resume: .after(3 * Self.hour))
        )
        let patch = W.patch("p") { $0.regressions = [bad("odd")] }
        var run = try simulation([W.group(count, name: "odd"), W.group(9)], [patch], strategy)
        run.run()
        let rings = run.console.rollouts[0].rings
        #expect(
            rings.map(\.setAside) == [count, 0] && rings.map(\.succeeded) == [0, 9] && run.ledger.rollouts.stops == 1
        )
        // Stopped at 1:00, on at 4:00; at 5:00 nobody of the first ring is left to wait for.
        #expect(rings[1].opened == 5 * Self.hour)
        #expect(run.log.last?.reason == reason)
        // New trouble of such a device counts.
        strategy.attributionWindow = 20 * Self.day
        let noisy = [W.group(2, name: "odd", backgroundFailuresPerDay: 1), W.group(9)]
        var again = try simulation(noisy, [patch], strategy)
        again.run()
        #expect(again.ledger.rollouts.stops > 1)
    }

    @Test("A device from which a technician took the patch holds up no ring", arguments: [true, false])
    func held(isStopped: Bool) throws {
        // The trouble comes when nobody watches any more, or before a stop after which the rollout goes on.
        let onset: Regression.Onset = isStopped ? .atOnce : .after(W.constant(5 * 3600))
        let patch = W.patch("p") { $0.regressions = [bad("odd", onset: onset)] }
        var strategy = RolloutTests.staged(
            [RolloutTests.ring(.rest, where: DevicePredicate(group: "odd")), RolloutTests.ring(.rest)],
            Gate(soak: 9 * Self.hour, success: 1, of: .all),
            stop: isStopped ? RolloutTests.anyFailure : nil,
            onStop: OnStop(rollsBack: false, resume: .after(5 * Self.hour))
        )
        strategy.attributionWindow = isStopped ? Self.day : Self.hour
        let repair = RepairShop(
            technicians: nil,
            duration: W.constant(600),
            travel: .zero,
            noticedAfter: .zero,
            handles: .all
        )
        var run = try simulation([W.group(2, name: "odd"), W.group(9)], [patch], strategy, repair: repair)
        run.run()
        let rings = run.console.rollouts[0].rings
        #expect(rings.map(\.setAside) == [2, 0] && rings.map(\.reporting) == [0, 9])
        #expect(run.ledger.patching.patchedPairs == 9 && run.ledger.labour.technicianVisits == 2)
        // After the soak, which began anew when the rollout went on at 6:00: nobody of the first ring is left to wait for.
        #expect(rings[1].opened == (isStopped ? 6 + 9 : 9) * Self.hour)
    }

    @Test("A hold keeps the ring after one that is set aside whole shut, and is what it waits for")
    func heldBackAfterWholeRing() {
        let hold = StopRule(failures: Limit(.count(1), isStrict: false), minimum: 0)
        let strategy = RolloutTests.staged(
            [RolloutTests.ring(.count(2)), RolloutTests.ring(.count(3)), RolloutTests.ring(.rest)],
            Gate(soak: Self.hour, success: 1, hold: hold)
        )
        var rings = [2, 3, 9].map { RingStatus(name: "ring of \($0)", targets: $0) }
        (rings[0].opened, rings[1].opened) = (0, Self.hour)
        rings[1].setAside = 3
        rings[0].unhealthy = 1
        let status = RolloutStatus(patches: [], began: 0, rings: rings)
        let course = RolloutCourse(rollout: 0, status: status, notes: [])
        let wait = course.wait(at: 3 * Self.hour, strategy, status, Console())
        let reason = "the hold: 1 of 0 reporting devices failed or had problems; 3 set aside"
        #expect(wait == RolloutWait(rollout: 0, ring: "ring of 9", reason: reason))
    }

    @Test("Where a patch failed for good, the ring of one that needs it does not wait for ever")
    func prerequisiteFailed() throws {
        let first = W.patch("first") {
            $0.installation = Installation(duration: .zero, failureChance: 1, attempts: 1, revert: .zero)
        }
        let second = W.patch("second", to: 2, after: [0])
        var strategy = RolloutTests.staged(
            [RolloutTests.ring(.count(1)), RolloutTests.ring(.rest)],
            Gate(soak: Self.hour, success: 1)
        )
        strategy.unit = .patch
        var run = try simulation([W.group(5)], [first, second], strategy)
        run.run()
        #expect(run.console.rollouts[0].rings.map(\.failed) == [1, 0])
        #expect(run.console.rollouts[1].rings.map(\.setAside) == [1, 0])
        #expect(run.console.rollouts[1].rings[1].opened == Self.hour)
        let reason = "success: 0 of 1 reporting devices of \"ring\" are healthy, 100 % are needed"
        #expect(run.waits == [RolloutWait(rollout: 0, ring: "ring", reason: reason)])
    }

    @Test("The soak begins anew when a rollout goes on after a stop")
    func soak() throws {
        let patch = W.patch("p") {
            $0.installation.duration = W.constant(60)
            $0.regressions = [W.defect(share: 0.1, telemetry: 60)]
            $0.vendorFix = VendorFix(after: W.constant(3 * W.day))
        }
        let strategy = RolloutTests.staged(
            [RolloutTests.ring(.share(0.2)), RolloutTests.ring(.rest)],
            Gate(soak: 2 * Self.day, success: 0.95),
            stop: more(than: 0.02),
            onStop: OnStop()
        )
        var run = try simulation([W.group(1000)], [patch], strategy)
        run.run()
        #expect(run.ledger.rollouts.firstStop == Self.hour)
        let resumed = times(of: run) { $0 == .resume(rollout: 0) }
        // The vendor, asked at the stop, answers in three days: at the second of a look at the console.
        #expect(resumed == [3 * Self.day + Self.hour])
        #expect(
            run.console.rollouts[0].rings[1].opened == 5 * Self.day + Self.hour
                && run.ledger.patching.patchedPairs == 1000
        )
    }
}
