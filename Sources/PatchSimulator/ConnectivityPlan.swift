import EventEngine
import PatchModel

/// When the devices of a group are on, free to copy.
enum ConnectivityPlan: Sendable {
    case alwaysOn
    /// `onlineShare`: the stationary probability of being on.
    case alternating(on: Law, off: Law, onlineShare: Double, awayShare: Double)
    /// The working hours of the horizon, shared by the group, and how a device attends.
    case weekly(windows: Table<Session>, attendance: Double, arrival: Double, isAwayWhenAbsent: Bool)
    case trace(Table<Table<Session>>)

    init(_ group: DeviceGroup, horizon: Tick, arena: Arena) {
        switch group.connectivity {
        case .alwaysOn: self = .alwaysOn
        case .alternating(let on, let off, let away):
            self = .alternating(
                on: Law(on, in: arena),
                off: Law(off, in: arena),
                onlineShare: on.mean / (on.mean + off.mean),
                awayShare: away
            )
        case .weekly(let pattern):
            self = .weekly(
                windows: arena.table(Self.windows(pattern, zone: group.zone, horizon: horizon)),
                attendance: pattern.attendance,
                arrival: Double(pattern.arrival),
                isAwayWhenAbsent: pattern.absent == .away
            )
        case .trace(let rows): self = .trace(arena.tables(rows))
        }
    }

    private static func windows(_ pattern: WeeklyPattern, zone: ZoneOffsets, horizon: Tick) -> [Session] {
        (zone.day(at: 0) - 1...zone.day(at: horizon) + 1).compactMap { day in
            guard pattern.days.contains(Weekday(day: day)) else { return nil }
            let start = zone.tick(day: day, second: pattern.opens)
            let end = zone.tick(day: day, second: pattern.closes)
            return end > max(start, 0) ? Session(start: start, end: end) : nil
        }
    }
}
