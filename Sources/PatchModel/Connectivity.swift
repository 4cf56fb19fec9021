public import EventEngine

/// A period during which a device is on.
public struct Session: Sendable, Hashable {
    public var start: Tick
    /// Exclusive.
    public var end: Tick
    public var place: Place

    public init(start: Tick, end: Tick, place: Place = .corporate) {
        self.start = start
        self.end = end
        self.place = place
    }
}

/// A weekly pattern in local time: at work during the hours of working days, with a probability for each day.
public struct WeeklyPattern: Sendable, Hashable {
    /// What a device does during the hours of a working day on which its user does not attend.
    public enum Absence: String, Sendable, Hashable, CaseIterable {
        case off, away
    }

    public var days: Set<Weekday>
    /// Seconds after local midnight.
    public var opens: Int64
    /// Seconds after local midnight; later than `opens`.
    public var closes: Int64
    /// Probability, for each working day and device, that the device is at work.
    public var attendance: Double
    /// A device arrives uniformly within this many seconds after `opens`; less than the length of the hours.
    public var arrival: Tick
    public var absent: Absence

    public init(
        days: Set<Weekday>,
        opens: Int64,
        closes: Int64,
        attendance: Double = 1,
        arrival: Tick = 0,
        absent: Absence = .off
    ) {
        self.days = days
        self.opens = opens
        self.closes = closes
        self.attendance = attendance
        self.arrival = arrival
        self.absent = absent
    }
}

/// When a device is on, and where it is then.
public enum Connectivity: Sendable, Hashable {
    /// On, on the corporate network, without interruption.
    case alwaysOn
    /// A semi-Markov process: on and off periods alternate, each with its own law in seconds; an on-period is spent away
    /// with probability `awayShare`. Starts in statistical equilibrium.
    case alternating(on: Distribution, off: Distribution, awayShare: Double)
    case weekly(WeeklyPattern)
    /// Recorded sessions, ascending and disjoint; device k of the group follows row k modulo the number of rows.
    case trace([[Session]])
}

/// How devices of a group hear from the console.
public struct CheckIn: Sendable, Hashable {
    public enum Mode: Sendable, Hashable {
        /// The console reaches a connected device at once.
        case push
        /// On connection, and then every `every` seconds, each poll displaced by a uniform share of up to `jitter` × `every`.
        case poll(every: Tick, jitter: Double)
    }

    /// The networks from which the console can be reached.
    public enum Reach: String, Sendable, Hashable, CaseIterable {
        case internet, corporate
    }

    public var mode: Mode
    public var reach: Reach

    public init(mode: Mode, reach: Reach = .internet) {
        self.mode = mode
        self.reach = reach
    }
}
