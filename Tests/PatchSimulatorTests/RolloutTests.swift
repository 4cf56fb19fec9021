import EventEngine
import PatchModel
import Testing

@testable import PatchSimulator

/// What rollouts do, told by how many devices run the patch hour after hour; see `Courses.spread`.
@Suite("Rollouts")
struct RolloutTests: SmallWorldSuite {
    static func staged(
        _ rings: [Ring],
        _ gate: Gate? = nil,
        stop: StopRule? = nil,
        onStop: OnStop = OnStop(resume: .never)
    ) -> Strategy {
        Strategy(
            name: "staged",
            kind: .staged(StagedRollout(rings: rings, gate: gate)),
            checkEvery: hour,
            stop: stop,
            onStop: onStop
        )
    }

    static func ring(_ size: RingSize, where condition: DevicePredicate = DevicePredicate(), after: Tick = 0) -> Ring {
        Ring(name: "ring", size: size, condition: condition, after: after)
    }

    static let anyFailure = StopRule(failures: Limit(.count(1), isStrict: false), minimum: 1)

    private func spread(
        _ groups: [DeviceGroup],
        _ patches: [Patch] = [W.patch()],
        by strategy: Strategy,
        patch: Int = 0,
        letters: Int,
        every span: Tick = hour
    ) throws -> String {
        let scenario = W.scenario(groups, patches, horizon: span * Tick(letters))
        return Courses.spread(try W.simulation(scenario, strategy), patch: patch, every: span, letters: letters)
    }

    private func finished(
        _ groups: [DeviceGroup],
        _ patches: [Patch] = [W.patch()],
        by strategy: Strategy,
        hours: Int = 100,
        recording device: Int? = nil
    ) throws -> Simulation<DeclaredPolicy> {
        let scenario = W.scenario(groups, patches, horizon: Self.hour * Tick(hours))
        var simulation = try W.simulation(scenario, strategy, recording: device)
        simulation.run()
        return simulation
    }

    // MARK: Rings and gates

    @Test("Each ring waits for the soak of the one before")
    func soak() throws {
        let strategy = Self.staged(
            [Self.ring(.count(2)), Self.ring(.count(5)), Self.ring(.rest)],
            Gate(soak: 3 * Self.hour, success: 0.9, minimum: 1)
        )
        #expect(try spread([W.group(20)], by: strategy, letters: 9) == "222777kkk")
    }

    @Test("Without a gate rings open by their dates alone")
    func dates() throws {
        let strategy = Self.staged([
            Self.ring(.count(1)), Self.ring(.count(3), after: 2 * Self.hour), Self.ring(.rest, after: 5 * Self.hour),
        ])
        #expect(try spread([W.group(10)], by: strategy, letters: 7) == "11444aa")
    }

    @Test("A ring smaller than the minimum must report whole, and needs no more")
    func smallRing() throws {
        let late = W.group(1, name: "late", connectivity: W.recorded([(4 * Self.hour + 60, 90 * Self.hour)]))
        let first = Self.ring(.rest, where: DevicePredicate(group: "late"))
        let strategy = Self.staged([first, Self.ring(.rest)], Gate(soak: Self.hour, success: 0.9, minimum: 20))
        #expect(try spread([late, W.group(9)], by: strategy, letters: 8) == "00000aaa")
    }

    @Test("An empty ring passes at the next look, and so do all that follow it")
    func emptyRing() throws {
        let nobody = Self.ring(.share(0.5), where: DevicePredicate(tag: "nobody has it"))
        let strategy = Self.staged(
            [nobody, nobody, Self.ring(.count(3)), Self.ring(.rest)],
            Gate(soak: 2 * Self.hour, success: 1, minimum: 1)
        )
        #expect(try spread([W.group(10)], by: strategy, letters: 6) == "033aaa")
    }

    @Test(
        "A share of successes that just reaches the limit passes the gate, one below does not",
        arguments: [0.8, 0.81]
    )
    func successLimit(limit: Double) throws {
        // One device of five has it wrong.
        let bad = W.group(1, name: "bad")
        let patch = W.patch("p") { $0.regressions = [W.defect(where: DevicePredicate(group: "bad"), telemetry: 0)] }
        let first = Self.ring(.rest, where: DevicePredicate(tag: "first"))
        var groups = [W.group(4), bad, W.group(5, name: "others")]
        groups[0].tags = ["first"]
        groups[1].tags = ["first"]
        let strategy = Self.staged([first, Self.ring(.rest)], Gate(soak: Self.hour, success: limit, minimum: 5))
        #expect(try spread(groups, [patch], by: strategy, letters: 4) == (limit == 0.8 ? "5aaa" : "5555"))
    }

