import PatchModel

extension ScenarioBuilder {
    mutating func readVulnerabilities(_ entries: [Entry<Vulnerability>]?) {
        vulnerabilityNames = names(of: entries)
        for entry in entries ?? [] {
            var vulnerability = entry.content.read(&self) ?? Format.vulnerability.blank
            vulnerability.name = entry.name
            vulnerabilities.append(vulnerability)
            let isAnywhere = software.images.contains { image in
                vulnerability.affects.contains { range in
                    image.installed[range.component].map(range.versions.contains) ?? false
                }
            }
            if !vulnerability.affects.isEmpty, !isAnywhere, !diagnostics.hasErrors {
                report(.vulnerabilityNowhere, "no image has \(quoted(entry.name))", at: entry.position)
            }
        }
    }

    mutating func readPatches(_ entries: [Entry<Patch>]?) {
        patchNames = names(of: entries)
        for entry in entries ?? [] {
            var patch = entry.content.read(&self) ?? Format.patch.blank
            patch.name = entry.name
            patches.append(patch)
        }
        var fixed: Set<Int> = []
        for patch in patches { fixed.formUnion(patch.fixes) }
        for (index, vulnerability) in vulnerabilities.enumerated()
        where vulnerability.affects.isEmpty && !fixed.contains(index) && !diagnostics.hasErrors {
            report(
                .vulnerabilityNowhere,
                "\(quoted(vulnerability.name)) does not say what it affects, and no patch fixes it",
                at: vulnerabilityNames.positions[index]
            )
        }
    }

    /// What is updated to which version; a component that is updated twice is reported.
    func updates(_ values: [Value]) -> [ComponentUpdate] {
        var updates: [ComponentUpdate] = []
        var updated: Set<Int> = []
        for value in values {
            guard let (component, version) = installedVersion(value) else { continue }
            if !updated.insert(component).inserted {
                report(.duplicateName, "the patch updates \(components.names[component]) twice", at: value.position)
            }
            updates.append(ComponentUpdate(component: component, to: version))
        }
        return updates
    }

    // MARK: Sense

    /// Reports what can be read but hardly be meant.
    func checkSense(of patch: Patch, _ map: MapValue) {
        let fixes = map.items("fixes")
        for (value, index) in zip(fixes, patch.fixes) where fixes.count == patch.fixes.count {
            let affects = vulnerabilities[index].affects
            let stillAffected = patch.updates.first { update in
                affects.contains { $0.component == update.component && $0.versions.contains(update.to) }
            }
            if let update = stillAffected {
                let component = software.components[update.component]
                report(
                    .fixStillAffected,
                    "\(component.name) \(component.versions[update.to]), to which the patch updates, is still affected by \(quoted(vulnerabilities[index].name))",
                    at: value.position
                )
            } else if !affects.isEmpty, !patch.updates.isEmpty,
                !affects.contains(where: { range in patch.updates.contains { $0.component == range.component } })
            {
                report(
                    .noEffect,
                    "the patch updates none of the components that \(quoted(vulnerabilities[index].name)) affects",
                    at: value.position
                )
            }
        }
        checkWithdrawal(of: patch, map)
        guard !diagnostics.hasErrors else { return }
        if !software.images.contains(where: patch.applies) {
            report(
                .patchNowhere,
                "no image has an older version of what the patch updates",
                at: map.position(of: "updates")
            )
        }
        if patch.released > horizon {
            report(.releasedTooLate, "the patch is released after the horizon", at: map.position(of: "released"))
        }
    }

    /// Reports every circle of prerequisites once.
    func checkPrerequisites(_ entries: [Entry<Patch>]) {
        var rest = Scenario(horizon: 1, software: Software(components: [], images: []), groups: [], patches: patches)
        var reported = 0
        // Each circle is looked for from the beginning: more than are kept would take long and tell nothing.
        while reported < Diagnostics.limit, let circle = rest.prerequisiteCycle(), let first = circle.first,
            circle.count > 1
        {
            reported += 1
            let values = entries[first].content.value.map?.items("requires") ?? []
            let place = values.first { $0.text == patches[circle[1]].name }?.position ?? entries[first].position
            let names = circle.map { patches[$0].name }
            report(
                .cyclicPrerequisites,
                names.count == 2
                    ? "the patch waits for itself"
                    : "patches wait for each other: \(names.joined(separator: " -> "))",
                at: place
            )
            rest.patches[first].prerequisites.removeAll { $0 == circle[1] }
        }
    }
}
