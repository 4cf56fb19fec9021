import EventEngine
import PatchModel

extension ScenarioBuilder {
    mutating func readVulnerabilities(_ map: MapValue) {
        vulnerabilityNames = names(of: map, "vulnerabilities")
        for entry in map.named("vulnerabilities") {
            let vulnerability = vulnerability(entry)
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

    private func vulnerability(_ entry: NamedValue) -> Vulnerability {
        var vulnerability = Vulnerability(name: entry.name)
        guard let map = entry.value.map else { return vulnerability }
        vulnerability.affects = map.items("affects").compactMap(range)
        vulnerability.severity = map.word("severity", as: Severity.self) ?? .medium
        vulnerability.disclosed = moment(map, "disclosed") ?? 0
        vulnerability.exploitationChance = map.number("exploitation") ?? 1
        vulnerability.source = map.text("source")
        if let value = map["exploited"] {
            if let scalar = value.scalar {
                if let tick = moment(scalar, at: value.position) { vulnerability.exploitation = .at(tick) }
            } else if let law = distribution(value) {
                vulnerability.exploitation = .after(law)
            }
        }
        if map.has("exploitation"), map.word("exploited") == "never" {
            report(
                .noEffect,
                "`exploitation` has no effect, because `exploited` is `never`",
                at: map.position(of: "exploitation")
            )
        }
        return vulnerability
    }

    mutating func readPatches(_ map: MapValue) {
        patchNames = names(of: map, "patches")
        for entry in map.named("patches") { patches.append(patch(entry)) }
        var fixed: Set<Int> = []
        for patch in patches { fixed.formUnion(patch.fixes) }
        for (index, vulnerability) in vulnerabilities.enumerated()
        where vulnerability.affects.isEmpty && !fixed.contains(index) && !diagnostics.hasErrors {
            report(
                .vulnerabilityNowhere,
                "\(quoted(vulnerability.name)) says neither what it affects, nor does a patch fix it",
                at: vulnerabilityNames.positions[index]
            )
        }
    }

    private func patch(_ entry: NamedValue) -> Patch {
        let install = Installation(duration: .zero, revert: .zero)
        var patch = Patch(
            name: entry.name,
            updates: [],
            installation: install,
            restart: Restart(kind: .none, duration: .zero, wait: .zero)
        )
        guard let map = entry.value.map else { return patch }
        patch.updates = updates(map)
        patch.fixes = map.items("fixes").compactMap { value in
            value.text.flatMap { index(of: $0, in: vulnerabilityNames, .vulnerability, at: value.position) }
        }
        patch.released = moment(map, "released") ?? 0
        patch.severity =
            map.word("severity", as: Severity.self) ?? patch.fixes.map { vulnerabilities[$0].severity }.max() ?? .medium
        patch.prerequisites = map.items("after").compactMap { value in
            value.text.flatMap { index(of: $0, in: patchNames, .patch, at: value.position) }
        }
        patch.size = Int64((map.number("size") ?? 0).rounded())
        if let install = map.map("install") { patch.installation = installation(install) }
        if let restart = map.map("restart") { patch.restart = self.restart(restart) }
        if let rollback = map.map("rollback") {
            patch.rollback = Rollback(
                duration: distribution(rollback, "duration") ?? patch.installation.duration,
                failure: rollback.number("failure") ?? 0
            )
        }
        patch.regressions = map.items("regressions").compactMap { $0.map.map(regression) }
        if let fix = map.map("vendor-fix") {
            patch.vendorFix = VendorFix(after: distribution(fix, "after") ?? .zero, reports: fix.whole("reports") ?? 1)
        }
        checkSense(of: patch, map)
        return patch
    }

    private func updates(_ map: MapValue) -> [ComponentUpdate] {
        var updates: [ComponentUpdate] = []
        var updated: Set<Int> = []
        for value in map.items("updates") {
            guard let (component, version) = installedVersion(value) else { continue }
            if !updated.insert(component).inserted {
                report(.duplicateName, "the patch updates \(components.names[component]) twice", at: value.position)
            }
            updates.append(ComponentUpdate(component: component, to: version))
        }
        return updates
    }

    private func installation(_ map: MapValue) -> Installation {
        Installation(
            duration: distribution(map, "duration", positive: true) ?? .zero,
            failure: map.number("failure") ?? 0,
            attempts: map.whole("attempts") ?? 1,
            backoff: ticks(map, "backoff") ?? 0,
            revert: distribution(map, "revert") ?? .zero,
            bricks: map.number("bricks") ?? 0,
            interrupts: map.word("interrupts") == "true",
            keepsOn: map.word("keeps-on") == "true"
        )
    }

    private func restart(_ map: MapValue) -> Restart {
        let kind = map.word("kind", as: Restart.Kind.self) ?? .none
        if kind != .none, !map.has("duration") {
            report(.missingKey, "the key `duration` is missing: how long a \(kind.rawValue) takes", at: map.position)
        }
        return Restart(
            kind: kind,
            duration: distribution(map, "duration", positive: kind != .none) ?? .zero,
            wait: distribution(map, "wait") ?? .zero
        )
    }

    // MARK: Regressions

    private func regression(_ map: MapValue) -> Regression {
        let place = map.map("where")
        var onset = Regression.Onset.atOnce
        if let value = map["onset"] {
            switch value.word {
            case "restart": onset = .restart
            case nil: if let law = distribution(value) { onset = .after(law) }
            default: break
            }
        }
        return Regression(
            name: map.text("name") ?? "",
            chance: map.number("chance") ?? 0,
            condition: condition(place),
            share: place?.number("share") ?? 1,
            onset: onset,
            effect: effect(map["effect"]),
            telemetry: visibility(map.map("telemetry"), "shows"),
            helpDesk: visibility(map.map("help-desk"), "reports")
        )
    }

    private func visibility(_ map: MapValue?, _ key: String) -> Regression.Visibility {
        guard let map else { return Regression.Visibility(probability: 0, delay: .zero) }
        return Regression.Visibility(
            probability: map.number(key) ?? 0,
            delay: distribution(map, "after") ?? .zero
        )
    }

    private func effect(_ value: Value?) -> Regression.Effect {
        guard let value else { return .bricked }
        if let map = value.map {
            let key = map.shape.id == Format.down.id ? "down" : "degraded"
            guard let name = map[key], let text = name.text,
                let component = index(of: text, in: components, .component, at: name.position)
            else { return .bricked }
            return key == "down"
                ? .down(component: component)
                : .degraded(component: component, share: map.number("share") ?? 1)
        }
        switch value.word {
        case "restart-loop": return .restartLoop
        case "network-loss": return .networkLoss
        default: return .bricked
        }
    }

    // MARK: Sense

    /// Reports what can be read but hardly be meant.
    private func checkSense(of patch: Patch, _ map: MapValue) {
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
        guard !diagnostics.hasErrors else { return }
        let applies = software.images.contains { image in
            patch.updates.contains { update in image.installed[update.component].map { $0 < update.to } ?? false }
        }
        if !applies {
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
    func checkPrerequisites(_ map: MapValue) {
        var rest = Scenario(horizon: 1, software: Software(components: [], images: []), groups: [], patches: patches)
        let entries = map.named("patches")
        var reported = 0
        // Each circle is looked for from the beginning: more than are kept would take long and tell nothing.
        while reported < Diagnostics.limit, let circle = rest.prerequisiteCycle(), let first = circle.first,
            circle.count > 1
        {
            reported += 1
            let values = entries[first].value.map?.items("after") ?? []
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
