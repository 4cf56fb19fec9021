import EventEngine
import PatchModel
import Text

extension WarningRule {
    /// Devices that the console cannot reach.
    static let groupNeverConnects = WarningRule(
        "group-never-connects",
        Explanation(
            "The devices of a group hardly ever reach the console within the time simulated, on average less than one contact for two devices: they are always away while only the corporate network leads to it, their attendance is zero, or they are off for longer than is simulated. They cannot be patched, whatever the strategy. The warning points at the key that is the cause.",
            wrong:
                "fleet: [{ group: abroad, check-in: { every: 2h, reach: corporate }, ... }]   # and the profile is always away",
            right: "fleet: [{ group: abroad, check-in: { every: 2h, reach: internet }, ... }]"
        ),
        .scenario { facts in
            facts.scenario.groups.enumerated().compactMap { place, group -> Finding? in
                let contacts = group.expectedContacts(by: facts.scenario.horizon)
                guard contacts < Silence.fewest else { return nil }
                let silence = Silence(of: group, by: facts.scenario.horizon)
                let way = ["fleet", "[\(place)]"]
                let often = contacts == 0 ? "never" : "hardly ever"
                return Finding(
                    "\(Words.quoted(group.name)) \(often) reaches the console: \(Figure.count(group.count, "device", "devices")) cannot be patched",
                    at: silence.way(in: way, facts),
                    label: contacts == 0
                        ? "" : "\(Figure.significant(contacts)) connections per device are expected by the end",
                    help: silence.remedy
                )
            }
        }
    )
}

/// Why the devices of a group do not reach the console.
private enum Silence {
    /// They connect, but from where the console cannot be reached.
    case away
    /// They are hardly ever at work.
    case absent
    /// They are hardly ever on.
    case off
    /// There is no working day in the time simulated.
    case noDay
    /// Nothing of that kind was recorded.
    case unrecorded

    /// Fewer connections of a device than these are too few.
    static let fewest = 0.5

    init(of group: DeviceGroup, by horizon: Tick) {
        var open = group
        open.checkIn.reach = .internet
        guard open.expectedContacts(by: horizon) < Self.fewest else {
            self = .away
            return
        }
        switch group.connectivity {
        case .alwaysOn, .alternating: self = .off
        case .trace: self = .unrecorded
        case .weekly(var pattern):
            pattern.attendance = 1
            open.connectivity = .weekly(pattern)
            self = open.expectedContacts(by: horizon) < Self.fewest ? .noDay : .absent
        }
    }

    var remedy: String {
        switch self {
        case .away: "`reach: internet`, or another connectivity profile"
        case .absent: "a higher `attendance`, or another connectivity profile"
        case .off: "shorter periods `off`, or another connectivity profile"
        case .noDay: "a longer `horizon`, or another connectivity profile"
        case .unrecorded: "a trace with sessions within the `horizon`, or another connectivity profile"
        }
    }

    /// To the key that is the cause, if it stands somewhere; otherwise to that of the profile, or the group.
    func way(in group: Finding.Way, _ facts: ScenarioFacts) -> Finding.Way {
        let name = facts.text(group + ["connectivity"])
        let cause: Finding.Way? =
            switch self {
            case .away: group + ["check-in", "reach"]
            case .absent: name.map { ["connectivity", $0, "weekly", "attendance"] }
            case .off: name.map { ["connectivity", $0, "off"] }
            case .noDay: ["horizon"]
            case .unrecorded: name.map { ["connectivity", $0, "trace"] }
            }
        if let cause, facts.isWritten(cause) { return cause }
        return group + [name == nil ? "group" : "connectivity"]
    }
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
