import EventEngine
import PatchModel
import Testing

@testable import PatchSimulator

/// How many devices may be in flight at once: schedules that are worked out by hand.
@Suite("Devices in flight")
struct InFlightTests: SmallWorldSuite {
    /// A big bang with limits.
    private static func limited(_ limits: InFlightLimit...) -> Strategy {
        Strategy(name: "limited", kind: .bigBang, limits: limits)
    }

    private static func atMost(
        _ count: Int,
        per scope: InFlightLimit.Scope = .fleet,
        failed: InFlightLimit.AfterFailure = .holds,
        expires: Tick? = nil
    ) -> InFlightLimit {
        InFlightLimit(slots: .count(count), scope: scope, afterFailure: failed, expiry: expires)
    }

    private static func share(_ share: Double, roundsUp: Bool = false, least: Int = 1) -> SlotCount {
        .share(SlotShare(share, roundsUp: roundsUp, least: least))
    }

    private static let kubernetes = InFlightLimit(
        slots: share(0.25, least: 0),
        surge: share(0.25, roundsUp: true, least: 0),
        scope: .group
    )

    /// Devices whose patch takes a minute.
    private static func scenario(
        _ groups: [DeviceGroup],
        failureChance: Double = 0,
        attempts: Int = 1,
        backoff: Tick = 0,
        horizon: Tick = day
    ) -> Scenario {
        let patch = W.patch(
            duration: W.constant(60),
            failureChance: failureChance,
            attempts: attempts,
            backoff: backoff
        )
        return W.scenario(groups, [patch], horizon: horizon)
    }

    private static func run(_ scenario: Scenario, _ strategy: Strategy) throws -> Simulation<DeclaredPolicy> {
        let world = try World(scenario)
        var run = Simulation(
            world,
            policy: DeclaredPolicy(strategy),
            seed: 1,
            replication: 0,
            recording: Array(0..<world.deviceCount)
        )
        run.run()
        #expect(run.fleet.violations() == [])
        return run
    }

    /// When the devices run the patch, in minutes.
    private static func ends(_ scenario: Scenario, _ strategy: Strategy) throws -> [Double] {
        let run = try run(scenario, strategy)
        return (0..<run.world.deviceCount).compactMap {
            run.recordedPassages(of: $0).first?.runs.map { Double($0) / 60 }
        }
    }

    /// Comes on, is reached, and goes off for good ten seconds later.
    private static func lost(_ count: Int) -> DeviceGroup {
        W.group(count, name: "lost", connectivity: .trace([[Session(start: 0, end: 10)]]))
    }

    // MARK: How many

