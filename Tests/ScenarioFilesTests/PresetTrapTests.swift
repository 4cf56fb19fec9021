import EventEngine
import PatchModel
import PatchSimulator
import Testing

@testable import ScenarioFiles

/// Presets do exactly what their tools do: the dates, numbers and limits are those of the tools' documentation or source.
@Suite("Traps of tools")
struct PresetTrapTests {
    private static let day: Tick = 86_400

    /// Devices that are always on and installed in a second.
    private static func scenario(_ devices: Int, days: Int = 20) throws -> Scenario {
        let text = """
            patchlab: 1
            start: 2026-03-10T00:00:00
            horizon: \(days)d
            software:
              components: { app: { versions: [1, 2] } }
              images: { standard: [app 1] }
            fleet:
              - { group: all, count: \(devices), class: server, image: standard, check-in: push }
            patches:
              app-2: { updates: app -> 2, install: { duration: 1s } }

            """
        return try #require(ScenarioFile.load(text: text, name: "x.yaml").scenario)
    }

    private static func simulation(_ name: String, _ devices: Int) throws -> Simulation<DeclaredPolicy> {
        let strategy = try PresetTests.preset(name)
        return Simulation(try World(try scenario(devices)), policy: DeclaredPolicy(strategy), seed: 1, replication: 0)
    }

    /// How many devices have been offered the patch by these times.
    private static func offered(_ name: String, _ devices: Int, at times: [Tick]) throws -> [Int] {
        var run = try simulation(name, devices)
        return times.map { time in
            run.advance(to: time)
            return run.console.rollouts[0].total.offered
        }
    }

    /// How many devices the rings have in which there are any.
    private static func rings(_ name: String, _ devices: Int) throws -> [Int] {
        var run = try simulation(name, devices)
        run.run()
        let rings = run.console.rollouts[0].rings
        #expect(rings.allSatisfy { $0.opened != nil })
        return rings.map(\.targets).filter { $0 > 0 }
    }

    @Test("App Store: 1, 2, 5, 10, 20, 50 and 100 % of 10,000 devices on days 0 to 6, and none before")
    func appStore() throws {
        let after = try Self.offered("appstore-phased", 10_000, at: (0..<7).map { $0 * Self.day + 60 })
        #expect(after == [100, 200, 500, 1000, 2000, 5000, 10_000])
        let before = try Self.offered("appstore-phased", 10_000, at: (1..<7).map { $0 * Self.day - 1 })
        #expect(before == [100, 200, 500, 1000, 2000, 5000])
    }

    @Test("Intune: four equal groups from day 1 to day 10 on days 1, 4, 7 and 10")
    func intune() throws {
        let days = [0, 1, 3, 4, 6, 7, 9, 10]
        let found = try Self.offered("intune-gradual", 1000, at: days.map { Tick($0) * Self.day + 60 })
        #expect(found == [0, 250, 250, 500, 500, 750, 750, 1000])
    }

    @Test("ChromeOS: 7.14 % more each day to half on day 7, then a sixth of all each day to day 10")
    func chromeOS() throws {
        let found = try Self.offered("chromeos-staging", 10_000, at: (0...10).map { Tick($0) * Self.day + 60 })
        // Shares are rounded up to whole devices.
        #expect(found == [0, 715, 1429, 2143, 2858, 3572, 4286, 5000, 6667, 8334, 10_000])
    }

    @Test("Autopatch: 1, 10 and 100 % on days 1, 6 and 9, restarted by days 3, 8 and 14 whatever users say")
    func autopatch() throws {
        let days = [0, 1, 5, 6, 8, 9].map { Tick($0) * Self.day + 60 }
        #expect(try Self.offered("autopatch-default", 1000, at: days) == [0, 10, 10, 100, 100, 1000])
        var scenario = try Self.scenario(1000)
        scenario.patches[0].installation.duration = .zero
        scenario.patches[0].restart = Restart(kind: .reboot, duration: .zero, wait: try .constant(60 * 86_400))
        let preset = try PresetTests.preset("autopatch-default")
        var run = Simulation(try World(scenario), policy: DeclaredPolicy(preset), seed: 1, replication: 0)
        for (day, patched) in [(3, 10), (8, 100), (14, 1000)] {
            run.advance(to: Tick(day) * Self.day - 1)
            #expect(run.ledger.patching.patchedPairs < patched)
            run.advance(to: Tick(day) * Self.day)
            #expect(run.ledger.patching.patchedPairs == patched)
        }
    }

    @Test("AWS IoT: 1,000 notified at 20 min, 2,000 at 30, 3,000 at 35, 4,000 at 37.5, 5,000 at 38.75, 10,000 at 43.75")
    func awsIoT() throws {
        let times = [20, 30, 35, 37.5, 38.75, 43.75].map { (minutes: Double) -> Tick in Tick(minutes * 60) }
        let found = try Self.offered("aws-iot-exponential", 10_000, at: times)
        #expect(found == [1000, 2000, 3000, 4000, 5000, 10_000])
    }

