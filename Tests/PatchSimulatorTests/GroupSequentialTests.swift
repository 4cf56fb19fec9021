import EventEngine
import PatchModel
import Testing

@testable import PatchSimulator

/// A canary that is looked at as planned, with the level spent over the looks.
@Suite("Group-sequential canaries")
struct GroupSequentialTests: SmallWorldSuite {
    private func canary(
        _ size: RingSize = .count(300),
        looks: Int = 4,
        soak: Tick = 4 * Self.day,
        extend: Tick? = nil,
        control: SequentialTest.Control = .waiting,
        undecided: CanaryRollout.Undecided = .wait
    ) -> CanaryRollout {
        CanaryRollout(
            size: size,
            soak: soak,
            extend: extend,
            undecided: undecided,
            sequential: SequentialTest(method: .groupSequential(looks: looks), control: control)
        )
    }

    private func strategy(_ canary: CanaryRollout) -> Strategy {
        Strategy(name: "canary", kind: .canary(canary), checkEvery: Self.hour, onStop: OnStop(resume: .never))
    }

    private func run(_ scenario: Scenario, _ canary: CanaryRollout, _ replication: Int = 0) throws
        -> Simulation<DeclaredPolicy>
    {
        var run = Simulation(
            try World(scenario),
            policy: DeclaredPolicy(strategy(canary)),
            seed: 5,
            replication: replication
        )
        run.run()
        return run
    }

    private static func defect(after wait: Tick) -> Regression {
        Regression(
            name: "slow",
            chance: 1,
            share: 1,
            onset: .after(W.constant(Double(wait))),
            effect: .degraded(component: 0, share: 1),
            telemetry: .init(probability: 1, delay: W.constant(60)),
            helpDesk: .init(probability: 0, delay: W.constant(0))
        )
    }

