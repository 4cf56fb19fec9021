import EventEngine
import PatchModel

/// When devices talk to the console, and what comes of it.
enum CheckIns {
    /// True if the device can talk to the console at this moment.
    static func isConnected(_ device: Int, _ group: Int, in run: inout Run) -> Bool {
        guard run.devices.activity(device) != .unreachable else { return false }
        let now = run.agenda.now
        let session = run.onPeriods.session(at: now, device, run.world.groups[group])
        return session.contains(now) && run.world.groups[group].connectivity.reaches(session)
    }

    /// The first moment from now on at which the device is switched on.
    static func nextInUse(_ device: Int, _ group: Int, in run: inout Run) -> Tick? {
        let now = run.agenda.now
        let session = run.onPeriods.session(at: now, device, run.world.groups[group])
        return session.isFinished ? nil : max(now, Tick(session.start))
    }

    /// When the device is switched on next, after being off.
    static func nextSwitchOn(_ device: Int, _ group: Int, in run: inout Run) -> Tick? {
        let plan = run.world.groups[group]
        var session = run.onPeriods.session(at: run.agenda.now, device, plan)
        if session.contains(run.agenda.now) { session = run.onPeriods.sessions.next(after: session, device, plan) }
        return session.isFinished ? nil : Tick(session.start)
    }

    /// The device's first check-in at or after `time`, which must not be in the past.
    static func nextCheckIn(_ device: Int, _ group: Int, from time: Tick, in run: inout Run) -> Tick? {
        let plan = run.world.groups[group]
        let session = run.onPeriods.session(at: run.agenda.now, device, plan)
        return run.onPeriods.sessions.checkIn(from: time, session, device, plan)
    }

    /// Something waits for the device at the console, or for the console at the device: see to it that it checks in.
    static func awaitContact(_ device: Int, _ group: Int, from time: Tick, in run: inout Run) {
        switch run.devices.activity(device) {
        case .idle: break
        // Mostly it is going to check in as soon as it can.
        case .awaitingContact: if run.devices.isMarked(device, .nextContact) { return }
        // Also one that was called: it is going to look up a check-in that is at least as early.
        default: return
        }
        guard let contact = nextCheckIn(device, group, from: time, in: &run) else {
            if run.devices.activity(device) == .idle { run.devices.dropStep(device) }
            return
        }
        if run.devices.activity(device) == .awaitingContact && Tick(run.devices.due(device)) <= contact { return }
        Devices.proceed(device, group, to: .awaitingContact, at: contact, in: &run)
        if time <= run.agenda.now {
            run.devices.mark(device, .nextContact)
        } else {
            run.devices.unmark(device, .nextContact)
        }
    }

    /// A check-in: report, then take orders.
    ///
    /// - Parameter hasReported: the device has told the console at this very moment how things stand.
    static func checkIn(_ device: Int, _ group: Int, hasReported: Bool = false, in run: inout Run) {
        run.devices.rest(device)
        run.devices.unmark(device, .nextContact)
        run.recorder?.note(device, run.agenda.now, .checkedIn)
        if !hasReported { report(device, group, in: &run) }
        takeOrders(device, group, in: &run)
        if run.inFlight.isActive { InFlight.noteCheckIn(device, in: &run) }
    }

    /// Sees to it that the device checks in when it gets its next turn, at `time` or later.
    static func awaitTurn(_ device: Int, _ group: Int, from time: Tick, in run: inout Run) {
        guard let turn = run.console.nextTurn(of: device, from: time) else { return }
        awaitContact(device, group, from: turn, in: &run)
    }

    private static func takeOrders(_ device: Int, _ group: Int, in run: inout Run) {
        if Rollbacks.begin(device, group, in: &run) { return }
        if let end = Maintenance.heldOffers(run.world.groups[group], at: run.agenda.now) {
            // It asks again when the freeze is over.
            run.devices.rest(device)
            awaitContact(device, group, from: end, in: &run)
            return
        }
        if Offers.accept(device, group, in: &run) { return }
        run.devices.rest(device)
        awaitTurn(device, group, from: run.agenda.now + 1, in: &run)
        guard run.devices.isMarked(device, .hasRetry), let retry = Retries.next(device, in: &run) else { return }
        awaitContact(device, group, from: retry, in: &run)
    }

    /// The device has finished something: it reports at once if it is connected, as agents do, or has been kept on for that;
    /// or else at its next check-in.
    static func finish(_ device: Int, _ group: Int, in run: inout Run) {
        guard run.devices.activity(device) != .unreachable else { return }
        run.devices.rest(device)
        let isKeptOn = run.devices.isMarked(device, .keptOn)
        run.devices.unmark(device, [.interrupted, .keptOn])
        Conditions.update(device, group, in: &run)
        if isKeptOn {
            run.recorder?.noteReport(device, run.agenda.now)
            report(device, group, in: &run)
            // Then that was its check-in, and nobody need know when it is connected.
            if hasAll(device, group, in: &run) {
                run.recorder?.note(device, run.agenda.now, .checkedIn)
                return
            }
        }
        if isConnected(device, group, in: &run) {
            checkIn(device, group, hasReported: isKeptOn, in: &run)
        } else {
            awaitContact(device, group, from: run.agenda.now, in: &run)
        }
    }

    /// True if the console certainly has nothing for the device, which has reported, and the device nothing for the console:
    /// all patches run there in their latest revision, and nothing is wrong, waits, or is taken back.
    private static func hasAll(_ device: Int, _ group: Int, in run: inout Run) -> Bool {
        guard !run.devices.isMarked(device, .hasIncidents), !run.devices.isMarked(device, .hasRetry),
            !run.console.isReverting
        else { return false }
        let plan = run.world.groups[group]
        let first = plan.slots(of: device)
        guard run.pairs.find(.undone, from: first, plan.patches.count).isEmpty else { return false }
        guard run.console.hasFixes else { return true }
        for local in run.pairs.find(.running, from: first, plan.patches.count)
        where run.console.hasFix(of: plan.patches[local]) {
            return false
        }
        return true
    }

    /// Tells the console how things stand on the device.
    private static func report(_ device: Int, _ group: Int, in run: inout Run) {
        if run.devices.isMarked(device, .hasIncidents) { Signals.tell(of: device, in: &run) }
        ConsoleServer.hear(from: device, group, in: &run)
        if run.inFlight.isActive { InFlight.hear(from: device, group, in: &run) }
    }
}
