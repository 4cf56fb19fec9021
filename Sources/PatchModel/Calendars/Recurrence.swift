import Text

/// Days that recur: the part of RFC 5545's RRULE that planners use. Days are counted from 1970-01-01.
public struct Recurrence: Sendable, Hashable {
    public enum Frequency: String, Sendable, Hashable, CaseIterable {
        case daily = "DAILY"
        case weekly = "WEEKLY"
        case monthly = "MONTHLY"
        case yearly = "YEARLY"
    }

    /// A day of the week; with an ordinal the so manieth of the month, from its end if negative.
    public struct WeekdayRule: Sendable, Hashable {
        public var weekday: Weekday
        /// Nil: every one.
        public var ordinal: Int?

        public init(_ weekday: Weekday, ordinal: Int? = nil) {
            self.weekday = weekday
            self.ordinal = ordinal
        }
    }

    public var frequency: Frequency
    /// Every so manieth day, week, month or year from that of `from` on, at least 1.
    public var interval: Int
    /// Empty: what the other parts say, or else the weekday of `from`.
    public var weekdays: [WeekdayRule]
    /// 1 to 31, or −1 to −31 from the end of the month. A month without such a day is skipped.
    public var monthDays: [Int]
    /// 1 to 12; empty: all.
    public var months: Set<Int>
    /// Of the days of a month only these, by their place, from the end if negative; empty: all.
    public var positions: [Int]
    public var weekStart: Weekday
    /// The last day on which one may be.
    public var until: Int64?
    /// How many there are from `from` on.
    public var count: Int?
    /// The first day on which one may be; nil: they have been for ever.
    public var from: Int64?

    public init(
        _ frequency: Frequency,
        interval: Int = 1,
        weekdays: [WeekdayRule] = [],
        monthDays: [Int] = [],
        months: Set<Int> = [],
        positions: [Int] = [],
        weekStart: Weekday = .mon,
        until: Int64? = nil,
        count: Int? = nil,
        from: Int64? = nil
    ) {
        self.frequency = frequency
        self.interval = interval
        self.weekdays = weekdays
        self.monthDays = monthDays
        self.months = months
        self.positions = positions
        self.weekStart = weekStart
        self.until = until
        self.count = count
        self.from = from
    }

    /// True if it hangs on a first day, which must be told then.
    public var needsFrom: Bool {
        if interval > 1 || count != nil { return true }
        switch frequency {
        case .daily: return false
        case .weekly: return weekdays.isEmpty
        case .monthly: return weekdays.isEmpty && monthDays.isEmpty
        case .yearly: return weekdays.isEmpty && monthDays.isEmpty
        }
    }

    /// The days within a range, ascending.
    public func days(in range: ClosedRange<Int64>) -> [Int64] {
        let last = min(range.upperBound, until ?? .max)
        // Those that are counted begin at the first one.
        let first = count == nil ? max(range.lowerBound, from ?? .min) : from ?? range.lowerBound
        guard first <= last else { return [] }
        var found = candidates(first, last).filter { $0 >= first && $0 <= last }
        if let count { found = Array(found.prefix(count)) }
        return found.filter { $0 >= range.lowerBound }
    }

    /// What there is in all periods from that of `first` to that of `last`.
    private func candidates(_ first: Int64, _ last: Int64) -> [Int64] {
        switch frequency {
        case .daily:
            return stride(first, last, by: 1, since: from ?? first).filter { day in
                hasMonth(day) && hasWeekday(day) && (monthDays.isEmpty || hasMonthDay(day))
            }
        case .weekly:
            let begins = stride(week(first), week(last), by: 7, since: week(from ?? first))
            let wanted = weekdays.isEmpty ? [Weekday(day: from ?? first)] : weekdays.map(\.weekday)
            return begins.flatMap { begin in
                (begin..<begin + 7).filter { wanted.contains(Weekday(day: $0)) && hasMonth($0) }
            }
        case .monthly:
            return stride(month(first), month(last), by: 1, since: month(from ?? first)).flatMap { month in
                hasMonth(number: month) ? days(ofMonth: month) : []
            }
        case .yearly:
            let (begin, end) = (month(first) / 12, month(last) / 12)
            return stride(begin, end, by: 1, since: month(from ?? first) / 12).flatMap { year in
                (0..<12).map { year * 12 + $0 }.filter { isYearly($0) }.flatMap { days(ofMonth: $0) }
            }
        }
    }

    /// Periods from the first to the last, of which every so manieth is meant since the first of all.
    private func stride(_ first: Int64, _ last: Int64, by unit: Int64, since origin: Int64) -> [Int64] {
        Swift.stride(from: first, through: last, by: Int(unit)).filter { ($0 - origin) % (unit * Int64(interval)) == 0 }
    }

    /// The first day of the week of a day.
    private func week(_ day: Int64) -> Int64 {
        let starts = Int64(Weekday.allCases.firstIndex(of: weekStart) ?? 0)
        // 1970-01-01 was a Thursday.
        let since = ((day + 3 - starts) % 7 + 7) % 7
        return day - since
    }

    /// Months since the year 0.
    private func month(_ day: Int64) -> Int64 {
        let civil = CalendarDate(dayNumber: Int(day)).civil
        return Int64(civil.year * 12 + civil.month - 1)
    }

    private func hasMonth(number: Int64) -> Bool { months.isEmpty || months.contains(Int(number % 12) + 1) }

    private func hasMonth(_ day: Int64) -> Bool { months.isEmpty || hasMonth(number: month(day)) }

    private func hasWeekday(_ day: Int64) -> Bool {
        weekdays.isEmpty || weekdays.contains { $0.weekday == Weekday(day: day) }
    }

    private func hasMonthDay(_ day: Int64) -> Bool {
        let civil = CalendarDate(dayNumber: Int(day)).civil
        let length = CalendarDate.days(ofMonth: civil.month, year: civil.year)
        return monthDays.contains { $0 == civil.day || $0 < 0 && length + 1 + $0 == civil.day }
    }

    /// True if the month is one of those of a yearly recurrence.
    private func isYearly(_ number: Int64) -> Bool {
        if months.isEmpty, monthDays.isEmpty, weekdays.isEmpty, let from { return number % 12 == month(from) % 12 }
        return hasMonth(number: number)
    }

    /// What there is in a month, ascending.
    private func days(ofMonth number: Int64) -> [Int64] {
        let (year, month) = (Int(number / 12), Int(number % 12) + 1)
        guard let first = CalendarDate(year: year, month: month, day: 1) else { return [] }
        let length = CalendarDate.days(ofMonth: month, year: year)
        let all = (0..<Int64(length)).map { Int64(first.dayNumber) + $0 }
        var found = all
        if !monthDays.isEmpty { found = found.filter(hasMonthDay) }
        if !weekdays.isEmpty {
            found = found.filter { day in
                weekdays.contains { rule in
                    guard rule.weekday == Weekday(day: day) else { return false }
                    let place = Int(day - all[0])
                    return rule.ordinal.map { $0 > 0 ? place / 7 + 1 == $0 : (length - 1 - place) / 7 + 1 == -$0 }
                        ?? true
                }
            }
        }
        if monthDays.isEmpty, weekdays.isEmpty, let from {
            let wanted = CalendarDate(dayNumber: Int(from)).civil.day
            found = wanted <= length ? [all[wanted - 1]] : []
        }
        guard !positions.isEmpty else { return found }
        let chosen = Set(positions.map { $0 > 0 ? $0 - 1 : found.count + $0 })
        return found.indices.filter(chosen.contains).map { found[$0] }
    }
}
