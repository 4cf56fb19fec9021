import EventEngine
import PatchModel
import Testing

@testable import PatchSimulator

/// What one device goes through. A letter stands for a minute or an hour; see `Courses.life`.
@Suite("The life of a device")
struct DeviceLifeTests: SmallWorldSuite {
    private func life(
        _ patches: [Patch],
        on group: DeviceGroup = W.group(1),
        under strategy: Strategy = W.bigBang,
        patch: Int = 0,
        every span: Tick = minute,
        letters: Int,
        repair: RepairShop? = nil
    ) throws -> String {
        let scenario = W.scenario([group], patches, horizon: span * Tick(letters), repair: repair)
        return try Courses.life(scenario, strategy, patch: patch, every: span, letters: letters)
    }

    private func minutes(_ count: Double) -> Distribution { W.constant(60 * count) }

    private func recorded(_ scenario: Scenario, _ strategy: Strategy = W.bigBang) throws -> [(Tick, DeviceEvent)] {
        var simulation = try W.simulation(scenario, strategy, recording: 0)
        simulation.run()
        return simulation.recordedLife(of: 0).filter { if case .became = $0.event { false } else { true } }
            .map { ($0.time, $0.event) }
    }

    // MARK: Installation and restart

    @Test("Install, wait for the user, restart, run")
    func installWaitRestart() throws {
        let patch = W.patch("p") {
            $0.installation.duration = minutes(3)
            $0.installation.interrupts = true
            $0.restart = Restart(kind: .reboot, duration: minutes(2), wait: minutes(4))
        }
        #expect(try life([patch], letters: 12) == "iii....rrPPP")
    }

    @Test("An installation that does not interrupt is no downtime, and a patch without restart runs at once")
    func quietInstallation() throws {
        #expect(try life([W.patch("p") { $0.installation.duration = minutes(3) }], letters: 6) == "...PPP")
    }

    @Test("One restart serves all patches of a job: the strongest kind, the longest wait and the longest time of all")
    func sharedRestart() throws {
        let service = W.patch("service") {
            $0.restart = Restart(kind: .service, duration: minutes(9), wait: minutes(2))
        }
        let reboot = W.patch("reboot", updates: 1) {
            $0.restart = Restart(kind: .reboot, duration: minutes(3), wait: minutes(1))
        }
        let short = W.patch("short", updates: 1) {
            $0.restart = Restart(kind: .reboot, duration: minutes(1), wait: minutes(0))
        }
        var scenario = W.scenario([W.group(1)], [service, reboot], horizon: 1000)
        scenario.software.components[1].versions = ["1", "2", "3"]
        scenario.patches.append(short)
        scenario.patches[1].updates = [ComponentUpdate(component: 1, to: 1)]
        scenario.patches[2].updates = [ComponentUpdate(component: 2, to: 1)]
        scenario.software.components.append(Component(name: "third", versions: ["1", "2"]))
        scenario.software.images[0].installed[2] = 0
        for patch in 0..<3 {
            #expect(try Courses.life(scenario, patch: patch, every: Self.minute, letters: 13) == "..rrrrrrrrrPP")
        }
        #expect(try recorded(scenario).contains { $0.1 == .restarts(.reboot) })
    }

    @Test("A failed attempt is undone, and the wait for the next one doubles each time")
    func backoffDoubles() throws {
        let patch = W.patch("p") {
            $0.installation.failureChance = 1
            $0.installation.attempts = 5
            $0.installation.backoff = 600
        }
        let times = try recorded(W.scenario([W.group(1)], [patch], horizon: 100_000)).compactMap { entry -> Tick? in
            if case .failed = entry.1 { entry.0 } else { nil }
        }
        #expect(times == [0, 600, 1800, 4200, 9000])
        let undone = W.patch("p") {
            $0.installation = Installation(
                duration: minutes(1),
                failureChance: 1,
                attempts: 2,
                backoff: 240,
                revert: minutes(2),
                interrupts: true
            )
        }
        // The backoff counts from the failure, not from the end of the undoing.
        #expect(try life([undone], letters: 12) == "iuu..iuu....")
    }

    @Test("The next attempt waits for a check-in after the backoff")
    func retryAtCheckIn() throws {
        let patch = W.patch("p") {
            $0.installation.failureChance = 1
            $0.installation.attempts = 2
            $0.installation.backoff = 50
        }
        let group = W.group(1, connectivity: W.recorded([(0, 20), (40, 45), (300, 400)]))
        let times = try recorded(W.scenario([group], [patch], horizon: 1000)).compactMap { entry -> Tick? in
            if case .failed = entry.1 { entry.0 } else { nil }
        }
        #expect(times == [0, 300])
    }