    @Test("A good patch is looked at once a day, and passes at the last of four looks")
    func passes() throws {
        let scenario = W.scenario([W.group(10_000)], [W.patch()], horizon: 10 * Self.day)
        let run = try run(scenario, canary())
        #expect(run.log.map(\.action.verb) == [.begin, .open, .open])
        #expect(run.log.last?.time == 4 * Self.day)
        #expect(run.notes.map(\.note.kind) == [.judged, .judged, .judged])
        #expect(run.notes.map(\.time) == [Self.day, 2 * Self.day, 3 * Self.day])
        #expect(
            run.notes[1].note.reason
                == "look 2 of 4, p = 100 % (fails at 0.55 %): of those heard of, 0 of 300 canaries and 0 of 9700 control devices are in trouble"
        )
    }

    @Test("What begins between two looks is found at the second of them")
    func waitsForTheLook() throws {
        for (onset, look) in [(Self.hour, 1), (25 * Self.hour, 2), (49 * Self.hour, 3)] {
            let scenario = W.scenario(
                [W.group(10_000)],
                [W.patch(regressions: [Self.defect(after: onset)])],
                horizon: 10 * Self.day
            )
            for control in SequentialTest.Control.allCases {
                let run = try run(scenario, canary(control: control))
                #expect(run.log.map(\.action.verb) == [.begin, .open, .stop])
                #expect(run.log.last?.time == Tick(look) * Self.day)
                #expect(run.log.last?.reason.hasPrefix("failed, look \(look) of 4, p = ") ?? false)
            }
        }
    }

    @Test("Two hundred canaries cannot show that a patch is harmless: the last look is inconclusive")
    func inconclusive() throws {
        let scenario = W.scenario([W.group(10_000)], [W.patch()], horizon: 10 * Self.day)
        let waits = try run(scenario, canary(.count(200)))
        #expect(waits.log.map(\.action.verb) == [.begin, .open])
        #expect(waits.notes.map(\.note.kind) == [.judged, .judged, .judged, .paused])
        #expect(waits.notes.last?.time == 4 * Self.day)
        let stops = try run(scenario, canary(.count(200), undecided: .stop))
        #expect(stops.log.map(\.action.verb) == [.begin, .open, .stop])
    }

    /// What a look at given counts comes to: by number of canaries in trouble, 300 against 300.
    private func answers(at look: Int, of canary: CanaryRollout, upTo most: Int) -> [[Action.Verb]] {
        (0...most).map { count in
            var treated = RingStatus(name: "canary", targets: 300, opened: 0)
            (treated.reporting, treated.troubled, treated.unhealthy) = (300, count, count)
            var control = RingStatus(name: "control", targets: 300, isControl: true)
            control.seen = 300
            let rings = [treated, control, RingStatus(name: "rest", targets: 9400)]
            let status = RolloutStatus(patches: [0], began: 0, rings: rings)
            var course = RolloutCourse(rollout: 0, status: status, notes: [])
            let now = canary.soak * Tick(look) / 4
            guard let test = canary.sequential else { return [] }
            return course.compare(at: now, canary, test, strategy(canary), status).map(\.action.verb)
        }
    }

    @Test("Of 300 against 300 a look fails at 14, 8, 6 and 5 canaries in trouble, the first at its level or below")
    func exactBounds() {
        // k of 300 against none: C(300, k) / C(600, k), which is 0.124 for 3, 0.0619 for 4, 0.0307 for 5, 0.0152 for 6, 0.00754 for
        // 7, 0.00373 for 8; the levels are 0.0000886, 0.00554, 0.0219 and 0.0427.
        let canary = canary(control: .equal)
        let fewest = (1...4).map { look in
            answers(at: look, of: canary, upTo: 20).firstIndex { $0 == [.stop] }
        }
        #expect(fewest == [14, 8, 6, 5])
    }

    @Test("Planned looks have the levels of the recursive integration, and are even")
    func plan() {
        let plan = PlannedLooks(4, over: 10 * Self.hour, level: 0.05)
        let levels = [8.857543832140377e-05, 0.005543533587523571, 0.021896336053305317, 0.04270013034525529]
        #expect(zip(plan.levels, levels).allSatisfy { abs($0 / $1 - 1) < 1e-5 })
        #expect((1...4).map(plan.date) == [9000, 18_000, 27_000, 36_000])
        #expect([0, 8999, 9000, 35_999, 36_000, 90_000].map(plan.newest) == [0, 0, 1, 3, 4, 4])
        #expect(PlannedLooks(1, over: 0, level: 0.05).newest(after: 0) == 1)
        #expect(abs(PlannedLooks(1, over: 0, level: 0.05).levels[0] - 0.05) < 1e-9)
    }

    @Test(
        "If the patch adds nothing the looks together fail no more often than the level says",
        arguments: [300, 9700]
    )
    func level(waiting: Int) {
        // 4,000 courses of five looks, between which about six devices of 1,000 meet their first trouble.
        let random = KeyedRandom(seed: 11, replication: 0)
        let levels = PlannedLooks(5, over: 5, level: 0.05).levels
        let count = 4000
        var failures = 0
        for course in 0..<count {
            var draw = random.draw(.ringRank, course)
            var counts = (canary: 0, waiting: 0)
            var hasFailed = false
            for look in 0..<5 {
                counts.canary += binomial(300 - counts.canary, 0.006, &draw)
                counts.waiting += binomial(waiting - counts.waiting, 0.006, &draw)
                let value = FisherExactTest.pValue(
                    treatedUnhealthy: counts.canary,
                    treated: 300,
                    controlUnhealthy: counts.waiting,
                    control: waiting
                )
                if value <= levels[look] { hasFailed = true }
            }
            if hasFailed { failures += 1 }
        }
        let share = Double(failures) / Double(count)
        // Two standard errors above, as the exact test only errs to the safe side.
        #expect(share > 0 && share <= 0.05 + 2 * (0.05 * 0.95 / Double(count)).squareRoot())
    }

    /// A draw of the binomial law: by the gaps between successes, which are geometric.
    private func binomial(_ trials: Int, _ chance: Double, _ draw: inout KeyedDraw) -> Int {
        var (count, place) = (0, 0.0)
        let scale = naturalLogarithm(1 - chance)
        while true {
            place += 1 + (naturalLogarithm(1 - draw.uniform()) / scale).rounded(.down)
            guard place <= Double(trials) else { return count }
            count += 1
        }
    }

    @Test("Whoever takes over between two looks looks at the same times, and decides the same")
    func takeOver() throws {
        let scenario = W.scenario(
            [W.group(1000, backgroundFailuresPerDay: 0.01)],
            [W.patch(regressions: [Self.defect(after: 60 * Self.hour)])],
            horizon: 10 * Self.day
        )
        let whole = try run(scenario, canary(.count(60)))
        #expect(whole.log.last?.time == 3 * Self.day)
        for hours in [0, 24, 30, 47, 48, 71] {
            var first = Simulation(
                try World(scenario),
                policy: DeclaredPolicy(strategy(canary(.count(60)))),
                seed: 5,
                replication: 0
            )
            first.advance(to: Tick(hours) * Self.hour)
            var second = first.continued(with: DeclaredPolicy(strategy(canary(.count(60)))))
            second.run()
            #expect(second.log == whole.log)
            #expect(second.notes == whole.notes)
        }
    }

    @Test("However a run is driven, the same is decided for the same reasons")
    func drivers() throws {
        let group = W.group(
            300,
            checkIn: CheckIn(mode: .poll(every: 4 * Self.hour, jitter: 0)),
            backgroundFailuresPerDay: 0.02
        )
        let scenario = W.scenario([group], [W.patch(duration: W.constant(600))], horizon: 9 * Self.day)
        let canary = canary(.count(40), extend: Self.day, undecided: .continue)
        for number in 0..<3 {
            let swept = try run(scenario, canary, number)
            var stepped = Simulation(
                try World(scenario),
                policy: DeclaredPolicy(strategy(canary)),
                seed: 5,
                replication: number
            )
            while !stepped.isFinished { stepped.step() }
            #expect(swept.log == stepped.log)
            #expect(swept.notes == stepped.notes)
        }
    }
}
