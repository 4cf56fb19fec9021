import EventEngine
import PatchModel
import Testing

@testable import PatchSimulator

/// Services: how many members they need, what they depend on, and who is without them.
@Suite("Services")
struct ServiceTests: SmallWorldSuite {
    private static func service(
        _ name: String = "shop",
        group: String? = nil,
        needs: Service.Quorum = .all,
        dependencies: [Int] = [],
        drain: Distribution = .zero
    ) -> Service {
        Service(
            name: name,
            members: DevicePredicate(group: group),
            needs: needs,
            dependencies: dependencies,
            drain: drain
        )
    }

    /// Members that are on and off independently of each other.
    private static func members(_ count: Int, _ name: String, on: Double, off: Double) throws -> DeviceGroup {
        W.group(
            count,
            name: name,
            connectivity: .alternating(
                on: try .exponential(mean: on * W.hour),
                off: try .exponential(mean: off * W.hour),
                awayShare: 0
            )
        )
    }

    // MARK: Formulas

    @Test("A quorum is a number, all, more than half, or a share rounded up; capacity counts in thousandths")
    func quorum() {
        func required(_ needs: Service.Quorum, of members: Int) -> Int {
            Self.service(needs: needs).required(of: members)
        }
        #expect(required(.all, of: 8) == 8 && required(.count(6), of: 8) == 6)
        #expect([1, 2, 3, 4, 8].map { required(.majority, of: $0) } == [1, 2, 2, 3, 5])
        #expect(required(.share(0.75), of: 8) == 6 && required(.share(0.75), of: 7) == 6)
        // 0.07 × 100 is a little more than 7 in floating-point numbers.
        #expect(required(.capacity(0.28), of: 100_000) == 28_000_000)
        #expect(required(.share(1e-10), of: 8) == 1)
        #expect(required(.share(0.07), of: 100) == 7 && required(.capacity(0.75), of: 7) == 5250)
    }

    @Test("Six of eight at 99 % are up for 0.9999460667 of the time, with one of two at 99.5 % for 0.9999210680")
    func availability() throws {
        let groups = [try Self.members(8, "web", on: 99, off: 1), try Self.members(2, "db", on: 199, off: 1)]
        var scenario = W.scenario(groups, [], horizon: 34 * 365 * Self.day, vulnerabilities: [])
        scenario.services = [
            Self.service("web", group: "web", needs: .count(6)),
            Self.service("shop", group: "web", needs: .count(6), dependencies: [2]),
            Self.service("db", group: "db", needs: .count(1)),
        ]
        let found = try W.replications(of: scenario, seed: 5, count: 40).map { run in
            run.breakdown(by: .service).members.map(\.ledger.services)
        }
        for (place, expected) in [0.999_946_066_7, 0.999_921_068_0, 1 - 0.005 * 0.005].enumerated() {
            let shares = found.map { 1 - Double($0[place].outageSeconds) / Double($0[place].seconds) }
            Measuring.expectMean(shares, expected, "service \(place)")
        }
        #expect(found.allSatisfy { $0[1].unplanned == $0[0].unplanned && $0[1].inherited <= $0[2].unplanned })
        #expect(found.contains { $0[1].inherited > 0 })
    }

    @Test("Two of three that fail after 1,000 h and are mended in 10 h fail 0.51014 times a year, for 5.0167 h")
    func repairs() throws {
        let group = try Self.members(3, "fleet", on: 1000, off: 10)
        var scenario = W.scenario([group], [], horizon: 34 * 365 * Self.day, vulnerabilities: [])
        scenario.services = [Self.service(needs: .count(2))]
        let found = try W.replications(of: scenario, seed: 5, count: 60).map(\.ledger.services)
        Measuring.expectMean(found.map { Double($0.outages) / 34 }, 0.51014, "outages a year")
        let mean =
            found.reduce(0.0) { $0 + Double($1.outageSeconds) } / Double(found.reduce(0) { $0 + $1.outages }) / 3600
        // The length of an outage is exponential: its standard error is its mean over the root of their number.
        let count = Double(found.reduce(0) { $0 + $1.outages })
        #expect(abs(mean - 5.0167) < 4 * 5.0167 / count.squareRoot())
    }

    @Test("Two restarts at once, Exp(5 min) and Exp(10 min), take 11.6667 min from a service that needs both")
    func together() throws {
        var scenario = W.scenario([W.group(1, name: "a"), W.group(1, name: "b")], [], horizon: Self.day)
        scenario.software.images.append(Image(name: "other", installed: [1: 0]))
        scenario.software.components[1].versions.append("2")
        scenario.groups[1].image = 1
        for (component, mean) in [(0, 5.0), (1, 10.0)] {
            var patch = W.patch()
            patch.name = "patch \(component)"
            patch.fixes = []
            patch.updates = [ComponentUpdate(component: component, to: 1)]
            patch.restart = Restart(kind: .reboot, duration: try .exponential(mean: mean * 60), wait: .zero)
            scenario.patches.append(patch)
        }
        scenario.patches[1].updates[0].component = 1
        // The device of the first group has the second component, too.
        scenario.software.images[0].installed = [0: 0]
        scenario.services = [Self.service()]
        let found = try W.replications(of: scenario, seed: 6, count: 2000).map { $0.ledger.services }
        Measuring.expectMean(found.map { Double($0.planned) / 60 }, 35.0 / 3, rounding: 1.0 / 60)
        #expect(found.allSatisfy { $0.unplanned == 0 && $0.outages <= 1 && $0.mostOut ?? 0 <= 2 })
    }

