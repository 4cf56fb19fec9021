import EventEngine
import PatchModel

/// The restart that a patch needs; free to copy.
struct RestartPlan: Sendable {
    let kind: Restart.Kind
    let duration: Law
    let wait: Law

    init(_ restart: Restart, arena: Arena) {
        kind = restart.kind
        duration = Law(restart.duration, in: arena)
        wait = Law(restart.wait, in: arena)
    }
}

/// The restart of a job: one for all of its patches.
enum Restarts {
    /// The installed patches that need a restart wait until they get it.
    static func wait(_ device: Int, _ group: Int, in run: inout Run) {
        let plan = run.world.groups[group]
        let first = plan.slots(of: device)
        var delay: Tick = 0
        var needsRestart = false
        for local in run.pairs.find(.arriving, from: first, plan.patches.count) {
            let patch = plan.patches[local]
            let update = run.world.patches[patch]
            guard update.restart.kind != .none else { continue }
            needsRestart = true
            let attempt = run.pairs.occurrence(patch, ofSlot: first + local)
            delay = max(delay, run.random.span(update.restart.wait, .restartWait, device, attempt))
        }
        guard needsRestart else {
            Installations.beginToRun(device, group, in: &run)
            return
        }
        guard delay > 0 else {
            begin(device, group, in: &run)
            return
        }
        // Nobody keeps a device on for hours because it may want to restart.
        run.devices.unmark(device, .keptOn)
        Maintenance.beginWaitingForRestart(device, group, in: &run)
        let latest = run.maintenance.deadlineOfRestart(device)
        let due = Maintenance.restartTime(min(run.agenda.now + delay, latest), device, plan, in: &run)
        Devices.proceed(device, group, to: .awaitingRestart, at: due, in: &run)
        Conditions.update(device, group, in: &run)
        run.recorder?.note(device, run.agenda.now, .awaitsRestart)
    }

    /// One restart serves all patches of the job: the strongest kind that any of them needs, for the longest of the times of
    /// all that need one.
    static func begin(_ device: Int, _ group: Int, in run: inout Run) {
        let plan = run.world.groups[group]
        if run.devices.activity(device) != .drainingForRestart {
            if plan.maintenance.isRestricted, Maintenance.holdsRestart(device, plan, in: &run) { return }
            Maintenance.endWaitingForRestart(device, group, in: &run)
            if Services.drains(device, plan, before: .restart, in: &run) { return }
        }
        let kind = kind(plan, plan.slots(of: device), in: &run)
        let length = length(device, plan, in: &run)
        Devices.proceed(device, group, to: .restarting, at: run.agenda.now + length, in: &run)
        Conditions.update(device, group, in: &run)
        run.recorder?.note(device, run.agenda.now, .restarts(kind))
    }

    /// How long the restart of what is being installed takes.
    static func length(_ device: Int, _ plan: Reference<GroupPlan>, in run: inout Run) -> Tick {
        let first = plan.slots(of: device)
        var length: Tick = 0
        for local in run.pairs.find(.arriving, from: first, plan.patches.count) {
            let patch = plan.patches[local]
            let update = run.world.patches[patch]
            guard update.restart.kind != .none else { continue }
            let attempt = run.pairs.occurrence(patch, ofSlot: first + local)
            length = max(length, run.random.span(update.restart.duration, .restartDuration, device, attempt))
        }
        return length
    }

    /// The strongest kind of restart that any of the patches needs that are being installed.
    static func kind(_ plan: Reference<GroupPlan>, _ first: Int, in run: inout Run) -> Restart.Kind {
        var kind = Restart.Kind.none
        for local in run.pairs.find(.arriving, from: first, plan.patches.count) {
            switch run.world.patches[plan.patches[local]].restart.kind {
            case .none: break
            case .service: kind = .service
            case .reboot: return .reboot
            }
        }
        return kind
    }
}
