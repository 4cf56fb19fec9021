import EventEngine
import PatchModel
import Testing

@testable import PatchSimulator

/// A strategy that takes over a run decides what it would have decided, had it had the controls from the beginning.
@Suite("Taking over")
struct TakeOverTests {
    typealias W = SmallWorlds

    /// The whole run, the run in which a fresh copy of the strategy takes over at that instant, and one that was
    /// played back from the log up to there before.
    private func expectSame(
        _ whole: Simulation<DeclaredPolicy>,
        _ halted: Simulation<DeclaredPolicy>,
        seed: UInt64,
        replication: Int,
        _ name: Comment
    ) {
        let fresh = DeclaredPolicy(whole.policy.strategy)
        var continued = halted.continued(with: fresh)
        continued.run()
        #expect(continued.log == whole.log && continued.ledger == whole.ledger, name)
        #expect(continued.notes == whole.notes && continued.console == whole.console, name)
        #expect(continued.waits == whole.waits, name)
        #expect(whole.refusals.isEmpty && continued.refusals.isEmpty, name)

        guard halted.now >= 0 else { return }
        var replayed = Simulation(
            whole.world,
            policy: Replay(halted.log, notes: halted.notes),
            seed: seed,
            replication: replication
        )
        replayed.advance(to: halted.now)
        guard replayed.log == halted.log, !halted.isDeciding else { return }
        #expect(replayed.notes == halted.notes, name)
        var saved = replayed.continued(with: fresh)
        saved.run()
        #expect(saved.log == whole.log && saved.ledger == whole.ledger && saved.notes == whole.notes, name)
    }

    @Test(
        "A fresh copy of the same strategy leads to the same log and ledger, wherever it takes over",
        arguments: LawTests.lots
    )
    func sameStrategy(lot: Int) throws {
        for number in LawTests.numbers(lot) {
            var random = SplitMix(state: UInt64(number) + 77)
            var whole = try LawTests.simulation(number)
            whole.run()
            var halted = try LawTests.simulation(number)
            let (seed, replication) = (UInt64(number), number % 5)
            expectSame(whole, halted, seed: seed, replication: replication, "scenario \(number) from the beginning")
            for part in 1...5 as ClosedRange<Tick> {
                // Where a decision has just been made, in the midst of an instant, or anywhere.
                switch part {
                case 1: halted.advance(to: whole.log.last?.time ?? 0)
                case 2: for _ in 0..<Int.random(in: 0...60, using: &random) { halted.step() }
                default: halted.advance(to: halted.now + Tick.random(in: 0...whole.horizon / 2, using: &random))
                }
                let name: Comment = "scenario \(number) at \(halted.now)"
                expectSame(whole, halted, seed: seed, replication: replication, name)
                if part == 1 { halted = try LawTests.simulation(number) }
            }
        }
    }

    /// An hour's soak, extended by another one; nothing is ever heard of the canaries, so that a person is waited for.
    private func silent() throws -> Simulation<DeclaredPolicy> {
        let group = W.group(40, connectivity: W.recorded([(0, 100)]), checkIn: CheckIn(mode: .push))
        let patch = W.patch(duration: W.constant(7 * W.day))
        let canary = CanaryRollout(size: .count(10), soak: 3600, minimum: 5, extend: 3600)
        return try W.simulation(
            W.scenario([group], [patch], horizon: Tick(2 * W.day)),
            Strategy(name: "canary", kind: .canary(canary))
        )
    }

    @Test("The extension of a soak and the wait for a person are noted as data, and a successor knows of them")
    func notes() throws {
        var run = try silent()
        run.advance(to: 3600)
        #expect(run.notes.map(\.time) == [3600] && run.notes.map(\.note.kind) == [.extended])
        var successor = run.continued(with: DeclaredPolicy(run.policy.strategy))
        #expect(successor.waits == run.waits && successor.waits.first?.until == 7200)
        successor.advance(to: 7200)
        run.advance(to: 7200)
        #expect(successor.notes == run.notes && run.notes.map(\.note.kind) == [.extended, .paused])
        // The notes hold no longer once a person has stopped the rollout and let it go on.
        run.advance(to: 10_000)
        try run.act(.stop(rollout: 0, OnStop(rollsBack: false)), because: "a person came")
        run.advance(to: 20_000)
        try run.act(.resume(rollout: 0), because: "try again")
        #expect(run.waits.first?.until == 23_600)
        #expect(run.console.rollouts[0].interruptions == [Interruption(stopped: 10_000, resumed: 20_000)])
        #expect(run.console.rollouts[0].resumed == 20_000)
        run.run()
        #expect(run.notes.map(\.note.kind) == [.extended, .paused, .extended, .paused])
    }

