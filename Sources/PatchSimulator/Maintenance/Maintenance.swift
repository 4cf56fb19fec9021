import EventEngine
import PatchModel

/// Work that waits: for its window, for the end of a freeze, for a user who does not want to be disturbed now.
///
/// It has no events of its own: when a step may begin is found from the calendars and the device's on-periods, and is the device's
/// next step.
struct Maintenance: Subject {
    /// What a device may wait for.
    private enum Wait: Int, CaseIterable {
        case window, restart
    }

    /// By group and kind of wait: seconds, once every wait that lasts is closed, and devices that wait.
    private var seconds: [Int64]
    private var waiting: [Int]
    /// By group.
    private var postponements: [Int]
    private var outsideSeconds: [Int64]
    /// Device → how often its user has put off the restart that is due.
    private var asked: [Int: Int] = [:]
    /// Device → when the restart for which it waits must begin.
    private var restarts: [Int: Tick] = [:]

    init(_ world: World) {
        seconds = Array(repeating: 0, count: world.groups.count * Wait.allCases.count)
        waiting = Array(repeating: 0, count: world.groups.count * Wait.allCases.count)
        postponements = Array(repeating: 0, count: world.groups.count)
        outsideSeconds = Array(repeating: 0, count: world.groups.count)
    }

    // MARK: Installations

    /// True if the installation, for which everything is there, may not begin now: then the device waits.
    static func holdsInstallation(_ device: Int, _ group: Reference<GroupPlan>, in run: inout Run) -> Bool {
        let plan = group.maintenance
        var length: Tick = 0
        if !plan.installationLengths.isEmpty {
            var drains = false
            for local in run.pairs.find(.arriving, from: group.slots(of: device), group.patches.count) {
                length += plan.installationLengths[local]
                let patch = run.world.patches[group.patches[local]]
                if patch.installation.interrupts || patch.restart.kind != .none { drains = true }
            }
            length += restartLength(device, group, in: &run) + (drains ? group.services.usualDrain : 0)
        }
        let isWaiting = run.devices.activity(device) == .awaitingWindow
        let deadline = installationDeadline(device, group, in: &run)
        let isForced = deadline <= run.agenda.now
        let opening = opening(.install, length: length, device, group, isForced: isForced, in: &run)
        if opening == run.agenda.now {
            if isWaiting { run.maintenance.end(.window, group.index, run.agenda.now) }
            return false
        }
        if !isWaiting {
            run.maintenance.begin(.window, group.index, run.agenda.now)
            run.recorder?.note(device, run.agenda.now, .awaitsWindow)
        }
        let time = isForced ? opening ?? .never : min(opening ?? .never, deadline)
        wait(device, group, .awaitingWindow, until: time == .never ? nil : time, in: &run)
        return true
    }

    /// When the installation that begins now is broken off; nil: it is not.
    static func interruption(of length: Tick, _ device: Int, _ group: Reference<GroupPlan>, in run: inout Run) -> Tick?
    {
        let plan = group.maintenance
        let now = run.agenda.now
        // It began in a window, and may have run empty since then.
        guard plan.interrupts, plan.coversInstallation, let end = plan.windows.lastEnd(before: now),
            now + length > end, installationDeadline(device, group, in: &run) > now
        else { return nil }
        return max(now, end)
    }

    /// True if an offer that is not being installed yet does not stand any more, and the device knows.
    static func hasLost(_ local: Int, _ device: Int, _ group: Reference<GroupPlan>, in run: inout Run) -> Bool {
        let patch = group.patches[local]
        let activity = run.devices.activity(device)
        let isWaiting = activity == .awaitingWindow || activity == .drainingForInstallation
        guard run.console.cancels(patch) else {
            // What waited for long is replaced by the fixed revision, if the device can ask for it.
            return isWaiting && run.console.hasFix(of: patch)
                && run.pairs.state(group.slots(of: device) + local) == .arriving
                && CheckIns.isConnected(device, group.index, in: &run)
        }
        // An order travels with a check-in: who has had none since installs what he has.
        guard isWaiting, let since = run.console.cancelled(patch) ?? run.outsideReports.withdrawn(patch) else {
            return true
        }
        let sessions = run.onPeriods.sessions
        let heard = sessions.checkIn(from: since, sessions.first(device, group), device, group)
        return heard.map { $0 <= run.agenda.now } ?? false
    }

    // MARK: Restarts

    /// A device with users who shut it down restarts when it is switched on again, if that comes first.
    static func restartTime(_ time: Tick, _ device: Int, _ group: Reference<GroupPlan>, in run: inout Run) -> Tick {
        guard group.maintenance.shutsDown, let on = CheckIns.nextSwitchOn(device, group.index, in: &run) else {
            return time
        }
        return min(time, on)
    }