    @Test("Ten devices of a minute each, at most 1, 2, 3, 5 and 10 at once, take 10, 5, 4, 2 and 1 minutes")
    func counts() throws {
        for (count, minutes) in [(1, 10.0), (2, 5), (3, 4), (5, 2), (10, 1), (20, 1)] {
            let ends = try Self.ends(Self.scenario([W.group(10)]), Self.limited(Self.atMost(count)))
            #expect(ends.count == 10 && ends.max() == minutes, "at most \(count)")
            for minute in 1...10 { #expect(ends.count { $0 == Double(minute) } <= count) }
        }
        #expect(try Self.ends(Self.scenario([W.group(10)]), Self.limited()).max() == 1)
    }

    @Test("Whoever asked first goes first; of the same second the one with the lower number")
    func order() throws {
        let ends = try Self.ends(Self.scenario([W.group(6)]), Self.limited(Self.atMost(2)))
        #expect(ends == [1, 1, 2, 2, 3, 3])
    }

    @Test(
        "Kubernetes: 25 % up and 25 % down of 1, 3, 4, 5, 10 and 13 are 1/0, 1/0, 1/1, 2/1, 3/2, 4/3; 1 % of two is one"
    )
    func kubernetesNumbers() {
        let expected = [(1, 1, 0), (3, 1, 0), (4, 1, 1), (5, 2, 1), (10, 3, 2), (13, 4, 3)]
        for (devices, surge, unavailable) in expected {
            let found = Self.kubernetes.slots(of: devices)
            #expect(found.surge == surge && found.slots == unavailable, "\(devices) devices")
        }
        let small = InFlightLimit(slots: Self.share(0.01, least: 0), surge: .count(0))
        #expect(small.slots(of: 2) == (1, 0))
    }

    @Test("Kubernetes: of ten devices five are replaced at once, and never are fewer than eight ready")
    func kubernetesSchedule() throws {
        var scenario = Self.scenario([W.group(10)])
        scenario.patches[0].restart = Restart(kind: .reboot, duration: W.constant(120), wait: .zero)
        scenario.services = [
            Service(name: "shop", members: DevicePredicate(), needs: .count(8), drain: W.constant(30))
        ]
        // A replacement does the work of three, which run empty before nothing; two run empty for half a minute.
        let ends = try Self.ends(scenario, Self.limited(Self.kubernetes))
        #expect(ends.sorted() == [3, 3, 3, 3.5, 3.5, 6, 6, 6, 7, 7])
        let ledger = try W.ledger(scenario, Self.limited(Self.kubernetes)).services
        #expect(ledger.mostOut == 2 && ledger.leastSpare == 0 && ledger.outageSeconds == 0)
        // Without replacements five are out at once, which is an outage.
        let five = try W.ledger(scenario, Self.limited(Self.atMost(5))).services
        #expect(five.mostOut == 5 && five.outageSeconds > 0)
    }

    @Test("By the number of devices: 24, 25, 40, 100, 200, 1000 and 2000 are 1, 1, 2, 5, 16, 80 and 200 at once")
    func byTargets() throws {
        let steps = [
            SlotStep(upTo: 24, slots: .count(1)), SlotStep(upTo: 100, slots: Self.share(0.05)),
            SlotStep(upTo: 1000, slots: Self.share(0.08)), SlotStep(upTo: nil, slots: Self.share(0.1)),
        ]
        for (devices, slots) in [(24, 1), (25, 1), (40, 2), (100, 5), (200, 16), (1000, 80), (2000, 200)] {
            let limit = InFlightLimit(slots: .byTargets(steps))
            var run = try W.simulation(Self.scenario([W.group(devices)]), Self.limited(limit))
            run.advance(to: 30)
            #expect(run.console.rollouts[0].total.offered == slots, "\(devices) devices")
            run.advance(to: 90)
            #expect(run.console.rollouts[0].total.offered == 2 * slots, "\(devices) devices")
        }
    }

    // MARK: Who shares slots

    @Test("A tenth of a site of 100 and of one of 101, rounded up, are 10 and 11 at once")
    func sites() throws {
        var groups = [W.group(100, name: "a"), W.group(101, name: "b"), W.group(5, name: "nowhere")]
        (groups[0].site, groups[1].site) = ("here", "there")
        let limit = InFlightLimit(slots: Self.share(0.1, roundsUp: true), scope: .site)
        let ends = try Self.ends(Self.scenario(groups), Self.limited(limit))
        #expect(ends[..<100].count { $0 == 1 } == 10 && ends[..<100].max() == 10)
        #expect(ends[100..<201].count { $0 == 1 } == 11 && ends[100..<201].max() == 10)
        #expect(ends[201...].sorted() == [1, 2, 3, 4, 5])
    }

    @Test("A device in two services needs a slot of both, or takes none; one in none is not limited")
    func services() throws {
        var scenario = Self.scenario([
            W.group(2, name: "a"), W.group(2, name: "shared"), W.group(2, name: "b"), W.group(3, name: "none"),
        ])
        scenario.groups[0].tags = ["one"]
        scenario.groups[1].tags = ["one", "two"]
        scenario.groups[2].tags = ["two"]
        scenario.services = [
            Service(name: "one", members: DevicePredicate(tag: "one"), needs: .count(1)),
            Service(name: "two", members: DevicePredicate(tag: "two"), needs: .count(1)),
        ]
        // Device 0 has the slot of "one", so 2 and 3 wait for it, and 4 takes that of "two".
        let ends = try Self.ends(scenario, Self.limited(Self.atMost(1, per: .service)))
        #expect(Array(ends[6...]) == [1, 1, 1])
        #expect(ends[0] == 1 && ends[4] == 1)
        #expect(Set([ends[0], ends[1], ends[2], ends[3]]).count == 4)
        #expect(Set([ends[2], ends[3], ends[4], ends[5]]).count == 4)
        let ledger = try W.ledger(scenario, Self.limited(Self.atMost(1, per: .service)))
        #expect(ledger.patching.patchedPairs == 9)
    }

    @Test("Several limits all hold, and one of a ring is for its devices alone")
    func several() throws {
        var groups = [W.group(6, name: "a"), W.group(6, name: "b")]
        (groups[0].site, groups[1].site) = ("here", "there")
        let both = Self.limited(Self.atMost(3), Self.atMost(2, per: .site))
        let ends = try Self.ends(Self.scenario(groups), both)
        // The last of the second site are two at a time, too.
        #expect((1...5).map { minute in ends.count { $0 == Double(minute) } } == [3, 3, 3, 2, 1])
        for site in [ends[..<6], ends[6...]] {
            #expect((1...5).allSatisfy { minute in site.count { $0 == Double(minute) } <= 2 })
        }
        let rings = [
            Ring(name: "first", size: .count(4), limits: [Self.atMost(1)]), Ring(name: "rest", size: .rest, after: 1),
        ]
        let staged = Strategy(
            name: "staged",
            kind: .staged(StagedRollout(rings: rings, gate: nil)),
            assignment: .given,
            checkEvery: 1
        )
        let ringed = try Self.ends(Self.scenario(groups), staged)
        #expect(Array(ringed[..<4]) == [1, 2, 3, 4])
        #expect(ringed[4...].allSatisfy { $0 == 61.0 / 60 })
    }

    // MARK: Slots that do not come back

    @Test(
        "Fleet lock: two devices go offline with the two slots, and nobody follows for ever; after 4 h if slots expire"
    )
    func lock() throws {
        let scenario = Self.scenario([Self.lost(2), W.group(4)])
        let stuck = try Self.run(scenario, Self.limited(Self.atMost(2)))
        #expect(stuck.ledger.installation.attempts == 2)
        #expect(stuck.console.rollouts[0].total.offered == 2)
        #expect(stuck.ledger.rollouts.unfinished == 1)
        let wait = try #require(stuck.waits.first)
        #expect(wait.devices == 4 && wait.ring == nil)
        #expect(wait.reason == "a slot that never comes (of 2 held, 2 by devices that are gone)")
        let free = try Self.run(scenario, Self.limited(Self.atMost(2, expires: 4 * Self.hour)))
        let ends = (2..<6).map { free.recordedPassages(of: $0).first?.runs ?? 0 }
        #expect(ends == [4 * Self.hour + 60, 4 * Self.hour + 60, 4 * Self.hour + 120, 4 * Self.hour + 120])
        #expect(free.ledger.rollouts.unfinished == 0 && free.waits.isEmpty)
    }

    @Test("A device that comes back and reports success gives its slot back then")
    func back() throws {
        var away = Self.lost(1)
        away.connectivity = .trace([[Session(start: 0, end: 10), Session(start: 1000, end: 2000)]])
        let run = try Self.run(Self.scenario([away, W.group(2)]), Self.limited(Self.atMost(1)))
        #expect(run.recordedPassages(of: 0).first?.runs == 60)
        #expect((1...2).map { run.recordedPassages(of: $0).first?.runs } == [1060, 1120])
    }

    @Test("A zone of 100 with ten slots: after eight failures two at a time; after ten nobody; off ones take no slot")
    func zone() throws {
        var scenario = Self.scenario([W.group(8, name: "bad"), W.group(92, name: "good")])
        scenario.software.components.append(Component(name: "good", versions: ["1", "2"]))
        scenario.software.images.append(Image(name: "good", installed: [2: 0]))
        scenario.groups[1].image = 1
        scenario.patches[0].installation.failureChance = 1
        var good = Self.scenario([]).patches[0]
        (good.name, good.updates, good.fixes) = ("good-2", [ComponentUpdate(component: 2, to: 1)], [])
        scenario.patches.append(good)
        let limit = Self.limited(InFlightLimit(slots: Self.share(0.1, roundsUp: true), scope: .site))
        let ends = try Self.ends(scenario, limit)
        #expect(ends.count == 92 && ends.max() == 46)
        // Ten of ten failed.
        scenario.groups[0].count = 10
        scenario.groups[1].count = 90
        #expect(try Self.ends(scenario, limit) == [])
        let stuck = try Self.run(scenario, limit)
        #expect(
            stuck.waits.first?.reason
                == "a slot of the devices without a site that never comes (of 10 held, 10 by devices that failed)"
        )
        // Freed, they hold up nobody.
        let freeing = InFlightLimit(slots: Self.share(0.1, roundsUp: true), scope: .site, afterFailure: .frees)
        #expect(try Self.ends(scenario, Self.limited(freeing)).count == 90)
        // Off, they have never asked.
        scenario.groups[0].connectivity = .trace([[]])
        #expect(try Self.ends(scenario, limit).max() == 9)
    }

