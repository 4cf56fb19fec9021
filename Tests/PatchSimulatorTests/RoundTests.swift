import EventEngine
import PatchModel
import Testing

@testable import PatchSimulator

/// Several decisions in the same second.
@Suite("Rounds of decisions")
struct RoundTests {
    typealias W = SmallWorlds

    /// Does the same things whenever it is asked for the first time.
    private struct Once: Policy {
        var actions: [Action]

        mutating func decide(at now: Tick, released: [Int], console: Console) -> Decision {
            defer { actions = [] }
            return Decision(actions.map { ReasonedAction($0, because: "once") })
        }
    }

    private func replayed(_ simulation: Simulation<some Policy>, seed: UInt64) -> Simulation<Replay> {
        var again = Simulation(simulation.world, policy: Replay(simulation.log), seed: seed, replication: 3)
        again.run()
        return again
    }

    @Test(
        "A stop and its end in the same second replay to the same ledger, in both ways of running",
        arguments: [0, 0.1]
    )
    func stopAndResume(brickChance: Double) throws {
        // Connected devices are rolled back in no time between the two decisions, and would not be without.
        let groups = [
            W.group(30),
            W.group(30, connectivity: .alternating(on: W.constant(3600), off: W.constant(7200), awayShare: 0)),
        ]
        let scenario = W.scenario(
            groups,
            [W.patch(failureChance: 0.3, attempts: 5, backoff: 5000, brickChance: brickChance)],
            horizon: Tick(3 * W.day)
        )
        for seed in 1...5 as ClosedRange<UInt64> {
            var run = Simulation(
                try World(scenario),
                policy: DeclaredPolicy(W.bigBang),
                seed: seed,
                replication: 3
            )
            run.advance(to: 20_000)
            let stopped = run.continued(with: Once(actions: [.stop(rollout: 0, OnStop())]))
            var asked = stopped
            asked.advance(to: 20_000)
            var resumed = asked.continued(with: Once(actions: [.resume(rollout: 0)]))
            resumed.run()
            #expect(resumed.log.suffix(2).map(\.time) == [20_000, 20_000])
            #expect(resumed.log.suffix(2).map(\.round) == [0, 1])
            #expect(resumed.ledger.installation.rollbacks > 0)
            let again = replayed(resumed, seed: seed)
            #expect(again.ledger == resumed.ledger && again.console == resumed.console && again.log == resumed.log)
            // The two decisions as one are another course.
            var merged = resumed.log
            for place in merged.indices { merged[place].round = 0 }
            var other = Simulation(try World(scenario), policy: Replay(merged), seed: seed, replication: 3)
            other.run()
            #expect(other.ledger.installation.rollbacks == 0 && other.ledger != resumed.ledger)
        }
    }

    @Test("Rounds are counted by the second, and those without an action are not")
    func counting() throws {
        let scenario = W.scenario([W.group(4)], [W.patch()], horizon: 1000)
        var run = try W.simulation(scenario)
        run.advance(to: 100)
        var next = run.continued(with: Once(actions: [.stop(rollout: 0, OnStop()), .resume(rollout: 0)]))
        next.advance(to: 100)
        var idle = next.continued(with: DoNothing())
        idle.advance(to: 100)
        var last = idle.continued(with: Once(actions: [.stop(rollout: 0, OnStop())]))
        last.advance(to: 100)
        #expect(last.log.map(\.round) == [0, 0, 0, 0, 1])
        #expect(last.log.map(\.time) == [0, 0, 100, 100, 100])
        last.run()
        let again = replayedFromTheBeginning(last)
        #expect(again.ledger == last.ledger && again.log == last.log)
    }

    private func replayedFromTheBeginning(_ simulation: Simulation<some Policy>) -> Simulation<Replay> {
        var again = Simulation(simulation.world, policy: Replay(simulation.log), seed: 1, replication: 0)
        again.run()
        return again
    }
}
