import EventEngine
import PatchModel
import Testing

@testable import PatchSimulator

/// Corners where something went wrong once, or easily could.
// A guard against what never ends; generous, because the limit counts the time that a busy machine lets a test wait.
@Suite("Edge cases", .timeLimit(.minutes(30)))
struct EdgeCaseTests {
    typealias W = SmallWorlds

    // MARK: Time

    @Test("Stepping serves what happens exactly at the horizon, as running does")
    func stepsAtHorizon() throws {
        let scenario = W.scenario([W.group(5)], [W.patch(duration: W.constant(100))], horizon: 100)
        var stepped = try W.simulation(scenario)
        while !stepped.isFinished { stepped.step() }
        var run = try W.simulation(scenario)
        run.run()
        #expect(run.ledger.patching.patchedPairs == 5)
        #expect(stepped.ledger == run.ledger)
    }

    @Test("A patch released at the horizon is offered and counted, one released after it is not")
    func releaseAtHorizon() throws {
        let late = W.patch("late", to: 2) { $0.released = 101 }
        let scenario = W.scenario([W.group(3)], [W.patch(released: 100), late], horizon: 100)
        let ledger = try W.ledger(scenario)
        #expect(ledger.patching.pairs == 3)
        #expect(ledger.patching.patchedPairs == 3)
        #expect(ledger.exposure.plain == 300)
        #expect(ledger.exposure.vendor == 300)
    }

    @Test("A patch released long before the start is offered at the start and late from the start")
    func releaseBeforeStart() throws {
        let scenario = W.scenario(
            [W.group(3)],
            [W.patch(duration: W.constant(50), released: -1_000_000)],
            horizon: 100
        )
        let ledger = try W.ledger(scenario)
        #expect(ledger.patching.timeToPatch99 == 50)
        #expect(ledger.exposure.vendor == 0)
        #expect(ledger.exposure.plain == 150)
    }

    @Test("Durations far beyond the horizon neither trap nor end")
    func hugeDurations() throws {
        let huge = try Distribution.constant(1e300)
        let defects = [
            W.defect(onset: .after(huge)), W.defect(.bricked, share: 0.3, helpDesk: 1e300),
            W.defect(telemetry: 1e300),
        ]
        for place in 0..<8 {
            var patch = W.patch(failureChance: 0.5, attempts: 15, backoff: Tick.latest, regressions: defects)
            patch.size = 1 << 40
            if place == 0 { patch.installation.duration = huge }
            if place == 1 { patch.installation.revert = huge }
            if place == 2 { patch.restart = Restart(kind: .reboot, duration: huge, wait: .zero) }
            if place == 3 { patch.restart = Restart(kind: .service, duration: .zero, wait: huge) }
            if place == 4 { patch.rollback = Rollback(duration: huge) }
            if place == 5 { patch.vendorFix = VendorFix(after: huge) }
            if place == 6 { patch.installation.brickChance = 1 }
            var group = W.group(20, connectivity: .alternating(on: huge, off: huge, awayShare: 0.5))
            if place != 7 { group.connectivity = .alwaysOn }
            group.bandwidth = place == 7 ? 1e-300 : nil
            let scenario = W.scenario(
                [group],
                [patch],
                horizon: Tick.latest / 2,
                repair: RepairShop(technicians: 1, duration: huge, travel: huge, noticedAfter: huge)
            )
            var strategy = W.bigBang
            strategy.stop = StopRule(failures: Limit(.count(1), isStrict: false), minimum: 1)
            strategy.onStop = OnStop(resume: .after(Tick.latest))
            strategy.checkEvery = Tick.latest / 4
            let ledger = try W.ledger(scenario, strategy)
            #expect(ledger.downtime.conditionSeconds.reduce(0, +) == 20 * (Tick.latest / 2))
        }
    }

