public import EventEngine

extension Scenario {
    /// The times of a calendar for the devices of a group, up to the horizon; see `LocalCalendar.times`.
    public func times(of calendar: Int, for group: DeviceGroup) -> [Range<Tick>] {
        calendars[calendar].times(among: calendars, in: group.zone, from: 0, to: horizon)
    }

    /// Calendars that leave each other out in a circle: the first such circle found, its first calendar repeated at the end;
    /// nil if there is none.
    public func calendarCycle() -> [Int]? { Self.cycle(among: calendars.map(\.except)) }

    /// Things that lead to each other in a circle: the first such circle found, its first thing repeated at the end; nil if
    /// there is none.
    static func cycle(among steps: [[Int]]) -> [Int]? {
        var finished = Set<Int>()
        for start in steps.indices where !finished.contains(start) {
            // Without recursion: a chain may be as long as a file.
            var path = [(place: start, next: 0)]
            var onPath: Set = [start]
            while let (place, next) = path.last {
                guard next < steps[place].count else {
                    finished.insert(place)
                    onPath.remove(place)
                    path.removeLast()
                    continue
                }
                path[path.count - 1].next += 1
                let other = steps[place][next]
                if onPath.contains(other) {
                    return path.drop { $0.place != other }.map(\.place) + [other]
                }
                if !finished.contains(other) {
                    path.append((other, 0))
                    onPath.insert(other)
                }
            }
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
                    return "the hours of calendar \(calendar.name) are not times of day"
                }
            case .recurring(let recurrence, let at, let length):
                if recurrence.interval < 1 || recurrence.count ?? 1 < 1 || !(0..<86_400 ~= at)
                    || !(1...Tick.latest ~= length)
                {
                    return "calendar \(calendar.name) recurs in an impossible way"
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
                return "the users of \(group.name) postpone restarts in an impossible way"
            }
        }
        return freezes.allSatisfy { calendars.indices.contains($0.calendar) }
            ? nil : "a freeze names a calendar that is not there"
    }
}
