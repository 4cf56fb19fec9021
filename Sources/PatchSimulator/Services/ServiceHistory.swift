import EventEngine
import PatchModel

/// How the members of services stood, in the order of time: what changed in the same second is one step.
struct ServiceHistory {
    /// What of a service's members is missing, in units of its plan, and how many members are.
    struct Missing: Hashable {
        var unplanned = 0
        var planned = 0
        var members = 0
    }

    private enum Change {
        case state(MemberState)
        case off(Bool)
    }

    private struct Member {
        var state = MemberState()
        var isOff = false

        var isOut: Bool { isOff || state.standing != .inService }

        func missing(of unit: Int) -> (unplanned: Int, planned: Int) { state.missing(isOff: isOff, of: unit) }
    }

    private let world: World
    private var events: [(time: Tick, device: Int, change: Change)] = []

    /// - Parameters:
    ///   - changes: of members, in the order of time for each device.
    ///   - end: what comes later is left out.
    init(_ world: World, _ changes: [MemberChange], _ sessions: SessionGenerator, to end: Tick) {
        self.world = world
        for change in changes where Tick(change.time) <= end {
            events.append((Tick(change.time), Int(change.device), .state(change.state)))
        }
        for group in world.groups where group.services.isMember {
            if case .alwaysOn = group.connectivity.onPeriods { continue }
            for device in group.devices { addPower(of: device, group, sessions, to: end) }
        }
        // In the order in which they came, for each device.
        let order = events.indices.sorted { (events[$0].time, $0) < (events[$1].time, $1) }
        events = order.map { events[$0] }
    }

    private mutating func addPower(
        of device: Int,
        _ group: Reference<GroupPlan>,
        _ sessions: SessionGenerator,
        to end: Tick
    ) {
        var session = sessions.first(device, group)
        if Tick(session.start) > 0 { events.append((0, device, .off(true))) }
        while !session.isFinished, Tick(session.start) <= end {
            if Tick(session.start) > 0 { events.append((Tick(session.start), device, .off(false))) }
            if Tick(session.end) <= end { events.append((Tick(session.end), device, .off(true))) }
            session = sessions.next(after: session, device, group)
        }
    }

    /// Calls `body` after all changes of each second in which there are some, and of second 0, with what is missing of each
    /// service and the numbers of the services of which that may have changed.
    func forEachStep(_ body: (Tick, [Missing], Set<Int>) -> Void) {
        var missing = world.services.map { _ in Missing() }
        var changed = Set(world.services.indices)
        var members: [Int: Member] = [:]
        var time: Tick = 0
        for event in events {
            if event.time > time {
                body(time, missing, changed)
                changed.removeAll(keepingCapacity: true)
                time = event.time
            }
            let before = members[event.device] ?? Member()
            var after = before
            switch event.change {
            case .state(let state): after.state = state
            case .off(let isOff): after.isOff = isOff
            }
            members[event.device] = after
            for service in world.groups[world.group(of: event.device)].services.services {
                let unit = world.services[service].unit
                let (old, new) = (before.missing(of: unit), after.missing(of: unit))
                missing[service].unplanned += new.unplanned - old.unplanned
                missing[service].planned += new.planned - old.planned
                missing[service].members += (after.isOut ? 1 : 0) - (before.isOut ? 1 : 0)
                changed.insert(service)
            }
        }
        body(time, missing, changed)
    }
}
