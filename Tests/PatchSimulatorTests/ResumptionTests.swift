import EventEngine
import PatchModel
import Testing

@testable import PatchSimulator

/// What comes after a stop, canaries, and more than one rollout at a time.
@Suite("Resumption, canaries and units")
struct ResumptionTests: SmallWorldSuite {
    private func patch(named name: String = "p", answer: Double? = nil, _ regressions: [Regression]) -> Patch {
        W.patch(name) {
            $0.regressions = regressions
            $0.rollback = Rollback(duration: W.constant(600))
            if let answer { $0.vendorFix = VendorFix(after: W.constant(answer * 3600), reports: 1) }
        }
    }

    private func bigBang(_ resume: OnStop.Resumption, rollsBack: Bool = true) -> Strategy {
        var strategy = W.bigBang
        strategy.checkEvery = Self.hour
        strategy.stop = StopRule(failures: Limit(.count(1), isStrict: false), minimum: 1)
        strategy.onStop = OnStop(rollsBack: rollsBack, resume: resume)
        return strategy
    }

    private func simulation(
        _ groups: [DeviceGroup],
        _ patches: [Patch],
        _ strategy: Strategy,
        hours: Int = 100
    ) throws -> Simulation<DeclaredPolicy> {
        try W.simulation(W.scenario(groups, patches, horizon: Self.hour * Tick(hours)), strategy)
    }

    private func spread(_ simulation: Simulation<DeclaredPolicy>, patch: Int = 0, letters: Int) -> String {
        Courses.spread(simulation, patch: patch, every: Self.hour, letters: letters)
    }

    // MARK: Going on