    @Test("A backoff of half a century is a long wait, not a short one")
    func hugeBackoff() throws {
        let patch = W.patch(failureChance: 1, attempts: 15, backoff: Tick.latest)
        let ledger = try W.ledger(W.scenario([W.group(1)], [patch], horizon: Tick(365 * W.day)))
        #expect(ledger.installation.attempts == 1)
    }

    @Test("A device that never comes to the corporate network is not looked for beyond the horizon")
    func neverAtWork() throws {
        let minute = W.constant(60)
        let scenario = W.scenario(
            [
                W.group(
                    200,
                    connectivity: .alternating(on: minute, off: minute, awayShare: 1),
                    checkIn: CheckIn(mode: .push, reach: .corporate)
                )
            ],
            [W.patch()],
            horizon: Tick(W.hour)
        )
        var simulation = try W.simulation(scenario)
        simulation.run()
        #expect(simulation.ledger.patching.neverPatched == [.neverOnline: 200])
    }

    @Test("A late arrival in a working day that daylight saving shortens is not after the day's end")
    func arrivalInShortDay() throws {
        // Clocks jump from 02:00 to 03:00 at 01:00 UTC: the hours from 01:30 to 03:30 last one hour instead of two.
        var group = W.group(
            500,
            connectivity: .weekly(
                WeeklyPattern(days: Set(Weekday.allCases), opens: 5400, closes: 12_600, arrival: 7199)
            )
        )
        group.zone = ZoneOffsets(
            name: "shift",
            start: 0,
            shifts: [.init(from: -100_000, seconds: 3600), .init(from: 3600, seconds: 7200)]
        )
        let scenario = W.scenario([group], [W.patch()], horizon: Tick(2 * W.day))
        let simulation = try W.simulation(scenario)
        for device in 0..<500 {
            for session in simulation.sessions(of: device) { #expect(session.start < session.end) }
        }
    }

    // MARK: Attempts

    @Test("A defect strikes once per installation, even if another patch follows in the same second")
    func strikesOnce() throws {
        let first = W.patch(regressions: [W.defect(telemetry: 0)])
        let second = W.patch("tool", to: 2, after: [0])
        let scenario = W.scenario([W.group(1)], [first, second], horizon: 100)
        var simulation = try W.simulation(scenario, recording: 0)
        simulation.run()
        #expect(simulation.recordedLife(of: 0).filter { $0.event == .broke("bug") }.count == 1)
    }

    @Test("A fixed revision that fails at every attempt is given up after them")
    func fixedRevisionFails() throws {
        // The first revision runs on 60 devices of 100 or so, the others give up; the vendor's fix has the same luck.
        let patch = W.patch(
            failureChance: 0.7,
            attempts: 2,
            regressions: [W.defect(telemetry: 0)],
            vendorFix: VendorFix(after: W.constant(10))
        )
        var strategy = W.bigBang
        strategy.checkEvery = 1
        strategy.stop = StopRule(failures: Limit(.count(1), isStrict: false), minimum: 1)
        let ledger = try W.ledger(W.scenario([W.group(100)], [patch], horizon: 1000), strategy)
        #expect(ledger.installation.attempts <= 400)
        let failed = Double(ledger.patching.neverPatched[.failed] ?? 0) / 100
        #expect(abs(failed - 0.49) < 4 * (0.49 * 0.51 / 100).squareRoot())
    }

    @Test("An upgrade to the fixed revision draws new luck at each attempt, and is given up after the last")
    func upgradeFails() throws {
        let patch = W.patch(
            failureChance: 0.5,
            attempts: 3,
            regressions: [W.defect(telemetry: 0)],
            vendorFix: VendorFix(after: W.constant(10))
        )
        let scenario = W.scenario([W.group(400)], [patch], horizon: 1000)
        var simulation = try W.simulation(scenario)
        simulation.run()
        // Whoever has failed for good in the first revision tries the fixed one, too.
        #expect(simulation.ledger.installation.attempts <= 400 * 6)
        let failed = simulation.console.rollouts[0].rings[0].failed
        #expect(abs(Double(failed) / 400 - 0.125) < 4 * (0.125 * 0.875 / 400).squareRoot())
    }

    @Test("Offers that go on after a stop are not cancelled again and again")
    func cancelWithoutStoppingOffers() throws {
        let patch = W.patch(regressions: [W.defect(share: 0.5, telemetry: 0)])
        let scenario = W.scenario(
            [W.group(10), W.group(10, name: "late", connectivity: W.recorded([(500, 1000)]))],
            [patch],
            horizon: 1000
        )
        var strategy = W.bigBang
        strategy.checkEvery = 100
        strategy.stop = StopRule(failures: Limit(.count(1), isStrict: false), minimum: 1)
        strategy.onStop = OnStop(stopsOffers: false, cancelsQueued: true, rollsBack: false, resume: .never)
        let ledger = try W.ledger(scenario, strategy)
        #expect(ledger.rollouts.stops == 1)
        #expect(ledger.patching.patchedPairs == 20)
    }

    @Test(
        "After a stop a device that waits for another attempt makes it if the queue is kept, and not if it is cancelled",
        arguments: [false, true]
    )
    func queuedRetries(cancels: Bool) throws {
        let patch = W.patch(failureChance: 0.5, attempts: 15, backoff: 1000)
        let scenario = W.scenario([W.group(60, backgroundFailuresPerDay: 20)], [patch], horizon: Tick(30 * W.day))
        var strategy = W.bigBang
        strategy.checkEvery = 500
        strategy.stop = StopRule(failures: Limit(.count(1), isStrict: false), minimum: 1)
        strategy.onStop = OnStop(stopsOffers: true, cancelsQueued: cancels, rollsBack: false, resume: .never)
        let ledger = try W.ledger(scenario, strategy)
        #expect(ledger.rollouts.firstStop.map { $0 < 1000 } == true)
        #expect((ledger.patching.patchedPairs == 60) == !cancels)
    }

    // MARK: Superseding patches

    @Test("Taking back an older patch under a newer one neither reopens what is closed nor offers it again")
    func rollbackUnderNewer() throws {
        let older = W.patch("older", to: 1, fixes: [0])
        let newer = W.patch("newer", to: 2, fixes: [0])
        let simulation = try carelessly(
            [
                .begin(RolloutPlan(patches: [0], rings: everyone)), .open(rollout: 0, ring: 0),
                .begin(RolloutPlan(patches: [1], rings: everyone)), .open(rollout: 1, ring: 0),
                .stop(rollout: 0, OnStop()), .resume(rollout: 0),
            ],
            [older, newer]
        )
        #expect(simulation.ledger.installation.rollbacks == 20)
        #expect(simulation.ledger.installation.installations == 40)
        #expect(simulation.version(of: 0, on: 0) == 2)
        #expect(simulation.ledger.exposure.plain == 20 * 10)
        #expect(simulation.ledger.patching.neverPatched.isEmpty)
    }

    @Test("Of two patches that bring the same, listed in different orders, the later one in the list is installed")
    func equalPatches() throws {
        let both = [ComponentUpdate(component: 0, to: 1), ComponentUpdate(component: 1, to: 1)]
        var scenario = W.scenario(
            [W.group(4)],
            [
                W.patch("one", fixes: [0]) { $0.updates = both },
                W.patch("other", fixes: [0]) { $0.updates = both.reversed() },
            ],
            horizon: 1000
        )
        scenario.software.components[1].versions = ["1", "2"]
        let ledger = try W.ledger(scenario)
        #expect(ledger.installation.installations == 4)
        #expect(ledger.patching.patchedPairs == 8)
        #expect(ledger.exposure.plain == 0)
    }

    @Test("The vendor's part of exposure ends with the first patch that closes it, though another be older in version")
    func vendorPartOfCoveredPatch() throws {
        let older = W.patch("older", to: 1, fixes: [0]) { $0.released = 600 }
        let newer = W.patch("newer", to: 2, fixes: [0]) { $0.released = 200 }
        let ledger = try W.ledger(W.scenario([W.group(3)], [older, newer], horizon: 1000))
        #expect(ledger.exposure.plain == 600)
        #expect(ledger.exposure.vendor == 600)
        #expect(ledger.patching.timeToPatch50 == 0)
        #expect(ledger.patching.patchedPairs == 6)
    }

    @Test("A device that has not checked in since a patch came out is never-online for it, whatever was before")
    func neverOnlineSince() throws {
        let scenario = W.scenario(
            [W.group(1, connectivity: W.recorded([(0, 100)]))],
            [W.patch(), W.patch("second", to: 2) { $0.released = 500 }],
            horizon: 1000
        )
        #expect(try W.ledger(scenario).patching.neverPatched == [.neverOnline: 1])
    }

    // MARK: Actions of policies

    /// Does everything a careless policy might do.
    struct Careless: Policy {
        var actions: [Action]
        var heard: [Refusal] = []

        mutating func decide(at now: Tick, released: [Int], console: Console) -> Decision {
            defer { actions = Array(actions.dropFirst()) }
            return Decision(
                actions.prefix(1).map { ReasonedAction($0, because: "test") },
                wake: actions.count > 1 ? now + 10 : nil
            )
        }

        mutating func hear(_ refusal: Refusal) { heard.append(refusal) }
    }

    private func carelessly(_ actions: [Action], _ patches: [Patch] = [W.patch()]) throws -> Simulation<Careless> {
        let scenario = W.scenario([W.group(20)], patches, horizon: 1000)
        var simulation = Simulation(try World(scenario), policy: Careless(actions: actions), seed: 1, replication: 0)
        simulation.run()
        return simulation
    }

    private let everyone = [RolloutPlan.RingPlan(name: "all", size: .rest)]

    @Test("Impossible actions of a policy are refused in words, are not in its log, and the others are carried out")
    func impossibleActions() throws {
        let early = W.patch("early", to: 2) { $0.released = 500 }
        let rings = [
            RolloutPlan.RingPlan(name: "one", size: .count(5)), RolloutPlan.RingPlan(name: "all", size: .rest),
        ]
        let begin = Action.begin(RolloutPlan(patches: [0], rings: rings))
        // One every ten seconds; nil: it is possible.
        let orders: [(action: Action, error: OrderError?)] = [
            (.open(rollout: 0, ring: 0), .noRollout(0, count: 0)),
            (.begin(RolloutPlan(patches: [0], rings: [])), .ringCount(0)),
            (.begin(RolloutPlan(patches: [], rings: rings)), .noPatches),
            (.begin(RolloutPlan(patches: [0, -1], rings: rings)), .noPatch(-1, count: 2)),
            (.begin(RolloutPlan(patches: [0, 0], rings: rings)), .patchTwice(0, name: "app-2")),
            (.begin(RolloutPlan(patches: [0, 1], rings: rings)), .notReleased(1, name: "early", until: 500)),
            (.begin(RolloutPlan(patches: [0], rings: rings, attributionWindow: -1)), .attributionWindow(-1)),
            (.begin(RolloutPlan(patches: [0], rings: rings + [.init(name: "x", size: .share(.nan))])), .ringSize(2)),
            (
                .begin(
                    RolloutPlan(
                        patches: [0],
                        rings: [.init(name: "x", size: .rest, deadline: InstallDeadline(after: .max))]
                    )
                ), .span(.max)
            ),
            (.begin(RolloutPlan(patches: [0], rings: rings, inProgressTimeOut: -1)), .span(-1)),
            (begin, nil),
            (begin, .patchIsTaken(0, name: "app-2", rollout: 0)),
            (.open(rollout: 0, ring: 1), .ringsInOrder(1, rollout: 0, next: 0, name: "one")),
            (.open(rollout: 0, ring: 2), .noRing(2, rollout: 0, count: 2)),
            (.resume(rollout: 0), .isNotStopped(rollout: 0)),
            (.open(rollout: 0, ring: 0), nil),
            (.open(rollout: 0, ring: 0), .ringIsOpen(0, name: "one", rollout: 0, since: 150)),
            (.stop(rollout: 3, OnStop()), .noRollout(3, count: 1)),
            (.stop(rollout: 0, OnStop()), nil),
            (.stop(rollout: 0, OnStop()), .isStopped(rollout: 0, since: 180)),
            (.resume(rollout: -1), .noRollout(-1, count: 1)),
        ]
        let simulation = try carelessly(orders.map(\.action), [W.patch(), early])
        let refused = orders.enumerated().compactMap { number, order in
            order.error.map { Refusal(time: Tick(number) * 10, action: order.action, error: $0) }
        }
        #expect(simulation.refusals == refused)
        #expect(simulation.log.map(\.action) == orders.filter { $0.error == nil }.map(\.action))
        #expect(simulation.policy.heard == simulation.refusals)
    }

    @Test("Sizes of rings that make no sense are taken as nobody or everybody; more than 250 rings are refused")
    func senselessRings() throws {
        let sizes: [RingSize] = [.share(-1), .share(0), .count(-5), .count(3), .share(1e300)]
        var rings = sizes.map { RolloutPlan.RingPlan(name: "ring", size: $0) }
        rings += Array(repeating: RolloutPlan.RingPlan(name: "empty", size: .rest), count: 245)
        let simulation = try carelessly([.begin(RolloutPlan(patches: [0], rings: rings))])
        #expect(simulation.console.rollouts[0].rings.prefix(5).map(\.targets) == [0, 0, 0, 3, 17])
        #expect(simulation.console.rollouts[0].rings.count == 250 && simulation.refusals.isEmpty)
        rings.append(RolloutPlan.RingPlan(name: "too many", size: .rest))
        let refused = try carelessly([.begin(RolloutPlan(patches: [0], rings: rings))])
        #expect(refused.refusals.map(\.error) == [.ringCount(251)] && refused.console.rollouts.isEmpty)
    }

    @Test("A strategy that takes over from another one numbers its rollouts after those that are there")
    func takesOver() throws {
        let second = W.patch("second", to: 2) { $0.released = 500 }
        let scenario = W.scenario([W.group(5)], [W.patch(), second], horizon: 1000)
        var simulation = try W.simulation(scenario)
        simulation.advance(to: 100)
        var continued = simulation.continued(with: DeclaredPolicy(W.bigBang))
        continued.run()
        #expect(continued.console.rollouts.map { $0.rings[0].succeeded } == [5, 5])
        #expect((0..<5).allSatisfy { continued.version(of: 0, on: $0) == 2 })
    }

    // MARK: Repair

    @Test("Two repairs of one device take times of their own")
    func repairsDiffer() throws {
        let patch = W.patch(attempts: 3, brickChance: 1)
        let scenario = W.scenario(
            [W.group(1)],
            [patch],
            horizon: Tick(100 * W.day),
            repair: RepairShop(
                technicians: nil,
                duration: try .exponential(mean: W.hour),
                travel: .zero,
                noticedAfter: .zero
            )
        )
        var simulation = try W.simulation(scenario, recording: 0)
        simulation.run()
        let times = simulation.recordedLife(of: 0).filter { $0.event == .repaired }.map(\.time)
        #expect(times.count == 3)
        let lengths = zip(times, [0] + times).map { $0 - $1 }
        #expect(Set(lengths).count == 3)
    }

    @Test("Tickets that were served are forgotten")
    func lineForgets() {
        var line = WaitingLine()
        var served: [Int] = []
        for number in 0..<10_000 {
            line.add(number)
            if number % 3 != 0, let next = line.takeNext() { served.append(next) }
        }
        while let next = line.takeNext() { served.append(next) }
        #expect(served == Array(0..<10_000))
        #expect(line.kept < 4000)
    }
}
