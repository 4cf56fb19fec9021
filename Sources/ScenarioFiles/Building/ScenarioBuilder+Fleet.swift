import PatchModel
import Text

extension ScenarioBuilder {
    mutating func readFleet(_ fleet: Deferred<[DeviceGroup]>?) {
        guard let fleet, let entries = fleet.value.list else {
            groupNames.isComplete = false
            sites.isComplete = false
            tags.isComplete = false
            return
        }
        if entries.isEmpty { report(.emptyFleet, "the fleet has no group", at: fleet.value.position) }
        if entries.contains(where: \.isInvalid) { groupNames.isComplete = false }
        groups = fleet.read(&self) ?? []
        // Enough of one message: a group without a count has its own.
        if deviceCount == 0, !diagnostics.hasErrors {
            report(.emptyFleet, "the fleet has no device", at: fleet.value.position)
        }
    }

    /// Enters the name of a group.
    mutating func declare(group name: String, at position: Position) {
        checkName(name, at: position)
        if groupNames.add(name, at: position) == nil {
            let other = groupNames.indices[name].map { groupNames.positions[$0] }
            let place = other.map { ": \(SafeText.line($0.file)):\($0.line):\($0.column)" } ?? ""
            report(.duplicateName, "there is another group \(quoted(name))\(place)", at: position)
        }
    }

    /// Takes down that names of a group could not be read: of those unknown, nothing is said then.
    mutating func noteUnreadNames(of map: MapValue) {
        if map["group"] == nil { groupNames.isComplete = false }
        if map.has("site"), map["site"] == nil { sites.isComplete = false }
        if map.has("tags"), map["tags"] == nil { tags.isComplete = false }
    }

    /// Adds the devices of a group to those before; none if these are too many.
    mutating func counted(_ count: Int, at position: Position) -> Int {
        if count == 0 {
            report(.emptyFleet, "a group must have at least one device", at: position)
        } else if count > Scenario.maximumDevices - deviceCount {
            report(
                .tooManyDevices,
                deviceCount == 0 || count > Scenario.maximumDevices
                    ? "a fleet can have at most \(Format.mostDevices) devices"
                    : "with this group the fleet has more than \(Format.mostDevices) devices",
                at: position
            )
            return 0
        }
        deviceCount += count
        return count
    }

    /// Reports a fleet that is too large for devices that may meet.
    func checkMeetings(at position: Position) {
        let largest = Scenario.maximumMeetingDevices
        guard deviceCount > largest, !diagnostics.hasErrors else { return }
        var scenario = Scenario(horizon: horizon, software: software, groups: groups)
        scenario.patches = patches
        guard let cause = scenario.meetingCause else { return }
        report(
            .tooManyDevices,
            "a fleet of more than \(largest) devices can only be simulated where nothing breaks, and \(cause)",
            at: position
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
