import EventEngine
import Foundation
import PatchModel
import Text

/// The days of a scenario as people call them.
struct PageCalendar: Encodable {
    /// Something that the scenario's author has put on a day.
    struct Event: Encodable, Hashable {
        enum Kind: String, Encodable {
            case release, disclosure, deadline, exploitation
        }

        /// Days since the start.
        var day: Double
        var label: String
        var kind: Kind
    }

    /// The days of the calendar, from that on which the scenario starts: `Thu 20 Aug`.
    let dates: [String]
    /// When each of them begins, and when the last one ends, in days since the start: the first began before it, unless the
    /// scenario starts at midnight.
    let midnights: [Double]
    /// From midnight to midnight, in days since the start.
    let weekends: [[Double]]
    let events: [Event]

    /// More days than a page can show one by one.
    private static let mostDays = 1500
    /// More events than anybody can tell apart in a picture.
    private static let mostEvents = 12

    init(_ scenario: Scenario) {
        let zone = scenario.zone
        let days = min(Int(scenario.horizon / 86_400), Self.mostDays)
        let first = zone.day(at: 0)
        let last = zone.day(at: min(scenario.horizon, Tick(days + 1) * 86_400))
        dates = (first...last).map { Self.date($0) }
        midnights = (first...last + 1).map { day in
            PageData.rounded(Double(zone.tick(day: day, second: 0)) / 86_400, 5)
        }
        weekends = (first...first + Int64(days) + 1).filter { Weekday(day: $0) == .sat || Weekday(day: $0) == .sun }
            .map { day in
                [zone.tick(day: day, second: 0), zone.tick(day: day + 1, second: 0)]
                    .map { PageData.rounded(Double(min(max(0, $0), scenario.horizon)) / 86_400, 4) }
            }
            .filter { $0[1] > $0[0] }
        events = Self.events(scenario)
    }

    /// `Thu 20 Aug`.
    static func date(_ day: Int64) -> String {
        let civil = CalendarDate(dayNumber: Int(day)).civil
        return "\(Weekday(day: day).rawValue.capitalized) \(civil.day) \(months[civil.month - 1])"
    }

    /// `Thu 20 Aug 2026`.
    static func start(_ scenario: Scenario) -> String {
        let day = scenario.zone.day(at: 0)
        return "\(date(day)) \(CalendarDate(dayNumber: Int(day)).civil.year)"
    }

    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    private static func events(_ scenario: Scenario) -> [Event] {
        var found: [Event] = []
        let isWithin = { (time: Tick) in time > 0 && time < scenario.horizon }
        let releases = Dictionary(grouping: scenario.patches, by: \.released).filter { isWithin($0.key) }
        for (time, patches) in releases {
            let label = patches.count == 1 ? "\(patches[0].name) released" : "\(patches.count) patches released"
            found.append(Event(day: Double(time) / 86_400, label: label, kind: .release))
        }
        let due = scenario.patches.compactMap { patch in
            scenario.serviceLevel.deadlines[patch.severity].map { (max(0, patch.released) + $0, patch.severity) }
        }
        for (time, all) in Dictionary(grouping: due, by: { $0.0 }) where isWithin(time) {
            let severities = Severity.allCases.filter { one in all.contains { $0.1 == one } }.map(\.rawValue)
            found.append(
                Event(day: Double(time) / 86_400, label: "deadline, \(Words.list(severities))", kind: .deadline)
            )
        }
        let disclosed = Dictionary(grouping: scenario.vulnerabilities, by: \.disclosed).filter { isWithin($0.key) }
        for (time, vulnerabilities) in disclosed {
            let label =
                vulnerabilities.count == 1
                ? "\(vulnerabilities[0].name) disclosed" : "\(vulnerabilities.count) vulnerabilities disclosed"
            found.append(Event(day: Double(time) / 86_400, label: label, kind: .disclosure))
        }
        for vulnerability in scenario.vulnerabilities {
            guard case .at(let time) = vulnerability.exploitation, isWithin(time) else { continue }
            found.append(
                Event(day: Double(time) / 86_400, label: "\(vulnerability.name) exploited", kind: .exploitation)
            )
        }
        let sorted = found.sorted { ($0.day, $0.label) < ($1.day, $1.label) }
        let shown = sorted.count > mostEvents ? sorted.filter { $0.kind == .release } : sorted
        return shown.prefix(mostEvents).map { event in
            Event(day: PageData.rounded(event.day, 4), label: event.label, kind: event.kind)
        }
    }
}
