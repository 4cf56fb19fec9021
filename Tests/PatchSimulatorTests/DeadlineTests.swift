import EventEngine
import PatchModel
import Testing

@testable import PatchSimulator

/// Deadlines and grace of rings: the dates are those that Windows Autopatch and Windows Update for Business document.
@Suite("Deadlines")
struct DeadlineTests: SmallWorldSuite {
    /// Nobody restarts of his own accord.
    private static func patch(_ duration: Double = 0) -> Patch {
        var patch = W.patch(duration: W.constant(duration))
        patch.restart = Restart(kind: .reboot, duration: .zero, wait: W.constant(60 * W.day))
        return patch
    }

    private static func strategy(_ rings: [Ring]) -> Strategy {
        Strategy(name: "dated", kind: .staged(StagedRollout(rings: rings, gate: nil)))
    }

    private static func everyone(_ deadline: InstallDeadline) -> Strategy {
        strategy([Ring(name: "all", size: .rest, deadline: deadline)])
    }

    private static func hours(_ days: [Weekday], _ opens: Double, _ closes: Double) -> LocalCalendar {
        LocalCalendar(
            name: "hours",
            rule: .weekly(days: Set(days), opens: Int64(opens * 3600), closes: Int64(closes * 3600))
        )
    }

    private static func scenario(
        _ count: Int = 1,
        windows: MaintenanceWindow? = nil,
        users: DeviceUsers? = nil,
        calendars: [LocalCalendar] = [],
        freezes: [Freeze] = [],
        connectivity: Connectivity = .alwaysOn,
        patch: Patch = patch()
    ) -> Scenario {
        var group = W.group(count, connectivity: connectivity)
        group.windows = windows
        group.users = users
        var scenario = W.scenario([group], [patch], horizon: 40 * day)
        scenario.calendars = calendars
        scenario.freezes = freezes
        return scenario
    }

    private static func life(_ scenario: Scenario, _ strategy: Strategy, of device: Int = 0) throws -> [RecordedEvent] {
        var run = try W.simulation(scenario, strategy, recording: device)
        run.run()
        #expect(run.fleet.violations() == [])
        return run.recordedLife(of: device)
    }

    private static func restart(_ life: [RecordedEvent]) -> Tick? {
        life.first { if case .restarts = $0.event { true } else { false } }?.time
    }

    private static func installed(_ life: [RecordedEvent]) -> Tick? {
        life.first { if case .installed = $0.event { true } else { false } }?.time
    }

    private static func on(from time: Tick) -> Connectivity { .trace([[Session(start: time, end: 60 * day)]]) }

    @Test(
        "Autopatch: offered on days 0, 1, 6, 9 and 11, forced by days 0, 3, 8, 14 and 14",
        arguments: InstallDeadline.Origin.allCases.filter { $0 != .release }
    )
    func autopatch(origin: InstallDeadline.Origin) throws {
        let dates: [(offer: Tick, deadline: Tick, grace: Tick)] = [
            (0, 0, 0), (1, 2, 2), (6, 2, 2), (9, 5, 2), (11, 3, 2),
        ]
        let rings = dates.enumerated().map { number, dates in
            Ring(
                name: "\(number)",
                size: .count(1),
                after: dates.offer * Self.day,
                deadline: InstallDeadline(
                    after: dates.deadline * Self.day,
                    grace: dates.grace * Self.day,
                    countsFrom: origin
                )
            )
        }
        var strategy = Self.strategy(rings)
        strategy.assignment = .given
        for (device, forced) in [0, 3, 8, 14, 14].enumerated() {
            let life = try Self.life(Self.scenario(5), strategy, of: device)
            #expect(Self.installed(life) == dates[device].offer * Self.day)
            #expect(Self.restart(life) == Tick(forced) * Self.day)
        }
    }

    @Test(
        "Who comes back after three weeks has the grace only, if the offer counts, and the whole time, if the discovery does"
    )
    func late() throws {
        for (origin, days) in [(InstallDeadline.Origin.offer, 23), (.release, 23), (.discovery, 26)] {
            let deadline = InstallDeadline(after: 5 * Self.day, grace: 2 * Self.day, countsFrom: origin)
            let life = try Self.life(
                Self.scenario(connectivity: Self.on(from: 21 * Self.day)),
                Self.everyone(deadline)
            )
            #expect(Self.restart(life) == Tick(days) * Self.day, "\(origin)")
        }
    }

    @Test(
        "Windows Update for Business: found on day 2, deadline 7, grace 2: forced on day 9 from discovery, 7 from the offer"
    )
    func countsFrom() throws {
        for (origin, day) in [(InstallDeadline.Origin.discovery, 9), (.offer, 7)] {
            let deadline = InstallDeadline(after: 7 * Self.day, grace: 2 * Self.day, countsFrom: origin)
            let life = try Self.life(Self.scenario(connectivity: Self.on(from: 2 * Self.day)), Self.everyone(deadline))
            #expect(Self.restart(life) == Tick(day) * Self.day, "\(origin)")
        }
    }