    @Test("AWS IoT: who has yet to take the job never times out, and 20 of 100 abort it, not 19")
    func awsIoTAbort() throws {
        let preset = try PresetTests.preset("aws-iot-exponential")
        #expect(preset.inProgressTimeOut == 3600)
        func isAborted(failed: Int, targets: Int = 100) -> Bool {
            let ring = Self.ring(targets, through: 100 - failed, failed: failed)
            let status = RolloutStatus(patches: [0], began: 0, rings: [ring])
            return preset.stops.contains { status.reason(toStopBy: $0.rule) != nil }
        }
        #expect(isAborted(failed: 20) && !isAborted(failed: 19))
        var scenario = try Self.scenario(500, days: 3)
        var away = scenario.groups[0]
        away.name = "away"
        away.connectivity = .trace([[]])
        scenario.groups.append(away)
        var run = Simulation(try World(scenario), policy: DeclaredPolicy(preset), seed: 1, replication: 0)
        run.run()
        let total = run.console.rollouts[0].total
        #expect(total.notified == 1000 && total.installed == 500 && total.timedOut == 0 && total.executed == 500)
    }

    @Test("Ubuntu: of 101,000 machines 11,000 at 10 %, all after 54 hours, and not a moment before")
    func ubuntu() throws {
        let hours: [Tick] = [0, 6, 48, 54]
        let found = try Self.offered("ubuntu-phased", 101_000, at: hours.map { $0 * 3600 + 60 })
        for (place, share) in [11.0 / 101, 21.0 / 101, 91.0 / 101, 1].enumerated() {
            let error = 4 * (101_000 * share * (1 - share)).squareRoot()
            #expect(abs(Double(found[place]) - 101_000 * share) <= error, "\(hours[place]) h")
        }
        let before = try Self.offered("ubuntu-phased", 101_000, at: [54 * 3600 - 1])
        #expect(before == [found[2]])
    }

    @Test("Kubernetes: of 1, 3, 4, 5, 10 and 13 pods 1, 1, 2, 3, 5 and 7 are in flight, then as many again")
    func kubernetes() throws {
        for (pods, inFlight) in [(1, 1), (3, 1), (4, 2), (5, 3), (10, 5), (13, 7)] {
            let found = try Self.offered("k8s-rolling", pods, at: [0, 1])
            #expect(found == [inFlight, min(pods, 2 * inFlight)], "\(pods) pods")
        }
    }

    @Test("Kubernetes: a pod that does not get ready keeps its place, and when all do nothing more happens")
    func kubernetesStuck() throws {
        var scenario = try Self.scenario(10)
        scenario.patches[0].installation.failureChance = 1
        var run = Simulation(
            try World(scenario),
            policy: DeclaredPolicy(try PresetTests.preset("k8s-rolling")),
            seed: 1,
            replication: 0
        )
        run.run()
        #expect(run.console.rollouts[0].total.offered == 5 && run.ledger.rollouts.stops == 0)
        #expect(run.waits.map(\.devices) == [5] && run.ledger.rollouts.unfinished == 1)
    }

    @Test("Ansible: batches of 1, 5 and 20 %, rounded down, one at least")
    func ansibleBatches() throws {
        #expect(try Self.rings("ansible-serial", 4) == [1, 3])
        #expect(try Self.rings("ansible-serial", 10) == [1, 5, 2, 2])
        #expect(try Self.rings("ansible-serial", 50) == [1, 5, 10, 10, 10, 10, 4])
        #expect(try Self.rings("ansible-serial", 100) == [1, 5, 20, 20, 20, 20, 14])
    }

    @Test("Ansible works off the list in its order")
    func ansibleOrder() throws {
        let strategy = try PresetTests.preset("ansible-serial")
        var run = Simulation(
            try World(try Self.scenario(10)),
            policy: DeclaredPolicy(strategy),
            seed: 1,
            replication: 0,
            recording: Array(0..<10)
        )
        run.run()
        let times = (0..<10).map { device in run.recordedLife(of: device).first { $0.event == .checkedIn }?.time ?? -1 }
        #expect(times == times.sorted() && Set(times).count == 4)
    }

    // MARK: What a console that shows so much makes of it

    private static func ring(_ targets: Int, through: Int, failed: Int = 0, seen: Int? = nil, opened: Tick = 0)
        -> RingStatus
    {
        var ring = RingStatus(name: "ring", targets: targets, opened: opened)
        ring.seen = seen ?? targets
        ring.offered = ring.seen
        ring.installed = through
        ring.succeeded = through
        ring.failed = failed
        ring.unhealthy = failed
        ring.executed = through + failed
        ring.reporting = ring.executed
        return ring
    }