    // MARK: Outages

    /// The tally of eight members of which six are needed, where changes are told in minutes.
    private static func tally(
        _ changes: [(minute: Tick, device: Int, state: MemberState.Standing)],
        _ change: (inout Service) -> Void = { _ in }
    ) throws -> ServiceTally {
        var scenario = W.scenario([W.group(8)], [], horizon: day)
        scenario.calendars = [
            LocalCalendar(name: "hour", rule: .weekly(days: Set(Weekday.allCases), opens: 600, closes: 3600))
        ]
        var service = service(needs: .count(6))
        change(&service)
        scenario.services = [service]
        let world = try World(scenario)
        let noted = changes.map { change in
            var state = MemberState()
            state.standing = change.state
            return MemberChange(time: Int32(change.minute * 60), device: Int32(change.device), state: state)
        }
        let sessions = SessionGenerator(random: KeyedRandom(seed: 1, replication: 0), horizon: day)
        let history = ServiceHistory(world, noted, sessions, to: day)
        return ServiceOutages(world, history, to: day).tallies[0]
    }

    private static let attribution: [(minute: Tick, device: Int, state: MemberState.Standing)] = [
        (0, 0, .outUnplanned), (60, 0, .inService), (30, 1, .outPlanned), (40, 1, .inService), (30, 2, .outPlanned),
        (40, 2, .inService), (35, 3, .outPlanned), (50, 3, .inService), (55, 4, .outUnplanned), (70, 4, .inService),
        (55, 5, .outUnplanned), (70, 5, .inService), (55, 6, .outUnplanned), (70, 6, .inService),
    ]

    @Test("An outage is unplanned where those out unplanned are enough for it, else planned, else mixed")
    func causes() throws {
        let tally = try Self.tally(Self.attribution) {
            $0.users = 4000
            $0.hours = 0
        }
        #expect(tally.seconds.map { $0 / 60 } == [15, 5, 5, 0])
        #expect(tally.outages == 2 && tally.longest == 15 * 60 && tally.leastSpare == 0 && tally.mostOut == 4)
        #expect(tally.memberSeconds == (60 + 10 + 10 + 15 + 45) * 60)
        // Within the hour that users are there, from 00:10: 30 to 40 and 55 to 60.
        #expect(tally.secondsInHours == 15 * 60 && tally.userSeconds == 15 * 60 * 4000)
    }

    @Test("What is enough for all is as many outages as there are times without one of them")
    func spare() throws {
        let one = try Self.tally([(10, 0, .outPlanned), (20, 0, .inService)])
        #expect(one.outages == 0 && one.leastSpare == 1 && one.mostOut == 1)
        let all = try Self.tally(Self.attribution) { $0.needs = .all }
        #expect(all.outages == 1 && all.longest == 70 * 60)
    }

    // MARK: In a run

    /// Eight servers that are rebooted for a patch.
    private static func restarting(_ service: Service, minutes: Double = 6) -> Scenario {
        var patch = W.patch(duration: W.constant(60), released: day)
        patch.installation.interrupts = false
        patch.restart = Restart(kind: .reboot, duration: W.constant(minutes * 60), wait: .zero)
        var scenario = W.scenario([W.group(8)], [patch], horizon: 3 * day)
        scenario.services = [service]
        return scenario
    }

    @Test("Eight servers that drain for 5 min and restart for 6 at once are out for 11 min, and down for 6")
    func drain() throws {
        let service = Self.service(needs: .count(6), drain: W.constant(300))
        var run = try W.simulation(Self.restarting(service), recording: 0)
        run.run()
        let ledger = run.ledger
        #expect(ledger.services.planned == 660 && ledger.services.outages == 1 && ledger.services.longest == 660)
        #expect(ledger.services.memberSeconds == 8 * 660)
        #expect(ledger.downtime.planned == 8 * 360)
        let life = run.recordedLife(of: 0)
        #expect(life.first { $0.event == .drains }?.time == Self.day + 60)
        #expect(life.first { $0.event == .restarts(.reboot) }?.time == Self.day + 360)
    }

    @Test("What interrupts drains once, before it, and the restart that follows at once does not drain again")
    func interrupting() throws {
        var scenario = Self.restarting(Self.service(drain: W.constant(300)))
        scenario.patches[0].installation.interrupts = true
        #expect(try W.ledger(scenario).services.memberSeconds == 8 * (300 + 60 + 360))
        // With a wait in between the device serves again, and drains again.
        scenario.patches[0].restart.wait = W.constant(3600)
        #expect(try W.ledger(scenario).services.memberSeconds == 8 * (300 + 60 + 300 + 360))
        #expect(try W.ledger(scenario).downtime.planned == 8 * 420)
    }

