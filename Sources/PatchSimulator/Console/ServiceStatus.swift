public import EventEngine
import PatchModel

/// What is seen of a service by whoever hands out its work, as of the last look at its members.
///
/// It sees who is up and who is out. Why, and what has not shown yet, it does not.
public struct ServiceStatus: Sendable, Hashable {
    public var name: String
    /// When its members were looked at.
    public var checked: Tick
    public var members: Int
    /// Members that were out of service then.
    public var out: Int
    /// True if it had enough members, and all that it depends on worked, each as of its own last look.
    public var isUp: Bool

    public init(name: String, checked: Tick, members: Int, out: Int, isUp: Bool) {
        self.name = name
        self.checked = checked
        self.members = members
        self.out = out
        self.isUp = isUp
    }
}

extension Run {
    /// How the services are seen at present.
    func serviceStatuses() -> [ServiceStatus] {
        let now = max(0, now)
        let plans = world.services
        let looks = plans.map { $0.lastCheck(at: now) }
        var seen = plans.map { _ in ServiceHistory.Missing() }
        services.history(world, onPeriods.sessions, to: now).forEachStep { time, missing, changed in
            for service in changed where time <= looks[service] { seen[service] = missing[service] }
        }
        var isUp = plans.map { _ in true }
        for service in world.servicesInOrder {
            isUp[service] =
                plans[service].cause(seen[service]) == nil && plans[service].dependencies.allSatisfy { isUp[$0] }
        }
        return plans.indices.map {
            ServiceStatus(
                name: world.scenario.services[$0].name,
                checked: looks[$0],
                members: plans[$0].members,
                out: seen[$0].members,
                isUp: isUp[$0]
            )
        }
    }
}