    // MARK: Downloads and places

    @Test("A download goes on over as many sessions as it needs")
    func downloadOverSessions() throws {
        var group = W.group(1, connectivity: W.recorded([(0, 120), (300, 360), (600, 1200)]))
        group.bandwidth = 10
        // 240 s of connection: 120 + 60 + 60.
        let patch = W.patch("p") { $0.size = 2400 }
        #expect(try life([patch], on: group, letters: 13) == "...........PP")
    }

    @Test(
        "A download that ends with the session to the second needs the next one; one that never ends holds the device"
    )
    func downloadAtTheEdge() throws {
        var group = W.group(1, connectivity: W.recorded([(0, 60), (300, 360)]))
        group.bandwidth = 10
        #expect(try life([W.patch("p") { $0.size = 590 }], on: group, letters: 7) == ".PPPPPP")
        #expect(try life([W.patch("p") { $0.size = 600 }], on: group, letters: 7) == ".....PP")
        let never = W.scenario([group], [W.patch("p") { $0.size = 1200 }], horizon: 1000)
        #expect(try W.ledger(never).patching.neverPatched == [.inProgress: 1])
    }

    @Test(
        "A download that begins in a later session than the one in which its check-in was planned loses no time by it"
    )
    func downloadInALaterSession() throws {
        var group = W.group(20, connectivity: W.recorded([(0, 100), (500, 1000)]))
        group.bandwidth = 10
        // Each download takes a minute; about half of the devices fail at first, and try again when they are back.
        var patch = W.patch(failureChance: 0.5, backoff: 400)
        patch.size = 600
        let first = try W.ledger(W.scenario([group], [patch], horizon: 100))
        let both = try W.ledger(W.scenario([group], [patch], horizon: 560))
        #expect(first.installation.attempts == 20 && first.installation.failedAttempts > 0)
        #expect(both.installation.attempts == 20 + first.installation.failedAttempts)
    }

    @Test("Who must come to the corporate network hears nothing and downloads nothing while away")
    func corporateOnly() throws {
        let sessions = [
            Session(start: 0, end: 300, place: .away), Session(start: 300, end: 360, place: .corporate),
            Session(start: 360, end: 600, place: .away), Session(start: 600, end: 900, place: .corporate),
        ]
        var group = W.group(1, connectivity: .trace([sessions]))
        #expect(try life([W.patch()], on: group, letters: 7) == "PPPPPPP")
        group.checkIn.reach = .corporate
        #expect(try life([W.patch()], on: group, letters: 7) == ".....PP")
        group.bandwidth = 10
        #expect(try life([W.patch("p") { $0.size = 900 }], on: group, letters: 12) == "...........P")
    }

    @Test("Between two polls a connected device hears nothing")
    func polls() throws {
        let group = W.group(
            1,
            connectivity: W.recorded([(60, 100_000)]),
            checkIn: CheckIn(mode: .poll(every: 300, jitter: 0))
        )
        let patch = W.patch("p") { $0.released = 120 }
        #expect(try life([patch], on: group, letters: 9) == "......PPP")
    }

    // MARK: Regressions

    @Test(
        "A defect with its onset at the restart waits for the next switching on, or strikes with the patch's own reboot"
    )
    func onsetAtRestart() throws {
        let defect = W.defect(onset: .restart)
        let service = W.patch("p") { $0.regressions = [defect] }
        let reboot = W.patch("p") {
            $0.regressions = [defect]
            $0.restart = Restart(kind: .reboot, duration: minutes(1), wait: .zero)
        }
        let switched = W.group(1, connectivity: W.recorded([(0, 180), (300, 420), (500, 600)]))
        #expect(try life([service], on: switched, letters: 8) == "PPPPPxxx")
        #expect(try life([reboot], letters: 4) == "rxxx")
        #expect(try life([service], letters: 4) == "PPPP")
    }

    @Test("A late defect does not strike where the patch has been taken back before")
    func latentAfterRollback() throws {
        let late = W.defect(onset: .after(minutes(10)))
        let early = W.defect(.degraded(component: 0, share: 0.5), telemetry: 60)
        var strategy = W.bigBang
        strategy.checkEvery = 180
        strategy.stop = StopRule(failures: Limit(.count(1), isStrict: false), minimum: 1)
        strategy.onStop = OnStop(resume: .never)
        let patch = W.patch("p") {
            $0.regressions = [late, early]
            $0.rollback = Rollback(duration: minutes(2))
        }
        #expect(try life([patch], under: strategy, letters: 12) == "~~~bb.......")
        #expect(try life([patch], letters: 12) == "~~~~~~~~~~xx")
    }

