import EventEngine
import PatchModel

/// What devices are for: how its members stand, when work makes them run empty, and what follows for the services.
///
/// It has no events of its own: changes of members are noted as they come, device by device if need be, and are put in the
/// order of time when somebody asks.
struct Services: Subject {
    /// True if any device is a member of a service.
    let isWatching: Bool
    /// By number among the members.
    private var states: [MemberState]
    /// In the order of time for each device.
    private var changes: [MemberChange] = []

    init(_ world: World) {
        isWatching = world.memberCount > 0
        states = Array(repeating: MemberState(), count: world.memberCount)
    }

    /// The device may stand otherwise than before.
    static func note(_ device: Int, _ number: Int, in run: inout Run) {
        let group = run.world.groups[number]
        guard group.services.isMember else { return }
        let activity = run.devices.activity(device)
        let state = run.memberState(of: device)
        let member = group.services.firstMember + device - group.firstDevice
        guard run.services.states[member] != state else { return }
        run.services.states[member] = state
        run.services.changes.append(
            MemberChange(time: Int32(run.agenda.now), device: Int32(device), state: state)
        )
        // Nobody waits until what is broken runs empty.
        if activity.isDraining, state.standing == .outUnplanned {
            Devices.proceed(device, number, to: activity, at: run.agenda.now, in: &run)
        }
    }

    /// True if the device, which is in service, runs empty before the step: then that has begun.
    static func drains(
        _ device: Int,
        _ group: Reference<GroupPlan>,
        before step: MaintenanceWindow.Step,
        in run: inout Run
    ) -> Bool {
        guard !group.services.drains.isEmpty,
            run.conditions.condition(device).rawValue <= Condition.degraded.rawValue,
            !run.inFlight.isReplaced(device)
        else { return false }
        let first = group.slots(of: device)
        let jobs = run.pairs.find(.arriving, from: first, group.patches.count)
            .map { (patch: group.patches[$0], slot: first + $0) }
        guard let job = jobs.min(by: { $0.patch < $1.patch }) else { return false }
        // Named by the attempt at the job's first patch; a job may drain twice.
        let occurrence = run.pairs.occurrence(job.patch, ofSlot: job.slot) | (step == .restart ? 1 << 24 : 0)
        var draw = run.random.draw(.drain, device, occurrence)
        let length = group.services.drains.map { $0.sampleTicks(&draw) }.max() ?? 0
        guard length > 0 else { return false }
        let activity = step == .install ? Activity.drainingForInstallation : .drainingForRestart
        Devices.proceed(device, group.index, to: activity, at: run.agenda.now + length, in: &run)
        Conditions.update(device, group.index, in: &run)
        run.recorder?.note(device, run.agenda.now, .drains)
        return true
    }

    /// How members stood up to the end of a second.
    func history(_ world: World, _ sessions: SessionGenerator, to end: Tick) -> ServiceHistory {
        ServiceHistory(world, changes, sessions, to: end)
    }

    // MARK: What the manifest asks

    /// The state of each member, and its changes: two for each restart or interruption, and as many for a drain.
    static func footprint(of outline: RunOutline) -> Int {
        let scenario = outline.scenario
        let groups = Set(scenario.services.flatMap { scenario.memberGroups(of: $0) })
        let members = groups.reduce(0) { $0 + scenario.groups[$1].count }
        let changes = 4 * max(1, scenario.patches.count)
        return members * (MemoryLayout<MemberState>.size + changes * MemoryLayout<MemberChange>.size)
    }

    func add(to ledger: inout Ledger, of part: Part, in run: Run) {
        let wanted = part.isWhole ? Array(run.world.services.indices) : part.service.map { [$0] } ?? []
        guard !wanted.isEmpty else { return }
        let outages = ServiceOutages(
            run.world,
            history(run.world, run.onPeriods.sessions, to: ledger.time),
            to: ledger.time
        )
        for service in wanted { ledger.services.add(outages.tallies[service], at: ledger.time) }
    }

    func violations(in run: Run) -> [String] {
        guard isWatching else { return [] }
        return run.world.groups.filter(\.services.isMember).flatMap { group in
            group.devices.compactMap { device in
                let kept = states[group.services.firstMember + device - group.firstDevice]
                return kept == run.memberState(of: device)
                    ? nil : "device \(device) stands otherwise than its services know"
            }
        }
    }
}

extension Run {
    /// How the device stands as a member of services.
    fileprivate func memberState(of device: Int) -> MemberState {
        MemberState(
            conditions.condition(device),
            isDraining: devices.activity(device).isDraining,
            lost: conditions.lostCapacity(of: device),
            isReplaced: inFlight.isReplaced(device)
        )
    }
}
