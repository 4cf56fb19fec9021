import EventEngine

/// The time, and what is planned: events in a list, and, for devices that are swept, the earliest step of each block of them.
struct Agenda: Sendable {
    /// All events up to and including this time have happened.
    var now: Tick = -1
    var events = FutureEventList()
    /// Events served so far.
    var eventCount = 0
    var sweep = Sweep(devices: 0)
    /// By group.
    private var isSwept: [Bool] = []
    /// Groups whose devices are run one by one between decisions; see `Sweep`.
    private(set) var sweptGroups = 0

    mutating func unshare() { sweep.unshare() }

    /// True if there are devices that are run one by one between decisions.
    var isSweeping: Bool { sweptGroups > 0 }

    /// True if the devices of the group are run one by one between decisions.
    @inline(__always)
    func sweeps(_ group: Int) -> Bool { isSwept[group] }

    /// From here on all devices are swept.
    mutating func beginSweeping(groups: Int, devices: Int) {
        sweep = Sweep(devices: devices)
        isSwept = Array(repeating: true, count: groups)
        sweptGroups = groups
    }

    /// From here on the steps of the group's devices are events.
    mutating func endSweeping(of group: Int) {
        guard isSwept[group] else { return }
        isSwept[group] = false
        sweptGroups -= 1
    }

    /// Plans an event; one after the end of representable time never happens.
    @inline(__always)
    mutating func schedule(_ kind: UInt8, _ entity: Int, at time: Tick) {
        guard time <= .latest else { return }
        events.push(EventKey(time: max(time, now, 0), kind: kind, entity: entity).rawValue)
    }

    /// Time of the earliest event in the list; nil if there is none.
    var nextEvent: Tick? { events.min.map { EventKey(rawValue: $0).time } }
}