    @Test("Whoever takes over from nobody begins what was left lying, and is as good as from the beginning at time 0")
    func fromNobody() throws {
        for number in 0..<60 {
            let world = try World(RandomScenarios.scenario(number))
            let strategy = RandomScenarios.strategy(number)
            var own = Simulation(world, policy: DeclaredPolicy(strategy), seed: 1, replication: number)
            own.run()
            var idle = Simulation(world, policy: DoNothing(), seed: 1, replication: number)
            idle.advance(to: 0)
            var taken = idle.continued(with: DeclaredPolicy(strategy))
            taken.run()
            #expect(taken.log == own.log && taken.ledger == own.ledger, "scenario \(number)")
            idle.advance(to: idle.horizon / 2)
            var late = idle.continued(with: DeclaredPolicy(strategy))
            late.run()
            #expect(late.refusals.isEmpty, "scenario \(number)")
            let begun = Set(late.console.rollouts.flatMap(\.patches))
            #expect(begun == Set(own.console.rollouts.flatMap(\.patches)), "scenario \(number)")
            #expect(late.log.allSatisfy { $0.time >= late.horizon / 2 }, "scenario \(number)")
        }
    }

    @Test("Any strategy can take over any other one's rollouts: it gives no impossible order, and nothing traps")
    func otherStrategies() throws {
        var acted = 0
        for number in 0..<120 {
            let world = try World(RandomScenarios.scenario(number))
            let first = DeclaredPolicy(RandomScenarios.strategy(number, variant: 1))
            var run = Simulation(world, policy: first, seed: 2, replication: number)
            run.advance(to: run.horizon * Tick(number % 4) / 5)
            let before = run.log.count
            var other = run.continued(with: DeclaredPolicy(RandomScenarios.strategy(number, variant: 2)))
            other.run()
            #expect(other.refusals.isEmpty, "scenario \(number)")
            if other.log.count > before { acted += 1 }
        }
        #expect(acted > 60)
    }

    @Test("A canary that takes over a rollout without a control group does what it does when it cannot tell")
    func canaryWithoutControl() throws {
        let scenario = W.scenario([W.group(40)], [W.patch()], horizon: Tick(2 * W.day))
        let rings = [Ring(name: "few", size: .count(5)), Ring(name: "rest", size: .rest, after: 86_400)]
        let staged = Strategy(name: "staged", kind: .staged(StagedRollout(rings: rings, gate: nil)))
        for undecided in CanaryRollout.Undecided.allCases {
            var run = try W.simulation(scenario, staged)
            run.advance(to: 600)
            let canary = CanaryRollout(size: .count(5), soak: 3600, undecided: undecided)
            var taken = run.continued(with: DeclaredPolicy(Strategy(name: "canary", kind: .canary(canary))))
            taken.run()
            let last = try #require(taken.log.last)
            let reason = "there is no control group: of those heard of, 0 of 5 canaries are in trouble"
            switch undecided {
            case .wait:
                #expect(taken.log == run.log && taken.notes.map(\.note.reason) == ["inconclusive, " + reason])
            case .continue:
                #expect(last.action == .open(rollout: 0, ring: 1) && last.time == 3600)
                #expect(last.reason == "inconclusive, going on, " + reason)
            case .stop:
                #expect(last.action == .stop(rollout: 0, OnStop()) && last.reason == "inconclusive, " + reason)
            }
        }
    }

    /// Cannot tell the first two times.
    private struct Hesitant: Policy {
        struct Doubt: Error, Equatable { var time: Tick }

        var doubts = 2
        var briefed: [Briefing] = []

        mutating func brief(_ briefing: Briefing) { briefed.append(briefing) }

        mutating func decide(at now: Tick, released: [Int], console: Console) throws(Doubt) -> Decision {
            doubts -= 1
            guard now < 500 || doubts < 0 else { throw Doubt(time: now) }
            let begin = released.map { patch in
                let plan = RolloutPlan(patches: [patch], rings: [.init(name: "all", size: .rest)])
                return ReasonedAction(.begin(plan), because: "out")
            }
            return Decision(begin, wake: now + 1000)
        }
    }

    @Test("A policy that fails leaves the simulation in the state before its decision, and itself as it was")
    func failure() throws {
        let second = W.patch("second", to: 2) { $0.released = 500 }
        let scenario = W.scenario([W.group(5)], [W.patch(), second], horizon: 2000)
        var run = Simulation(try World(scenario), policy: Hesitant(), seed: 1, replication: 0)
        #expect(run.policy.briefed == [run.world.briefing])
        for _ in 0..<3 {
            #expect(throws: Hesitant.Doubt(time: 500)) { try run.run() }
            #expect(run.now == 500 && run.policy.doubts == 1 && run.log.count == 1 && !run.isFinished)
        }
        // Somebody who can decide goes on, and is told of the release.
        var other = run.continued(with: DeclaredPolicy(W.bigBang))
        other.run()
        #expect(other.log.map(\.time) == [0, 500, 500, 500] && other.refusals.isEmpty)
        run.policy.doubts = -1
        try run.run()
        #expect(run.log.map(\.time) == [0, 500] && run.isFinished)
    }
}

extension Simulation {
    /// True in the midst of an instant at which something is still to be decided.
    fileprivate var isDeciding: Bool { nextDecision.map { $0 <= now } ?? false }
}
