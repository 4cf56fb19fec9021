import EventEngine
import PatchModel

/// Installations: from the download that is complete to the versions that run.
struct Installations: Subject {
    /// What is counted of a patch in a group.
    private struct Counts: BitwiseCopyable {
        var attempts = 0
        var successes = 0
        var failures = 0
        var cancelledOffers = 0
    }

    /// By group and patch.
    private var counts: Column<Counts>

    init(_ world: World) { counts = Column(zeros: world.cellCount) }

    static func unshare(in run: inout Run) { run.installations.counts.unshare() }

    /// The download is complete. The device asks once more whether the offers still stand, and installs.
    static func begin(_ device: Int, _ group: Int, in run: inout Run) {
        let plan = run.world.groups[group]
        let first = plan.slots(of: device)
        let isDrained = run.devices.activity(device) == .drainingForInstallation
        var length: Tick = 0
        var interrupts = false
        var finishesBeforeShutdown = false
        var isEmpty = true
        for local in run.pairs.find(.arriving, from: first, plan.patches.count) {
            let patch = plan.patches[local]
            if plan.maintenance.isRestricted
                ? Maintenance.hasLost(local, device, plan, in: &run) : run.console.cancels(patch)
            {
                run.pairs.withdraw(first + local)
                run.installations.counts[plan.firstCell + local].cancelledOffers += 1
                run.recorder?.note(device, run.agenda.now, .cancelled(patch))
                continue
            }
            let update = run.world.patches[patch]
            let attempt = run.pairs.occurrence(patch, ofSlot: first + local)
            length += run.random.span(update.installation.duration, .installDuration, device, attempt)
            if update.installation.interrupts { interrupts = true }
            if update.installation.finishesBeforeShutdown { finishesBeforeShutdown = true }
            isEmpty = false
        }
        guard !isEmpty else {
            Maintenance.breakOff(device, group, in: &run)
            CheckIns.finish(device, group, in: &run)
            return
        }
        var end = run.agenda.now + length
        if !isDrained {
            if plan.maintenance.isRestricted, Maintenance.holdsInstallation(device, plan, in: &run) { return }
            if interrupts, Services.drains(device, plan, before: .install, in: &run) { return }
        }
        if plan.maintenance.isRestricted {
            if let interruption = Maintenance.interruption(of: length, device, plan, in: &run) {
                end = interruption
                run.devices.mark(device, .cutShort)
            }
        }
        if interrupts { run.devices.mark(device, .interrupted) }
        if finishesBeforeShutdown { run.devices.mark(device, .keptOn) }
        Devices.proceed(device, group, to: .installing, at: end, in: &run)
        Conditions.update(device, group, in: &run)
    }

    /// How long the attempt takes at what is being installed.
    static func length(_ device: Int, _ plan: Reference<GroupPlan>, in run: inout Run) -> Tick {
        var length: Tick = 0
        for local in run.pairs.find(.arriving, from: plan.slots(of: device), plan.patches.count) {
            let patch = plan.patches[local]
            let attempt = run.pairs.occurrence(patch, ofSlot: plan.slots(of: device) + local)
            length += run.random.span(run.world.patches[patch].installation.duration, .installDuration, device, attempt)
        }
        return length
    }

    /// The installation is over: each patch has succeeded, failed cleanly, or taken the device with it.
    static func end(_ device: Int, _ group: Int, in run: inout Run) {
        let plan = run.world.groups[group]
        let first = plan.slots(of: device)
        var undoing: Tick = 0
        run.devices.mark(device, .hasOutcomes)
        let isCutShort = run.devices.isMarked(device, .cutShort)
        if plan.maintenance.isRestricted {
            Maintenance.noteInstallationEnd(device, plan, in: &run)
            run.devices.unmark(device, .cutShort)
        }
        for local in run.pairs.find(.arriving, from: first, plan.patches.count) {
            let patch = plan.patches[local]
            let update = run.world.patches[patch]
            let attempt = run.pairs.occurrence(patch, ofSlot: first + local)
            run.pairs.countAttempt(first + local)
            run.installations.counts[plan.firstCell + local].attempts += 1
            if !isCutShort, run.random.chance(update.installation.brickChance, .installBrick, device, attempt) {
                run.installations.counts[plan.firstCell + local].failures += 1
                forgetSuccesses(before: local, of: device, plan, in: &run)
                run.pairs.noteFailure(first + local)
                if run.pairs[first + local].failures >= update.installation.attempts { run.pairs.giveUp(first + local) }
                run.recorder?.note(device, run.agenda.now, .bricked(patch))
                run.devices.unmark(device, .keptOn)
                Defects.die(device, local, .installation, in: &run)
                return
            }
            if isCutShort || run.random.chance(update.installation.failureChance, .installFailure, device, attempt) {
                undoing += run.random.span(update.installation.revert, .installRevert, device, attempt)
                run.installations.counts[plan.firstCell + local].failures += 1
                fail(device, first + local, patch, update, in: &run)
            } else {
                run.installations.counts[plan.firstCell + local].successes += 1
                if run.console.isWithdrawn(patch) { run.outsideReports.noteInstallation(plan.firstCell + local) }
                run.recorder?.note(device, run.agenda.now, .installed(patch))
            }
        }
        run.devices.unmark(device, .interrupted)
        if undoing > 0 {
            Devices.proceed(device, group, to: .reverting, at: run.agenda.now + undoing, in: &run)
            Conditions.update(device, group, in: &run)
        } else {
            Restarts.wait(device, group, in: &run)
        }
    }