    @Test("A device that failed and tries again keeps its slot until its last attempt")
    func retries() throws {
        let scenario = Self.scenario([W.group(2)], failureChance: 1, attempts: 3, backoff: 100)
        let run = try Self.run(scenario, Self.limited(Self.atMost(1, failed: .frees)))
        let attempts = (0..<2).map { device in
            run.recordedLife(of: device).compactMap { if case .failed = $0.event { $0.time } else { nil } }
        }
        // A minute each, with 100 and 200 seconds in between.
        #expect(attempts == [[60, 220, 480], [540, 700, 960]])
    }

    @Test("A stop gives back what it takes back, and after it the slots are as many as before")
    func stop() throws {
        var run = try W.simulation(Self.scenario([W.group(10)]), Self.limited(Self.atMost(3)))
        run.advance(to: 30)
        try run.act(.stop(rollout: 0, OnStop(interruptsInFlight: true, rollsBack: false, resume: .never)), because: "x")
        run.advance(to: 100)
        #expect(run.fleet.violations() == [] && run.ledger.installation.attempts == 0)
        try run.act(.resume(rollout: 0), because: "x")
        run.advance(to: 159)
        #expect(run.ledger.patching.patchedPairs == 0)
        run.advance(to: 160)
        #expect(run.ledger.patching.patchedPairs == 3)
        run.run()
        #expect(run.ledger.patching.patchedPairs == 10 && run.fleet.violations() == [])
    }

