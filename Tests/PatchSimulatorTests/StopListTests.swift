import EventEngine
import PatchModel
import Testing

@testable import PatchSimulator

/// Lists of rules that stop a rollout: their order, what they count and of whom, their latency and their switches.
@Suite("Lists of stop rules")
struct StopListTests: SmallWorldSuite {
    private func ring(
        _ targets: Int,
        opened: Tick? = 0,
        seen: Int? = nil,
        failed: Int = 0,
        troubled: Int = 0
    ) -> RingStatus {
        var ring = RingStatus(name: "ring", targets: targets, opened: opened)
        ring.seen = seen ?? targets
        ring.offered = ring.seen
        ring.reporting = ring.seen
        ring.executed = ring.seen
        ring.failed = failed
        ring.troubled = troubled
        ring.unhealthy = failed + troubled
        ring.installed = ring.seen - failed
        ring.succeeded = ring.seen - ring.unhealthy
        return ring
    }

    private func reason(_ rule: StopRule, _ rings: RingStatus...) -> String? {
        RolloutStatus(patches: [0], began: 0, rings: rings).reason(toStopBy: rule)
    }

    private static func rule(
        _ limit: Limit,
        of base: Denominator = .all,
        counts: FailureKinds = StopRule.outcomes,
        scope: StopRule.Scope = .all
    ) -> StopRule {
        StopRule(failures: limit, of: base, minimum: 0, counts: counts, scope: scope)
    }

    private static let over10 = Limit(.share(0.1), isStrict: true)

    @Test("A limit with > must be exceeded, one with >= reached")
    func signs() {
        let reached = Limit(.share(0.1), isStrict: false)
        #expect(reason(Self.rule(Self.over10), ring(100, failed: 10)) == nil)
        #expect(reason(Self.rule(Self.over10), ring(100, failed: 11)) != nil)
        #expect(reason(Self.rule(reached), ring(100, failed: 10)) != nil)
        #expect(reason(Self.rule(reached), ring(100, failed: 9)) == nil)
    }

    @Test("Only what a rule counts is a failure")
    func counts() {
        let mixed = ring(100, failed: 6, troubled: 6)
        #expect(reason(Self.rule(Self.over10), mixed) != nil)
        #expect(reason(Self.rule(Self.over10, counts: [.failed]), mixed) == nil)
        #expect(reason(Self.rule(Self.over10, counts: [.troubled]), mixed) == nil)
        #expect(reason(Self.rule(Self.over10, counts: [.unreachable]), ring(100, seen: 89)) != nil)
        #expect(reason(Self.rule(Self.over10, counts: [.failed]), ring(100, seen: 89)) == nil)
        // Nobody counts twice: a device in trouble that was never seen is one device.
        var silent = ring(100, seen: 90)
        silent.troubled = 10
        silent.unhealthy = 10
        silent.silentTroubled = 10
        #expect(reason(Self.rule(Self.over10, counts: [.troubled, .unreachable]), silent) == nil)
    }

    @Test("Each denominator counts its own devices")
    func denominators() {
        // 100 devices, 40 seen, 20 of them through, 2 failed; another ring of 100 is shut.
        var open = ring(100, seen: 40, failed: 2)
        open.offered = 30
        open.reporting = 25
        open.executed = 20
        let shut = ring(100, opened: nil, seen: 0)
        let bases: [Denominator: Int] = [
            .all: 200, .notified: 100, .connected: 40, .offered: 30, .reporting: 25, .executed: 20,
        ]
        for (base, count) in bases {
            func limit(_ share: Double) -> StopRule { Self.rule(Limit(.share(share), isStrict: false), of: base) }
            #expect(reason(limit(2 / Double(count)), open, shut) != nil, "\(base)")
            #expect(reason(limit(2 / Double(count) + 0.001), open, shut) == nil, "\(base)")
        }
    }

    @Test("With the scope of a ring, two failed in each of two rings of ten are no three in one")
    func scope() {
        let over20 = Limit(.share(0.2), isStrict: true)
        let byRing = Self.rule(over20, scope: .ring)
        #expect(reason(byRing, ring(10, failed: 2), ring(10, failed: 2)) == nil)
        #expect(reason(byRing, ring(10, failed: 1), ring(10, failed: 3)) != nil)
        #expect(reason(Self.rule(over20), ring(10, failed: 1), ring(10, failed: 3)) == nil)
    }

