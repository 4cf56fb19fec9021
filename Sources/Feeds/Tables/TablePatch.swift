import ScenarioFiles

/// A patch of what tables tell of: one component, or those of one source package.
struct TablePatch {
    let name: String
    var components: [TableFindings.Component]
    /// The vulnerabilities that it fixes.
    var fixes: [String] = []

    var updates: [String] {
        components.compactMap { component in component.target.map { "\(component.name) -> \(component.versions[$0])" } }
    }

    /// The most that one of them needs.
    var restart: TableMap.Restart {
        let all = Set(components.map(\.restart))
        return all.contains(.reboot) ? .reboot : all.contains(.service) ? .service : .none
    }

    /// True if a device of the groups, as they were merged, has an older version of one of the components.
    func isPending(on findings: TableFindings) -> Bool { devices(in: findings) > 0 }

    /// How many devices of the groups, as they were merged, have an older version of one of the components.
    func devices(in findings: TableFindings) -> Int {
        let wanted = Set(components.map(\.number))
        let behind = Set(
            findings.images.indices.filter { image in
                findings.images[image].contains { item in
                    let component = findings.components[Int(item.component)]
                    return wanted.contains(component.number) && component.target.map { Int(item.version) < $0 } ?? false
                }
            }
        )
        return findings.groups.reduce(0) { behind.contains($1.image) ? $0 + $1.count : $0 }
    }

    /// All that are pending, in the order of the components.
    static func all(_ findings: TableFindings) -> [TablePatch] {
        var patches: [TablePatch] = []
        var places: [String: Int] = [:]
        for component in findings.components {
            guard let target = component.target else { continue }
            // What comes from one source package is built and published together.
            let source = findings.advisories == nil ? nil : component.source
            let name = "\(source ?? component.name)-to-\(component.versions[target])"
            if source != nil, let place = places[name] {
                patches[place].components.append(component)
            } else {
                places[name] = patches.count
                patches.append(TablePatch(name: name, components: [component]))
            }
        }
        var names: Set<String> = []
        for index in patches.indices {
            var name = patches[index].name
            while !names.insert(name).inserted { name += "'" }
            if name != patches[index].name {
                patches[index] = TablePatch(name: name, components: patches[index].components)
            }
        }
        guard let advisories = findings.advisories else { return patches }
        for vulnerability in advisories.vulnerabilities {
            for index in patches.indices
            where patches[index].components.contains(where: { !affects(vulnerability, $0, advisories).isEmpty }) {
                patches[index].fixes.append(vulnerability.name)
            }
        }
        return patches
    }

    /// The vulnerabilities that something in the scenario has, with its ranges of versions.
    static func vulnerabilities(_ findings: TableFindings) -> [(AdvisedVulnerability, [String])] {
        guard let advisories = findings.advisories else { return [] }
        return advisories.vulnerabilities.compactMap { vulnerability in
            let ranges = findings.components.flatMap { affects(vulnerability, $0, advisories) }
            return ranges.isEmpty ? nil : (vulnerability, ranges)
        }
    }

    private static func affects(
        _ vulnerability: AdvisedVulnerability,
        _ component: TableFindings.Component,
        _ advisories: AdvisoryFindings
    ) -> [String] {
        guard component.target != nil else { return [] }
        return vulnerability.affects(
            component.name,
            component.number,
            advisories.software[component.number],
            listed: component.versions
        )
    }
}

extension TableFindings {
    /// Names of patches that no device of the scenario needs, though devices of the tables do.
    var patchesWithoutDevices: [String] {
        TablePatch.all(self).filter { !$0.isPending(on: self) }.map(\.name)
    }
}
