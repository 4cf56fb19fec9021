public import EventEngine

extension Scenario {
    /// The times of a calendar for the devices of a group, up to the horizon; see `LocalCalendar.times`.
    public func times(of calendar: Int, for group: DeviceGroup) -> [Range<Tick>] {
        calendars[calendar].times(among: calendars, in: group.zone, from: 0, to: horizon)
    }

    /// Calendars that leave each other out in a circle: the first such circle found, its first calendar repeated at the end;
    /// nil if there is none.
    public func calendarCycle() -> [Int]? {
        var finished = Set<Int>()
        func visit(_ calendar: Int, _ path: [Int]) -> [Int]? {
            if let place = path.firstIndex(of: calendar) { return Array(path[place...]) + [calendar] }
            guard !finished.contains(calendar) else { return nil }
            for other in calendars[calendar].except {
                if let found = visit(other, path + [calendar]) { return found }
            }
            finished.insert(calendar)
            return nil
        }
        for calendar in calendars.indices {
            if let found = visit(calendar, []) { return found }
        }
        return nil
    }

    /// The most calendars, so that a chain of exceptions has an end that can be waited for.
    public static let maximumCalendars = 1000

    /// What of calendars and their use does not hold together, in words; nil if all does.
    func mistakeInCalendars() -> String? {
        if calendars.count > Self.maximumCalendars { return "there are more than \(Self.maximumCalendars) calendars" }
        for calendar in calendars {
            if !calendar.except.allSatisfy(calendars.indices.contains) {
                return "calendar \(calendar.name) leaves out one that is not there"
            }
            switch calendar.rule {
            case .weekly(_, let opens, let closes):
                if !(0..<86_400 ~= opens && 0...86_400 ~= closes) {
                    return "the hours of calendar \(calendar.name) are no times of day"
                }
            case .recurring(let recurrence, let at, let length):
                if recurrence.interval < 1 || recurrence.count ?? 1 < 1 || !(0..<86_400 ~= at)
                    || !(1...Tick.latest ~= length)
                {
                    return "calendar \(calendar.name) recurs in a way that cannot be"
                }
                if recurrence.needsFrom && recurrence.from == nil {
                    return "calendar \(calendar.name) needs a first day"
                }
            case .dates: break
            }
            if abs(calendar.shift.days) > 36_525 || abs(calendar.shift.seconds) > Tick.latest {
                return "calendar \(calendar.name) is shifted by more than a century"
            }
        }
        if let cycle = calendarCycle() {
            return "calendars leave each other out: " + cycle.map { calendars[$0].name }.joined(separator: " -> ")
        }
        for group in groups {
            if let windows = group.windows,
                !calendars.indices.contains(windows.calendar) || !(0...Tick.latest ~= windows.cutoff)
            {
                return "the windows of \(group.name) are not there, or their cutoff is negative"
            }
            guard let users = group.users else { continue }
            if let calendar = users.atWork, !calendars.indices.contains(calendar) {
                return "the users of \(group.name) work in a calendar that is not there"
            }
            if !(0...1 ~= users.postponeChance) || !(0...15 ~= users.postponeTimes)
                || !(0...Tick.latest ~= users.postponeLength)
            {
                return "the users of \(group.name) postpone restarts in a way that cannot be"
            }
        }
        return freezes.allSatisfy { calendars.indices.contains($0.calendar) }
            ? nil : "a freeze names a calendar that is not there"
    }
}