    @Test("Of reporting, of offered and of all are three different bases")
    func denominators() throws {
        // Of ten devices five are on and install; two download for ever; three are never there.
        var slow = W.group(2, name: "slow")
        slow.bandwidth = 1e-3
        let groups = [W.group(5), slow, W.group(3, name: "absent", connectivity: .trace([[]]))]
        let big = W.patch("p") { $0.size = 1000 }
        for (base, limit, passes) in [
            (Denominator.reporting, 1.0, true), (.offered, 5.0 / 7, true), (.offered, 0.72, false), (.all, 0.5, true),
            (.all, 0.51, false),
        ] {
            let gate = Gate(soak: Self.hour, success: limit, of: base, minimum: 5)
            let strategy = Self.staged([Self.ring(.rest), Self.ring(.rest)], gate)
            let rings = try finished(groups, [big], by: strategy).console.rollouts[0].rings
            #expect([rings[0].targets, rings[0].offered, rings[0].reporting, rings[0].succeeded] == [10, 7, 5, 5])
            #expect((rings[1].opened != nil) == passes, "\(base) \(limit)")
        }
    }

    @Test("Attempts are counted when they are reported, every try of a device for itself")
    func attempts() throws {
        // Four devices are on all the time and try at 0, 1 h and 3 h. One goes off while it installs, and is back at 2 h.
        let absent = W.group(
            1,
            name: "absent",
            connectivity: .trace([[Session(start: 0, end: 10), Session(start: 7200, end: 9000)]])
        )
        let patch = W.patch(duration: W.constant(60), failureChance: 1, attempts: 3, backoff: Self.hour)
        let scenario = W.scenario([W.group(4), absent], [patch], horizon: 10 * Self.hour)
        var simulation = try W.simulation(scenario, W.bigBang)
        var counts: [[Int]] = []
        for hour: Tick in [1, 2, 3, 4] {
            simulation.advance(to: hour * Self.hour - 1)
            let total = simulation.console.rollouts[0].total
            counts.append([total.attempts, total.failedAttempts])
        }
        #expect(counts == [[4, 4], [8, 8], [10, 10], [14, 14]])
    }

    @Test(
        "A device that is kept on for an installation reports its outcome before it goes off",
        arguments: [true, false]
    )
    func keptOn(isKept: Bool) throws {
        // It is on for ten seconds, and again after two hours. The second try, undone within a minute, is kept on, too.
        let trace = Connectivity.trace([[Session(start: 0, end: 10), Session(start: 7200, end: 7210)]])
        var patch = W.patch(duration: W.constant(60), failureChance: 1, attempts: 2, revert: W.constant(60))
        patch.installation.finishesBeforeShutdown = isKept
        let scenario = W.scenario([W.group(1, connectivity: trace)], [patch], horizon: 10 * Self.hour)
        var simulation = try W.simulation(scenario, W.bigBang)
        var counts: [Int] = []
        for time: Tick in [119, 120, 7199, 7200, 7319, 7320] {
            simulation.advance(to: time)
            counts.append(simulation.console.rollouts[0].total.failedAttempts)
        }
        #expect(counts == (isKept ? [0, 1, 1, 1, 1, 2] : [0, 0, 0, 1, 1, 1]))
        #expect(simulation.console.rollouts[0].total.failed == (isKept ? 1 : 0))
    }

    @Test("A share of attempts stops the rollout, and the log says so")
    func stopByAttempts() throws {
        var strategy = W.bigBang
        strategy.stop = StopRule(failures: Limit(.share(0.1), isStrict: true), of: .attempts, minimum: 5)
        strategy.onStop = OnStop(resume: .never)
        let simulation = try finished([W.group(5)], [W.patch(failureChance: 1, backoff: 1800)], by: strategy)
        #expect(simulation.log.last?.reason == "10 of 10 attempts failed")
        #expect(simulation.ledger.rollouts.firstStop == Self.hour)
        #expect(try finished([W.group(5)], [W.patch(failureChance: 0)], by: strategy).ledger.rollouts.stops == 0)
    }

    @Test("A gate that failures hold stays shut, whatever the successes", arguments: [0.0, 1.0])
    func heldGate(failure: Double) throws {
        let hold = StopRule(failures: Limit(.share(0.05), isStrict: true), of: .attempts, minimum: 0)
        let gate = Gate(soak: 0, success: 0, of: .all, minimum: 0, hold: hold)
        let strategy = Self.staged([Self.ring(.share(0.5)), Self.ring(.rest)], gate)
        let rings = try finished([W.group(10)], [W.patch(failureChance: failure)], by: strategy).console.rollouts[0]
            .rings
        #expect((rings[1].opened != nil) == (failure == 0))
    }

