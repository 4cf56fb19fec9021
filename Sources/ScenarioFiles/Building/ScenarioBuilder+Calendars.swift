import EventEngine
import PatchModel

extension ScenarioBuilder {
    mutating func readCalendars(_ entries: [Entry<LocalCalendar>]?) {
        calendarNames = names(of: entries ?? [])
        for entry in entries ?? [] {
            var calendar = entry.content.read(&self) ?? LocalCalendar(name: "", rule: .dates([]))
            calendar.name = entry.name
            calendars.append(calendar)
        }
        guard !diagnostics.hasErrors else { return }
        let scenario = Scenario(horizon: horizon, software: software, groups: [], calendars: calendars)
        if let cycle = scenario.calendarCycle(), let first = cycle.first, let entries {
            report(
                .cyclicCalendar,
                cycle.count == 2
                    ? "the calendar leaves itself out"
                    : "calendars leave each other out: " + cycle.map { calendars[$0].name }.joined(separator: " -> "),
                at: entries[first].position
            )
            return
        }
        for (calendar, entry) in zip(calendars, entries ?? []) {
            // Holidays may well lie outside of what is simulated.
            if case .dates = calendar.rule { continue }
            let times = calendar.times(among: calendars, in: self.calendar.zone, from: 0, to: horizon)
            if times.isEmpty {
                report(.emptyCalendar, "the calendar has no time before the horizon", at: entry.position)
            }
        }
    }

    /// Makes a recurrence of what is written.
    func finish(_ declared: inout Format.DeclaredRecurrence, at place: Position) {
        do throws(RecurrenceReader.Problem) {
            let recurrence = try RecurrenceReader.read(declared.text, from: declared.from)
            declared.calendar.rule = .recurring(recurrence, at: declared.at, length: declared.length)
        } catch {
            report(error.code, error.message, at: place)
        }
    }

    /// A day as it is written, counted from 1970-01-01; nil if it is none, which is reported.
    func day(_ text: String, at place: Position) -> Int64? {
        if let date = try? LocalDate(text), date.second == 0 { return date.dayNumber }
        report(.badDate, "\(quoted(text)) must be a day, such as 2026-05-01", at: place)
        return nil
    }

    /// A day, or some from one to another.
    func days(_ text: String, at place: Position) -> ClosedRange<Int64>? {
        let ends = text.split(separator: "..", omittingEmptySubsequences: false).map { String($0).trimmingBlanks() }
        guard let first = day(ends[0], at: place), let last = day(ends[ends.count - 1], at: place) else { return nil }
        guard ends.count <= 2, first <= last else {
            report(.badDate, "\(quoted(text)) must be a day, or one and a later one with `..` between them", at: place)
            return nil
        }
        return first...last
    }

    // MARK: Sense

    /// Reports windows in which nothing can be done.
    func checkWindows(_ fleet: [Value]) {
        guard !diagnostics.hasErrors, groups.contains(where: { $0.windows != nil }) else { return }
        var scenario = Scenario(horizon: horizon, software: software, groups: groups, calendars: calendars)
        scenario.patches = patches
        for (place, group) in groups.enumerated() {
            guard let windows = group.windows, fleet.indices.contains(place) else { continue }
            let position = fleet[place].map?.position(of: "windows") ?? fleet[place].position
            let times = scenario.times(of: windows.calendar, for: group)
            let longest = times.map { $0.upperBound - $0.lowerBound }.max() ?? 0
            if longest <= windows.cutoff {
                report(
                    .windowTooShort,
                    "the longest window, of \(longest) s, is no longer than the cutoff",
                    at: position
                )
                continue
            }
            if windows.overrun != .finish, windows.covers.contains(.install),
                let patch = patches.first(where: {
                    $0.applies(to: software.images[group.image]) && $0.leastWork(windows.overrun) > Double(longest)
                })
            {
                report(
                    .windowTooShort,
                    "installing \(quoted(patch.name)) takes longer than the longest window, which has \(longest) s",
                    at: position
                )
                continue
            }
            if group.isNeverOn(in: times.map { $0.lowerBound..<$0.upperBound - windows.cutoff }, horizon) {
                report(.neverInWindow, "no device of \(quoted(group.name)) is ever on in a window", at: position)
            }
        }
    }
}

extension Patch {
    /// The least that an attempt takes, in seconds; what must fit is taken at 95 %, with its restart.
    fileprivate func leastWork(_ overrun: MaintenanceWindow.Overrun) -> Double {
        guard overrun == .fits else { return installation.duration.quantile(0) }
        return installation.duration.quantile(0.95) + (restart.kind == .none ? 0 : restart.duration.quantile(0.95))
    }
}

extension DeviceGroup {
    /// True if it is certain that no device is on in any of the times.
    fileprivate func isNeverOn(in times: [Range<Tick>], _ horizon: Tick) -> Bool {
        func meets(_ session: Session) -> Bool {
            times.contains { $0.lowerBound < session.end && session.start < $0.upperBound }
        }
        switch connectivity {
        case .alwaysOn, .alternating: return times.isEmpty
        case .weekly(let pattern):
            guard pattern.attendance > 0 || pattern.absent == .away else { return true }
            return !(zone.day(at: 0)...zone.day(at: horizon) + 1).contains { day in
                let start = zone.tick(day: day, second: pattern.opens)
                let end = zone.tick(day: day, second: pattern.closes)
                return pattern.days.contains(Weekday(day: day)) && start < end && meets(Session(start: start, end: end))
            }
        case .trace(let rows): return !rows.contains { $0.contains(where: meets) }
        }
    }
}