    @Test("A device in two services drains for the longer of both; one in none does not drain")
    func longer() throws {
        var scenario = Self.restarting(Self.service(drain: W.constant(300)))
        scenario.services.append(Self.service("other", drain: W.constant(900)))
        #expect(try W.ledger(scenario).services.memberSeconds == 2 * 8 * (900 + 360))
        scenario.groups.append(W.group(3, name: "loose"))
        for place in scenario.services.indices { scenario.services[place].members.group = "fleet" }
        let ledger = try W.ledger(scenario)
        #expect(ledger.services.memberSeconds == 2 * 8 * (900 + 360) && ledger.downtime.planned == 11 * 360)
    }

    @Test("A drain begins in a window, what follows it need not; where windows interrupt it is broken off")
    func windows() throws {
        var scenario = Self.restarting(Self.service(drain: W.constant(300)))
        scenario.patches[0].installation.interrupts = true
        scenario.calendars = [
            LocalCalendar(name: "night", rule: .weekly(days: Set(Weekday.allCases), opens: 7200, closes: 7201))
        ]
        scenario.groups[0].windows = MaintenanceWindow(calendar: 0)
        let ledger = try W.ledger(scenario)
        // The restart waits for the window of the next night, and drains again.
        #expect(ledger.services.planned == 360 + 660 && ledger.installation.installations == 8)
        // After the end of a window of one second: all else.
        #expect(ledger.maintenance.outsideSeconds == 8 * (359 + 659))
        scenario.groups[0].windows?.overrun = .interrupt
        let broken = try W.ledger(scenario)
        #expect(broken.installation.failedAttempts == broken.installation.attempts)
        #expect(broken.installation.attempts == 8 * 2)
    }

    @Test("A device that breaks while it drains is restarted at once, and is out unplanned from then on")
    func cutShort() throws {
        var scenario = Self.restarting(Self.service(needs: .count(1), drain: W.constant(3600)))
        scenario.groups[0].count = 1
        var second = scenario.patches[0]
        second.name = "app-3"
        second.updates = [ComponentUpdate(component: 0, to: 2)]
        second.released = Self.day + 7200
        scenario.patches[0].restart.kind = .none
        scenario.patches[0].regressions = [W.defect(onset: .after(W.constant(3 * W.hour)))]
        scenario.patches.append(second)
        var run = try W.simulation(scenario, recording: 0)
        run.run()
        let life = run.recordedLife(of: 0)
        // The first patch runs after a minute, and breaks three hours later.
        let breaks = Self.day + 60 + 3 * Self.hour
        #expect(life.first { if case .broke = $0.event { true } else { false } }?.time == breaks)
        #expect(life.first { $0.event == .drains }?.time == Self.day + 7260)
        #expect(life.first { $0.event == .restarts(.reboot) }?.time == breaks)
    }

    @Test("One that is degraded counts by what it has left where the capacity counts, and fully otherwise")
    func capacity() throws {
        func ledger(_ needs: Service.Quorum) throws -> ServiceLedger {
            var scenario = Self.restarting(Self.service(needs: needs))
            scenario.patches[0].restart.kind = .none
            scenario.patches[0].regressions = [W.defect(.degraded(component: 0, share: 0.3))]
            return try W.ledger(scenario).services
        }
        let left = Int64(2 * Self.day - 60)
        #expect(try ledger(.all).outageSeconds == 0)
        #expect(try ledger(.capacity(0.7)).outageSeconds == 0)
        #expect(try ledger(.capacity(0.701)).unplanned == left)
        #expect(try ledger(.capacity(0.5)).leastSpare == 1)
    }

    @Test("Whoever hands out the work sees members as they were when it looked last, and nothing of why")
    func console() throws {
        var service = Self.service(needs: .count(6), drain: W.constant(300))
        service.check = 45
        var scenario = Self.restarting(service)
        scenario.services.append(Self.service("page", group: "fleet", needs: .count(1), dependencies: [0]))
        var run = try W.simulation(scenario)
        func seen(at time: Tick) throws -> [ServiceStatus] {
            run.advance(to: time)
            return try #require(run.console(showing: .services).services)
        }
        #expect(run.console.services == nil)
        // Out from one minute after the release on; 86,445 and 86,490 are multiples of 45.
        let before = try seen(at: Self.day + 60)
        #expect(
            before.map(\.out) == [0, 8] && before[0].checked == Self.day + 45 && before.map(\.isUp) == [true, false]
        )
        let after = try seen(at: Self.day + 90)
        #expect(after.map(\.out) == [8, 8] && after.map(\.isUp) == [false, false] && after[0].members == 8)
        let back = try seen(at: Self.day + 2 * Self.hour)
        #expect(back.map(\.out) == [0, 0] && back.map(\.isUp) == [true, true])
    }

    @Test("Without services there is nothing to tell, and a run by service has no member")
    func none() throws {
        var run = try W.simulation(W.scenario([W.group(2)], [W.patch()], horizon: Self.day))
        run.run()
        #expect(run.ledger.services == ServiceLedger())
        #expect(run.breakdown(by: .service).members.isEmpty)
    }
}
