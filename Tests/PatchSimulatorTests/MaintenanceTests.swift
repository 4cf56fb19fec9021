import EventEngine
import PatchModel
import Testing

@testable import PatchSimulator

/// Windows, freezes and restarts that are put off.
@Suite("Windows, freezes and postponed restarts")
struct MaintenanceTests: SmallWorldSuite {
    /// 1970-01-01 was a Thursday.
    private static let sunday = 3 * day

    /// Hours on days of the week, in UTC.
    private static func hours(_ name: String, _ days: [Weekday], _ opens: Double, _ closes: Double) -> LocalCalendar {
        LocalCalendar(
            name: name,
            rule: .weekly(days: Set(days), opens: Int64(opens * 3600), closes: Int64(closes * 3600))
        )
    }

    private static let night = hours("night", [.sun], 2, 6)

    private static func scenario(
        _ count: Int = 1,
        windows: MaintenanceWindow? = nil,
        users: DeviceUsers? = nil,
        calendars: [LocalCalendar] = [night],
        freezes: [Freeze] = [],
        connectivity: Connectivity = .alwaysOn,
        patch: Patch = W.patch(duration: W.constant(1800)),
        days: Tick = 30
    ) -> Scenario {
        var group = W.group(count, connectivity: connectivity)
        group.windows = windows
        group.users = users
        var scenario = W.scenario([group], [patch], horizon: days * day)
        scenario.calendars = calendars
        scenario.freezes = freezes
        return scenario
    }

    /// Events of the first device, with their times.
    private static func life(_ scenario: Scenario, _ strategy: Strategy = W.bigBang) throws -> [RecordedEvent] {
        var run = try W.simulation(scenario, strategy, recording: 0)
        run.run()
        return run.recordedLife(of: 0)
    }

    private static func time(_ life: [RecordedEvent], _ isMeant: (DeviceEvent) -> Bool) -> Tick? {
        life.first { isMeant($0.event) }?.time
    }

    private static func installed(_ event: DeviceEvent) -> Bool { if case .installed = event { true } else { false } }

    // MARK: Windows

    @Test("What is offered on Thursday is installed on Sunday at 02:00, and restarts there")
    func window() throws {
        var patch = W.patch(duration: W.constant(1800))
        patch.restart = Restart(kind: .reboot, duration: W.constant(300), wait: .zero)
        let scenario = Self.scenario(windows: MaintenanceWindow(calendar: 0), patch: patch)
        let life = try Self.life(scenario)
        #expect(Self.time(life) { $0 == .awaitsWindow } == 0)
        let begin = Self.sunday + 2 * Self.hour
        #expect(Self.time(life, Self.installed) == begin + 1800)
        #expect(Self.time(life) { $0 == .restarts(.reboot) } == begin + 1800)
        let ledger = try W.ledger(scenario)
        #expect(ledger.maintenance.windowSeconds == Int64(begin) && ledger.maintenance.outsideSeconds == 0)
    }

    @Test("Nothing begins in the cutoff, nor what has to fit and does not; a window that is left out does not cover")
    func cutoff() throws {
        let next = Self.sunday + 7 * Self.day + 2 * Self.hour
        let released = Self.sunday + 5 * Self.hour
        let cases: [(MaintenanceWindow, Tick)] = [
            (MaintenanceWindow(calendar: 0), released),
            (MaintenanceWindow(calendar: 0, cutoff: 3600), next),
            (MaintenanceWindow(calendar: 0, cutoff: 3599), released),
            (MaintenanceWindow(calendar: 0, overrun: .fits), next),
            (MaintenanceWindow(calendar: 0, cutoff: 7200, covers: [.restart]), released),
        ]
        for (window, begin) in cases {
            let patch = W.patch(duration: W.constant(4000), released: released)
            let life = try Self.life(Self.scenario(windows: window, patch: patch))
            #expect(Self.time(life, Self.installed) == begin + 4000, "\(window)")
        }
    }