    /// What a preset does at a look, of a rollout whose last ring is shut.
    private static func verbs(_ name: String, _ rings: [RingStatus], at now: Tick = 3600) throws -> [Action.Verb] {
        var policy = DeclaredPolicy(try PresetTests.preset(name))
        let console = Console(
            rollouts: [
                RolloutStatus(patches: [0], began: 0, rings: rings + [RingStatus(name: "next", targets: 1000)])
            ],
            vendorAnswers: [.none]
        )
        return policy.decide(at: now, released: [], console: console).actions.map(\.action.verb)
    }

    @Test(
        "hawkBit: an error condition must be exceeded, a success condition reached; devices that are off hold it up for ever"
    )
    func hawkBit() throws {
        #expect(try Self.verbs("hawkbit-ui", [Self.ring(100, through: 89, failed: 10)]) == [])
        #expect(try Self.verbs("hawkbit-ui", [Self.ring(100, through: 89, failed: 11)]) == [.stop])
        #expect(try Self.verbs("hawkbit-ui", [Self.ring(100, through: 100)]) == [.open])
        #expect(try Self.verbs("hawkbit-ui", [Self.ring(100, through: 99, seen: 99)], at: 300 * Self.day) == [])
        #expect(try Self.verbs("hawkbit-rest", [Self.ring(100, through: 49)]) == [])
        #expect(try Self.verbs("hawkbit-rest", [Self.ring(100, through: 50)]) == [.open])
        #expect(try Self.verbs("hawkbit-rest", [Self.ring(100, through: 0, failed: 50)]) == [])
        #expect(try Self.verbs("hawkbit-rest", [Self.ring(100, through: 0, failed: 51)]) == [.stop])
    }

    @Test("hawkBit: only failed installations are errors, and later trouble takes no success away")
    func hawkBitTrouble() throws {
        var troubled = Self.ring(100, through: 100)
        troubled.troubled = 60
        troubled.unhealthy = 60
        troubled.succeeded = 40
        #expect(try Self.verbs("hawkbit-ui", [troubled]) == [.open])
    }

    @Test("Ansible: 3 failed of 10 go on, 4 stop; 9 unreachable go on, 10 stop; 2 in each of two batches go on")
    func ansibleFailures() throws {
        func verbs(_ rings: RingStatus...) throws -> [Action.Verb] { try Self.verbs("ansible-serial", rings) }
        #expect(try verbs(Self.ring(10, through: 7, failed: 3)) == [.open])
        #expect(try verbs(Self.ring(10, through: 6, failed: 4)) == [.stop])
        #expect(try verbs(Self.ring(10, through: 1, seen: 1)) == [.open])
        #expect(try verbs(Self.ring(10, through: 0, seen: 0)) == [.stop])
        #expect(try verbs(Self.ring(10, through: 8, failed: 2), Self.ring(10, through: 8, failed: 2)) == [.open])
        // A batch that has not ended is waited for.
        #expect(try verbs(Self.ring(10, through: 9)) == [])
    }

    @Test("Ansible: 49 % of 4 stops at the second, 50 % does not")
    func ansibleHalf() {
        func isStopped(_ percent: Int) -> Bool {
            let rule = StopRule(
                failures: Limit(.share(Double(percent) / 100), isStrict: true),
                of: .all,
                minimum: 0,
                counts: [.failed],
                scope: .ring
            )
            let status = RolloutStatus(patches: [0], began: 0, rings: [Self.ring(4, through: 2, failed: 2)])
            return status.reason(toStopBy: rule) != nil
        }
        #expect(isStopped(49))
        #expect(!isStopped(50))
    }

    @Test("Configuration Manager: the second phase comes one day after 95 of 100 have it; with 94 never")
    func configurationManager() throws {
        var run = try Self.simulation("configmgr-phased", 1000)
        run.run()
        // The console looks every hour: success is seen at the first look after the opening.
        #expect(run.log.map(\.action.verb) == [.begin, .open, .open])
        #expect(run.log.last?.time == 3600 + Self.day)
        #expect(run.notes.map(\.note.kind) == [.shown])
        #expect(try Self.verbs("configmgr-phased", [Self.ring(100, through: 94)], at: 300 * Self.day) == [])
        var policy = DeclaredPolicy(try PresetTests.preset("configmgr-phased"))
        let rings = [Self.ring(100, through: 95), RingStatus(name: "rest", targets: 900)]
        let console = Console(
            rollouts: [RolloutStatus(patches: [0], began: 0, rings: rings)],
            vendorAnswers: [.none]
        )
        let decision = policy.decide(at: 3600, released: [], console: console)
        #expect(decision.actions.isEmpty && decision.notes.map(\.kind) == [.shown])
        #expect(policy.decide(at: 3600 + Self.day - 1, released: [], console: console).actions.isEmpty)
        #expect(
            policy.decide(at: 3600 + Self.day, released: [], console: console).actions.map(\.action.verb) == [.open]
        )
    }
}