    @Test("Ring sizes are exact, and rounded up")
    func ringSizes() throws {
        let strategy = Self.staged([
            Self.ring(.share(0.01)), Self.ring(.share(0.1)), Self.ring(.count(7)), Self.ring(.rest),
        ])
        for (count, expected) in [
            (1, [1, 0, 0, 0]), (30, [1, 3, 7, 19]), (101, [2, 11, 7, 81]), (1000, [10, 100, 7, 883]),
        ] {
            let simulation = try finished([W.group(count)], by: strategy, hours: 1)
            #expect(simulation.console.rollouts[0].rings.map(\.targets) == expected)
        }
    }

    @Test("A share is a share of who matches the ring's condition, and counts only devices that the patch concerns")
    func shareOfMatching() throws {
        var pilots = W.group(10)
        pilots.tags = ["pilot"]
        var others = W.group(50, name: "others")
        others.image = 1
        let first = Self.ring(.share(0.5), where: DevicePredicate(tag: "pilot"))
        var scenario = W.scenario(
            [pilots, others, W.group(20, name: "rest")],
            [W.patch()],
            horizon: Self.hour
        )
        scenario.software.images.append(Image(name: "without app", installed: [1: 0]))
        var simulation = try W.simulation(scenario, Self.staged([first, Self.ring(.rest)]))
        simulation.run()
        #expect(simulation.console.rollouts[0].rings.map(\.targets) == [5, 25])
    }

    @Test(
        "Under a stable assignment the same devices go first each time, under another one others",
        arguments: [true, false]
    )
    func assignment(isStable: Bool) throws {
        var strategy = Self.staged([Self.ring(.count(20)), Self.ring(.rest, after: 50 * Self.hour)])
        strategy.assignment = isStable ? .stable : .perRelease
        let second = W.patch("second", to: 2) { $0.released = Self.hour }
        let scenario = W.scenario([W.group(100)], [W.patch(), second], horizon: 3 * Self.hour)
        var simulation = try W.simulation(scenario, strategy)
        simulation.advance(to: 0)
        let first = Set((0..<100).filter { simulation.runs(patch: 0, on: $0) })
        simulation.advance(to: 2 * Self.hour)
        let later = Set((0..<100).filter { simulation.version(of: 0, on: $0) == 2 })
        #expect(later.count == 20)
        // Twenty of a hundred at random meet twenty of a hundred in four on average.
        let both = first.intersection(later).count
        #expect(isStable ? both == 20 : both < 12)
    }

    // MARK: The four switches

    /// Half of an always-on fleet is hit at once and says so; the other half comes later.
    private func stopped(_ switches: OnStop, late: Connectivity? = nil, duration: Tick = 0) throws -> Simulation<
        DeclaredPolicy
    > {
        let late = late ?? W.recorded([(5 * Self.hour, 90 * Self.hour)])
        let groups = [W.group(4, name: "early"), W.group(6, name: "late", connectivity: late)]
        let patch = W.patch("p") {
            $0.regressions = [W.defect(where: DevicePredicate(group: "early"), telemetry: 60)]
            $0.installation.duration = W.constant(Double(duration))
            $0.rollback = Rollback(duration: W.constant(600))
        }
        var strategy = W.bigBang
        strategy.checkEvery = Self.hour
        strategy.stop = Self.anyFailure
        strategy.onStop = switches
        return try finished(groups, [patch], by: strategy, recording: 4)
    }

    private func switches(
        offers: Bool = false,
        queued: Bool = false,
        flight: Bool = false,
        back: Bool = false
    ) -> OnStop {
        OnStop(stopsOffers: offers, cancelsQueued: queued, interruptsInFlight: flight, rollsBack: back, resume: .never)
    }