    /// True if the restart that is due may not begin now: then the device waits.
    static func holdsRestart(_ device: Int, _ group: Reference<GroupPlan>, in run: inout Run) -> Bool {
        let plan = group.maintenance
        let now = run.agenda.now
        let isWaiting = run.devices.activity(device) == .awaitingRestart
        let deadline =
            isWaiting
            ? run.maintenance.deadlineOfRestart(device) : restartDeadline(device, group, in: &run)
        let isForced = deadline <= now
        if isWaiting, plan.shutsDown {
            let session = run.onPeriods.session(at: now, device, group)
            if Tick(session.start) == now { return false }
        }
        let length =
            plan.restartLengths.isEmpty ? 0 : restartLength(device, group, in: &run) + group.services.usualDrain
        let opening = opening(.restart, length: length, device, group, isForced: isForced, in: &run)
        if opening == now {
            guard !isForced, let later = postponed(device, group, in: &run) else { return false }
            if !isWaiting { noteRestart(device, group, in: &run) }
            let time = restartTime(min(later, deadline), device, group, in: &run)
            wait(device, group, .awaitingRestart, until: time, in: &run)
            return true
        }
        if !isWaiting { noteRestart(device, group, in: &run) }
        let next = isForced ? opening ?? .never : min(opening ?? .never, deadline)
        let time = restartTime(next, device, group, in: &run)
        wait(device, group, .awaitingRestart, until: time == .never ? nil : time, in: &run)
        return true
    }

    /// Until when the user puts off the restart; nil: it may begin.
    private static func postponed(_ device: Int, _ group: Reference<GroupPlan>, in run: inout Run) -> Tick? {
        let plan = group.maintenance
        let now = run.agenda.now
        let asked = run.maintenance.asked[device] ?? 0
        guard asked < plan.postponeTimes, let endOfWork = plan.atWork.end(at: now) else { return nil }
        let first = group.slots(of: device)
        var arriving = run.pairs.find(.arriving, from: first, group.patches.count)
        guard let local = arriving.next() else { return nil }
        // Named by the job, and by how often was asked.
        let job = run.pairs.occurrence(group.patches[local], ofSlot: first + local) | UInt64(asked) << 24
        guard run.random.chance(plan.postponeChance, .postpones, device, job) else { return nil }
        run.maintenance.asked[device] = asked + 1
        run.maintenance.postponements[group.index] += 1
        run.recorder?.note(device, now, .postponesRestart)
        return min(now + plan.postponeLength, endOfWork)
    }

    private static func noteRestart(_ device: Int, _ group: Reference<GroupPlan>, in run: inout Run) {
        beginWaitingForRestart(device, group.index, in: &run)
        run.devices.unmark(device, .keptOn)
        run.recorder?.note(device, run.agenda.now, .awaitsRestart)
    }

    /// When the restart must begin for which the device waits; `Tick.never` where nobody says.
    func deadlineOfRestart(_ device: Int) -> Tick { restarts.isEmpty ? .never : restarts[device] ?? .never }

    /// From here on the device waits for its restart.
    static func beginWaitingForRestart(_ device: Int, _ group: Int, in run: inout Run) {
        let deadline = restartDeadline(device, run.world.groups[group], in: &run)
        if deadline < .never { run.maintenance.restarts[device] = deadline }
        run.maintenance.begin(.restart, group, run.agenda.now)
    }

    /// The restart begins.
    static func endWaitingForRestart(_ device: Int, _ group: Int, in run: inout Run) {
        guard run.devices.activity(device) == .awaitingRestart else { return }
        run.maintenance.end(.restart, group, run.agenda.now)
        if !run.maintenance.asked.isEmpty { run.maintenance.asked[device] = nil }
        if !run.maintenance.restarts.isEmpty { run.maintenance.restarts[device] = nil }
    }

    /// The device loses whatever it waits for.
    static func breakOff(_ device: Int, _ group: Int, in run: inout Run) {
        if run.devices.activity(device) == .awaitingWindow { run.maintenance.end(.window, group, run.agenda.now) }
        endWaitingForRestart(device, group, in: &run)
    }

    private static func restartLength(_ device: Int, _ group: Reference<GroupPlan>, in run: inout Run) -> Tick {
        var length: Tick = 0
        for local in run.pairs.find(.arriving, from: group.slots(of: device), group.patches.count) {
            length = max(length, group.maintenance.restartLengths[local])
        }
        return length
    }

    // MARK: When

    /// Until when a freeze holds offers back; nil: it does not.
    static func heldOffers(_ group: Reference<GroupPlan>, at now: Tick) -> Tick? {
        group.maintenance.heldOffers.end(at: now)
    }

    private static func wait(
        _ device: Int,
        _ group: Reference<GroupPlan>,
        _ activity: Activity,
        until time: Tick?,
        in run: inout Run
    ) {
        if let time {
            Devices.proceed(device, group.index, to: activity, at: time, in: &run)
        } else {
            run.devices.occupy(device, with: activity)
        }
        Conditions.update(device, group.index, in: &run)
    }

