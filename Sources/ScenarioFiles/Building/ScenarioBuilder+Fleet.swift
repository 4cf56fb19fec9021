import EventEngine
import PatchModel

extension ScenarioBuilder {
    mutating func readFleet(_ map: MapValue) {
        guard let value = map["fleet"], let entries = value.list else {
            groupNames.isComplete = false
            sites.isComplete = false
            tags.isComplete = false
            return
        }
        if entries.isEmpty { report(.emptyFleet, "the fleet has no group", at: value.position) }
        var total = 0
        for entry in entries {
            guard let map = entry.map else {
                groupNames.isComplete = false
                continue
            }
            readLabels(map)
            let count = deviceCount(map, before: total)
            total += count
            addGroup(map, count: count)
        }
        // Enough of one message: a group without a count has its own.
        if total == 0, !diagnostics.hasErrors {
            report(.emptyFleet, "the fleet has no device", at: value.position)
        }
    }

    private mutating func readLabels(_ map: MapValue) {
        if let value = map["group"], let name = value.text {
            checkName(name, at: value.position)
            if groupNames.add(name, at: value.position) == nil {
                report(.duplicateName, "there is another group \(quoted(name))", at: value.position)
            }
        } else {
            groupNames.isComplete = false
        }
        if let site = map["site"], let name = site.text { _ = sites.add(name, at: site.position) }
        for tag in map.items("tags") {
            if let name = tag.text { _ = tags.add(name, at: tag.position) }
        }
        if map.has("site"), map["site"] == nil { sites.isComplete = false }
        if map.has("tags"), map["tags"] == nil { tags.isComplete = false }
    }

    private func deviceCount(_ map: MapValue, before: Int) -> Int {
        guard let value = map["count"], let count = value.whole else { return 0 }
        if count == 0 {
            report(.emptyFleet, "a group must have at least one device", at: value.position)
        } else if count > Scenario.maximumDevices - before {
            report(
                .tooManyDevices,
                before == 0 || count > Scenario.maximumDevices
                    ? "a fleet can have at most \(Scenario.maximumDevices) devices"
                    : "with this group the fleet has more than \(Scenario.maximumDevices) devices",
                at: value.position
            )
            return 0
        }
        return count
    }

    private mutating func addGroup(_ map: MapValue, count: Int) {
        var image: Int?
        if let value = map["image"], let name = value.text {
            image = index(of: name, .image, at: value.position)
        }
        var zone = calendar.zone
        if let value = map["timezone"], let name = value.text, isKnownZone(name, at: value.position) {
            zone = calendar.offsets(name) ?? zone
        }
        let connectivity = connectivity(map)
        groups.append(
            DeviceGroup(
                name: map.text("group") ?? "",
                count: count,
                deviceClass: map.word("class", as: DeviceClass.self) ?? .server,
                image: image ?? -1,
                risk: map.word("risk", as: RiskCategory.self) ?? .medium,
                exposure: map.word("exposure", as: ExposureClass.self) ?? .internal,
                site: map.text("site"),
                tags: map.items("tags").compactMap(\.text),
                connectivityName: connectivity?.name ?? "",
                connectivity: connectivity?.profile ?? .alwaysOn,
                checkIn: checkIn(map),
                bandwidth: map.number("bandwidth"),
                noisePerDay: map.number("noise") ?? 0,
                zone: zone
            )
        )
    }

    private func checkIn(_ map: MapValue) -> CheckIn {
        guard let poll = map.map("check-in"), let every = ticks(poll, "every", atLeast: 1) else {
            return CheckIn(mode: .push)
        }
        return CheckIn(
            mode: .poll(every: every, jitter: poll.number("jitter") ?? 0),
            reach: poll.word("reach", as: CheckIn.Reach.self) ?? .internet
        )
    }

    // MARK: Conditions

    /// Reports conditions that no group can fulfil, which is doubtful.
    func checkMatches(_ predicate: DevicePredicate, at position: Position) {
        if !diagnostics.hasErrors, !groups.contains(where: { canMatch(predicate, $0) }) {
            report(.matchesNothing, "no device meets these conditions", at: position)
        }
    }

    private func canMatch(_ predicate: DevicePredicate, _ group: DeviceGroup) -> Bool {
        predicate.matchesGroup(group)
            && predicate.components.allSatisfy { software.images[group.image].installed[$0.component] != nil }
    }
}
