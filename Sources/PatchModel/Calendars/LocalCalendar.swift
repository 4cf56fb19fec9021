public import EventEngine

/// Times in which something may or must not be done: opening hours, windows, holidays. A value that says when by local clocks;
/// which instants that are, a zone tells (`LocalCalendar.times`).
public struct LocalCalendar: Sendable, Hashable {
    /// What recurs.
    public enum Rule: Sendable, Hashable {
        /// On these days of the week from `opens` to `closes`, in seconds after midnight. Where the end is not after the
        /// beginning it is on the next day, and the whole belongs to the day on which it begins.
        case weekly(days: Set<Weekday>, opens: Int64, closes: Int64)
        /// On the days of a recurrence from `at`, in seconds after midnight, for so many seconds of elapsed time.
        case recurring(Recurrence, at: Int64, length: Tick)
        /// Whole days, counted from 1970-01-01.
        case dates([ClosedRange<Int64>])
    }

    /// How much later all of it is.
    public struct Shift: Sendable, Hashable {
        /// Days by which the date is moved, before it is asked which instant that is.
        public var days: Int64
        /// Seconds of elapsed time.
        public var seconds: Tick

        public init(days: Int64 = 0, seconds: Tick = 0) {
            self.days = days
            self.seconds = seconds
        }
    }

    public var name: String
    public var rule: Rule
    /// Calendars whose times are left out: indices into `Scenario.calendars`.
    public var except: [Int]
    public var shift: Shift
    /// Nil: the zone of whoever asks, which is that of the device.
    public var zone: ZoneOffsets?

    public init(
        name: String,
        rule: Rule,
        except: [Int] = [],
        shift: Shift = Shift(),
        zone: ZoneOffsets? = nil
    ) {
        self.name = name
        self.rule = rule
        self.except = except
        self.shift = shift
        self.zone = zone
    }
}

extension LocalCalendar {
    /// The times of a calendar from `start` to `end`: ascending half-open intervals of which none touches another. What begins
    /// before `start` and what ends after `end` is there as a whole.
    ///
    /// Both ends of hours are the first instants at which local clocks show that date and time or a later one
    /// (`ZoneOffsets.tick(day:second:)`). That never goes back: so hours that touch have neither a gap nor an overlap, and a time
    /// that the clocks skip is the moment at which they do. RFC 5545 (3.3.5) would begin at 03:30 what is to begin at 02:30 on a
    /// day that has no 02:30; the next moment after is what administrators mean.
    ///
    /// - Parameters:
    ///   - calendars: all of the scenario, of which exceptions are a part; free of circles.
    ///   - zone: of whoever asks.
    public func times(among calendars: [LocalCalendar], in zone: ZoneOffsets, from start: Tick, to end: Tick) -> [Range<
        Tick
    >] {
        guard start <= end else { return [] }
        let zone = self.zone ?? zone
        let found = Self.merged(occurrences(in: zone, from: start, to: end)).filter {
            $0.upperBound > start && $0.lowerBound < end
        }
        return except.reduce(found) { left, other in
            guard let first = left.first, let last = left.last else { return left }
            let others = calendars[other].times(
                among: calendars,
                in: zone,
                from: first.lowerBound,
                to: last.upperBound
            )
            return Self.difference(left, others)
        }
    }

    private func occurrences(in zone: ZoneOffsets, from start: Tick, to end: Tick) -> [Range<Tick>] {
        // What is longest reaches from before the first day into it.
        let reach = lengthInDays + abs(shift.days) + abs(shift.seconds) / 86_400 + 2
        let days = zone.day(at: start) - reach...zone.day(at: end) + reach
        func interval(_ day: Int64, _ opens: Int64, _ close: (Int64, Tick) -> Tick) -> Range<Tick>? {
            let moved = day + shift.days
            let begin = zone.tick(day: moved, second: opens)
            let (from, to) = (begin + shift.seconds, close(moved, begin) + shift.seconds)
            return from < to ? from..<to : nil
        }
        switch rule {
        case .weekly(let weekdays, let opens, let closes):
            let end = closes > opens ? closes : closes + 86_400
            return days.filter { weekdays.contains(Weekday(day: $0)) }.compactMap { day in
                interval(day, opens) { moved, _ in zone.tick(day: moved, second: end) }
            }
        case .recurring(let recurrence, let opens, let length):
            return recurrence.days(in: days).compactMap { interval($0, opens) { _, begin in begin + length } }
        case .dates(let ranges):
            return ranges.flatMap { range -> [Range<Tick>] in
                guard range.overlaps(days) else { return [] }
                return range.clamped(to: days).compactMap { day in
                    interval(day, 0) { moved, _ in zone.tick(day: moved + 1, second: 0) }
                }
            }
        }
    }

    private var lengthInDays: Int64 {
        switch rule {
        case .weekly: 1
        case .recurring(_, _, let length): length / 86_400 + 1
        case .dates: 1
        }
    }

    /// The same times, ascending, none of which touches another.
    public static func merged(_ times: [Range<Tick>]) -> [Range<Tick>] {
        var merged: [Range<Tick>] = []
        for time in times.sorted(by: { ($0.lowerBound, $0.upperBound) < ($1.lowerBound, $1.upperBound) })
        where !time.isEmpty {
            if let last = merged.last, time.lowerBound <= last.upperBound {
                merged[merged.count - 1] = last.lowerBound..<max(last.upperBound, time.upperBound)
            } else {
                merged.append(time)
            }
        }
        return merged
    }

    /// What is left of ascending times without others.
    static func difference(_ times: [Range<Tick>], _ others: [Range<Tick>]) -> [Range<Tick>] {
        var left: [Range<Tick>] = []
        var next = 0
        for time in times {
            var begin = time.lowerBound
            while next > 0, others[next - 1].upperBound > begin { next -= 1 }
            while next < others.count, others[next].lowerBound < time.upperBound {
                if begin < others[next].lowerBound { left.append(begin..<others[next].lowerBound) }
                begin = max(begin, others[next].upperBound)
                next += 1
            }
            if begin < time.upperBound { left.append(begin..<time.upperBound) }
        }
        return left
    }
}