    /// The first moment from now on at which the step may begin: in a window that covers it, outside of freezes, while the device is
    /// on. Nil: not before the end.
    private static func opening(
        _ step: MaintenanceWindow.Step,
        length: Tick,
        _ device: Int,
        _ group: Reference<GroupPlan>,
        isForced: Bool,
        in run: inout Run
    ) -> Tick? {
        let plan = group.maintenance
        let now = run.agenda.now
        let isCovered = !isForced && (step == .install ? plan.coversInstallation : plan.coversRestart)
        let sessions = run.onPeriods.sessions
        var session = run.onPeriods.session(at: now, device, group)
        var moment = now
        while moment <= sessions.horizon {
            var next = moment
            if isCovered {
                guard let open = plan.windows.opening(from: next, cutoff: plan.cutoff, length: length) else {
                    return nil
                }
                next = open
            }
            next = plan.heldInstalls.end(at: next) ?? next
            if isCovered || isForced || next > now || step == .restart && plan.hasUsers {
                sessions.advance(&session, to: next, device, group)
                guard !session.isFinished else { return nil }
                next = max(next, Tick(session.start))
            }
            if next == moment { return moment }
            moment = next
        }
        return nil
    }

    // MARK: What is counted

    private mutating func begin(_ wait: Wait, _ group: Int, _ now: Tick) {
        let place = group * Wait.allCases.count + wait.rawValue
        seconds[place] -= now
        waiting[place] += 1
    }

    private mutating func end(_ wait: Wait, _ group: Int, _ now: Tick) {
        let place = group * Wait.allCases.count + wait.rawValue
        seconds[place] += now
        waiting[place] -= 1
    }

    /// An installation, which begins in a window, has ended now, perhaps after it. One that a deadline forced may have begun in none.
    static func noteInstallationEnd(_ device: Int, _ group: Reference<GroupPlan>, in run: inout Run) {
        guard group.maintenance.coversInstallation else { return }
        if run.console.hasDeadlines, !run.devices.isMarked(device, .cutShort) {
            let began = run.agenda.now - Installations.length(device, group, in: &run)
            guard group.maintenance.windows.end(at: began) != nil else {
                run.maintenance.outsideSeconds[group.index] += run.agenda.now - began
                return
            }
        }
        noteEnd(of: group.maintenance.windows.lastEnd(before: run.agenda.now), group, in: &run)
    }

    /// A restart has ended now, perhaps after the window in which it began. One of a device that was switched on began in none.
    static func noteRestartEnd(_ device: Int, _ group: Reference<GroupPlan>, in run: inout Run) {
        guard group.maintenance.coversRestart else { return }
        let began = run.agenda.now - Restarts.length(device, group, in: &run)
        let windows = group.maintenance.windows
        // Where it ran empty first, that was what began in the window.
        let mayHaveDrained = !group.services.drains.isEmpty && !group.maintenance.shutsDown
        noteEnd(of: mayHaveDrained ? windows.lastEnd(before: began) : windows.end(at: began), group, in: &run)
    }

    private static func noteEnd(of window: Tick?, _ group: Reference<GroupPlan>, in run: inout Run) {
        guard let window, run.agenda.now > window else { return }
        run.maintenance.outsideSeconds[group.index] += run.agenda.now - window
    }

    // MARK: What the manifest asks

    func add(to ledger: inout Ledger, of part: Part, in run: Run) {
        guard part.hasDevices else { return }
        for group in part.groups {
            let place = group * Wait.allCases.count
            ledger.maintenance.windowSeconds += seconds[place] + Int64(waiting[place]) * ledger.time
            ledger.maintenance.restartSeconds += seconds[place + 1] + Int64(waiting[place + 1]) * ledger.time
            ledger.maintenance.postponements += postponements[group]
            ledger.maintenance.outsideSeconds += outsideSeconds[group]
        }
    }

    func violations(in run: Run) -> [String] {
        var found: [String] = []
        for group in run.world.groups {
            for (wait, activity) in zip(Wait.allCases, [Activity.awaitingWindow, .awaitingRestart]) {
                let count = group.devices.count { run.devices.activity($0) == activity }
                if waiting[group.index * Wait.allCases.count + wait.rawValue] != count {
                    found.append("\(count) devices of group \(group.index) are \(activity), and others are counted")
                }
            }
        }
        for device in asked.keys where run.devices.activity(device) != .awaitingRestart {
            found.append("the user of device \(device) was asked about a restart that is not due")
        }
        for device in restarts.keys where run.devices.activity(device) != .awaitingRestart {
            found.append("device \(device) must restart, and does not wait for it")
        }
        return found
    }
}
