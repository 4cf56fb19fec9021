import EventEngine
import PatchModel
import Testing

@testable import PatchSimulator

/// Rings that offer one device after the other, and devices that do not come to an end in time.
@Suite("Paces and time-outs")
struct OfferPaceTests: SmallWorldSuite {
    private static let example = OfferRate(perMinute: 50, factor: 2, step: 1000, cap: 1000)

    private static func strategy(
        _ pace: OfferPace,
        timeOut: Tick? = nil,
        checkEvery: Tick = 3600,
        assignment: Strategy.Assignment = .stable,
        _ clauses: StopClause...
    ) -> Strategy {
        Strategy(
            name: "paced",
            kind: .staged(StagedRollout(rings: [Ring(name: "all", size: .rest, pace: pace)], gate: nil)),
            assignment: assignment,
            checkEvery: checkEvery,
            inProgressTimeOut: timeOut,
            stops: clauses
        )
    }

    private static func world(
        _ groups: [DeviceGroup],
        horizon: Tick = day,
        duration: Double = 1,
        failureChance: Double = 0
    ) throws -> World {
        let patch = W.patch(duration: W.constant(duration), failureChance: failureChance, attempts: 1)
        return try World(W.scenario(groups, [patch], horizon: horizon))
    }

    private static func simulation(_ world: World, _ strategy: Strategy) -> Simulation<DeclaredPolicy> {
        Simulation(world, policy: DeclaredPolicy(strategy), seed: 1, replication: 0)
    }

    /// Never connected.
    private static func off(_ count: Int) -> DeviceGroup { W.group(count, name: "off", connectivity: .trace([[]])) }

    @Test("Devices that are always on take the offer when they are notified: as many as the rate says, to the second")
    func rate() throws {
        var run = Self.simulation(try Self.world([W.group(10_000)]), Self.strategy(.rate(Self.example)))
        let times: [(Double, Int)] = [(20, 1000), (30, 2000), (35, 3000), (37.5, 4000), (38.75, 5000), (43.75, 10_000)]
        for (minutes, count) in times {
            let time = Tick(minutes * 60)
            run.advance(to: time - 1)
            #expect(run.console.rollouts[0].total.offered < count)
            #expect(run.console.rollouts[0].total.notified == run.console.rollouts[0].total.offered)
            run.advance(to: time)
            #expect(run.console.rollouts[0].total.offered == count)
            #expect(run.console.rollouts[0].total.notified == count)
        }
    }

