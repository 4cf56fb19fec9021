import EventEngine
import PatchModel
import Testing

@testable import PatchSimulator

/// Small worlds in which one rule of `docs/model.md` decides, each with what follows from the rule.
@Suite("Cases")
struct CaseTests: SmallWorldSuite {
    private func moments(_ simulation: Simulation<DeclaredPolicy>, _ isMeant: (DeviceEvent) -> Bool) -> [Tick] {
        simulation.recordedLife(of: 0).filter { isMeant($0.event) }.map(\.time)
    }

    // MARK: Reports

    @Test(
        "A device's own report travels with the check-in after it is ready, though the device is connected all the time"
    )
    func telemetryAtCheckIn() throws {
        let defect = W.defect(onset: .after(W.constant(3600)), telemetry: 600)
        let group = W.group(1, checkIn: CheckIn(mode: .poll(every: Self.day, jitter: 0)))
        let scenario = W.scenario(
            [group],
            [W.patch(duration: W.constant(60), regressions: [defect])],
            horizon: 5 * Self.day
        )
        for seed in 1...5 as ClosedRange<UInt64> {
            var simulation = try W.simulation(scenario, seed: seed, recording: 0)
            simulation.run()
            let first = try #require(moments(simulation) { $0 == .checkedIn }.first)
            #expect(simulation.ledger.defects.firstEffect == first + 60 + 3600)
            #expect(simulation.ledger.defects.firstReport == first + Self.day)
        }
    }

    @Test("The report of a device that is busy travels with its check-ins, too, as soon as it can be reached")
    func telemetryWhileBusy() throws {
        let defect = W.defect(onset: .after(W.constant(3600)), telemetry: 600)
        let busy = W.patch("second", to: 2) {
            $0.released = 1800
            $0.restart = Restart(kind: .reboot, duration: W.constant(60), wait: W.constant(2 * W.day))
        }
        let scenario = W.scenario(
            [W.group(1, connectivity: W.recorded([(0, 4000), (40_000, 500_000)]))],
            [W.patch(regressions: [defect]), busy],
            horizon: 5 * Self.day
        )
        // It waits for its restart from 1800 s on, two days long, and is off from 4000 to 40,000 s.
        #expect(try W.ledger(scenario).defects.firstReport == 40_000)
    }

