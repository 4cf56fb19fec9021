import PatchModel

extension ScenarioBuilder {
    /// What the patches of the scenario meet on the devices that meet a condition; after an error nothing, because what was read
    /// may not hold together.
    private func affectedSoftware(_ condition: DevicePredicate = DevicePredicate()) -> AffectedSoftware {
        let meant = diagnostics.hasErrors ? [] : groups.filter { condition.matches($0, software) }
        return AffectedSoftware(patches, software, meant)
    }

    /// Makes `represent` say of what it takes so many: of each image that represents others among the devices that are meant.
    func represent(_ size: inout RingSize, _ condition: DevicePredicate) {
        guard case .ofEach(let count, _) = size else { return }
        size = .ofEach(count, affectedSoftware(condition).representatives.map { DevicePredicate(images: [$0]) })
    }

    /// Reports canaries that represent the fleet and leave no control group of the same size: it is drawn of the same images.
    func checkControl(of canary: CanaryRollout, _ map: MapValue) {
        guard case .ofEach(let count, let parts) = canary.size, canary.sequential?.control != .waiting else { return }
        for part in parts {
            let devices = groups.filter { part.matchesGroup($0) && canary.condition.matches($0, software) }
                .reduce(0) { $0 + $1.count }
            guard count > devices / 2, let image = part.images.first else { continue }
            report(
                .numberOutOfRange,
                "the control group is as large as the canary and of the same images, and \(quoted(software.images[image].name)) is on \(devices) \(devices == 1 ? "device" : "devices"): \(devices / 2) can be canaries",
                at: map.position(of: "represent")
            )
            return
        }
    }

    /// A part of the fleet.
    private struct FleetPart {
        var name: String
        var number: Int
        var devices: Int
        var condition: DevicePredicate
    }

    private func parts(_ kind: Format.EachPart.Part) -> [FleetPart] {
        switch kind {
        case .group:
            return groups.enumerated().map { number, group in
                FleetPart(
                    name: group.name,
                    number: number,
                    devices: group.count,
                    condition: DevicePredicate(group: group.name)
                )
            }
        case .site:
            var parts: [FleetPart] = []
            for group in groups {
                guard let site = group.site else { continue }
                if let known = parts.firstIndex(where: { $0.name == site }) {
                    parts[known].devices += group.count
                } else {
                    let condition = DevicePredicate(site: site)
                    parts.append(
                        FleetPart(name: site, number: parts.count, devices: group.count, condition: condition)
                    )
                }
            }
            return parts
        case .cluster:
            let affected = affectedSoftware()
            let count = Dictionary(uniqueKeysWithValues: zip(affected.images, affected.devices))
            let parts = affected.clusters.map { cluster in
                let first = groups.firstIndex { cluster.contains($0.image) } ?? 0
                let name = software.images[groups[first].image].name
                return FleetPart(
                    name: cluster.count == 1 ? name : "\(name) and alike",
                    number: first,
                    devices: cluster.reduce(0) { $0 + (count[$1] ?? 0) },
                    condition: DevicePredicate(images: cluster)
                )
            }
            return parts.sorted { $0.number < $1.number }
        }
    }

    /// A ring for each part, or two if it has pilots.
    mutating func rings(ofEach each: Format.EachPart, at place: Position) -> [Ring] {
        var parts = parts(each.part)
        switch each.order {
        case .asWritten: break
        case .smallestFirst: parts.sort { ($0.devices, $0.number) < ($1.devices, $1.number) }
        case .largestFirst: parts.sort { ($1.devices, $0.number) < ($0.devices, $1.number) }
        }
        var rings: [Ring] = []
        let hasOthers = each.part == .site && !parts.isEmpty && groups.contains { $0.site == nil }
        if let pilots = each.pilots, each.pilotsGo == .first {
            // No condition says that a group has no site: each of these groups has pilots.
            let others = groups.filter { hasOthers && $0.site == nil }.map { DevicePredicate(group: $0.name) }
            rings.append(Ring(name: "pilots", size: .ofEach(pilots, parts.map(\.condition) + others)))
        }
        for part in parts {
            if let pilots = each.pilots, each.pilotsGo == .inTurn {
                rings.append(Ring(name: part.name + " pilots", size: .count(pilots), condition: part.condition))
            }
            rings.append(Ring(name: part.name, size: .rest, condition: part.condition))
        }
        if hasOthers {
            if let pilots = each.pilots, each.pilotsGo == .inTurn {
                rings.append(Ring(name: "no site pilots", size: .count(pilots)))
            }
            rings.append(Ring(name: "no site", size: .rest))
        }
        // A preset is read without a fleet.
        if rings.isEmpty { rings = [Ring(name: "each \(each.part.rawValue)", size: .rest)] }
        guard rings.count <= Format.maximumRings else {
            report(
                .tooManyItems,
                "that makes \(rings.count) rings, and there can be \(Format.maximumRings)",
                at: place
            )
            return []
        }
        let names = rings.map(\.name)
        if let twice = names.first(where: { name in names.count { $0 == name } > 1 }) {
            report(.duplicateName, "that makes two rings \(quoted(twice))", at: place)
        }
        return rings
    }
}
