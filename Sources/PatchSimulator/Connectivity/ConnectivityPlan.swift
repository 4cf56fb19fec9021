import EventEngine
import PatchModel

/// When the devices of a group are on, and when they can be reached; free to copy.
struct ConnectivityPlan: Sendable {
    let onPeriods: OnPeriodPlan
    /// Seconds between two polls; 1 for devices that can be reached at any moment.
    let every: Tick
    /// How late a poll may be, as a share of `every`.
    let jitter: Double
    /// The console reaches a device at any moment at which it is connected.
    let isPush: Bool
    /// A device that is away cannot be reached.
    let needsCorporate: Bool

    init(_ group: DeviceGroup, horizon: Tick, arena: Arena) {
        onPeriods = OnPeriodPlan(group, horizon: horizon, arena: arena)
        if case .poll(let every, let jitter) = group.checkIn.mode {
            isPush = false
            self.every = every
            self.jitter = jitter
        } else {
            isPush = true
            every = 1
            jitter = 0
        }
        needsCorporate = group.checkIn.reach == .corporate
    }

    /// True if the device can talk to the console in such an on-period.
    @inline(__always)
    func reaches(_ period: SessionCursor) -> Bool { !(needsCorporate && period.place == .away) }
}

/// When the devices of a group are on.
enum OnPeriodPlan: Sendable {
    case alwaysOn
    case memoryless(MemorylessPeriods, awayShare: Double)
    /// `onlineShare`: the stationary probability of being on.
    case alternating(on: Law, off: Law, onlineShare: Double, awayShare: Double)
    /// The working hours of the horizon, shared by the group, and how a device attends.
    case weekly(windows: Table<Session>, attendance: Double, arrival: Double, isAwayWhenAbsent: Bool)
    case trace(Table<Table<Session>>)

    init(_ group: DeviceGroup, horizon: Tick, arena: Arena) {
        switch group.connectivity {
        case .alwaysOn: self = .alwaysOn
        case .alternating(let on, let off, let away):
            if let periods = MemorylessPeriods(on: on, off: off) {
                self = .memoryless(periods, awayShare: away)
                return
            }
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

    /// True if a period is found only by going through those before.
    var isWalked: Bool {
        switch self {
        case .alwaysOn, .memoryless: false
        case .alternating, .weekly, .trace: true
        }
    }

    /// The same, before there is a plan.
    static func isWalked(_ connectivity: Connectivity) -> Bool {
        switch connectivity {
        case .alwaysOn: false
        case .alternating(let on, let off, _): MemorylessPeriods(on: on, off: off) == nil
        case .weekly, .trace: true
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