    @Test("A dead device that nobody calls about is missed after `noticed-after`, whether it would be on or not")
    func noticeByTheClock() throws {
        let devices = 2000
        let group = W.group(
            devices,
            connectivity: .alternating(on: W.constant(2 * W.hour), off: W.constant(300 * W.hour), awayShare: 0)
        )
        let patch = W.patch("p") {
            $0.installation.duration = W.constant(60)
            $0.installation.brickChance = 1
            $0.installation.attempts = 1
        }
        let shop = RepairShop(
            technicians: nil,
            duration: W.constant(W.hour),
            travel: .zero,
            noticedAfter: W.constant(30 * W.hour)
        )
        let ledger = try W.ledger(W.scenario([group], [patch], horizon: 100 * Self.day, repair: shop))
        #expect(ledger.downtime.unplanned == Double(devices) * 31 * W.hour)
        #expect(ledger.labour.tickets == devices && ledger.labour.technicianVisits == devices)
        #expect(
            ledger.installation.attempts == devices && ledger.installation.failedAttempts == devices
                && ledger.installation.installations == 0
        )
    }

    // MARK: Attempts

    /// `app` and `lib`, each with an update that fails every second time.
    private func twoUpdates(backoff: Tick, length: Double) -> Scenario {
        var scenario = W.scenario([W.group(2000)], [], horizon: 60 * Self.day)
        scenario.software = Software(
            components: [Component(name: "app", versions: ["1", "2"]), Component(name: "lib", versions: ["1", "2"])],
            images: [Image(name: "standard", installed: [0: 0, 1: 0])]
        )
        scenario.vulnerabilities[0].affects = [VersionRange(component: 1, versions: 0..<1)]
        func update(_ name: String, _ component: Int, _ attempts: Int, _ backoff: Tick) -> Patch {
            W.patch(name, updates: component) {
                $0.installation.duration = W.constant(length)
                $0.installation.revert = W.constant(length)
                $0.installation.failureChance = 0.5
                $0.installation.attempts = attempts
                $0.installation.backoff = backoff
            }
        }
        scenario.patches = [update("p", 0, 3, backoff), update("q", 1, 15, 600)]
        return scenario
    }

    @Test("The backoff of one update does not hold up another that failed in the same job")
    func backoffBelongsToTheUpdate() throws {
        // In no time neither update delays the other, so that q has the same wait whatever p's backoff is.
        let ledgers = try [0, 7 * Self.day].map { try W.ledger(twoUpdates(backoff: $0, length: 0)) }
        #expect(ledgers[0].exposure == ledgers[1].exposure)
        // With seconds it waits by some seconds more.
        let ledger = try W.ledger(twoUpdates(backoff: 7 * Self.day, length: 1))
        #expect(ledger.exposure.plain >= ledgers[0].exposure.plain)
        #expect(ledger.exposure.plain - ledgers[0].exposure.plain < 2000 * 60)
        // After k failures 600 × (2ᵏ − 1) s, k ≤ 14 and with probability 2^−(k+1); by the horizon at most.
        let waits = (0...14).map { k in
            (min(600 * (Double(1 << k) - 1), 60 * W.day), Double.power(0.5, k == 14 ? 14 : k + 1))
        }
        let mean = waits.reduce(0) { $0 + $1.0 * $1.1 }
        let error = (waits.reduce(0) { $0 + $1.0 * $1.0 * $1.1 } / 2000).squareRoot()
        #expect(abs(Double(ledger.exposure.plain) / 2000 - mean) < 4 * error + 60)
    }

    @Test("Installations are those that succeeded, attempts all of them")
    func installationsAndAttempts() throws {
        let devices = 2000
        let patch = W.patch(
            duration: W.constant(1),
            failureChance: 0.07,
            attempts: 15,
            backoff: 3600,
            revert: W.constant(1)
        )
        let ledger = try W.ledger(W.scenario([W.group(devices)], [patch], horizon: 300 * Self.day))
        #expect(ledger.installation.installations == devices && ledger.patching.patchedPairs == devices)
        #expect(ledger.installation.attempts == devices + ledger.installation.failedAttempts)
        // Geometric: f/(1−f) failures for each device, with the variance f/(1−f)².
        let error = (0.07 * Double(devices)).squareRoot() / 0.93
        #expect(abs(Double(ledger.installation.failedAttempts) - 0.07 / 0.93 * Double(devices)) < 4 * error)
    }

    /// Stops and goes on at given times, whatever is reported.
    private struct Rounds: Policy {
        var stops: [Tick]
        let pause: Tick
        var isStopped = false
        var resumes: Tick = 0

        mutating func decide(at now: Tick, released: [Int], console: Console) -> Decision {
            if !released.isEmpty {
                let plan = RolloutPlan(patches: released, rings: [.init(name: "all", size: .rest)])
                return Decision(
                    [
                        ReasonedAction(.begin(plan), because: ""),
                        ReasonedAction(.open(rollout: 0, ring: 0), because: ""),
                    ],
                    wake: stops.first
                )
            }
            isStopped.toggle()
            guard isStopped else {
                return Decision([ReasonedAction(.resume(rollout: 0), because: "")], wake: stops.first)
            }
            stops = Array(stops.dropFirst())
            return Decision([ReasonedAction(.stop(rollout: 0, OnStop()), because: "")], wake: now + pause)
        }
    }

    private func rounds(_ patch: Patch, _ group: DeviceGroup, stops: [Tick], horizon: Tick) throws -> Simulation<Rounds>
    {
        Simulation(
            try World(W.scenario([group], [patch], horizon: horizon)),
            policy: Rounds(stops: stops, pause: Self.day),
            seed: 1,
            replication: 0,
            recording: [0]
        )
    }

    @Test("An installation after a rollback is a new draw")
    func luckIsDrawnAnew() throws {
        let patch = W.patch(
            duration: W.constant(60),
            failureChance: 0.3,
            attempts: 1,
            rollback: Rollback(duration: .zero)
        )
        var simulation = try rounds(
            patch,
            W.group(2000),
            stops: [1, 3, 5].map { $0 * Self.day },
            horizon: 8 * Self.day
        )
        var before = (attempts: 0, failures: 0)
        for round in 0..<4 as Range<Tick> {
            simulation.advance(to: (2 * round) * Self.day + Self.hour)
            let ledger = simulation.ledger
            let attempts = ledger.installation.attempts - before.attempts
            let failures = ledger.installation.failedAttempts - before.failures
            before = (ledger.installation.attempts, ledger.installation.failedAttempts)
            // Who fails has no attempt left; the others are rolled back and try again.
            #expect(attempts == 2000 - (before.failures - failures))
            let error = (0.3 * 0.7 * Double(attempts)).squareRoot()
            #expect(abs(Double(failures) - 0.3 * Double(attempts)) < 4 * error, "round \(round)")
        }
    }

    @Test("All that belongs to an installation is drawn anew: how long it takes, its restart, and being taken back")
    func durationsAreDrawnAnew() throws {
        let law = try Distribution.uniform(low: 1000, high: 20_000)
        let patch = W.patch("p") {
            $0.installation.duration = law
            $0.restart = Restart(kind: .reboot, duration: law, wait: law)
            $0.rollback = Rollback(duration: law)
        }
        let stops = (0..<5).map { (1 + 2 * $0) * Self.day }
        var simulation = try rounds(patch, W.group(1), stops: stops, horizon: 10 * Self.day)
        simulation.run()
        let life = simulation.recordedLife(of: 0)
        func spans(_ from: (DeviceEvent) -> Bool, _ to: (DeviceEvent) -> Bool) -> [Tick] {
            let ends = life.filter { to($0.event) }.map(\.time)
            return zip(life.filter { from($0.event) }.map(\.time), ends).map { $1 - $0 }
        }
        let isInstalled = { (event: DeviceEvent) in event == .installed(0) }
        let isDone = { (event: DeviceEvent) in event == .runs(0, isFixed: false) }
        let isRestarting = { (event: DeviceEvent) in event == .restarts(.reboot) }
        for spans in [
            spans({ $0 == .offered([0]) }, isInstalled), spans(isInstalled, isRestarting), spans(isRestarting, isDone),
            spans({ $0 == .rollsBack([0]) }, { $0 == .rolledBack(0) }),
        ] {
            #expect(spans.count == 5)
            // Of two draws of 19,000 seconds hardly any are equal.
            #expect(Set(spans).count == spans.count)
        }
    }

    @Test("The 300th attempt has its own luck")
    func manyAttempts() throws {
        let law = try Distribution.uniform(low: 0, high: 3000)
        let patch = W.patch(duration: law, rollback: Rollback(duration: .zero))
        let stops = (0..<300).map { (1 + 2 * $0) * Self.day }
        var simulation = try rounds(patch, W.group(1), stops: stops, horizon: 600 * Self.day)
        simulation.run()
        let times = installed(simulation)
        let spans = times.map { $0 % Self.day }
        #expect(spans.count == 300)
        // A count of eight bits would begin again after 256.
        #expect(Array(spans.prefix(44)) != Array(spans.suffix(44)))
    }

    private func installed(_ simulation: Simulation<Rounds>) -> [Tick] {
        simulation.recordedLife(of: 0).filter { $0.event == .installed(0) }.map(\.time)
    }

    @Test("Whether a defect takes hold is the device's; when, and who tells of it, is drawn anew")
    func strikesAgain() throws {
        let law = try Distribution.uniform(low: 0, high: 80_000)
        var defect = W.defect(share: 0.5, onset: .after(law))
        defect.telemetry = Regression.Visibility(probability: 1, delay: W.constant(0))
        let patch = W.patch(regressions: [defect], rollback: Rollback(duration: .zero))
        let stops = (0..<6).map { (1 + 2 * $0) * Self.day }
        var onsets: [[Tick]] = []
        for device in 0..<8 {
            var simulation = Simulation(
                try World(W.scenario([W.group(8)], [patch], horizon: 12 * Self.day)),
                policy: Rounds(stops: stops, pause: Self.day),
                seed: 1,
                replication: 0,
                recording: [device]
            )
            simulation.run()
            onsets.append(
                simulation.recordedLife(of: device).filter { $0.event == .broke("bug") }.map { $0.time % Self.day }
            )
        }
        // Each time or never, and never twice at the same hour.
        #expect(onsets.allSatisfy { $0.isEmpty || $0.count == 6 && Set($0).count == 6 })
        #expect(onsets.contains { $0.isEmpty } && onsets.contains { !$0.isEmpty })
    }

    // MARK: Restarts

    /// `app` and `kernel`; the update of `app` has a defect that waits for a restart.
    private func restartWorld(_ change: (inout Patch) -> Void, group: DeviceGroup = W.group(100)) -> Scenario {
        var scenario = W.scenario([group], [], horizon: 10 * Self.day)
        scenario.software = Software(
            components: [
                Component(name: "app", versions: ["1", "2"]), Component(name: "kernel", versions: ["1", "2"]),
            ],
            images: [Image(name: "standard", installed: [0: 0, 1: 0])]
        )
        let p = W.patch("p") {
            $0.installation.duration = W.constant(60)
            $0.regressions = [W.defect(onset: .restart)]
        }
        var q = W.patch("q", updates: 1) {
            $0.installation.duration = W.constant(60)
            $0.restart = Restart(kind: .reboot, duration: W.constant(300), wait: .zero)
        }
        change(&q)
        scenario.patches = [p, q]
        return scenario
    }

    @Test("A defect that waits for a restart meets the reboot that another update brings, later or in the same job")
    func onsetAtAnyReboot() throws {
        let later = try W.ledger(restartWorld { $0.released = 2 * Self.day })
        #expect(later.defects.blastRadius == 100 && later.defects.firstEffect == 2 * Self.day + 60 + 300)
        let together = try W.ledger(restartWorld { _ in })
        #expect(together.defects.blastRadius == 100 && together.defects.firstEffect == 120 + 300)
    }

    @Test("A restart of services is no restart of the device")
    func onsetNotAtServices() throws {
        let ledger = try W.ledger(restartWorld { $0.restart.kind = .service })
        #expect(ledger.defects.blastRadius == 0)
    }

    @Test("Taking back an update that needs a reboot is a reboot, too")
    func onsetAtRollback() throws {
        var scenario = restartWorld {
            $0.released = Self.day
            $0.restart = Restart(kind: .reboot, duration: W.constant(0), wait: W.constant(0))
            $0.rollback = Rollback(duration: W.constant(600))
        }
        // The defect settles when q runs already: only the rollback of q restarts the device.
        scenario.patches[0].released = 2 * Self.day
        struct TakesBack: Policy {
            mutating func decide(at now: Tick, released: [Int], console: Console) -> Decision {
                guard released.isEmpty else {
                    let number = console.rollouts.count
                    let plan = RolloutPlan(patches: released, rings: [.init(name: "all", size: .rest)])
                    return Decision(
                        [
                            ReasonedAction(.begin(plan), because: ""),
                            ReasonedAction(.open(rollout: number, ring: 0), because: ""),
                        ],
                        wake: number == 1 ? 3 * 86_400 : nil
                    )
                }
                return Decision([ReasonedAction(.stop(rollout: 0, OnStop(resume: .never)), because: "")])
            }
        }
        var simulation = Simulation(try World(scenario), policy: TakesBack(), seed: 1, replication: 0)
        simulation.run()
        #expect(simulation.ledger.installation.rollbacks == 100)
        #expect(
            simulation.ledger.defects.firstEffect == 3 * Self.day + 600 && simulation.ledger.defects.blastRadius == 100
        )
    }

    @Test(
        "One restart of a job takes the longest of the times of all its updates that need one, after the longest wait"
    )
    func restartOfMixedJob() throws {
        let p = W.patch("p") { $0.restart = Restart(kind: .reboot, duration: W.constant(60), wait: W.constant(7200)) }
        let q = W.patch("q", updates: 1) {
            $0.restart = Restart(kind: .service, duration: W.constant(3600), wait: W.constant(18_000))
        }
        var scenario = W.scenario([W.group(1)], [p, q], horizon: 2 * Self.day)
        scenario.software.components[1].versions = ["1", "2"]
        var simulation = try W.simulation(scenario, recording: 0)
        simulation.run()
        #expect(simulation.ledger.downtime.planned == 3600)
        #expect(moments(simulation) { $0 == .restarts(.reboot) } == [18_000])
    }

    @Test("If one update of a job interrupts, the whole installation does")
    func interruptingJob() throws {
        let p = W.patch("p") { $0.installation.duration = W.constant(600) }
        let q = W.patch("q", updates: 1) {
            $0.installation.duration = W.constant(60)
            $0.installation.interrupts = true
        }
        var scenario = W.scenario([W.group(1)], [p, q], horizon: 2 * Self.day)
        scenario.software.components[1].versions = ["1", "2"]
        #expect(try W.ledger(scenario).downtime.planned == 660)
    }

    // MARK: Exposure

    @Test("Exploited exposure is a part of exposure: an exploit before the disclosure counts from there")
    func exploitBeforeDisclosure() throws {
        var vulnerability = W.vulnerability
        vulnerability.disclosed = 10 * Self.day
        vulnerability.exploitation = .at(2 * Self.day)
        let devices = 300
        let scenario = W.scenario(
            [W.group(devices)],
            [W.patch(duration: try .exponential(mean: 20 * W.day))],
            horizon: 365 * Self.day,
            vulnerabilities: [vulnerability]
        )
        let ledger = try W.ledger(scenario)
        #expect(ledger.exposure.exploited == ledger.exposure.plain)
        // E max(0, T − 10 d) = 20 e^−½ d; the second moment is 2 × 20² e^−½ d².
        let share = 0.6065306597126334
        let error = 20 * W.day * ((2 * share - share * share) / Double(devices)).squareRoot()
        #expect(abs(Double(ledger.exposure.plain) / Double(devices) - 20 * share * W.day) < 4 * error)
    }
}
