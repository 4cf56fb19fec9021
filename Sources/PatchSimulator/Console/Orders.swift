import EventEngine
import PatchModel

/// What follows in the fleet from what a policy decided.
enum Orders {
    /// Only orders have one: the console server opens, stops and goes on for nobody else.
    struct Warrant {
        fileprivate init() {}
    }

    /// Carries out an action that is possible: see `Console.check`.
    static func carryOut(_ action: Action, in run: inout Run) {
        run.unshare()
        switch action {
        case .begin(let plan):
            let rollout = ConsoleServer.begin(plan, Warrant(), in: &run)
            InFlight.begin(rollout, plan, in: &run)
            run.followCoupling()
            for ring in run.console.controlRings(of: rollout) { wake(ring, of: rollout, in: &run) }
        case .open(let rollout, let ring):
            run.console.open(ring, of: rollout, Warrant(), at: run.agenda.now)
            wake(ring, of: rollout, in: &run)
        case .stop(let rollout, let switches):
            run.console.stop(rollout, switches, Warrant(), at: run.agenda.now)
            stop(rollout, switches, in: &run)
        case .resume(let rollout):
            run.console.resume(rollout, Warrant(), at: run.agenda.now)
            resume(rollout, in: &run)
        }
    }

    /// Lets all devices of a ring check in.
    private static func wake(_ ring: Int, of rollout: Int, in run: inout Run) {
        let rings = run.console.rings(of: rollout)
        if run.console.hasPace(ring, of: rollout) {
            awaitTurns(ring, of: rollout, in: &run)
            return
        }
        let ring = UInt8(ring)
        for group in run.world.groups where run.console.concerns(rollout, group.index) {
            Devices.callAll(of: group, where: rings, are: ring, in: &run)
        }
        withExtendedLifetime(rings) {}
    }

    /// Lets all devices of a ring check in when they get their turn.
    private static func awaitTurns(_ ring: Int, of rollout: Int, in run: inout Run) {
        for group in run.world.groups where run.console.concerns(rollout, group.index) {
            for device in group.devices where run.console.ring(of: device, in: rollout) == ring {
                CheckIns.awaitTurn(device, group.index, from: run.agenda.now, in: &run)
            }
        }
    }

    private static func stop(_ rollout: Int, _ switches: OnStop, in run: inout Run) {
        let patches = run.console.patches(of: rollout)
        run.followCoupling()
        Defects.noteStop(of: patches, in: &run)
        // Asked about are the patches under suspicion; if nothing was reported to the vendor, all of them.
        let reported = patches.filter(run.vendor.hasReports)
        for patch in reported.isEmpty ? patches : reported { Vendor.ask(about: patch, in: &run) }
        for group in run.world.groups where run.console.concerns(rollout, group.index) {
            for device in group.devices where run.console.ring(of: device, in: rollout) != nil {
                if switches.interruptsInFlight { interrupt(device, group, rollout, in: &run) }
                if switches.rollsBack { awaitRollback(device, group, rollout, in: &run) }
            }
        }
    }

    /// Breaks off an installation, if the order can reach the device.
    private static func interrupt(_ device: Int, _ group: Reference<GroupPlan>, _ rollout: Int, in run: inout Run) {
        guard run.devices.activity(device) == .installing, CheckIns.isConnected(device, group.index, in: &run) else {
            return
        }
        let first = group.slots(of: device)
        for local in run.console.localPatches(of: rollout, group.index) where run.pairs.isArriving(first + local) {
            run.pairs.withdraw(first + local)
            run.recorder?.note(device, run.agenda.now, .cancelled(group.patches[local]))
        }
        for local in group.patches.indices where run.pairs.isArriving(first + local) { return }
        run.devices.occupy(device, with: .idle)
        run.devices.unmark(device, [.interrupted, .keptOn, .cutShort])
        Conditions.update(device, group.index, in: &run)
        CheckIns.awaitContact(device, group.index, from: run.agenda.now, in: &run)
    }

    private static func awaitRollback(_ device: Int, _ group: Reference<GroupPlan>, _ rollout: Int, in run: inout Run) {
        let first = group.slots(of: device)
        for local in run.console.localPatches(of: rollout, group.index)
        where run.pairs.state(first + local) == .running {
            CheckIns.awaitContact(device, group.index, from: run.agenda.now, in: &run)
            return
        }
    }

    private static func resume(_ rollout: Int, in run: inout Run) {
        for group in run.world.groups where run.console.concerns(rollout, group.index) {
            for device in group.devices where run.console.ring(of: device, in: rollout) != nil {
                let first = group.slots(of: device)
                for local in run.console.localPatches(of: rollout, group.index) {
                    if run.pairs.state(first + local) == .takenBack { run.pairs.move(first + local, to: .absent) }
                    if run.console.rollout(of: group.patches[local]) == rollout {
                        run.pairs.forgetOutcome(first + local)
                    }
                }
                ConsoleServer.beginAnew(device, group, rollout, Warrant(), in: &run)
                CheckIns.awaitContact(device, group.index, from: run.agenda.now, in: &run)
            }
        }
    }

    /// The fixed revision of a patch is out: who is offered the patch checks in for it.
    static func offerFix(of patch: Int, in run: inout Run) {
        let rollout = run.console.rollout(of: patch)
        guard rollout >= 0, !run.console.isStopped(patch) else { return }
        for group in run.world.groups where run.console.concerns(rollout, group.index) {
            for device in group.devices where run.console.offers(rollout, to: device, at: run.agenda.now) {
                CheckIns.awaitContact(device, group.index, from: run.agenda.now, in: &run)
            }
        }
    }
}