    @Test("A defect spares devices that do not match, and settles on the versions installed at that time")
    func conditions() throws {
        let tool = DevicePredicate(components: [VersionRange(component: 1, versions: 0..<1)])
        let newApp = DevicePredicate(components: [VersionRange(component: 0, versions: 1..<2)])
        let oldApp = DevicePredicate(components: [VersionRange(component: 0, versions: 0..<1)])
        for (condition, strikes) in [(tool, true), (newApp, true), (oldApp, false), (DevicePredicate(tag: "x"), false)]
        {
            let patch = W.patch("p") { $0.regressions = [W.defect(where: condition)] }
            #expect(try life([patch], letters: 2) == (strikes ? "xx" : "PP"))
        }
    }

    @Test("A degraded device loses its share of capacity, and only that")
    func degraded() throws {
        let patch = W.patch("p") { $0.regressions = [W.defect(.degraded(component: 0, share: 0.25))] }
        let ledger = try W.ledger(W.scenario([W.group(3)], [patch], horizon: 1000))
        #expect(ledger.downtime.lostCapacitySeconds == 3 * 1000 * 250)
        #expect(ledger.downtime.unplanned == 750)
        #expect(ledger.downtime.planned == 0)
    }

    // MARK: Being heard of

    @Test("Telemetry of a device that cannot be reached is never sent; its user's call is")
    func telemetryOfUnreachable() throws {
        for effect in [Regression.Effect.restartLoop, .bricked, .networkLoss] {
            let mute = W.patch("p") { $0.regressions = [W.defect(effect, telemetry: 0)] }
            let silent = try W.ledger(W.scenario([W.group(5)], [mute], horizon: 1000))
            #expect(silent.defects.blastRadius == 5 && silent.defects.firstReport == nil && silent.labour.tickets == 0)
            let called = W.patch("p") { $0.regressions = [W.defect(effect, telemetry: 0, helpDesk: 300)] }
            let heard = try W.ledger(W.scenario([W.group(5)], [called], horizon: 1000))
            #expect(heard.defects.firstReport == 300 && heard.labour.tickets == 5)
        }
    }

    @Test("Telemetry that becomes ready while the device is off travels with the next check-in")
    func telemetryWaits() throws {
        let patch = W.patch("p") { $0.regressions = [W.defect(telemetry: 200)] }
        let group = W.group(1, connectivity: W.recorded([(0, 100), (500, 600)]))
        #expect(try W.ledger(W.scenario([group], [patch], horizon: 1000)).defects.firstReport == 500)
    }

    @Test("A user calls only while the device is in use, be it away or not")
    func helpDeskInUse() throws {
        let patch = W.patch("p") { $0.regressions = [W.defect(helpDesk: 200)] }
        let sessions = [Session(start: 0, end: 100), Session(start: 500, end: 600, place: .away)]
        var group = W.group(1, connectivity: .trace([sessions]))
        group.checkIn.reach = .corporate
        let ledger = try W.ledger(W.scenario([group], [patch], horizon: 1000))
        #expect(ledger.labour.tickets == 1 && ledger.defects.firstReport == 500)
    }

    // MARK: Repair

    private func shop(_ technicians: Int? = nil, _ handles: RepairShop.Handles = .all) -> RepairShop {
        RepairShop(
            technicians: technicians,
            duration: minutes(2),
            travel: minutes(1),
            noticedAfter: minutes(3),
            handles: handles
        )
    }

    @Test("Bricked, missed, mended, tried again, and given up after the last attempt")
    func bricks() throws {
        let patch = W.patch("p") {
            $0.installation.duration = minutes(1)
            $0.installation.brickChance = 1
            $0.installation.attempts = 2
        }
        // One minute to install, three until somebody notices, one of travel, two of work.
        #expect(try life([patch], letters: 17, repair: shop()) == ".DDDDDD.DDDDDD...")
        let ledger = try W.ledger(W.scenario([W.group(1)], [patch], horizon: 2000, repair: shop()))
        #expect(ledger.labour.technicianVisits == 2 && ledger.patching.neverPatched == [.failed: 1])
        #expect(ledger.labour.technicianSeconds == 2 * 180)
        #expect(try life([patch], letters: 6) == ".DDDDD")
    }

    @Test("A rollback that fails leaves the device dead until a technician takes the patch off")
    func rollbackFails() throws {
        let patch = W.patch("p") {
            $0.regressions = [W.defect(telemetry: 0)]
            $0.rollback = Rollback(duration: minutes(1), failureChance: 1)
        }
        var strategy = W.bigBang
        strategy.checkEvery = 120
        strategy.stop = StopRule(failures: Limit(.count(1), isStrict: false), minimum: 1)
        strategy.onStop = OnStop(resume: .never)
        #expect(try life([patch], under: strategy, letters: 12, repair: shop(nil, .unreachable)) == "xxxDDDDDD...")
        let ledger = try W.ledger(W.scenario([W.group(1)], [patch], horizon: 2000, repair: shop()), strategy)
        #expect(ledger.installation.rollbacks == 0 && ledger.patching.neverPatched == [.takenBack: 1])
    }