    @Test("Everyone, stop, roll back, wait for the fix, everyone again, and well")
    func withFix() throws {
        var run = try simulation([W.group(8)], [patch(answer: 3, [W.defect(telemetry: 60)])], bigBang(.withFix))
        // The vendor answers three hours after the first report, at 3:01; the policy looks every hour.
        #expect(spread(run, letters: 7) == "8800888")
        run.run()
        #expect(
            run.ledger.rollouts.stops == 1 && run.ledger.installation.rollbacks == 8
                && run.console.rollouts[0].rings[0].succeeded == 8
        )
        #expect(run.console.vendorAnswers == [.fixed])
        #expect(run.conditionCounts[0] == 8)
    }

    @Test("Devices that keep the patch over the stop are upgraded to the fixed revision without a gap in protection")
    func upgrade() throws {
        var run = try simulation(
            [W.group(8)],
            [patch(answer: 3, [W.defect(telemetry: 60)])],
            bigBang(.withFix, rollsBack: false)
        )
        run.run()
        #expect(
            run.ledger.exposure.plain == 0 && run.ledger.installation.rollbacks == 0
                && run.ledger.installation.installations == 16
        )
        #expect(run.conditionCounts[0] == 8)
        #expect(run.ledger.downtime.unplanned == Double(8 * 4 * Self.hour))
    }

    @Test("A vendor's fix reaches those who have the patch, though no rollout was stopped")
    func fixWithoutStop() throws {
        var run = try simulation([W.group(8)], [patch(answer: 3, [W.defect(telemetry: 60)])], W.bigBang)
        run.run()
        #expect(run.ledger.rollouts.stops == 0 && run.ledger.downtime.unplanned == Double(8 * (3 * Self.hour + 60)))
    }

    @Test("When the vendor finds no fault, the same revision goes out again")
    func noFault() throws {
        // Stopped at the first hour; the vendor, asked at that moment, answers three hours later.
        var run = try simulation(
            [W.group(30, backgroundFailuresPerDay: 2)],
            [patch(answer: 3, [])],
            bigBang(.withFix),
            hours: 4
        )
        #expect(spread(run, letters: 5) == "uu00u")
        run.run()
        #expect(run.ledger.rollouts.falseStops == 1 && run.console.vendorAnswers == [.noFault])
        #expect(run.ledger.installation.rollbacks == 30 && run.ledger.patching.patchedPairs == 30)
    }

    @Test("After its pause a rollout goes on with whatever there is, and stops again")
    func afterPause() throws {
        var run = try simulation(
            [W.group(5)],
            [patch([W.defect(telemetry: 60)])],
            bigBang(.after(2 * Self.hour)),
            hours: 8
        )
        #expect(spread(run, letters: 8) == "55055055")
        run.run()
        #expect(run.ledger.rollouts.stops == 3)
    }

    @Test("A resumption while devices are being rolled back lets them finish, and then install again")
    func resumeWhileRollingBack() throws {
        let slow = W.patch("p") {
            $0.regressions = [W.defect(telemetry: 60)]
            $0.rollback = Rollback(duration: W.constant(5 * 3600))
            $0.vendorFix = VendorFix(after: W.constant(2 * 3600))
        }
        var run = try simulation([W.group(5)], [slow], bigBang(.withFix))
        // Stopped at 1:00; resumed at 3:00, when the answer of 2:01 is read; taken back at 6:00 and installed anew.
        run.advance(to: 4 * Self.hour)
        #expect(run.console.rollouts[0].stopped == nil)
        #expect((0..<5).allSatisfy { run.runs(patch: 0, on: $0) })
        run.run()
        #expect(run.ledger.installation.rollbacks == 5 && run.ledger.installation.lastRevert == 6 * Self.hour)
        #expect(run.ledger.patching.patchedPairs == 5 && run.conditionCounts[0] == 5)
    }

    // MARK: Canaries

    private func canary(
        _ size: RingSize = .count(20),
        minimum: Int = 10,
        extend: Tick? = nil,
        undecided: CanaryRollout.Undecided = .wait
    ) -> Strategy {
        Strategy(
            name: "canary",
            kind: .canary(
                CanaryRollout(
                    size: size,
                    soak: 2 * Self.hour,
                    minimum: minimum,
                    extend: extend,
                    undecided: undecided
                )
            ),
            checkEvery: Self.hour,
            onStop: OnStop(resume: .never)
        )
    }

    @Test("A healthy canary lets the others have it after the soak")
    func canaryPasses() throws {
        let run = try simulation([W.group(35)], [patch([])], canary(.count(10), minimum: 5))
        #expect(spread(run, letters: 4) == "aazz")
        var end = run
        end.run()
        #expect(end.console.rollouts[0].rings.map(\.targets) == [10, 10, 15])
        let reason = "passed: of those heard of, 0 of 10 canaries and 0 of 10 control devices are in trouble"
        #expect(end.log.contains { $0.reason == reason })
    }

    @Test("A sick canary is taken back, and nobody else gets the patch")
    func canaryFails() throws {
        let run = try simulation(
            [W.group(35)],
            [patch([W.defect(share: 0.7, telemetry: 60)])],
            canary(.count(10), minimum: 5)
        )
        #expect(spread(run, letters: 5) == "aaa00")
    }

    @Test("Trouble that canaries and control group have alike fails the canary no more often than the level says")
    func canaryWithNoise() throws {
        let scenario = W.scenario([W.group(200, backgroundFailuresPerDay: 4)], [patch([])], horizon: 3 * Self.hour)
        let runs = 300
        var fails = 0
        for run in try W.replications(of: scenario, canary(.count(50)), seed: 4, count: runs) {
            let rings = run.console.rollouts[0].rings
            #expect(rings[0].troubled > 0 && rings[1].troubled > 0)
            #expect((rings[2].opened == 2 * Self.hour) == (run.ledger.rollouts.stops == 0))
            fails += run.ledger.rollouts.stops
        }
        #expect(Double(fails) / Double(runs) < 0.05 + 3 * (0.05 * 0.95 / Double(runs)).squareRoot())
        #expect(fails > 0)
    }

    @Test(
        "A canary that cannot be judged is given more time once, and then what was agreed happens",
        arguments: CanaryRollout.Undecided.allCases
    )
    func canaryUndecided(undecided: CanaryRollout.Undecided) throws {
        // Canaries that are never on report nothing.
        let absent = W.group(30, connectivity: .trace([[]]))
        var run = try simulation([absent], [patch([])], canary(extend: 3 * Self.hour, undecided: undecided), hours: 20)
        run.advance(to: 4 * Self.hour)
        #expect(run.console.rollouts[0].rings[2].opened == nil && run.ledger.rollouts.stops == 0)
        run.run()
        let opened = run.console.rollouts[0].rings[2].opened
        #expect(opened == (undecided == .continue ? 5 * Self.hour : nil))
        #expect(run.ledger.rollouts.firstStop == (undecided == .stop ? 5 * Self.hour : nil))
    }

    @Test("Canaries that report in the extension are judged at its end")
    func canaryExtended() throws {
        let late = W.group(30, connectivity: W.recorded([(3 * Self.hour, 90 * Self.hour)]))
        let run = try simulation([late], [patch([])], canary(.count(10), minimum: 10, extend: 2 * Self.hour))
        #expect(spread(run, letters: 6) == "000auu")
    }

    // MARK: Several patches

    /// `tool` needs `app`; one patch each, and a third for a component of its own.
    private func threeComponents(_ regressionOfApp: Regression, unit: Strategy.Unit) throws -> Simulation<
        DeclaredPolicy
    > {
        let app = patch(named: "app", [regressionOfApp])
        var tool = patch(named: "tool", [])
        tool.updates = [ComponentUpdate(component: 1, to: 1)]
        var other = patch(named: "other", [])
        other.updates = [ComponentUpdate(component: 2, to: 1)]
        var scenario = W.scenario([W.group(6)], [app, tool, other], horizon: 20 * Self.hour)
        scenario.software.components[1].versions = ["1", "2"]
        scenario.software.components.append(Component(name: "other", versions: ["1", "2"]))
        scenario.software.images[0].installed[2] = 0
        var strategy = bigBang(.never)
        strategy.unit = unit
        return try W.simulation(scenario, strategy)
    }

    @Test("As a batch, all patches of a day are stopped and taken back for the fault of one")
    func batch() throws {
        var run = try threeComponents(W.defect(telemetry: 60), unit: .batch)
        run.run()
        #expect(run.console.rollouts.map(\.patches) == [[0, 1, 2]])
        #expect(run.ledger.installation.rollbacks == 18 && run.ledger.patching.patchedPairs == 0)
    }

    @Test("One by one, only the patches are stopped that the component at fault has or needs")
    func unitPatch() throws {
        var own = try threeComponents(W.defect(telemetry: 60), unit: .patch)
        own.run()
        #expect(own.console.rollouts.map { $0.stopped != nil } == [true, false, false])
        // What fails is the tool: the tool's patch is suspected, and that of the app which it needs.
        var dependant = try threeComponents(W.defect(.down(component: 1), telemetry: 60), unit: .patch)
        dependant.run()
        #expect(dependant.console.rollouts.map { $0.stopped != nil } == [true, true, false])
        // Of a dead device nobody knows why: all that it was offered is suspected.
        var dead = try threeComponents(W.defect(.bricked, helpDesk: 60), unit: .patch)
        dead.run()
        #expect(dead.console.rollouts.map { $0.stopped != nil } == [true, true, true])
    }

    @Test("A fault in a component for which no patch is responsible counts against all that the device was offered")
    func unknownFault() throws {
        var run = try threeComponents(W.defect(.down(component: 2), telemetry: 60), unit: .patch)
        run.run()
        #expect(run.console.rollouts.map { $0.stopped != nil } == [false, false, true])
    }

    @Test("Once the newer patch runs, a rollout of the older one that waits for reports can go on")
    func coveredReports() throws {
        let older = patch(named: "older", [])
        let newer = W.patch("newer", to: 2)
        var strategy = RolloutTests.staged(
            [RolloutTests.ring(.count(3)), RolloutTests.ring(.rest)],
            Gate(soak: Self.hour, success: 1, minimum: 3)
        )
        strategy.unit = .patch
        let run = try simulation([W.group(9)], [older, newer], strategy)
        #expect(spread(run, patch: 0, letters: 3) == "399")
        #expect(spread(run, patch: 1, letters: 3) == "399")
        var end = run
        end.run()
        #expect(
            end.console.rollouts.map { $0.total.succeeded } == [9, 9] && end.ledger.installation.installations == 9
        )
    }

    // MARK: What-ifs and calendars

    @Test("From one state two policies go on in their own ways, and the state stays as it was")
    func whatIf() throws {
        var run = try simulation([W.group(6)], [patch([W.defect(telemetry: 60)])], W.bigBang, hours: 10)
        run.advance(to: 2 * Self.hour)
        let before = run.ledger
        let stop = LoggedAction(time: 2 * Self.hour, action: .stop(rollout: 0, OnStop()), reason: "what if")
        var stopped = run.continued(with: Replay([stop]))
        stopped.run()
        var left = run.continued(with: DoNothing())
        left.run()
        #expect(run.ledger == before)
        #expect(stopped.ledger.downtime.unplanned == Double(6 * (2 * Self.hour + 600)))
        #expect(left.ledger.downtime.unplanned == Double(6 * 10 * Self.hour))
        #expect(stopped.log.map(\.reason) == ["released", "everyone at release", "what if"])
    }

    @Test("Office hours keep to the local clock over a daylight-saving shift")
    func daylightSaving() throws {
        // Sunday 29 March 2026, 00:00 UTC; clocks go forward at 01:00 UTC.
        let start: Int64 = 1_774_742_400
        var group = W.group(
            1,
            connectivity: .weekly(WeeklyPattern(days: Set(Weekday.allCases), opens: 8 * 3600, closes: 17 * 3600))
        )
        group.zone = ZoneOffsets(
            name: "Europe/Paris",
            start: start,
            shifts: [.init(from: -86_400, seconds: 3600), .init(from: 3600, seconds: 7200)]
        )
        let scenario = W.scenario([group], [W.patch()], horizon: Tick(2 * W.day))
        let sessions = try W.simulation(scenario).sessions(of: 0)
        // 08:00 in summer is 06:00 UTC, on the day of the shift, too.
        #expect(sessions.map(\.start) == [6 * Self.hour, 30 * Self.hour])
        #expect(sessions.map(\.end) == [15 * Self.hour, 39 * Self.hour])
        group.zone.shifts.removeLast()
        let winter = try W.simulation(W.scenario([group], [W.patch()], horizon: Tick(W.day))).sessions(of: 0)
        #expect(winter.map(\.start) == [7 * Self.hour])
    }
}
