import EventEngine
import PatchModel
import Text

extension WarningRule {
    /// Windows that the change of the clocks shortens.
    static let shortenedWindow = WarningRule(
        "dst-shortens-window",
        severity: .note,
        Explanation(
            "In spring local clocks skip an hour, and a window that lies there by the clock is shorter by that hour, or not there at all. Work that begins in it may run past its end, or is not begun.",
            wrong:
                "night: { weekly: { days: [sun], hours: \"02:00-04:00\" } }    # one hour on the Sunday of the change",
            right: "night: { weekly: { days: [sun], hours: \"03:00-05:00\" } }"
        ),
        .scenario { facts in
            facts.scenario.groups.enumerated().compactMap { place, group -> Finding? in
                guard let windows = group.windows,
                    let shortened = group.shortened(
                        facts.scenario.calendars[windows.calendar],
                        by: facts.scenario.horizon
                    )
                else { return nil }
                let left = shortened.left == 0 ? "is not there" : "is \(Words.span(Double(shortened.left))) long"
                return Finding(
                    "on \(CalendarDate(dayNumber: Int(shortened.day))) the window of \(Words.quoted(group.name)) \(left), because the clocks are changed",
                    at: ["fleet", "[\(place)]", "windows"],
                    label: "otherwise it is \(Words.span(Double(shortened.usual)))",
                    help: "other hours, or nothing if that does not matter"
                )
            }
        }
    )
}

extension DeviceGroup {
    /// The first day on which hours are shorter than usual for the group's devices: which, how long they are, and how long else.
    fileprivate func shortened(_ calendar: LocalCalendar, by horizon: Tick) -> (day: Int64, left: Tick, usual: Tick)? {
        guard case .weekly(let days, let opens, let closes) = calendar.rule else { return nil }
        let zone = calendar.zone ?? zone
        let end = closes > opens ? closes : closes + 86_400
        for day in zone.day(at: 0)...zone.day(at: horizon) where days.contains(Weekday(day: day)) {
            let length = zone.tick(day: day, second: end) - zone.tick(day: day, second: opens)
            if length < end - opens { return (day, length, end - opens) }
        }
        return nil
    }
}
