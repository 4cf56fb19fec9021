import EventEngine
import PatchModel
import Testing

@testable import PatchSimulator

/// Orders of a person, at the present instant.
@Suite("Acting")
struct ActTests {
    typealias W = SmallWorlds

    private static let rings = [
        RolloutPlan.RingPlan(name: "pilot", size: .count(3)), RolloutPlan.RingPlan(name: "rest", size: .rest),
    ]

    private func world(_ brickChance: Double = 0) throws -> World {
        let groups = [
            W.group(30),
            W.group(30, connectivity: .alternating(on: W.constant(3600), off: W.constant(7200), awayShare: 0)),
        ]
        let patches = [
            W.patch(failureChance: 0.3, attempts: 5, backoff: 5000, brickChance: brickChance),
            W.patch("late", to: 2) { $0.released = 50_000 },
        ]
        return try World(W.scenario(groups, patches, horizon: Tick(3 * W.day)))
    }

    private func person(_ world: World, _ seed: UInt64 = 1) -> Simulation<DoNothing> {
        Simulation(world, policy: DoNothing(), seed: seed, replication: 3)
    }

    @Test(
        "A whole rollout by hand replays to the same ledger, console and log, in both ways of running",
        arguments: [0, 0.1]
    )
    func replays(brickChance: Double) throws {
        let world = try world(brickChance)
        for seed in 1...5 as ClosedRange<UInt64> {
            var run = person(world, seed)
            run.advance(to: 0)
            try run.act(.begin(RolloutPlan(patches: [0], rings: Self.rings)), because: "it is out")
            try run.act(.open(rollout: 0, ring: 0), because: "pilot")
            run.advance(to: 20_000)
            try run.act(.open(rollout: 0, ring: 1), because: "the rest")
            try run.act(.stop(rollout: 0, OnStop()), because: "a doubt")
            try run.act(.resume(rollout: 0), because: "none any more")
            run.advance(to: 60_000)
            try run.act(.begin(RolloutPlan(patches: [1], rings: Self.rings)), because: "the next")
            for _ in 0..<9 { run.step() }
            try run.act(.open(rollout: 1, ring: 0), because: "pilot")
            run.run()
            // At the horizon there is still time for what takes none.
            try run.act(.open(rollout: 1, ring: 1), because: "too late")
            #expect(!run.isFinished)
            run.run()
            #expect(run.log.map(\.round).prefix(6) == [0, 1, 0, 1, 2, 0])
            #expect(run.ledger.installation.rollbacks > 0 && run.log.count == 8 && run.refusals.isEmpty)
            var again = Simulation(world, policy: Replay(run.log), seed: seed, replication: 3)
            again.run()
            #expect(again.ledger == run.ledger && again.console == run.console && again.log == run.log)
            #expect(again.refusals.isEmpty)
        }
    }

    @Test("Random orders at random instants replay exactly, beside a strategy that has the controls")
    func randomOrders() throws {
        var given = 0
        for number in 0..<100 {
            var random = SplitMix(state: UInt64(number) + 5)
            var run = try LawTests.simulation(number)
            while !run.isFinished {
                if Bool.random(using: &random) {
                    for _ in 0..<Int.random(in: 1...30, using: &random) { run.step() }
                } else {
                    run.advance(to: run.now + Tick.random(in: 0...run.horizon / 4, using: &random))
                }
                for _ in 0..<2 {
                    let rollout = Int.random(in: -1...run.console.rollouts.count, using: &random)
                    let orders: [Action] = [
                        .stop(rollout: rollout, OnStop(interruptsInFlight: true)), .resume(rollout: rollout),
                        .open(rollout: rollout, ring: Int.random(in: -1...4, using: &random)),
                        .begin(RolloutPlan(patches: [Int.random(in: -1...3, using: &random)], rings: Self.rings)),
                    ]
                    let order = orders[Int.random(in: 0...3, using: &random)]
                    let before = (run.log, run.ledger)
                    do {
                        try run.act(order, because: "random")
                        given += 1
                    } catch {
                        #expect(run.log == before.0 && run.ledger == before.1, "scenario \(number)")
                    }
                }
            }
            var again = Simulation(
                run.world,
                policy: Replay(run.log),
                seed: UInt64(number),
                replication: number % 5
            )
            again.run()
            #expect(again.log == run.log && again.ledger == run.ledger, "scenario \(number)")
            #expect(again.console == run.console && again.refusals.isEmpty, "scenario \(number)")
        }
        #expect(given > 100)
    }