    @Test("Devices that poll ask at their check-ins: the first after a slot is free gets it")
    func polls() throws {
        let group = W.group(20, checkIn: CheckIn(mode: .poll(every: 600, jitter: 0)))
        let run = try Self.run(Self.scenario([group]), Self.limited(Self.atMost(1)))
        let taken = (0..<20).flatMap { device in
            run.recordedLife(of: device).compactMap { if case .offered = $0.event { $0.time } else { nil } }
        }.sorted()
        #expect(taken.count == 20)
        for (one, next) in zip(taken, taken.dropFirst()) { #expect(next >= one + 60) }
        // Before each of them no other device checked in that would have got the slot.
        let asked = (0..<20).flatMap { device -> [(Tick, Int)] in
            run.recordedLife(of: device).compactMap { if case .checkedIn = $0.event { ($0.time, device) } else { nil } }
        }
        for (one, next) in zip(taken, taken.dropFirst()) {
            let early = asked.filter { $0.0 > one + 60 && $0.0 < next }.map(\.1)
            #expect(early.allSatisfy { (run.recordedPassages(of: $0).first?.runs ?? .never) <= one + 60 })
        }
    }

    @Test("Within a window one follows the other; who takes a slot outside of it waits with the slot for the next one")
    func windows() throws {
        var scenario = Self.scenario([W.group(3)], horizon: 2 * Self.day)
        scenario.patches[0].installation.duration = .zero
        scenario.patches[0].restart = Restart(kind: .reboot, duration: W.constant(1800), wait: .zero)
        scenario.calendars = [
            LocalCalendar(name: "night", rule: .weekly(days: Set(Weekday.allCases), opens: 0, closes: 3000))
        ]
        scenario.groups[0].windows = MaintenanceWindow(calendar: 0)
        #expect(try Self.ends(scenario, Self.limited(Self.atMost(1))) == [30, 60, 24 * 60 + 30])
    }

    @Test(
        "Of eight servers of which six are needed at most 1, 2, 4, 8 at once, 11 min each, are out for 0, 0, 22, 11 min"
    )
    func eight() throws {
        var scenario = Self.scenario([W.group(8)])
        scenario.patches[0].installation.duration = .zero
        scenario.patches[0].restart = Restart(kind: .reboot, duration: W.constant(360), wait: .zero)
        scenario.services = [
            Service(name: "shop", members: DevicePredicate(), needs: .count(6), drain: W.constant(300))
        ]
        for (slots, length, outage) in [(1, 88.0, 0), (2, 44, 0), (4, 22, 22), (8, 11, 11)] {
            let strategy = Self.limited(Self.atMost(slots, per: .service))
            #expect(try Self.ends(scenario, strategy).max() == length, "at most \(slots)")
            let ledger = try W.ledger(scenario, strategy).services
            #expect(ledger.planned == Int64(outage * 60) && ledger.mostOut == Int64(slots), "at most \(slots)")
        }
    }

    // MARK: Laws

    @Test("Both drivers agree, and no more slots are taken than there are, whatever happens", arguments: 0..<10)
    func laws(lot: Int) throws {
        for number in lot * 8..<lot * 8 + 8 {
            let world = try World(number % 2 == 0 ? SweepTests.harmless(number) : RandomScenarios.scenario(number))
            var strategy = RandomScenarios.strategy(number)
            strategy.limits = [Self.random(number)]
            if number % 3 == 0 { strategy.limits.append(Self.random(number + 7)) }
            expectSameInBothDrivers(world, strategy, seed: 61, replication: number, parts: 4, "scenario \(number)")
            var run = Simulation(world, policy: DeclaredPolicy(strategy), seed: 62, replication: number)
            while !run.isFinished, run.now < run.horizon / 4 {
                run.step()
                let found = run.fleet.inFlight.violations(in: run.fleet)
                #expect(found == [], "scenario \(number) at \(run.now)")
                if !found.isEmpty { break }
            }
            let copy = run
            run.run()
            var again = copy
            again.run()
            #expect(run.ledger == again.ledger && run.log == again.log)
        }
    }

    private static func random(_ number: Int) -> InFlightLimit {
        let scopes = InFlightLimit.Scope.allCases
        return InFlightLimit(
            slots: number % 4 == 0 ? share(0.1, roundsUp: number % 8 == 0) : .count(1 + number % 5),
            surge: number % 5 == 0 ? .count(1) : nil,
            scope: scopes[number % scopes.count],
            afterFailure: number % 2 == 0 ? .holds : .frees,
            expiry: number % 3 == 0 ? Tick(number % 7 + 1) * 3000 : nil
        )
    }

    @Test("A limit of more slots than there are devices changes nothing", arguments: 0..<4)
    func loose(lot: Int) throws {
        for number in lot * 5..<lot * 5 + 5 {
            let scenario = RandomScenarios.scenario(number)
            var strategy = RandomScenarios.strategy(number)
            let plain = try W.ledger(scenario, strategy, replication: number)
            strategy.limits = [Self.atMost(100_000)]
            #expect(try W.ledger(scenario, strategy, replication: number) == plain, "scenario \(number)")
        }
    }

    @Test("Only groups of a rollout with a limit are run in exact order")
    func coupling() throws {
        var scenario = Self.scenario([W.group(5, name: "a"), W.group(5, name: "b")])
        scenario.software.images.append(Image(name: "other", installed: [1: 0]))
        scenario.groups[1].image = 1
        for (limits, swept) in [([], 2), ([Self.atMost(1)], 1)] {
            var run = try W.simulation(scenario, Strategy(name: "x", kind: .bigBang, limits: limits))
            run.advance(to: 10)
            #expect(run.fleet.agenda.sweptGroups == swept)
        }
        scenario.strategies = [Self.limited(Self.atMost(1))]
        #expect(scenario.meetingCause == "strategy limited limits how many devices are in flight at once")
    }

    // MARK: What is written down

    @Test("A log with limits is read as it was written, and a run is repeated from it")
    func log() throws {
        let steps = [SlotStep(upTo: 24, slots: .count(1)), SlotStep(upTo: nil, slots: Self.share(0.1))]
        let limits = [
            Self.kubernetes, Self.atMost(2, per: .service, failed: .frees, expires: 3600),
            InFlightLimit(slots: .byTargets(steps), scope: .site),
        ]
        let ring = RolloutPlan.RingPlan(name: "all", size: .rest, limits: limits)
        let plan = RolloutPlan(patches: [0], rings: [ring], limits: limits)
        #expect(try ActionText.plan(ActionText.text(of: plan)) == plan)
        for wrong in ["{}", "{\"inFlight\":{}}", "{\"inFlight\":{\"count\":1},\"per\":\"x\"}"] {
            #expect(throws: ActionText.Damage.self) {
                _ = try ActionText.plan(
                    ActionText.text(of: RolloutPlan(patches: [0], rings: [.init(name: "all", size: .rest)]))
                        .replacing("\"name\":\"all\"", with: "\"limits\":[\(wrong)],\"name\":\"all\"")
                )
            }
        }
        let run = try Self.run(Self.scenario([Self.lost(1), W.group(9)]), Self.limited(Self.kubernetes))
        #expect(run.replayed().ledger(of: Part(allOf: run.world)) == run.ledger)
    }

    @Test("A limit that is none is refused")
    func impossible() throws {
        var run = try W.simulation(Self.scenario([W.group(5)]), W.bigBang)
        for (limit, error) in [
            (Self.atMost(-1), OrderError.slots), (InFlightLimit(slots: Self.share(.nan)), .slots),
            (InFlightLimit(slots: Self.share(1.5)), .slots), (Self.atMost(1, expires: 0), .span(0)),
        ] {
            let plan = RolloutPlan(patches: [0], rings: [.init(name: "all", size: .rest)], limits: [limit])
            #expect(throws: error) { try run.console.check(.begin(plan), at: 0, run.world.briefing) }
            var scenario = Self.scenario([W.group(5)])
            scenario.strategies = [Self.limited(limit)]
            #expect(throws: ScenarioError.self) { try scenario.check() }
        }
        run.run()
    }
}