    @Test("A stop of offers alone leaves what is there, and gives it to nobody else")
    func stopOffers() throws {
        let ledger = try stopped(switches(offers: true)).ledger
        #expect(
            ledger.patching.patchedPairs == 4 && ledger.installation.rollbacks == 0
                && ledger.rollouts.firstStop == Self.hour
        )
        #expect(ledger.patching.neverPatched == [.notOffered: 6])
    }

    @Test("A stop with no switch thrown changes nothing but the record")
    func stopNothing() throws {
        let ledger = try stopped(switches()).ledger
        #expect(ledger.rollouts.stops == 1 && ledger.patching.patchedPairs == 10)
    }

    @Test("A stop that rolls back while offers go on gives the patch to no device from which it was taken")
    func rollBackOnly() throws {
        let ledger = try stopped(switches(back: true)).ledger
        // The six that come later install it, report, and are told to take it back.
        #expect(
            ledger.installation.rollbacks == 10 && ledger.installation.installations == 10
                && ledger.patching.patchedPairs == 0
        )
        #expect(ledger.patching.neverPatched == [.takenBack: 10])
    }

    @Test("Updated devices are rolled back at their next contact, which for some is late")
    func rollBackLate() throws {
        let early = W.recorded([(0, 600), (20 * Self.hour, 21 * Self.hour)])
        let simulation = try stopped(switches(offers: true, queued: true, back: true), late: early)
        #expect(simulation.ledger.installation.rollbacks == 10)
        #expect(simulation.ledger.installation.lastRevert == 20 * Self.hour + 600)
    }

    @Test("Installations in flight are broken off where the order arrives, and finished where it does not")
    func inFlight() throws {
        // The early four run it after the first hour; the late six begin shortly after, and half are away at the stop.
        let patch = W.patch("p") {
            $0.regressions = [W.defect(where: DevicePredicate(group: "early"), telemetry: 60)]
            $0.installation.duration = W.constant(3 * 3600)
        }
        let begin = 2 * Self.hour
        let groups = [
            W.group(1, name: "early"),
            W.group(2, name: "there", connectivity: W.recorded([(begin, 90 * Self.hour)])),
            W.group(
                3,
                name: "gone",
                connectivity: W.recorded([(begin, begin + 600), (50 * Self.hour, 60 * Self.hour)])
            ),
        ]
        var strategy = W.bigBang
        strategy.checkEvery = Self.hour
        strategy.stop = Self.anyFailure
        for interrupts in [true, false] {
            strategy.onStop = switches(offers: true, queued: true, flight: interrupts)
            let ledger = try finished(groups, [patch], by: strategy).ledger
            #expect(ledger.rollouts.firstStop == 4 * Self.hour)
            #expect(ledger.patching.patchedPairs == (interrupts ? 4 : 6))
        }
    }

    @Test("A download under way is given up when the queue is cancelled, and finished when it is kept")
    func queuedDownloads() throws {
        var slow = W.group(5, name: "slow")
        slow.bandwidth = 1
        let patch = W.patch("p") {
            $0.size = 10 * 3600
            $0.regressions = [W.defect(where: DevicePredicate(group: "fast"), telemetry: 60)]
        }
        var strategy = W.bigBang
        strategy.checkEvery = Self.hour
        strategy.stop = Self.anyFailure
        for cancels in [true, false] {
            strategy.onStop = switches(offers: true, queued: cancels)
            let ledger = try finished([W.group(1, name: "fast"), slow], [patch], by: strategy).ledger
            #expect(
                ledger.patching.patchedPairs == (cancels ? 1 : 6)
                    && ledger.rollouts.cancelledOffers == (cancels ? 5 : 0)
            )
        }
    }

    // MARK: Limits of stops

    @Test("A stop asks for more than a strict limit, and for no less than another one")
    func stopLimits() throws {
        // Exactly one of ten fails.
        let groups = [W.group(1, name: "bad"), W.group(9)]
        let patch = W.patch("p") { $0.regressions = [W.defect(where: DevicePredicate(group: "bad"), telemetry: 60)] }
        for (limit, stops) in [
            (Limit(.share(0.1), isStrict: true), 0), (Limit(.share(0.1), isStrict: false), 1),
            (Limit(.share(0.09), isStrict: true), 1), (Limit(.count(1), isStrict: true), 0),
            (Limit(.count(1), isStrict: false), 1),
        ] {
            var strategy = W.bigBang
            strategy.stop = StopRule(failures: limit, minimum: 10)
            strategy.onStop = switches(offers: true)
            #expect(try finished(groups, [patch], by: strategy).ledger.rollouts.stops == stops, "\(limit)")
        }
    }

    @Test("A stop for a patch without a defect counts as a false one")
    func falseStop() throws {
        var strategy = W.bigBang
        strategy.stop = Self.anyFailure
        strategy.onStop = switches(offers: true)
        let ledger = try finished([W.group(50, backgroundFailuresPerDay: 1)], by: strategy).ledger
        #expect(
            ledger.rollouts.stops == 1 && ledger.rollouts.falseStops == 1 && ledger.labour.tickets > 0
                && ledger.defects.blastRadius == 0
        )
    }
}