    /// The device dies with what has succeeded in the same job: that was no installation.
    private static func forgetSuccesses(
        before local: Int,
        of device: Int,
        _ plan: Reference<GroupPlan>,
        in run: inout Run
    ) {
        let first = plan.slots(of: device)
        for earlier in run.pairs.find(.arriving, from: first, local) {
            run.installations.counts[plan.firstCell + earlier].successes -= 1
        }
    }

    private static func fail(
        _ device: Int,
        _ slot: Int,
        _ patch: Int,
        _ update: Reference<PatchPlan>,
        in run: inout Run
    ) {
        run.pairs.noteFailure(slot)
        let failures = run.pairs[slot].failures
        let isLast = failures >= update.installation.attempts
        run.recorder?.note(device, run.agenda.now, .failed(patch, attempt: failures, isLast: isLast))
        if isLast {
            run.pairs.giveUp(slot)
            return
        }
        run.pairs.withdraw(slot)
        // Doubled after each failure; the shift is bounded by the greatest number of attempts.
        let wait = min(Tick.latest, update.installation.backoff << Tick(min(failures - 1, 15)))
        Retries.wait(device, slot, until: run.agenda.now + wait, in: &run)
    }

    /// The job is done: the new versions run.
    static func beginToRun(_ device: Int, _ group: Int, in run: inout Run) {
        let plan = run.world.groups[group]
        let first = plan.slots(of: device)
        if plan.maintenance.isRestricted, run.devices.activity(device) == .restarting {
            Maintenance.noteRestartEnd(device, plan, in: &run)
        }
        run.devices.rest(device)
        let reboots = Restarts.kind(plan, first, in: &run) == .reboot
        var begun: [Int] = []
        // What a newer patch of the job has covered in the meantime is not installed any more.
        for local in run.pairs.find(.arriving, from: first, plan.patches.count)
        where run.pairs.isArriving(first + local) {
            let patch = plan.patches[local]
            switch run.pairs.state(first + local) {
            case .arriving:
                Pairs.setRunning(device, group, local, .running, in: &run)
                run.pairs.forgetFailures(first + local)
                if run.defects.isPresent(in: patch) { begun.append(local) }
            case .upgrading:
                // The pair ran before: neither exposure nor time to patch begin anew.
                run.pairs.move(first + local, to: .runningFixed)
                run.pairs.forgetFailures(first + local)
                Defects.end(of: device, patch: local, in: &run)
            default:
                Pairs.setRunning(device, group, local, .runningFixed, in: &run)
                OutsideReports.noteFixed(device, plan, local, in: &run)
            }
            let isFixed = run.pairs.state(first + local) == .runningFixed
            run.recorder?.note(device, run.agenda.now, .runs(patch, isFixed: isFixed))
        }
        if reboots { Defects.meetRestart(device, in: &run) }
        for local in begun { Defects.awaken(device, group, local, afterReboot: reboots, in: &run) }
        CheckIns.finish(device, group, in: &run)
    }

    /// That many first attempts have succeeded.
    ///
    /// - Parameter cell: of the group and the patch.
    func noteSuccesses(_ more: Int, _ cell: Int) {
        counts[cell].attempts += more
        counts[cell].successes += more
    }

    // MARK: What the manifest asks

    /// A device that an installation leaves dead meets others at the technicians.
    static func coupling(in run: inout Run) -> Coupling {
        for patch in run.world.patches.indices where mayBrick(patch, in: &run) { return .always }
        return .none
    }

    static func coupling(of group: Reference<GroupPlan>, in run: inout Run) -> Coupling {
        for patch in group.patches where mayBrick(patch, in: &run) { return .always }
        return .none
    }

    private static func mayBrick(_ patch: Int, in run: inout Run) -> Bool {
        run.world.patches[patch].installation.brickChance > 0 && run.console.rollout(of: patch) >= 0
    }

    static func coupling(of outline: RunOutline) -> Coupling {
        outline.scenario.patches.contains { $0.installation.brickChance > 0 } ? .always : .none
    }

    func add(to ledger: inout Ledger, of part: Part, in run: Run) {
        for cell in run.world.cells(in: part) {
            ledger.installation.attempts += counts[cell].attempts
            ledger.installation.installations += counts[cell].successes
            ledger.installation.failedAttempts += counts[cell].failures
            ledger.rollouts.cancelledOffers += counts[cell].cancelledOffers
        }
    }

    func violations(in run: Run) -> [String] {
        counts.indices.map { counts[$0] }.filter { $0.successes < 0 || $0.successes + $0.failures > $0.attempts }
            .map { "\($0.attempts) attempts had \($0.successes) and \($0.failures) outcomes" }
    }
}
