import EventEngine
import PatchModel

/// Who hears of what is wrong with a device: its own report, its user's call, somebody who misses it.
struct Signals: ActiveSubject {
    /// Entity: incident.
    enum Event: UInt8, CaseIterable {
        /// The device's own report is ready.
        case telemetry
        case ticket
    }

    static let firstKind = Run.FirstKind.signals

    /// What has been said of an incident.
    private struct Signal {
        /// The device's own report is ready to travel.
        var hasTelemetry = false
        /// Nobody calls: somebody misses the device.
        var isMissed = false
        /// When the console heard of it.
        var reported: Tick?
        var isReported: Bool { reported != nil }
        var hasTicket = false
    }

    /// By incident.
    private var signals: [Signal] = []

    static func serve(_ event: Event, _ incident: Int, in run: inout Run) {
        switch event {
        case .telemetry: telemetryIsReady(incident, in: &run)
        case .ticket: writeTicket(about: incident, in: &run)
        }
    }

    /// Another incident begins, of which nobody knows.
    mutating func begin() { signals.append(Signal()) }

    // MARK: What is going to be said

    /// A defect takes effect: plans what is heard of it.
    static func plan(of incident: Int, _ defect: Int, in run: inout Run) {
        let now = run.agenda.now
        let device = run.defects.device(of: incident)
        let regression = run.world.defects[defect]
        let key = run.defects.occurrence(ofStrike: incident, defect)
        let isUnreachable = regression.effect.isUnreachable
        if !isUnreachable, run.random.chance(regression.telemetryProbability, .telemetryShows, device, key) {
            let delay = run.random.span(regression.telemetryDelay, .telemetryDelay, device, key)
            schedule(.telemetry, incident, at: now + delay, in: &run)
        }
        if run.random.chance(regression.helpDeskProbability, .helpDeskReports, device, key) {
            let delay = run.random.span(regression.helpDeskDelay, .helpDeskDelay, device, key)
            schedule(.ticket, incident, at: now + delay, in: &run)
        } else if isUnreachable {
            planNotice(of: incident, in: &run)
        }
    }

    /// Nobody calls about a dead device at once; sooner or later somebody misses it.
    static func planNotice(of incident: Int, in run: inout Run) {
        guard let repair = run.world.repair else { return }
        run.signals.signals[incident].isMissed = true
        let device = run.defects.device(of: incident)
        let delay = run.random.span(
            repair.noticedAfter,
            .noticedAfter,
            device,
            run.defects.occurrence(of: incident, run.world)
        )
        schedule(.ticket, incident, at: run.agenda.now + delay, in: &run)
    }

    // MARK: What is said

    /// The device's own report is ready, and travels with its next check-in.
    private static func telemetryIsReady(_ incident: Int, in run: inout Run) {
        guard run.defects.isActive(incident), !run.signals.signals[incident].isReported else { return }
        run.signals.signals[incident].hasTelemetry = true
        let now = run.agenda.now
        let device = run.defects.device(of: incident)
        let group = run.world.group(of: device)
        switch run.devices.activity(device) {
        case .idle, .awaitingContact, .called: CheckIns.awaitContact(device, group, from: now, in: &run)
        // It reports when it is up again, and cannot before.
        case .restarting, .unreachable: break
        case .downloading, .awaitingWindow, .drainingForInstallation, .installing, .reverting, .awaitingRestart,
            .drainingForRestart, .rollingBack:
            // Busy, it takes no orders; but it checks in at its times, and reports.
            guard let contact = CheckIns.nextCheckIn(device, group, from: now, in: &run) else { return }
            guard contact <= now else {
                schedule(.telemetry, incident, at: contact, in: &run)
                return
            }
            run.recorder?.note(device, now, .checkedIn)
            report(incident, in: &run)
        }
    }

    /// The device checks in, and tells what is wrong with it.
    static func tell(of device: Int, in run: inout Run) {
        for incident in run.defects.incidents(of: device)
        where run.defects.isActive(incident) && run.signals.signals[incident].hasTelemetry {
            report(incident, in: &run)
        }
    }

    /// A user calls, or somebody misses the device. A user who is not there calls when the device is used next; a
    /// device is missed whether it would be on or not.
    private static func writeTicket(about incident: Int, in run: inout Run) {
        guard run.defects.isActive(incident), !run.signals.signals[incident].hasTicket else { return }
        let device = run.defects.device(of: incident)
        if !run.signals.signals[incident].isMissed {
            guard let time = CheckIns.nextInUse(device, run.world.group(of: device), in: &run) else { return }
            guard time <= run.agenda.now else {
                schedule(.ticket, incident, at: time, in: &run)
                return
            }
        }
        run.signals.signals[incident].hasTicket = true
        ConsoleServer.hearTicket(of: device, in: &run)
        run.recorder?.note(device, run.agenda.now, .ticket)
        report(incident, in: &run)
    }

    /// The console hears of the incident.
    private static func report(_ number: Int, in run: inout Run) {
        guard !run.signals.signals[number].isReported else { return }
        run.signals.signals[number].reported = run.agenda.now
        let incident = run.defects[number]
        let patch = run.world.groups[run.world.group(of: incident.device)].patches[incident.patch]
        run.recorder?.note(incident.device, run.agenda.now, .reported)
        switch incident.cause {
        case .defect(let defect):
            Vendor.hear(of: patch, in: &run)
            if isNews(incident, in: &run) {
                let component = run.world.defects[defect].effect.brokenComponent
                ConsoleServer.hear(troubleOf: incident.device, with: component, in: &run)
            }
        case .installation, .rollback:
            if isNews(incident, in: &run) { ConsoleServer.hear(deathOf: incident.device, with: patch, in: &run) }
        }
        Repairs.requestVisit(number, in: &run)
    }

    /// Once the fixed revision is out, trouble with the first one counts against nobody.
    private static func isNews(_ incident: Incident, in run: inout Run) -> Bool {
        if incident.isOfFixed { return true }
        return !run.console.hasFix(
            of: run.world.groups[run.world.group(of: incident.device)].patches[incident.patch]
        )
    }

    /// The fixed revision of a patch is out, which explains the trouble that there was with the first one: it is counted no
    /// longer, in no rollout that was suspected because of it.
    static func explainTrouble(with patch: Int, in run: inout Run) {
        for number in run.defects.all where run.signals.signals[number].isReported {
            let incident = run.defects[number]
            let device = incident.device
            guard run.world.groups[run.world.group(of: device)].patches[incident.patch] == patch,
                !isNews(incident, in: &run)
            else { continue }
            var isTroubled = false
            for other in run.defects.incidents(of: device) where run.signals.signals[other].isReported {
                if isNews(run.defects[other], in: &run) { isTroubled = true }
            }
            if !isTroubled { ConsoleServer.hear(explained: device, in: &run) }
        }
    }

    // MARK: What the manifest asks

    func add(to ledger: inout Ledger, of part: Part, in run: Run) {
        ledger.defects.firstReport = run.defects.incidents(in: part, run.world)
            .filter { if case .defect = run.defects[$0].cause { true } else { false } }
            .compactMap { signals[$0].reported }.min()
    }

    func violations(in run: Run) -> [String] {
        if signals.count != run.defects.all.count { return ["\(signals.count) of \(run.defects.all.count) incidents"] }
        return signals.indices.filter { signals[$0].hasTicket && !signals[$0].isReported }
            .map { "a ticket was written about incident \($0), and the console does not know of it" }
    }
}