    @Test("An installation that the window is too short for goes on outside, or is undone as a failed attempt")
    func overrun() throws {
        let patch = W.patch(
            duration: W.constant(4000),
            attempts: 2,
            revert: W.constant(600),
            released: Self.sunday + 5 * Self.hour
        )
        func ledger(_ overrun: MaintenanceWindow.Overrun) throws -> Ledger {
            try W.ledger(Self.scenario(windows: MaintenanceWindow(calendar: 0, overrun: overrun), patch: patch))
        }
        let finish = try ledger(.finish)
        #expect(finish.maintenance.outsideSeconds == 400 && finish.installation.installations == 1)
        let interrupt = try ledger(.interrupt)
        #expect(interrupt.installation.failedAttempts == 1 && interrupt.installation.installations == 1)
        #expect(interrupt.maintenance.outsideSeconds == 0)
        #expect(interrupt.downtime.conditionSeconds[Int(Condition.reverting.rawValue)] == 600)
    }

    @Test(
        "A device that is away in its window installs there; an order to cancel that it has not heard changes nothing"
    )
    func away() throws {
        let on = Connectivity.trace([
            [Session(start: 0, end: 3600), Session(start: Self.sunday, end: Self.sunday + Self.day, place: .away)]
        ])
        var scenario = Self.scenario(windows: MaintenanceWindow(calendar: 0), connectivity: on)
        for reach in CheckIn.Reach.allCases {
            scenario.groups[0].checkIn.reach = reach
            var run = try W.simulation(scenario)
            run.advance(to: 2 * Self.day)
            try run.act(.stop(rollout: 0, OnStop(cancelsQueued: true)), because: "test")
            run.run()
            // Where the internet is enough it hears of the order when it is switched on.
            #expect(run.ledger.installation.installations == (reach == .corporate ? 1 : 0))
            #expect(run.ledger.rollouts.cancelledOffers == (reach == .corporate ? 0 : 1))
        }
    }

    @Test("A device that is never on in a window is left at the end because of that")
    func noWindow() throws {
        let on = Connectivity.trace([
            (0..<30).map { Session(start: $0 * Self.day + 8 * Self.hour, end: $0 * Self.day + 18 * Self.hour) }
        ])
        let ledger = try W.ledger(Self.scenario(windows: MaintenanceWindow(calendar: 0), connectivity: on))
        #expect(ledger.patching.neverPatched == [.noWindow: 1])
    }

    @Test("A release at a random time waits 80.54 h on average for a weekly window of 3.5 usable hours")
    func meanWait() throws {
        // The mean of what is left of a gap, met at random: gap² / 2 / week.
        let gap = 168 - 3.5
        let mean = gap * gap / 2 / 168
        #expect(abs(mean - 80.54) < 0.005)
        var sum = 0.0
        let count = 336
        for number in 0..<count {
            // Every half hour of a week, in the middle of which it is released.
            let patch = W.patch(released: Tick(number) * 1800 + 900)
            let window = MaintenanceWindow(calendar: 0, cutoff: 1800)
            sum +=
                Double(try W.ledger(Self.scenario(windows: window, patch: patch, days: 12)).maintenance.windowSeconds)
                / 3600
        }
        #expect(abs(sum / Double(count) - mean) < 0.01)
    }

    @Test("On for Exp(8 h) and off for Exp(16 h), a device is there in 46.4 % of weekly windows of 3.5 h")
    func thereInWindow() throws {
        // On at the beginning, or switched on within: 1 − 2/3 exp(−3.5/16).
        let share = 1 - 2.0 / 3 * 0.803_50
        #expect(abs(share - 0.464) < 5e-4)
        let law = { (hours: Double) in (try? Distribution.exponential(mean: hours * 3600)) ?? .zero }
        let count = 3000
        let on = Connectivity.alternating(on: law(8), off: law(16), awayShare: 0)
        let window = MaintenanceWindow(calendar: 0, cutoff: 1800)
        // Restarts alone are covered: who is there in the first window after the release is through by its end.
        var patch = W.patch(duration: .zero)
        patch.installation.interrupts = false
        var scenario = Self.scenario(count, windows: window, connectivity: on, patch: patch, days: 4)
        scenario.groups[0].checkIn = CheckIn(mode: .push)
        let ledger = try W.ledger(scenario)
        let there = Double(ledger.patching.patchedPairs)
        // Those who had not been on since the start have not got the patch; few, and they are counted.
        let asked = Double(ledger.installation.installations + (ledger.patching.neverPatched[.noWindow] ?? 0))
        let error = (share * (1 - share) / asked).squareRoot()
        #expect(abs(there / asked - share) < 4 * error, "\(there) of \(asked)")
    }

    // MARK: Freezes