    @Test(
        "Who is drawn into the first ring by share is first at a rate, too; in the order of the fleet it is the first device"
    )
    func order() throws {
        let world = try Self.world([W.group(100)])
        for assignment in Strategy.Assignment.allCases {
            var paced = Self.simulation(world, Self.strategy(.rate(OfferRate(perMinute: 1)), assignment: assignment))
            let rings = [Ring(name: "first", size: .count(20)), Ring(name: "rest", size: .rest, after: Self.day)]
            let shares = Strategy(
                name: "shares",
                kind: .staged(StagedRollout(rings: rings, gate: nil)),
                assignment: assignment
            )
            var staged = Self.simulation(world, shares)
            paced.advance(to: 20 * 60 + 30)
            staged.advance(to: 20 * 60 + 30)
            let first = (0..<100).filter { staged.fleet.pairs.isRunning(staged.world.groups[0].slots(of: $0)) }
            #expect(first.count == 20)
            #expect((0..<100).filter { paced.fleet.pairs.isRunning(paced.world.groups[0].slots(of: $0)) } == first)
            if assignment == .given { #expect(first == Array(0..<20)) }
        }
    }

    @Test("Devices that poll take the offer within a poll of their turn, and none before")
    func polls() throws {
        let group = W.group(500, checkIn: CheckIn(mode: .poll(every: 600, jitter: 0)))
        var run = Self.simulation(try Self.world([group]), Self.strategy(.rate(OfferRate(perMinute: 10))))
        for minutes in 1..<60 {
            run.advance(to: Tick(minutes) * 60)
            let total = run.console.rollouts[0].total
            #expect(total.notified == min(500, minutes * 10))
            // A device polls every ten minutes: whoever was notified then has taken the offer.
            #expect(total.offered <= total.notified)
            #expect(total.offered >= min(500, max(0, minutes - 11) * 10))
        }
    }

    @Test("While a rollout is stopped nobody gets a turn; when it goes on, the next ones follow at the same rate")
    func pause() throws {
        let policy = Self.strategy(.rate(OfferRate(perMinute: 1)))
        var run = Self.simulation(try Self.world([W.group(100)]), policy)
        run.advance(to: 600)
        let switches = OnStop(cancelsQueued: false, rollsBack: false, resume: .never)
        try run.act(.stop(rollout: 0, switches), because: "test")
        run.advance(to: 3000)
        #expect(run.console.rollouts[0].total.offered == 10)
        #expect(run.console.rollouts[0].total.notified == 10)
        try run.act(.resume(rollout: 0), because: "test")
        run.advance(to: 3000 + 59)
        #expect(run.console.rollouts[0].total.notified == 10)
        run.advance(to: 3000 + 601)
        #expect(run.console.rollouts[0].total.notified == 20)
        #expect(run.ledger.installation.installations == 20)
    }

    @Test("Of 101 numbers 11 are at most 10: so many of the devices are offered at 10 %, and one at 0 %")
    func percentages() throws {
        let count = 101_000
        let steps = (0..<10).map { PercentageStep(after: Tick($0) * 6 * Self.hour, percentage: Double($0 + 1) * 10) }
        var run = Self.simulation(
            try Self.world([W.group(count)], horizon: 4 * Self.day),
            Self.strategy(.percentages(steps), assignment: .perRelease)
        )
        for (step, share) in (0..<10).map({ ($0, Double($0 * 10 + 11) / 101) }) {
            run.advance(to: Tick(step) * 6 * Self.hour + 60)
            let found = Double(run.console.rollouts[0].total.offered)
            let error = 4 * (Double(count) * share * (1 - share)).squareRoot()
            #expect(abs(found - Double(count) * share) <= error, "\(step)")
        }
        #expect(run.console.rollouts[0].total.offered == count)
        var halted = Self.simulation(
            try Self.world([W.group(count)]),
            Self.strategy(.percentages([PercentageStep(after: 0, percentage: 0)]))
        )
        halted.run()
        let error = 4 * (Double(count) / 101 * 100 / 101).squareRoot()
        #expect(abs(Double(halted.console.rollouts[0].total.offered) - 1000) <= error)
    }

    // MARK: Time-outs

    private static let abort = StopClause(
        StopRule(
            failures: Limit(.share(0.2), isStrict: false),
            of: .executed,
            minimum: 0,
            counts: [.failed, .timedOut],
            notified: 100
        ),
        onStop: OnStop(cancelsQueued: true, rollsBack: false, resume: .never)
    )

    @Test(
        "A device that is under way for longer than the time-out has timed out, and stays so; one that is off never does"
    )
    func timeOut() throws {
        let world = try Self.world([W.group(10), Self.off(10)], duration: 5400)
        var run = Self.simulation(world, Self.strategy(.rate(OfferRate(perMinute: 1200)), timeOut: 3600))
        run.advance(to: 3600)
        #expect(run.console.rollouts[0].total.timedOut == 0)
        run.advance(to: 3602)
        let late = run.console.rollouts[0].total
        #expect(late.timedOut == 10 && late.executed == 10 && late.succeeded == 0)
        #expect(late.failures([.timedOut]) == 10 && late.failures([.failed, .troubled, .timedOut]) == 10)
        #expect(late.failures([.failed]) == 0)
        run.run()
        let end = run.console.rollouts[0].total
        #expect(end.timedOut == 10 && end.installed == 0 && end.executed == 10 && end.notified == 20)
        #expect(run.ledger.installation.installations == 10)
    }

    @Test("What ends at the very end of the time-out is in time; a second later it is not")
    func atTheEnd() throws {
        for (limit, expected) in [(1000, 0), (999, 5)] {
            let world = try Self.world([W.group(5)], duration: 1000)
            var run = Self.simulation(world, Self.strategy(.rate(OfferRate(perMinute: 60_000)), timeOut: Tick(limit)))
            run.run()
            #expect(run.console.rollouts[0].total.timedOut == expected)
        }
    }

    @Test("A share of those executed is asked once 100 are notified: 20 of 100 abort, 19 do not, and running ones end")
    func abort() throws {
        func reason(_ failed: Int, _ timedOut: Int, notified: Int) -> String? {
            var ring = RingStatus(name: "all", targets: 1000, opened: 0)
            ring.waiting = 1000 - notified
            ring.executed = 100 - timedOut
            ring.installed = 100 - failed - timedOut
            ring.succeeded = ring.installed
            ring.reporting = ring.executed
            ring.failed = failed
            ring.unhealthy = failed
            var counts = Array(repeating: 0, count: DeviceFlags.combinations)
            counts[DeviceFlags([.seen, .offered]).combination] = timedOut
            ring.addTimeOuts(counts)
            return RolloutStatus(patches: [0], began: 0, rings: [ring]).reason(toStopBy: Self.abort.rule)
        }
        #expect(reason(20, 0, notified: 100) != nil)
        #expect(reason(19, 0, notified: 100) == nil)
        #expect(reason(0, 20, notified: 100) != nil)
        #expect(reason(10, 10, notified: 100) == "20 of 100 devices that are through failed or timed out")
        #expect(reason(10, 9, notified: 100) == nil)
        #expect(reason(100, 0, notified: 99) == nil)

        let world = try Self.world([W.group(1000)], duration: 300, failureChance: 1)
        var run = Self.simulation(
            world,
            Self.strategy(.rate(OfferRate(perMinute: 60)), timeOut: 3600, checkEvery: 60, Self.abort)
        )
        run.run()
        // The first has failed at 301 s; the next look is at 360 s, when 360 have begun.
        #expect(run.log.last?.action.verb == .stop && run.log.last?.time == 360)
        #expect(run.console.rollouts[0].total.offered == 360)
        #expect(run.ledger.installation.attempts == 360)
    }

    // MARK: Both drivers

    @Test(
        "Paces and time-outs are the same swept and in exact order, also with rollouts side by side",
        arguments: 0..<20
    )
    func bothDrivers(lot: Int) throws {
        for number in lot * 5..<lot * 5 + 5 {
            let world = try World(SweepTests.harmless(number))
            var strategy = RandomScenarios.strategy(number)
            let pace: OfferPace =
                number % 2 == 0
                ? .rate(OfferRate(perMinute: 0.05, factor: 1.5, step: 5, cap: number % 4 == 0 ? nil : 2))
                : .percentages(
                    (0..<5).map { PercentageStep(after: Tick($0) * Self.day, percentage: Double($0 + 1) * 20) }
                )
            var staged = StagedRollout(rings: [Ring(name: "all", size: .rest, pace: pace)], gate: nil)
            if number % 3 == 0 { staged.rings.insert(Ring(name: "first", size: .count(3)), at: 0) }
            strategy.kind = .staged(staged)
            if number % 5 < 3 {
                strategy.inProgressTimeOut = Tick(number % 7 + 1) * 3000
                for place in strategy.stops.indices {
                    strategy.stops[place].rule.counts = strategy.stops[place].rule.counts.union([.timedOut])
                }
            }
            expectSameInBothDrivers(world, strategy, seed: 5, replication: number, parts: 4, "scenario \(number)")
        }
    }

    @Test("A log with paces and time-outs is read as it was written")
    func log() throws {
        let percentages = OfferPace.percentages([PercentageStep(after: 0, percentage: 12.5)])
        for pace in [.rate(Self.example), .rate(OfferRate(perMinute: 0.1)), percentages] {
            let plan = RolloutPlan(
                patches: [0],
                rings: [.init(name: "all", size: .rest, pace: pace)],
                inProgressTimeOut: 60
            )
            #expect(try ActionText.plan(ActionText.text(of: plan)) == plan)
        }
        #expect(throws: ActionText.Damage.self) {
            _ = try ActionText.plan(
                ActionText.text(of: RolloutPlan(patches: [0], rings: [.init(name: "all", size: .rest)]))
                    .replacing("\"name\":\"all\"", with: "\"name\":\"all\",\"pace\":{\"perMinute\":0}")
            )
        }
    }
}
