import EventEngine
import Experiments
import PatchModel
import PatchSimulator
import Testing

@testable import Reports

@Suite("Gates over all runs")
struct GateCountsTests {
    private static let hour: Tick = 3600
    private static let plan = RolloutPlan(
        patches: [0],
        rings: [
            .init(name: "pilot", size: .share(0.1)), .init(name: "control", size: .share(0.1), isControl: true),
            .init(name: "rest", size: .rest),
        ]
    )

    /// A run with a rollout that begins at each of these times; its last ring opens so long after, or never.
    private static func run(_ rollouts: [(begun: Tick, wait: Tick?)]) -> RunResult {
        let decisions = rollouts.enumerated().flatMap { place, rollout -> [LoggedAction] in
            let at = { (time: Tick, action: Action) in LoggedAction(time: time, action: action, reason: "") }
            return [
                at(rollout.begun, .begin(plan)), at(rollout.begun, .open(rollout: place, ring: 0)),
            ] + (rollout.wait.map { [at(rollout.begun + $0, .open(rollout: place, ring: 2))] } ?? [])
        }
        return RunResult(ledger: Ledger(), decisions: decisions)
    }

    private static var canary: StudiedPolicy {
        let kind = Strategy.Kind.canary(CanaryRollout(size: .share(0.1), soak: 48 * hour))
        return StudiedPolicy(Strategy(name: "canary", kind: kind, checkEvery: hour))
    }

    @Test(
        "A ring is on time up to the looks at the console that it takes, then late, or never opens; control groups do not count"
    )
    func counts() throws {
        let runs = [
            Self.run([(0, 48 * Self.hour), (10 * Self.hour, 50 * Self.hour)]),
            Self.run([(0, 51 * Self.hour), (0, nil)]), Self.run([(5 * Self.hour, 48 * Self.hour)]),
        ]
        let gates = GateCounts(Self.canary, runs, horizon: 30 * 86_400).gates
        #expect(gates.map(\.ring) == ["rest"])
        let gate = try #require(gates.first)
        #expect(gate.planned == 48 * Self.hour && gate.onTime == 3 && gate.late == 1 && gate.never == 1)
        #expect(gate.typical == 50 * Self.hour)
    }

    @Test("A ring that would open after the end of the simulated time counts for nothing")
    func horizon() {
        let runs = [Self.run([(0, 48 * Self.hour), (20 * Self.hour, nil)])]
        let gates = GateCounts(Self.canary, runs, horizon: 60 * Self.hour).gates
        #expect(gates.map { $0.opened + $0.never } == [1])
        #expect(GateCounts(Self.canary, [Self.run([(20 * Self.hour, nil)])], horizon: 60 * Self.hour).gates.isEmpty)
    }

    @Test("Rings of a staged rollout are planned for their date or the end of the soak before, whichever is later")
    func staged() {
        let rings = [
            Ring(name: "one", size: .share(0.1)), Ring(name: "two", size: .share(0.5)),
            Ring(name: "three", size: .rest, after: 100 * Self.hour),
        ]
        let kind = Strategy.Kind.staged(StagedRollout(rings: rings, gate: Gate(soak: 24 * Self.hour, success: 0.9)))
        let plan = RolloutPlan(patches: [0], rings: rings.map { .init(name: $0.name, size: $0.size) })
        let decisions = [LoggedAction(time: 0, action: .begin(plan), reason: "")]
        let policy = StudiedPolicy(Strategy(name: "staged", kind: kind))
        let gates = GateCounts(policy, [RunResult(ledger: Ledger(), decisions: decisions)], horizon: 30 * 86_400).gates
        #expect(gates.map(\.planned) == [24 * Self.hour, 100 * Self.hour])
        #expect(gates.map(\.never) == [1, 1] && gates.map(\.typical) == [nil, nil])
    }

    @Test("Without a declared strategy nothing is planned, and a single ring has no gate")
    func undeclared() {
        let gates = GateCounts(StudiedPolicy(name: "own"), [Self.run([(0, 48 * Self.hour)])], horizon: 30 * 86_400)
            .gates
        #expect(gates.map(\.planned) == [nil] && gates.map(\.onTime) == [nil] && gates.map(\.opened) == [1])
        let one = RolloutPlan(patches: [0], rings: [.init(name: "everyone", size: .rest)])
        let run = RunResult(
            ledger: Ledger(),
            decisions: [LoggedAction(time: 0, action: .begin(one), reason: "")]
        )
        #expect(GateCounts(StudiedPolicy(name: "own"), [run], horizon: 86_400).gates.isEmpty)
    }
}
