public import EventEngine

extension Scenario {
    /// The places of the groups whose devices are members of a service, ascending.
    public func memberGroups(of service: Service) -> [Int] {
        groups.indices.filter { service.members.matchesGroup(groups[$0]) }
    }

    /// How many members a service has.
    public func memberCount(of service: Service) -> Int {
        memberGroups(of: service).reduce(0) { $0 + groups[$1].count }
    }

    /// When a service's users are there, up to the horizon, by the clocks of the scenario's zone unless the calendar has one of
    /// its own; nil: always.
    public func hours(of service: Service) -> [Range<Tick>]? {
        service.hours.map { calendars[$0].times(among: calendars, in: zone, from: 0, to: horizon) }
    }

    /// Services in an order in which each comes after those that it depends on; nil if some depend on each other in a circle.
    public var servicesInOrder: [Int]? {
        var order: [Int] = []
        var isPlaced = services.map { _ in false }
        while order.count < services.count {
            let ready = services.indices.filter { service in
                !isPlaced[service] && services[service].dependencies.allSatisfy { isPlaced[$0] }
            }
            if ready.isEmpty { return nil }
            for service in ready { isPlaced[service] = true }
            order += ready
        }
        return order
    }

    /// Services that depend on each other in a circle: the first such circle found, its first service repeated at the end; nil if
    /// there is none.
    public func serviceCycle() -> [Int]? { Self.cycle(among: services.map(\.dependencies)) }

    /// The most services, so that their order can be waited for.
    public static let maximumServices = 1000

    /// What of services does not hold together, in words; nil if all does.
    func mistakeInServices() -> String? {
        if services.count > Self.maximumServices { return "there are more than \(Self.maximumServices) services" }
        for service in services {
            if !service.dependencies.allSatisfy(services.indices.contains) {
                return "service \(service.name) depends on one that is not there"
            }
            if let hours = service.hours, !calendars.indices.contains(hours) {
                return "service \(service.name) is used in a calendar that is not there"
            }
            if !(0...Tick.latest ~= service.check) || !(0...1_000_000_000 ~= service.users) {
                return "service \(service.name) is looked at, or used, in an impossible way"
            }
            let count = memberCount(of: service)
            if count == 0 { return "service \(service.name) has no member" }
            switch service.needs {
            case .share(let share), .capacity(let share):
                if !(share > 0 && share <= 1) { return "service \(service.name) needs a share in (0, 1]" }
            case .count(let needed):
                if !(1...count ~= needed) { return "service \(service.name) needs \(needed) of \(count) members" }
            case .all, .majority: break
            }
        }
        return servicesInOrder == nil ? "services depend on each other in a circle" : nil
    }
}
