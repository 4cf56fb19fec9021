import EventEngine
import PatchModel

extension ScenarioBuilder {
    mutating func readServices(_ entries: [Entry<Service>]?) -> [Service] {
        let entries = entries ?? []
        serviceNames = names(of: entries)
        var services: [Service] = []
        for entry in entries {
            var service = entry.content.read(&self) ?? Service(name: "", members: DevicePredicate())
            service.name = entry.name
            services.append(service)
        }
        guard !diagnostics.hasErrors else { return services }
        var scenario = Scenario(horizon: horizon, software: software, groups: groups)
        scenario.services = services
        for (service, entry) in zip(services, entries) { check(service, entry, in: scenario) }
        checkOrder(of: scenario, entries)
        return services
    }

    private func check(_ service: Service, _ entry: Entry<Service>, in scenario: Scenario) {
        func place(_ key: String) -> Position { entry.content.value.map?.position(of: key) ?? entry.position }
        let count = scenario.memberCount(of: service)
        guard count > 0 else {
            report(.emptyService, "the service has no device: no group meets these conditions", at: place("devices"))
            return
        }
        if case .count(let needed) = service.needs, needed > count {
            report(
                .serviceNeedsMore,
                "the service needs \(needed) devices, and has \(count)",
                at: place("needs"),
                suggestion: "\(count)"
            )
        }
        let classes = Set(scenario.memberGroups(of: service).map { groups[$0].deviceClass })
        if service.isByCapacity, classes.count > 1 {
            report(
                .mixedCapacity,
                "devices of \(classes.count) classes count the same towards the capacity",
                at: place("needs")
            )
        }
    }

    /// Reports services that depend on each other in a circle.
    private func checkOrder(of scenario: Scenario, _ entries: [Entry<Service>]) {
        guard let cycle = scenario.serviceCycle(), let first = cycle.first else { return }
        report(
            .cyclicServices,
            cycle.count == 2
                ? "the service depends on itself"
                : "services depend on each other: " + cycle.map { entries[$0].name }.joined(separator: " -> "),
            at: entries[first].content.value.map?.position(of: "depends-on") ?? entries[first].position
        )
    }
}
