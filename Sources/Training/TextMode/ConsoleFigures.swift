import PatchModel
import PatchSimulator

/// What text and page tell alike of a console, counted once.
extension Session {
    /// Tickets of the day that has begun, and the mean of the days before; nil on the first day.
    var ticketsOfToday: (count: Int, usual: Double?) {
        let console = console
        let day = Int(now / 86_400)
        let count = console.ticketsByDay.indices.contains(day) ? console.ticketsByDay[day] : 0
        return (count, day == 0 ? nil : console.usualTickets(before: day))
    }

    /// When devices were seen last: all of them, which have no name, then group by group. Empty if the console does not show it.
    func lastContacts(on console: Console) -> [(group: String?, seen: Contacts)] {
        guard let contacts = console.contacts else { return [] }
        let all = contacts.reduce(Contacts()) { sum, item in sum.devices == 0 ? item : sum + item }
        var rows: [(group: String?, seen: Contacts)] = [(group: nil, seen: all)]
        for (group, seen) in zip(briefing.groups, contacts) { rows.append((group: group.name, seen: seen)) }
        return rows
    }
}

extension Lesson {
    /// The names of what devices of a group have from the beginning.
    func software(of group: DeviceGroup) -> [String] {
        scenario.software.images[group.image].installed.keys.sorted().map { scenario.software.components[$0].name }
    }
}
