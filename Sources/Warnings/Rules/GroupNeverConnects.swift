import EventEngine
import PatchModel
import Text

extension WarningRule {
    /// Devices that the console cannot reach.
    static let groupNeverConnects = WarningRule(
        "group-never-connects",
        Explanation(
            "The devices of a group hardly ever reach the console within the time simulated, on average less than every other one: they are always away while only the corporate network leads to it, their attendance is zero, or they are off for longer than is simulated. They cannot be patched, whatever the strategy.",
            wrong:
                "fleet: [{ group: abroad, check-in: { every: 2h, reach: corporate }, ... }]   # and the profile is always away",
            right: "fleet: [{ group: abroad, check-in: { every: 2h, reach: internet }, ... }]"
        ),
        .scenario { facts in
            facts.scenario.groups.enumerated().compactMap { place, group -> Finding? in
                let contacts = group.expectedContacts(by: facts.scenario.horizon)
                guard contacts < 0.5 else { return nil }
                let way = ["fleet", "[\(place)]"]
                let key = facts.isWritten(way + ["connectivity"]) ? "connectivity" : "group"
                let often = contacts == 0 ? "never" : "hardly ever"
                return Finding(
                    "\(Words.quoted(group.name)) \(often) reaches the console: \(Figure.count(group.count, "device", "devices")) cannot be patched",
                    at: way + [key],
                    label: contacts == 0
                        ? "" : "\(Figure.significant(contacts)) connections of a device are to be expected by the end",
                    help: "`reach: internet`, or another connectivity profile"
                )
            }
        }
    )
}

extension DeviceGroup {
    /// How many connections of a device that lead to the console are to be expected by a time; one that is under way at the
    /// start counts.
    func expectedContacts(by horizon: Tick) -> Double {
        let isCorporate = checkIn.reach == .corporate
        switch connectivity {
        case .alwaysOn: return 1
        case .alternating(let on, let off, let away):
            let cycle = on.mean + off.mean
            guard cycle > 0, cycle.isFinite else { return 0 }
            return (isCorporate ? 1 - away : 1) * (on.mean + Double(horizon)) / cycle
        case .weekly(let pattern):
            let days = Double(horizon) / 86_400 * Double(pattern.days.count) / 7
            let isReached = pattern.absent == .away && !isCorporate
            return (isReached ? 1 : pattern.attendance) * days
        case .trace(let rows):
            guard !rows.isEmpty else { return 0 }
            let all = rows.reduce(0) { sum, row in
                sum + row.count { $0.start < horizon && $0.end > 0 && (!isCorporate || $0.place == .corporate) }
            }
            return Double(all) / Double(rows.count)
        }
    }
}
