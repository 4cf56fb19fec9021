import EventEngine
import PatchModel
import Testing

@testable import PatchSimulator

/// When devices were last seen, in worlds small enough to know it.
@Suite("Contacts")
struct ContactTests: SmallWorldSuite {
    /// On from second 0 on, polling every hour on the hour.
    private static func hourly(_ count: Int, name: String = "fleet", until end: Tick = 100 * day) -> DeviceGroup {
        W.group(
            count,
            name: name,
            connectivity: W.recorded([(0, end)]),
            checkIn: CheckIn(mode: .poll(every: hour, jitter: 0))
        )
    }

    private func simulation(_ scenario: Scenario, seed: UInt64 = 1) throws -> Simulation<DoNothing> {
        Simulation(try World(scenario), policy: DoNothing(), seed: seed, replication: 0)
    }

    @Test("A device that polls on the hour was last seen at the last full hour, and one that went off at its last poll")
    func polls() throws {
        let groups = [
            Self.hourly(2),
            Self.hourly(3, name: "gone", until: 10 * Self.hour + 5),
            // Not even on before the end.
            W.group(1, name: "late", connectivity: W.recorded([(50 * Self.day, 51 * Self.day)])),
        ]
        var run = try simulation(W.scenario(groups, [W.patch()], horizon: 60 * Self.day))
        #expect(run.lastSeen(of: 0) == nil)
        run.advance(to: 0)
        #expect(run.lastSeen(of: 0) == 0 && run.lastSeen(of: 5) == nil)
        run.advance(to: 2 * Self.hour - 1)
        #expect(run.lastSeen(of: 0) == Self.hour)
        run.advance(to: 2 * Self.hour)
        #expect(run.lastSeen(of: 0) == 2 * Self.hour)
        run.advance(to: 2 * Self.day)
        let console = run.console(showing: [.contacts, .lastSeen])
        #expect(console.lastSeen == [2, 2].map { $0 * Self.day } + [10, 10, 10].map { $0 * Self.hour } + [nil])
        #expect(
            console.contacts == [
                Contacts(devices: 2, withinHour: 2, withinDay: 2, withinWeek: 2, withinMonth: 2, daily: [2, 2]),
                Contacts(devices: 3, withinWeek: 3, withinMonth: 3, daily: [0, 3]),
                Contacts(devices: 1, never: 1, daily: [0, 0]),
            ]
        )
        #expect(console.contacts?.map(\.expected) == [2, 3, 0])
        run.run()
        #expect(run.lastSeen(of: 5) == 51 * Self.day - 1, "a device that can be reached at any moment")
        #expect(run.lastSeen(of: 2) == 10 * Self.hour && run.lastSeen(of: 6) == nil && run.lastSeen(of: -1) == nil)
    }

    @Test("Devices that are always on poll with a phase of their own, and none is older than its interval")
    func alwaysOn() throws {
        let group = W.group(50, checkIn: CheckIn(mode: .poll(every: 2 * Self.hour, jitter: 0)))
        var run = try simulation(W.scenario([group], [W.patch()], horizon: 9 * Self.day))
        run.advance(to: 3 * Self.day)
        let before = try #require(run.console(showing: .lastSeen).lastSeen).map { $0 ?? -1 }
        run.advance(to: 3 * Self.day + 2 * Self.hour)
        #expect(run.console(showing: .lastSeen).lastSeen == before.map { $0 + 2 * Self.hour })
        #expect(before.allSatisfy { $0 > 70 * Self.hour && $0 <= 72 * Self.hour } && Set(before).count > 40)
        let contacts = try #require(run.console(showing: .contacts).contacts?.first)
        #expect(contacts.withinDay == 50 && contacts.daily == [50, 50, 50] && contacts.expected == 50)
    }

    @Test("Office hours: what is to be expected on a Sunday is what came on Sundays")
    func week() throws {
        let pattern = WeeklyPattern(
            days: [.mon, .tue, .wed, .thu, .fri],
            opens: 8 * 3600,
            closes: 17 * 3600,
            attendance: 1,
            arrival: 0,
            absent: .off
        )
        let group = W.group(4, connectivity: .weekly(pattern))
        var run = try simulation(W.scenario([group], [W.patch()], horizon: 40 * Self.day))
        run.advance(to: 40 * Self.day - 1)
        let contacts = try #require(run.console(showing: .contacts).contacts?.first)
        #expect(contacts.daily.count == Contacts.maximumDays && contacts.daily.count { $0 == 0 } == 8)
        for day in 0...5 as ClosedRange<Tick> {
            run = try simulation(run.world.scenario)
            run.advance(to: (35 + day) * Self.day - 1)
            let contacts = try #require(run.console(showing: .contacts).contacts?.first)
            #expect(contacts.expected == Double(contacts.daily[0]))
        }
    }

    @Test("A device is silent from its death on, though it would be on, and is seen again once it is mended")
    func dead() throws {
        let repair = RepairShop(
            technicians: nil,
            duration: W.constant(3600),
            travel: .zero,
            noticedAfter: W.constant(2 * W.day),
            handles: .unreachable
        )
        // Dies of the installation that it takes at second 0 and that lasts until 90 minutes later.
        let patch = W.patch(duration: W.constant(5400), attempts: 1, brickChance: 1)
        let scenario = W.scenario([Self.hourly(3)], [patch], horizon: 10 * Self.day, repair: repair)
        var run = try W.simulation(scenario)
        run.advance(to: 5399)
        // Busy, it checks in at its times.
        #expect(run.lastSeen(of: 0) == Self.hour)
        run.advance(to: Self.day)
        #expect(run.lastSeen(of: 0) == Self.hour)
        run.advance(to: 2 * Self.day)
        let silent = try #require(run.console(showing: .contacts).contacts?.first)
        #expect(silent.withinDay == 0 && silent.withinWeek == 3 && silent.daily == [0, 3] && silent.expected == 3)
        // Missed after two days, and an hour with a technician.
        let mended = 5400 + 2 * Self.day + Self.hour
        run.advance(to: mended - 1)
        #expect(run.lastSeen(of: 2) == Self.hour)
        run.advance(to: mended)
        #expect(run.ledger.labour.technicianVisits == 3 && run.lastSeen(of: 2) == mended)
        run.advance(to: mended + Self.hour)
        #expect(run.lastSeen(of: 2) == 51 * Self.hour)
    }

    @Test("A device without its network is silent, and one that merely does not work is not")
    func network() throws {
        func lastSeen(_ effect: Regression.Effect) throws -> Tick? {
            let patch = W.patch(duration: W.constant(60), regressions: [W.defect(effect)])
            var run = try W.simulation(W.scenario([Self.hourly(1)], [patch], horizon: 5 * Self.day))
            run.run()
            return run.lastSeen(of: 0)
        }
        #expect(try lastSeen(.networkLoss) == 0)
        #expect(try lastSeen(.down(component: 0)) == 5 * Self.day)
    }

    @Test("While it restarts a device does not check in, and when it is up again it does at once")
    func restart() throws {
        var patch = W.patch(duration: W.constant(60))
        patch.restart = Restart(kind: .reboot, duration: W.constant(3 * W.hour), wait: .zero)
        var run = try W.simulation(W.scenario([Self.hourly(1)], [patch], horizon: Self.day))
        run.advance(to: 60 + 3 * Self.hour - 1)
        #expect(run.lastSeen(of: 0) == 0)
        run.advance(to: 60 + 3 * Self.hour)
        #expect(run.lastSeen(of: 0) == 60 + 3 * Self.hour)
        run.advance(to: 4 * Self.hour)
        #expect(run.lastSeen(of: 0) == 4 * Self.hour)
    }

    @Test("A device that is kept on to finish what it installs is heard of when it has, after its period is over")
    func keptOn() throws {
        var patch = W.patch(duration: W.constant(2 * W.hour))
        patch.installation.finishesBeforeShutdown = true
        var run = try W.simulation(W.scenario([Self.hourly(1, until: Self.hour)], [patch], horizon: Self.day))
        run.run()
        #expect(run.lastSeen(of: 0) == 2 * Self.hour)
        patch.installation.finishesBeforeShutdown = false
        run = try W.simulation(W.scenario([Self.hourly(1, until: Self.hour)], [patch], horizon: Self.day))
        run.run()
        #expect(run.lastSeen(of: 0) == 0)
    }

    @Test("What is expected is the mean of the same weekday, or of all days before while there is no week")
    func expected() {
        #expect(Contacts().expected == nil && Contacts(daily: [4]).expected == nil)
        #expect(Contacts(daily: [0, 4, 6]).expected == 5)
        #expect(Contacts(daily: [0, 9, 9, 9, 9, 9, 9, 2]).expected == 2)
        let month = (0..<29).map { [7: 2, 14: 4, 21: 6, 28: 8][$0] ?? 99 }
        #expect(Contacts(daily: month).expected == 5)
        let sum =
            Contacts(devices: 3, withinHour: 1, withinDay: 2, never: 1, daily: [2, 1])
            + Contacts(devices: 2, withinHour: 2, withinDay: 2, daily: [2, 2])
        #expect(sum == Contacts(devices: 5, withinHour: 3, withinDay: 4, never: 1, daily: [4, 3]))
    }

    @Test("A policy sees the details that it wants, at every look and when it takes over, and no others")
    func wanted() throws {
        /// Remembers when the first device was last seen.
        struct Watcher: Policy {
            var details: ConsoleDetails
            var seen: [Tick?] = []
            var consoles: [Console] = []

            mutating func takeOver(_ handover: Handover) -> Tick? {
                consoles.append(handover.console)
                return handover.now
            }

            mutating func decide(at now: Tick, released: [Int], console: Console) -> Decision {
                consoles.append(console)
                return Decision(wake: now + ContactTests.day / 2)
            }
        }
        let world = try World(W.scenario([Self.hourly(2)], [W.patch()], horizon: 3 * Self.day))
        for details in [[], .contacts, .lastSeen, .progress, [.contacts, .lastSeen, .progress]] as [ConsoleDetails] {
            var watched = Simulation(world, policy: Watcher(details: details), seed: 1, replication: 0)
            watched.run()
            let consoles = watched.policy.consoles
            #expect(consoles.count == 7)
            for (look, console) in consoles.enumerated() {
                let now = Tick(look) * Self.day / 2
                #expect((console.contacts != nil) == details.contains(.contacts))
                #expect((console.progress != nil) == details.contains(.progress))
                #expect(console.lastSeen == (details.contains(.lastSeen) ? [now, now] : nil))
            }
            var taken = Simulation(world, policy: DoNothing(), seed: 1, replication: 0)
            taken.advance(to: Self.day)
            var continued = taken.continued(with: Watcher(details: details))
            continued.run()
            #expect(continued.policy.consoles.first == consoles[2])
            #expect(Array(continued.policy.consoles.dropFirst()) == Array(consoles[2...]))
            #expect(continued.console == watched.console && continued.ledger == watched.ledger)
        }
    }

    @Test("The briefing tells how devices check in")
    func briefing() throws {
        let world = try World(W.scenario([Self.hourly(2)], [W.patch()], horizon: 3 * Self.day))
        #expect(world.briefing.groups.map(\.checkIn) == [CheckIn(mode: .poll(every: Self.hour, jitter: 0))])
    }
}
