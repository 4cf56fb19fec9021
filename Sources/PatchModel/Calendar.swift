public import EventEngine

/// The offsets of one time zone from UTC around the scenario, daylight saving included.
public struct ZoneOffsets: Sendable, Hashable {
    /// From `from` on (ticks since the scenario's start) local time is UTC plus `seconds`.
    public struct Shift: Sendable, Hashable {
        public var from: Tick
        public var seconds: Int64

        public init(from: Tick, seconds: Int64) {
            self.from = from
            self.seconds = seconds
        }
    }

    /// IANA name, for messages.
    public var name: String
    /// The scenario's start in seconds since 1970-01-01T00:00:00Z.
    public var start: Int64
    /// Ascending; the first holds from before the start.
    public var shifts: [Shift]

    /// - Precondition: none; without shifts the zone is UTC.
    public init(name: String, start: Int64, shifts: [Shift]) {
        self.name = name
        self.start = start
        self.shifts = shifts.sorted { $0.from < $1.from }
    }

    /// UTC, with the scenario starting at `start` seconds since 1970.
    public static func utc(start: Int64 = 0) -> ZoneOffsets {
        ZoneOffsets(name: "UTC", start: start, shifts: [])
    }

    /// Seconds to add to UTC at `tick` to get local time.
    public func offset(at tick: Tick) -> Int64 {
        (shifts.last { $0.from <= tick } ?? shifts.first)?.seconds ?? 0
    }

    /// The first tick at which local clocks show `second` of the day that is `day` days after 1970-01-01, or a later date and
    /// time.
    ///
    /// So a time that a shift of the clocks skips is the moment of the shift, and one that occurs twice is the first of the
    /// two. A later local time is never an earlier tick.
    public func tick(day: Int64, second: Int64) -> Tick {
        let asIfUTC = day * 86_400 + second - start
        guard let first = shifts.first else { return asIfUTC }
        // The first offset holds from before the start.
        var from = Int64.min
        var offset = first.seconds
        for shift in shifts.dropFirst() {
            let tick = max(from, asIfUTC - offset)
            if tick < shift.from { return tick }
            from = shift.from
            offset = shift.seconds
        }
        return max(from, asIfUTC - offset)
    }

    /// The local day (days after 1970-01-01) at `tick`.
    public func day(at tick: Tick) -> Int64 {
        let local = start + tick + offset(at: tick)
        return local >= 0 ? local / 86_400 : -((86_399 - local) / 86_400)
    }
}

/// Days of the week, Monday first.
public enum Weekday: String, Sendable, Hashable, CaseIterable {
    case mon, tue, wed, thu, fri, sat, sun

    /// The weekday of a day counted from 1970-01-01, which was a Thursday.
    public init(day: Int64) {
        let index = Int(((day + 3) % 7 + 7) % 7)
        self = Weekday.allCases[index]
    }
}