    @Test("A freeze holds offers back, or installations as well, for the devices that it concerns")
    func freezes() throws {
        let holidays = LocalCalendar(name: "holidays", rule: .dates([0...4]))
        let end = 5 * Self.day
        func time(_ freeze: Freeze, _ event: (DeviceEvent) -> Bool) throws -> Tick? {
            let scenario = Self.scenario(calendars: [holidays], freezes: [freeze])
            return Self.time(try Self.life(scenario), event)
        }
        let isOffered = { (event: DeviceEvent) in if case .offered = event { true } else { false } }
        #expect(try time(Freeze(calendar: 0), isOffered) == end)
        #expect(try time(Freeze(calendar: 0, holds: [.installs]), isOffered) == 0)
        #expect(try time(Freeze(calendar: 0, holds: [.installs]), Self.installed) == end + 1800)
        let other = DevicePredicate(deviceClass: .laptop)
        #expect(try time(Freeze(calendar: 0, condition: other), isOffered) == 0)
        let frozen = try W.ledger(Self.scenario(calendars: [holidays], freezes: [Freeze(calendar: 0)], days: 3))
        #expect(frozen.patching.neverPatched == [.noWindow: 1])
    }

    // MARK: Users

    @Test(
        "A restart at 09:00 is put off by 60 % for 4 h, three times: 40, 24, 14.4 and 21.6 % at 09:00, 13:00, 17:00 and 18:00"
    )
    func postponed() throws {
        let office = Self.hours("office", Weekday.allCases, 8, 18)
        var patch = W.patch(duration: .zero, released: 9 * Self.hour)
        patch.restart = Restart(kind: .reboot, duration: W.constant(60), wait: .zero)
        let count = 4000
        let users = DeviceUsers(atWork: 0, postponeChance: 0.6, postponeTimes: 3, postponeLength: 4 * Self.hour)
        var scenario = Self.scenario(count, users: users, calendars: [office], patch: patch, days: 2)
        var run = try W.simulation(scenario)
        var before = 0
        let expected: [(Tick, Double)] = [(9, 0.4), (13, 0.24), (17, 0.144), (18, 0.216)]
        for (hour, share) in expected {
            run.advance(to: hour * Self.hour + 59)
            #expect(run.ledger.patching.patchedPairs == before)
            run.advance(to: hour * Self.hour + 60)
            let now = run.ledger.patching.patchedPairs
            let error = (share * (1 - share) / Double(count)).squareRoot()
            #expect(abs(Double(now - before) / Double(count) - share) < 3 * error, "at \(hour)")
            before = now
        }
        #expect(before == count)
        let mean = Double(run.ledger.maintenance.restartSeconds) / 3600 / Double(count)
        // Values from 0 to 9 h: a standard deviation of less than 4.
        #expect(abs(mean - 4.056) < 3 * 3.6 / Double(count).squareRoot())
        // 0.6 + 0.36 + 0.216 times each.
        #expect(
            abs(Double(run.ledger.maintenance.postponements) / Double(count) - 1.176) < 3 * 1.2
                / Double(count).squareRoot()
        )
        // Nobody at work, nobody asked.
        scenario.groups[0].users?.atWork = nil
        #expect(try W.ledger(scenario).maintenance.postponements == 0)
    }

    @Test("Whoever shuts the device down finds it restarted in the morning; whoever lets it sleep does not")
    func powerOff() throws {
        let sessions = (0..<9).map {
            Session(start: $0 * Self.day + 8 * Self.hour, end: $0 * Self.day + 18 * Self.hour)
        }
        var patch = W.patch(duration: .zero, released: 9 * Self.hour)
        patch.restart = Restart(kind: .reboot, duration: W.constant(60), wait: W.constant(3 * W.day))
        for (powerOff, time) in [
            (DeviceUsers.PowerOff.shutdown, Self.day + 8 * Self.hour), (.sleep, 3 * Self.day + 9 * Self.hour),
        ] {
            let scenario = Self.scenario(
                users: DeviceUsers(powerOff: powerOff),
                connectivity: .trace([sessions]),
                patch: patch
            )
            #expect(Self.time(try Self.life(scenario)) { $0 == .restarts(.reboot) } == time)
        }
        // Switched on outside of every window, it has begun in none, and so is not past its end.
        let scenario = Self.scenario(
            windows: MaintenanceWindow(calendar: 0, covers: [.restart]),
            users: DeviceUsers(powerOff: .shutdown),
            calendars: [Self.hours("early", Weekday.allCases, 2, 6)],
            connectivity: .trace([sessions]),
            patch: patch
        )
        var run = try W.simulation(scenario, W.bigBang)
        run.run()
        #expect(run.ledger.patching.patchedPairs == 1 && run.ledger.maintenance.outsideSeconds == 0)
    }

    // MARK: Laws

    /// Random scenarios with windows, freezes and users.
    private static func random(_ number: Int) -> Scenario {
        var scenario = number % 2 == 0 ? RandomScenarios.scenario(number) : SweepTests.harmless(number)
        var random = SplitMix(state: UInt64(number) &* 31 &+ 7)
        func chance(_ one: Int) -> Bool { Int.random(in: 0..<one, using: &random) == 0 }
        let hours = (0..<3).map { place -> LocalCalendar in
            let opens = Double(Int.random(in: 0..<24, using: &random))
            let closes = Double(Int.random(in: 0...24, using: &random))
            return Self.hours("c\(place)", Weekday.allCases.filter { _ in !chance(3) }, opens, closes)
        }
        scenario.calendars = hours
        for group in scenario.groups.indices {
            if !chance(4) {
                scenario.groups[group].windows = MaintenanceWindow(
                    calendar: 0,
                    cutoff: chance(2) ? 0 : 1800,
                    covers: Set(MaintenanceWindow.Step.allCases.filter { _ in !chance(4) }),
                    overrun: MaintenanceWindow.Overrun.allCases[Int.random(in: 0..<3, using: &random)]
                )
            }
            if chance(2) {
                scenario.groups[group].users = DeviceUsers(
                    atWork: 1,
                    postponeChance: 0.6,
                    postponeTimes: Int.random(in: 0...3, using: &random),
                    postponeLength: 4 * hour,
                    powerOff: chance(2) ? .sleep : .shutdown
                )
            }
        }
        if chance(2) {
            scenario.freezes = [Freeze(calendar: 2, holds: Set(Freeze.Hold.allCases.filter { _ in !chance(3) }))]
        }
        for patch in scenario.patches.indices { scenario.patches[patch].installation.interrupts = true }
        return scenario
    }

    @Test("Sweeping and exact order give the same, and what subjects promise holds", arguments: 0..<10)
    func drivers(lot: Int) throws {
        for number in lot * 10..<lot * 10 + 10 {
            expectSameInBothDrivers(
                try World(Self.random(number)),
                RandomScenarios.strategy(number),
                seed: 31,
                replication: number,
                parts: 4,
                "scenario \(number)"
            )
        }
    }

    @Test("No step that a window covers begins outside of it, in its cutoff, or in a freeze", arguments: 0..<10)
    func beginnings(lot: Int) throws {
        var begun = 0
        for number in lot * 10..<lot * 10 + 10 {
            let scenario = Self.random(number)
            let world = try World(scenario)
            var run = Simulation(
                world,
                policy: DeclaredPolicy(RandomScenarios.strategy(number)),
                seed: 32,
                replication: number,
                recording: Array(0..<world.deviceCount)
            )
            run.run()
            for device in 0..<world.deviceCount {
                let group = scenario.groups[world.group(of: device)]
                let windows = group.windows.map { scenario.times(of: $0.calendar, for: group) } ?? []
                let freezes = scenario.freezes.filter { $0.holds.contains(.installs) }
                    .flatMap { scenario.times(of: $0.calendar, for: group) }
                let ons = run.sessions(of: device).map(\.start)
                for entry in run.recordedLife(of: device) {
                    let step: MaintenanceWindow.Step
                    switch entry.event {
                    case .became(.installing): step = .install
                    case .restarts: step = .restart
                    default: continue
                    }
                    // Whoever shuts down may restart whenever he switches on.
                    if step == .restart, group.users?.powerOff == .shutdown, ons.contains(entry.time) { continue }
                    #expect(!freezes.contains { $0.contains(entry.time) }, "scenario \(number), device \(device)")
                    guard let window = group.windows, window.covers.contains(step) else { continue }
                    begun += 1
                    #expect(
                        windows.contains { $0.contains(entry.time) && entry.time < $0.upperBound - window.cutoff },
                        "scenario \(number), device \(device) at \(entry.time)"
                    )
                }
            }
        }
        #expect(begun > 0)
    }
}
