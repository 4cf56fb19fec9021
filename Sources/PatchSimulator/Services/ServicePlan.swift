import EventEngine
import PatchModel

/// A service made ready: how many of its members must be in service, and who uses it.
struct ServicePlan: Sendable {
    /// Number of members.
    let members: Int
    /// What one member counts: 1, or where what they have left counts, 1000.
    let unit: Int
    /// So much may be out, in units, without an outage.
    let slack: Int
    let dependencies: [Int]
    let users: Int
    /// Nil: always.
    let hours: [Range<Tick>]?
    let check: Tick

    init(_ service: Service, _ scenario: Scenario) {
        members = scenario.memberCount(of: service)
        unit = service.isByCapacity ? 1000 : 1
        slack = members * unit - service.required(of: members)
        dependencies = service.dependencies
        users = service.users
        hours = scenario.hours(of: service)
        check = service.check
    }

    /// The latest look at its members up to `now`.
    func lastCheck(at now: Tick) -> Tick { check > 1 ? now - now % check : now }

    /// How much of a time lies within the hours of its users.
    func inHours(_ time: Range<Tick>) -> Tick {
        guard let hours else { return time.upperBound - time.lowerBound }
        var (low, high) = (0, hours.count)
        while low < high {
            let middle = (low + high) / 2
            if hours[middle].upperBound <= time.lowerBound { low = middle + 1 } else { high = middle }
        }
        var sum: Tick = 0
        while low < hours.count, hours[low].lowerBound < time.upperBound {
            sum += min(hours[low].upperBound, time.upperBound) - max(hours[low].lowerBound, time.lowerBound)
            low += 1
        }
        return sum
    }
}

/// The services that the devices of a group are members of; free to copy.
struct ServiceMembership: Sendable {
    /// Numbers of services.
    let services: Table<Int>
    /// What number the first device has among the members of any service.
    let firstMember: Int
    /// How long a device is let run empty before planned work, by service; those for which it is not are left out.
    let drains: Table<Law>
    /// How long that takes at most in 95 of 100 cases.
    let usualDrain: Tick

    var isMember: Bool { !services.isEmpty }

    init(_ group: DeviceGroup, firstMember: Int, _ scenario: Scenario, arena: Arena) {
        let own = scenario.services.indices.filter { scenario.services[$0].members.matchesGroup(group) }
        let laws = own.map { scenario.services[$0].drain }.filter { $0 != .zero }
        services = arena.table(own)
        self.firstMember = firstMember
        drains = arena.table(laws.map { Law($0, in: arena) })
        usualDrain = laws.map { Tick(rounding: $0.quantile(0.95)) }.max() ?? 0
    }
}