    private func strategy(_ clauses: [StopClause]) -> Strategy {
        Strategy(
            name: "staged",
            kind: .staged(StagedRollout(rings: [Ring(name: "all", size: .rest)], gate: nil)),
            checkEvery: Self.hour,
            stops: clauses,
            onStop: OnStop(resume: .never)
        )
    }

    private func run(_ strategy: Strategy, failing chance: Double = 1) throws -> Simulation<DeclaredPolicy> {
        let patch = W.patch(failureChance: chance, attempts: 1, vendorFix: nil)
        let scenario = W.scenario([W.group(10)], [patch], horizon: 3 * Self.day)
        var run = Simulation(try World(scenario), policy: DeclaredPolicy(strategy), seed: 1, replication: 0)
        run.run()
        return run
    }

    @Test("Of several rules that hold the first one stops the rollout, with its own switches")
    func first() throws {
        let mild = OnStop(cancelsQueued: false, rollsBack: false, resume: .after(Self.day))
        let run = try run(
            strategy([
                StopClause(Self.rule(Limit(.count(99), isStrict: true))),
                StopClause(Self.rule(Self.over10), onStop: mild),
                StopClause(Self.rule(Self.over10)),
            ])
        )
        let stop = try #require(run.log.first { $0.action.verb == .stop })
        #expect(stop.action == .stop(rollout: 0, mild))
        #expect(stop.time == Self.hour)
        // It goes on as that rule says, and not as the strategy does.
        #expect(run.log.first { $0.action.verb == .resume }?.time == Self.hour + Self.day)
    }

    @Test("A stop with a latency takes effect that much later, also between two looks")
    func latency() throws {
        let run = try run(strategy([StopClause(Self.rule(Self.over10), latency: 90 * Self.minute)]))
        #expect(run.notes.map(\.note.kind) == [.stopping])
        #expect(run.notes.map(\.note.rule) == [0])
        #expect(run.log.first { $0.action.verb == .stop }?.time == Self.hour + 90 * Self.minute)
    }

    @Test("A slow stop that is on its way hides no faster one that is due before it")
    func slowAndFast() throws {
        let run = try run(
            strategy([
                StopClause(Self.rule(Self.over10), latency: 9 * Self.hour),
                StopClause(Self.rule(Self.over10), latency: 2 * Self.hour),
                StopClause(Self.rule(Self.over10), latency: 4 * Self.hour),
            ])
        )
        #expect(run.notes.map(\.note.rule) == [0, 1])
        #expect(run.log.first { $0.action.verb == .stop }?.time == 3 * Self.hour)
    }

    @Test("A stop that is on its way is remembered by whoever takes over")
    func takeOver() throws {
        let strategy = strategy([StopClause(Self.rule(Self.over10), latency: 5 * Self.hour)])
        let patch = W.patch(failureChance: 1, attempts: 1)
        let scenario = W.scenario([W.group(10)], [patch], horizon: 3 * Self.day)
        var run = Simulation(try World(scenario), policy: DeclaredPolicy(strategy), seed: 1, replication: 0)
        run.advance(to: 3 * Self.hour)
        var other = run.continued(with: DeclaredPolicy(strategy))
        run.run()
        other.run()
        #expect(run.log == other.log)
        #expect(other.log.last?.time == 6 * Self.hour)
    }

    @Test("A stop and a gate at the same instant: the stop")
    func stopBeforeGate() throws {
        var strategy = strategy([StopClause(Self.rule(Self.over10))])
        let gate = Gate(soak: Self.hour, success: 0, minimum: 0)
        strategy.kind = .staged(
            StagedRollout(rings: [Ring(name: "first", size: .count(5)), Ring(name: "all", size: .rest)], gate: gate)
        )
        #expect(try run(strategy).log.map(\.action.verb) == [.begin, .open, .stop])
        #expect(try run(strategy, failing: 0).log.map(\.action.verb) == [.begin, .open, .open])
    }
}
