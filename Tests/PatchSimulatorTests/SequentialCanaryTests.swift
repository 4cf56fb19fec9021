import EventEngine
import PatchModel
import Testing

@testable import PatchSimulator

/// A canary that is watched at every look, with its three outcomes.
@Suite("Sequential canaries")
struct SequentialCanaryTests: SmallWorldSuite {
    private func strategy(
        _ size: RingSize,
        soak: Tick,
        extend: Tick? = nil,
        control: SequentialTest.Control = .waiting,
        undecided: CanaryRollout.Undecided = .wait
    ) -> Strategy {
        Strategy(
            name: "canary",
            kind: .canary(
                CanaryRollout(
                    size: size,
                    soak: soak,
                    extend: extend,
                    undecided: undecided,
                    sequential: SequentialTest(control: control)
                )
            ),
            checkEvery: Self.hour,
            onStop: OnStop(resume: .never)
        )
    }

    private func run(_ scenario: Scenario, _ strategy: Strategy, _ replication: Int = 0) throws
        -> Simulation<DeclaredPolicy>
    {
        var run = Simulation(
            try World(scenario),
            policy: DeclaredPolicy(strategy),
            seed: 5,
            replication: replication
        )
        run.run()
        return run
    }

    private static func defect(_ share: Double) -> Regression {
        Regression(
            name: "slow",
            chance: 1,
            share: share,
            effect: .degraded(component: 0, share: 1),
            telemetry: .init(probability: 1, delay: W.constant(60)),
            helpDesk: .init(probability: 0, delay: W.constant(0))
        )
    }

    @Test("Three hundred canaries without trouble pass when the soak is over: 0.99 % is below 1 %")
    func passes() throws {
        let scenario = W.scenario([W.group(10_000)], [W.patch()], horizon: 10 * Self.day)
        let run = try run(scenario, strategy(.count(300), soak: Self.day, extend: 6 * Self.day))
        #expect(run.log.map(\.action.verb) == [.begin, .open, .open])
        #expect(run.log.last?.time == Self.day)
        #expect(run.ledger.patching.patchedPairs == 10_000)
    }

    @Test("Two hundred canaries cannot show it: they wait for the end, and then for a person")
    func inconclusive() throws {
        let scenario = W.scenario([W.group(10_000)], [W.patch()], horizon: 10 * Self.day)
        let run = try run(scenario, strategy(.count(200), soak: Self.day, extend: 6 * Self.day))
        #expect(run.log.map(\.action.verb) == [.begin, .open])
        #expect(run.notes.map(\.note.kind) == [.judged, .extended, .paused])
        #expect(run.notes.map(\.time) == [Self.day, Self.day, 7 * Self.day])
    }

    @Test("Where hardly anything is tolerated no number of canaries is enough, and none is too great to count")
    func hardlyTolerated() {
        for (tolerated, confidence) in [(1e-17, 0.95), (1e-300, 0.95), (1e-17, 1e-17), (0.01, 1 - 1e-16)] {
            var test = SequentialTest()
            test.tolerated = tolerated
            test.confidence = confidence
            #expect(test.fewest >= 0 && test.fewest <= 1_000_000_000_000_000)
        }
        #expect(SequentialTest().fewest == 299)
    }

    @Test("A defect on all canaries is found at the first look, and they are rolled back")
    func fails() throws {
        let scenario = W.scenario(
            [W.group(10_000)],
            [W.patch(regressions: [Self.defect(1)])],
            horizon: 3 * Self.day
        )
        for control in SequentialTest.Control.allCases {
            let run = try run(scenario, strategy(.count(300), soak: Self.day, control: control))
            #expect(run.log.map(\.action.verb) == [.begin, .open, .stop])
            #expect(run.log.last?.time == Self.hour)
        }
    }

    @Test("Failures that no patch causes stop hardly a good patch, though the console looks every hour for two weeks")
    func falseStops() throws {
        let group = W.group(2000, backgroundFailuresPerDay: 0.003)
        let scenario = W.scenario([group], [W.patch()], horizon: 14 * Self.day)
        let count = 60
        let stops = try (0..<count).count { number in
            try run(scenario, strategy(.count(100), soak: 13 * Self.day), number).log.contains {
                $0.action.verb == .stop
            }
        }
        // At most 5 %, and four standard errors.
        #expect(Double(stops) / Double(count) <= 0.05 + 4 * (0.05 * 0.95 / Double(count)).squareRoot())
    }

    @Test("However a run is driven, the same is decided for the same reasons")
    func drivers() throws {
        let group = W.group(
            300,
            checkIn: CheckIn(mode: .poll(every: 4 * Self.hour, jitter: 0)),
            backgroundFailuresPerDay: 0.02
        )
        let scenario = W.scenario(
            [group, W.group(100, name: "others", backgroundFailuresPerDay: 0.05)],
            [W.patch(duration: W.constant(600), regressions: [Self.defect(0.1)])],
            horizon: 6 * Self.day
        )
        let strategy = strategy(.count(40), soak: Self.day, extend: 4 * Self.day, undecided: .continue)
        for number in 0..<5 {
            let swept = try run(scenario, strategy, number)
            var stepped = Simulation(
                try World(scenario),
                policy: DeclaredPolicy(strategy),
                seed: 5,
                replication: number
            )
            while !stepped.isFinished { stepped.step() }
            #expect(swept.log == stepped.log)
            #expect(swept.notes == stepped.notes)
            #expect(swept.console == stepped.console)
        }
    }
}