    @Test("Installed on day 6.5 with a deadline on day 7 and a grace of 2: restarted by day 8.5")
    func grace() throws {
        // Day 6 is a Wednesday.
        let windows = MaintenanceWindow(calendar: 0, covers: [.install])
        let calendar = Self.hours([.wed], 12, 13)
        let deadline = InstallDeadline(after: 7 * Self.day, grace: 2 * Self.day, countsFrom: .offer)
        let life = try Self.life(Self.scenario(windows: windows, calendars: [calendar]), Self.everyone(deadline))
        #expect(Self.installed(life) == 6 * Self.day + 12 * Self.hour)
        #expect(Self.restart(life) == 8 * Self.day + 12 * Self.hour)
    }

    @Test("Past the deadline an installation begins as soon as the device is on, outside of its window, and ends whole")
    func pastTheWindow() throws {
        let calendar = Self.hours([.sun], 2, 6)
        let deadline = Self.everyone(InstallDeadline(after: Self.day))
        func scenario(_ connectivity: Connectivity, _ overrun: MaintenanceWindow.Overrun = .interrupt) -> Scenario {
            Self.scenario(
                windows: MaintenanceWindow(calendar: 0, overrun: overrun),
                calendars: [calendar],
                connectivity: connectivity,
                patch: W.patch(duration: W.constant(5 * W.hour))
            )
        }
        for overrun in MaintenanceWindow.Overrun.allCases {
            let life = try Self.life(scenario(.alwaysOn, overrun), deadline)
            #expect(Self.installed(life) == Self.day + 5 * Self.hour)
        }
        let ledger = try W.ledger(scenario(.alwaysOn), deadline)
        #expect(ledger.maintenance.outsideSeconds == 5 * 3600 && ledger.maintenance.windowSeconds == Int64(Self.day))
        #expect(ledger.installation.failedAttempts == 0)
        let away = Connectivity.trace([
            [Session(start: 0, end: 3600), Session(start: 2 * Self.day, end: 30 * Self.day)]
        ])
        #expect(Self.installed(try Self.life(scenario(away), deadline)) == 2 * Self.day + 5 * Self.hour)
    }

    @Test("A freeze holds up what a deadline forces")
    func freeze() throws {
        // Thursday to Monday.
        let calendar = Self.hours([.thu, .fri, .sat, .sun], 0, 24)
        let scenario = Self.scenario(
            calendars: [calendar],
            freezes: [Freeze(calendar: 0, holds: [.installs])],
            patch: W.patch(duration: W.constant(60))
        )
        let life = try Self.life(scenario, Self.everyone(InstallDeadline(after: Self.day)))
        #expect(Self.installed(life) == 4 * Self.day + 60)
    }

    @Test("A user may put the restart off until the deadline, and no longer")
    func users() throws {
        let users = DeviceUsers(atWork: 0, postponeChance: 1, postponeTimes: 15, postponeLength: 10 * Self.hour)
        var patch = Self.patch()
        patch.restart.wait = .zero
        let scenario = Self.scenario(users: users, calendars: [Self.hours(Weekday.allCases, 0, 24)], patch: patch)
        let deadline = InstallDeadline(after: 36 * Self.hour, grace: 4 * Self.hour)
        let life = try Self.life(scenario, Self.everyone(deadline))
        #expect(Self.restart(life) == 36 * Self.hour)
        #expect(life.count { $0.event == .postponesRestart } == 4)
    }

    @Test("Deadlines are the same swept and in exact order", arguments: 0..<20)
    func bothDrivers(lot: Int) throws {
        for number in lot * 5..<lot * 5 + 5 {
            var scenario = SweepTests.harmless(number)
            scenario.calendars.append(Self.hours([.sun], 2, 6))
            for group in scenario.groups.indices where (group + number) % 3 > 0 {
                let overrun = MaintenanceWindow.Overrun.allCases[number % 3]
                scenario.groups[group].windows = MaintenanceWindow(
                    calendar: scenario.calendars.count - 1,
                    overrun: overrun
                )
            }
            var strategy = RandomScenarios.strategy(number)
            let origin = InstallDeadline.Origin.allCases[number % 3]
            let deadline = InstallDeadline(
                after: Tick(number % 5) * 40_000,
                grace: Tick(number % 4) * 20_000,
                countsFrom: origin
            )
            strategy.kind = .staged(
                StagedRollout(
                    rings: [
                        Ring(name: "first", size: .share(0.3), deadline: number % 2 == 0 ? deadline : nil),
                        Ring(name: "rest", size: .rest, after: Self.day, deadline: deadline),
                    ],
                    gate: nil
                )
            )
            expectSameInBothDrivers(
                try World(scenario),
                strategy,
                seed: 6,
                replication: number,
                parts: 4,
                "scenario \(number)"
            )
        }
    }

    @Test("A log with a deadline is read as it was written")
    func log() throws {
        let deadline = InstallDeadline(after: 7, grace: 2, countsFrom: .release)
        let plan = RolloutPlan(patches: [0], rings: [.init(name: "all", size: .rest, deadline: deadline)])
        #expect(try ActionText.plan(ActionText.text(of: plan)) == plan)
    }
}
