import EventEngine
import PatchModel
import Testing

@testable import PatchSimulator

/// Devices that are run past the next decision, where nothing is expected to reach them.
@Suite("Looking ahead")
struct LookaheadTests: SmallWorldSuite {
    /// Two hundred devices that come and go, and one patch that fails now and then.
    static func scenario(failure: Double) throws -> Scenario {
        let group = W.group(
            200,
            connectivity: .alternating(
                on: try .exponential(mean: 4 * 3600),
                off: try .exponential(mean: 8 * 3600),
                awayShare: 0.3
            ),
            checkIn: CheckIn(mode: .poll(every: 1800, jitter: 0))
        )
        let patch = W.patch(duration: try .exponential(mean: 900), failureChance: failure, revert: W.constant(600))
        return W.scenario([group], [patch], horizon: 120 * hour)
    }

    /// Rings that open one after the other; the rollout stops when attempts fail too often.
    static func staged(stop share: Double) -> Strategy {
        var strategy = W.bigBang
        let rings: [RingSize] = [.share(0.05), .share(0.2), .rest]
        strategy.kind = .staged(
            StagedRollout(
                rings: rings.enumerated().map { Ring(name: "ring \($0)", size: $1) },
                gate: Gate(soak: hour, success: 0.8, of: .all, minimum: 0)
            )
        )
        strategy.checkEvery = hour
        strategy.stop = StopRule(failures: Limit(.share(share), isStrict: true), of: .attempts, minimum: 5)
        return strategy
    }

    /// The simulation as it is, and the same in exact order.
    private func pair(failure: Double, stop: Double, replication: Int) throws -> (
        ahead: Simulation<DeclaredPolicy>, exact: Simulation<DeclaredPolicy>
    ) {
        let ahead = Simulation(
            try World(Self.scenario(failure: failure)),
            policy: DeclaredPolicy(Self.staged(stop: stop)),
            seed: 3,
            replication: replication
        )
        var exact = ahead
        exact.fleet.endSweeping()
        return (ahead, exact)
    }

    private func expectSame(
        _ one: Simulation<DeclaredPolicy>,
        _ other: Simulation<DeclaredPolicy>,
        _ name: Comment
    ) {
        #expect(one.ledger == other.ledger, name)
        #expect(one.console == other.console, name)
        #expect(one.log == other.log, name)
        #expect(one.conditionCounts == other.conditionCounts, name)
    }

    @Test("One rollout whose rings open one by one is run ahead, and every decision sees what it would have seen")
    func rings() throws {
        for replication in 0..<10 {
            var (ahead, exact) = try pair(failure: 0.05, stop: 0.9, replication: replication)
            var isAhead = false
            // Cancelled after the first rings are open, to look at it half way.
            var questions = 0
            var half = ahead
            _ = half.run(unless: {
                questions += 1
                return questions > 20
            })
            if half.fleet.isAhead { isAhead = true }
            #expect(isAhead, "replication \(replication)")
            ahead.run()
            exact.run()
            #expect(ahead.log.count >= 4, "the rings open")
            expectSame(ahead, exact, "replication \(replication)")
        }
    }

    @Test("A stop that was not foreseen reaches devices where they are then")
    func stops() throws {
        var stopped = 0
        for replication in 0..<20 {
            var (ahead, exact) = try pair(failure: 0.3, stop: 0.25, replication: replication)
            ahead.run()
            exact.run()
            stopped += ahead.ledger.rollouts.stops
            expectSame(ahead, exact, "replication \(replication)")
        }
        #expect(stopped >= 10)
    }

    @Test("A run that is cancelled while devices are ahead shows the moment where it stopped, and goes on from there")
    func cancelled() throws {
        for questions in [0, 1, 2, 5, 20, 60] {
            var (ahead, exact) = try pair(failure: 0.1, stop: 0.5, replication: questions)
            var asked = 0
            let isFinished = ahead.run(unless: {
                asked += 1
                return asked > questions
            })
            #expect(!isFinished)
            exact.advance(to: ahead.now)
            // It may have been cancelled just before a decision.
            if ahead.log == exact.log {
                #expect(ahead.ledger == exact.ledger, "after \(questions) questions")
                #expect(ahead.console == exact.console, "after \(questions) questions")
            }
            var copy = ahead
            ahead.advance(to: ahead.now + Self.hour / 2)
            exact.advance(to: exact.now + Self.hour / 2)
            expectSame(ahead, exact, "after \(questions) questions")
            ahead.run()
            exact.run()
            copy.run()
            expectSame(ahead, exact, "after \(questions) questions")
            expectSame(copy, exact, "a copy after \(questions) questions")
        }
    }

    @Test("A policy that decides at odd times, or begins another rollout, finds devices as they are then")
    func oddDecisions() throws {
        var (declared, _) = try pair(failure: 0.1, stop: 0.9, replication: 1)
        declared.run()
        var log = declared.log
        // The last ring opens a quarter of an hour later; after that another patch is rolled out.
        log[log.count - 1].time += Self.hour / 4
        let another = RolloutPlan(patches: [1], rings: [.init(name: "all", size: .rest)])
        let late = log[log.count - 1].time + 5 * Self.hour
        log.append(LoggedAction(time: late, action: .begin(another), reason: "one more"))
        log.append(LoggedAction(time: late, action: .open(rollout: 1, ring: 0), reason: "one more"))
        var scenario = declared.world.scenario
        var second = scenario.patches[0]
        second.name = "second"
        scenario.patches.append(second)
        var ahead = Simulation(try World(scenario), policy: Replay(log), seed: 3, replication: 1)
        var exact = ahead
        exact.fleet.endSweeping()
        ahead.run()
        exact.run()
        #expect(ahead.ledger == exact.ledger)
        #expect(ahead.console == exact.console)
        #expect(ahead.log == exact.log && ahead.log == log)
    }

    @Test("Series of devices that were run ahead are those of the exact order")
    func series() throws {
        let world = try World(Self.scenario(failure: 0.3))
        let policy = DeclaredPolicy(Self.staged(stop: 0.25))
        for replication in 0..<5 {
            var ahead = Simulation(world, policy: policy, seed: 3, replication: replication, seriesIntervals: 50)
            var exact = ahead
            exact.fleet.endSweeping()
            ahead.run()
            exact.run()
            #expect(ahead.series == exact.series)
        }
    }
}
