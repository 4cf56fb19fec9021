import EventEngine

/// The time, and what is planned: events in a list, or, while devices are swept, the earliest step of each block of them.
struct Agenda: Sendable {
    /// All events up to and including this time have happened.
    var now: Tick = -1
    var events = FutureEventList()
    /// Events served so far.
    var eventCount = 0
    /// True while devices are run one by one between decisions; see `Sweep`.
    var isSweeping = false
    var sweep = Sweep(devices: 0)

    mutating func unshare() { sweep.unshare() }

    /// Plans an event; one after the end of representable time never happens.
    @inline(__always)
    mutating func schedule(_ kind: UInt8, _ entity: Int, at time: Tick) {
        guard time <= .latest else { return }
        events.push(EventKey(time: max(time, now, 0), kind: kind, entity: entity).rawValue)
    }

    /// Time of the earliest event in the list; nil if there is none.
    var nextEvent: Tick? { events.min.map { EventKey(rawValue: $0).time } }
}