    @Test("What is impossible is told in words that say what is possible, and changes nothing")
    func words() throws {
        var run = person(try world())
        func words(_ action: Action) -> String? {
            var copy = run
            do throws(OrderError) {
                try copy.act(action, because: "")
                return nil
            } catch {
                #expect(copy.log == run.log && copy.console == run.console)
                return error.description
            }
        }
        let begin = Action.begin(RolloutPlan(patches: [0], rings: Self.rings))
        #expect(words(begin) == "nothing can be ordered before time 0: let the simulation advance to it first")
        run.advance(to: 0)
        #expect(words(.stop(rollout: 0, OnStop())) == "there is no rollout 0: no rollout has begun")
        let late = "patch 1 (\"late\") is not out yet: it can be rolled out from day 0, 13:53:20 on"
        #expect(words(.begin(RolloutPlan(patches: [0, 1], rings: Self.rings))) == late)
        try run.act(begin, because: "")
        #expect(words(.open(rollout: 1, ring: 0)) == "there is no rollout 1: the rollouts are numbered 0 to 0")
        #expect(words(.open(rollout: 0, ring: 7)) == "rollout 0 has no ring 7: its rings are numbered 0 to 1")
        let order = "ring 1 of rollout 0 cannot open yet: rings open in order, and the next is ring 0 (\"pilot\")"
        #expect(words(.open(rollout: 0, ring: 1)) == order)
        #expect(words(.resume(rollout: 0)) == "rollout 0 is not stopped: only a stopped rollout can be resumed")
        let taken =
            "patch 0 (\"app-2\") is in rollout 0 already, whose rings can be opened, and which can be stopped and resumed"
        #expect(words(begin) == taken)
        run.advance(to: 90_061)
        try run.act(.open(rollout: 0, ring: 0), because: "")
        #expect(
            words(.open(rollout: 0, ring: 0)) == "ring 0 (\"pilot\") of rollout 0 has been open since day 1, 01:01:01"
        )
        try run.act(.stop(rollout: 0, OnStop()), because: "")
        let stopped =
            "rollout 0 has been stopped since day 1, 01:01:01: it can be resumed, and stopped again after that"
        #expect(words(.stop(rollout: 0, OnStop())) == stopped)
        #expect(words(.resume(rollout: 0)) == nil)
        let none = "there is no patch 9: the patches are numbered 0 to 1"
        #expect(words(.begin(RolloutPlan(patches: [9], rings: Self.rings))) == none)
        let many = Array(repeating: Self.rings[0], count: 251)
        let rings = "a rollout of 251 rings cannot begin: 1 to 250 are possible"
        #expect(words(.begin(RolloutPlan(patches: [1], rings: many))) == rings)
    }

    @Test("A policy can be tried on a console made by hand, without a simulation")
    func byHand() {
        let staged = StagedRollout(
            rings: [Ring(name: "pilot", size: .count(10)), Ring(name: "rest", size: .rest)],
            gate: Gate(soak: 3600, success: 0.9, minimum: 5)
        )
        var policy = DeclaredPolicy(Strategy(name: "staged", kind: .staged(staged)))
        var pilot = RingStatus(name: "pilot", targets: 10, opened: 0)
        (pilot.reporting, pilot.succeeded) = (6, 6)
        let rest = RingStatus(name: "rest", targets: 90)
        var console = Console(
            rollouts: [RolloutStatus(patches: [0], began: 0, rings: [pilot, rest])],
            vendorAnswers: [.none],
            ticketsByDay: [2, 0, 5]
        )
        #expect(console.tickets == 7)
        #expect(policy.decide(at: 3599, released: [], console: console).actions.isEmpty)
        let decision = policy.decide(at: 3600, released: [], console: console)
        #expect(decision.actions.map(\.action) == [.open(rollout: 0, ring: 1)] && decision.wake == nil)
        console.rollouts[0].interruptions = [Interruption(stopped: 10, resumed: 20), Interruption(stopped: 3000)]
        #expect(console.rollouts[0].stopped == 3000 && console.rollouts[0].resumed == nil)
        #expect(policy.decide(at: 3600, released: [], console: console).actions.isEmpty)
    }

    @Test("Tickets are told by day, and the days add up")
    func ticketsByDay() throws {
        let group = W.group(200, backgroundFailuresPerDay: 0.05)
        var run = try W.simulation(W.scenario([group], [W.patch()], horizon: Tick(5 * W.day)))
        var expected: [Int] = []
        for day in 1...5 as ClosedRange<Tick> {
            let before = run.console.tickets
            run.advance(to: day * 86_400 - 1)
            expected.append(run.console.tickets - before)
        }
        run.run()
        #expect(expected.allSatisfy { $0 > 0 })
        #expect(Array(run.console.ticketsByDay.prefix(5)) == expected)
    }

    @Test("A briefing is the same whatever a patch breaks, how often it fails, and when weaknesses are exploited")
    func briefing() throws {
        let plain = RandomScenarios.scenario(7)
        var scenario = plain
        scenario.vulnerabilities = scenario.vulnerabilities.map {
            var hidden = $0
            (hidden.exploitation, hidden.exploitationChance) = (.at(5), 1)
            return hidden
        }
        for place in scenario.patches.indices {
            scenario.patches[place].regressions = [W.defect()]
            scenario.patches[place].installation.failureChance = 0.9
            scenario.patches[place].installation.brickChance = 0.5
            scenario.patches[place].rollback = nil
            scenario.patches[place].vendorFix = nil
        }
        for place in scenario.groups.indices { scenario.groups[place].backgroundFailuresPerDay = 0.7 }
        let briefing = try World(plain).briefing
        #expect(try World(scenario).briefing == briefing)
        #expect(briefing.groups.map(\.count).reduce(0, +) == plain.deviceCount)
        #expect(briefing.groups.map(\.tags) == plain.groups.map(\.tags))
        #expect(briefing.groups.map(\.site) == plain.groups.map(\.site))
        #expect(briefing.patches.map(\.prerequisites) == plain.patches.map(\.prerequisites))
        #expect(briefing.patches.map(\.released) == plain.patches.map(\.released))
        #expect(briefing.patches.map(\.restart) == plain.patches.map(\.restart.kind))
        let medians = plain.patches.map { $0.installation.duration.quantile(0.5) }
        #expect(zip(briefing.patches, medians).allSatisfy { abs(Double($0.typicalInstall) - $1) <= 0.5 })
        let world = try World(plain)
        for patch in plain.patches.indices {
            #expect(
                briefing.patches[patch].applies
                    == plain.groups.indices.filter { group in world.groups[group].patches.contains(patch) }
            )
        }
    }
}