    @Test("A technician who comes after the rollback has mended the device has come for nothing")
    func wastedVisit() throws {
        let patch = W.patch("p") { $0.regressions = [W.defect(telemetry: 0, helpDesk: 30)] }
        var strategy = W.bigBang
        strategy.checkEvery = 60
        strategy.stop = StopRule(failures: Limit(.count(1), isStrict: false), minimum: 1)
        strategy.onStop = OnStop(resume: .never)
        let ledger = try W.ledger(W.scenario([W.group(1)], [patch], horizon: 1000, repair: shop()), strategy)
        #expect(ledger.labour.technicianVisits == 1 && ledger.labour.technicianSeconds == 180)
        #expect(ledger.installation.rollbacks == 1 && ledger.labour.lastRepair == nil)
    }

    @Test("Tickets whose devices were mended in the meantime are passed over")
    func staleTickets() throws {
        let patch = W.patch("p") { $0.regressions = [W.defect(telemetry: 0, helpDesk: 30)] }
        var strategy = W.bigBang
        strategy.checkEvery = 60
        strategy.stop = StopRule(failures: Limit(.count(1), isStrict: false), minimum: 1)
        strategy.onStop = OnStop(resume: .never)
        let ledger = try W.ledger(W.scenario([W.group(9)], [patch], horizon: 1000, repair: shop(1)), strategy)
        #expect(ledger.labour.tickets == 9 && ledger.labour.technicianVisits == 1)
    }

    @Test("Technicians for unreachable devices do not come for others")
    func handlesUnreachable() throws {
        let down = W.patch("p") { $0.regressions = [W.defect(helpDesk: 0)] }
        let dead = W.patch("p") { $0.regressions = [W.defect(.networkLoss, helpDesk: 0)] }
        #expect(try life([down], letters: 6, repair: shop(1, .unreachable)) == "xxxxxx")
        #expect(try life([dead], letters: 6, repair: shop(1, .unreachable)) == "xxx...")
        #expect(try life([down], letters: 6, repair: shop(1, .all)) == "xxx...")
    }

    // MARK: Prerequisites, superseding

    @Test("Prerequisites are installed and run first, each as a job of its own")
    func prerequisites() throws {
        let first = W.patch("first", to: 1) { $0.installation.duration = minutes(2) }
        let second = W.patch("second", updates: 1, to: 1, after: [0]) { $0.installation.duration = minutes(3) }
        var scenario = W.scenario([W.group(1)], [first, second], horizon: 1000)
        scenario.software.components[1].versions = ["1", "2"]
        #expect(try Courses.life(scenario, patch: 0, every: Self.minute, letters: 7) == "..PPPPP")
        #expect(try Courses.life(scenario, patch: 1, every: Self.minute, letters: 7) == ".....PP")
    }

    @Test("A newer patch is taken instead of the older one, and makes it superfluous")
    func superseding() throws {
        let older = W.patch("older", to: 1) { $0.installation.duration = minutes(2) }
        let newer = W.patch("newer", to: 2) { $0.installation.duration = minutes(3) }
        let scenario = W.scenario([W.group(1)], [older, newer], horizon: 1000)
        #expect(try Courses.life(scenario, patch: 0, every: Self.minute, letters: 5) == "...PP")
        let ledger = try W.ledger(scenario)
        #expect(ledger.installation.installations == 1 && ledger.patching.patchedPairs == 2)
    }

    @Test("A vulnerability of two components is closed when both patches run")
    func closedByTwo() throws {
        let vulnerability = Vulnerability(
            name: "CVE-2",
            affects: [
                VersionRange(component: 0, versions: 0..<1), VersionRange(component: 1, versions: 0..<1),
            ],
            severity: .critical
        )
        let first = W.patch("app", to: 1) { $0.released = 100 }
        let second = W.patch("tool", updates: 1, to: 1) { $0.released = 400 }
        var scenario = W.scenario([W.group(2)], [first, second], horizon: 1000, vulnerabilities: [vulnerability])
        scenario.software.components[1].versions = ["1", "2"]
        let ledger = try W.ledger(scenario)
        #expect(ledger.exposure.plain == 800 && ledger.exposure.vendor == 800)
        #expect(ledger.exposure.severityWeighted == 3200)
    }
}
