import PatchModel
import ScenarioFiles
import Text

/// Writes the findings of an import of inventories as a scenario: the same findings give the same bytes.
package struct InventoryScenario: Sendable {
    let findings: InventoryFindings
    /// The command that makes it: `import sbom`.
    let command: String
    /// How many machines of each image the fleet has; images that are not named have 100.
    package var counts: [String: Int] = [:]
    package var parts = ScenarioWriter.Parts.all

    package init(_ findings: InventoryFindings, command: String) {
        (self.findings, self.command) = (findings, command)
    }

    /// - Throws: ``InputError`` with code `conflict` for a count that cannot be, or a date that is too far from the start;
    ///   `nothing-found` if advisories were given and nothing is pending.
    package func text() throws(InputError) -> String {
        try check()
        let sections =
            switch parts {
            case .all: [head, provenance, software, fleet, patches, vulnerabilities, strategies.text]
            case .software: [partHead, provenance, software, patches, vulnerabilities]
            }
        return sections.filter { !$0.isEmpty }.joined(separator: "\n")
    }

    private func check() throws(InputError) {
        let names = findings.images.map(\.name)
        for (name, count) in counts.sorted(by: { $0.key < $1.key }) {
            guard names.contains(name) else {
                let message =
                    "a count is given for '\(name)', which is not one of the images (\(names.joined(separator: ", ")))"
                throw InputError(.conflict, file: "--count", message)
            }
            guard count > 0 else {
                throw InputError(.conflict, file: "--count", "the count \(count) for '\(name)' is not above zero")
            }
        }
        // Each by itself first, so that no sum overflows.
        let most = Scenario.maximumMeetingDevices
        guard names.allSatisfy({ (counts[$0] ?? 0) <= most }),
            names.reduce(0, { $0 + (counts[$1] ?? Assumptions.count) }) <= most
        else { throw InputError(.conflict, file: "--count", "a fleet can have at most \(most) machines") }
        if let advisories = findings.advisories, findings.patches.isEmpty {
            let later =
                advisories.later == 0
                ? ""
                : "; \(counted(advisories.later, "advisory", "advisories")) of after the start (--start) do not count"
            let message =
                "nothing is pending: no advisory tells of a newer version of anything that is installed, and so there is nothing to "
                + "roll out\(later); without --advisories, software and fleet are written without patches"
            throw InputError(.nothingFound, file: findings.images.first?.file ?? "", message)
        }
        let dates = findings.vulnerabilities.flatMap { found in
            [found.vulnerability.disclosed, found.vulnerability.exploitedSince].compactMap(\.self).map {
                (found.vulnerability.name, $0)
            }
        }
        for (name, date) in dates where abs(date.dayNumber - findings.start.dayNumber) > ScenarioSpan.days {
            let message =
                "\(findings.start) is too far from \(date), when \(name) was told of; a scenario reaches 68 years"
            throw InputError(.conflict, file: "--start", message)
        }
        guard findings.start.isOfScenarios else {
            throw InputError(.conflict, file: "--start", "\(findings.start) is not in \(CalendarDate.scenarioYears)")
        }
    }

    // MARK: Opening

    private var head: String {
        let number = findings.patches.count
        let kinds = counted(findings.images.count, "image")
        let question =
            number == 0
            ? "What do the packages of \(kinds) need of each other?"
            : "Should \(counted(number, "fix", "fixes")) in \(kinds) go out \(strategies.choices)?"
        return """
            patchlab: 1
            question: \(YAMLText.text(question))
            # Made by `patchlab \(command)`. Packages, versions and what needs what come from the inventories, fixes and vulnerabilities
            # from the advisories. What neither tells is marked "assumed": put your own figures there.
            start: \(findings.start)T00:00:00
            timezone: UTC
            horizon: \(Assumptions.horizonDays)d

            """
    }

    private var partHead: String {
        """
        patchlab: 1
        # Made by `patchlab \(command) --parts software`. To be imported by a scenario that starts on \(findings.start) and brings
        # the fleet, the strategies and the repair staff.

        """
    }

    private var provenance: String {
        var text = "sources:\n"
        for image in findings.images {
            text +=
                "  - \(YAMLText.text("Inventory of image \(image.name): \(PathText.name(of: image.file)), \(image.kind)"))\n"
        }
        for file in findings.advisories?.files ?? [] {
            let source = "\(PathText.name(of: file.name)), \(counted(file.advisories, "advisory", "advisories"))"
            text += "  - \(YAMLText.text(source))\n"
        }
        for warning in InventoryReport(findings).warnings {
            let words = "warning: \(warning)".split(separator: " ").map(String.init)
            text += "# " + paragraph(words, width: 110, indent: "#   ") + "\n"
        }
        return text
    }

    // MARK: Software

    private var software: String {
        var text =
            findings.advisories == nil
            ? "# All packages.\n" : "# What a fix touches, and what needs that, directly or by way of others.\n"
        text += "software:\n  components:\n"
        for component in findings.components {
            let scheme = component.scheme.map { "scheme: \($0.rawValue)" } ?? "versions that cannot be compared"
            let title = component.title == component.name ? "" : "\(component.title), "
            text += "    # \(SafeText.line(title + scheme))\n"
            text += YAMLText.key(YAMLText.text(component.name), indent: "    ") + "\n"
            if !(component.scheme?.isDebian ?? false) { text += "      order: listed\n" }
            text += "      versions: \(YAMLText.list(component.versions, indent: 6, column: 16))\n"
            if !component.requires.isEmpty {
                text += "      requires: \(YAMLText.list(component.requires, indent: 6, column: 16))\n"
            }
        }
        text += "  images:\n"
        for (number, image) in findings.images.enumerated() {
            let items = findings.components.compactMap { component in
                component.installed[number].map { "\(component.name) \(component.versions[$0])" }
            }
            let start = YAMLText.key(YAMLText.text(image.name), indent: "    ") + " "
            text += start + YAMLText.list(items, indent: 4, column: start.count) + "\n"
        }
        return text
    }

    private var strategies: AssumedStrategies {
        let devices = findings.patches.map { patch in
            findings.images.indices.reduce(0) { sum, image in
                let isBehind = patch.components.contains { one in
                    one.installed[image].map { $0 < one.target ?? 0 } ?? false
                }
                return isBehind ? sum + (counts[findings.images[image].name] ?? Assumptions.count) : sum
            }
        }
        return AssumedStrategies(fewest: devices.filter { $0 > 0 }.min())
    }

    private var fleet: String { AssumedFleet(counts: counts, hasSizes: false).text(findings.images.map(\.name)) }

    // MARK: Patches

    private var patches: String {
        let pending = findings.patches
        guard !pending.isEmpty else { return "# No advisories are given: nothing is rolled out.\npatches: {}\n" }
        var text = """
            # The versions in which all is fixed that advisories tell of. They are published already and pending on the machines, hence
            # `released: 0d`. The chance that one breaks something is Debian's from 2015 to March 2023, assumed like how that
            # shows and whom it hits. restart: assumed, by the name.
            patches:

            """
        let vulnerabilities = findings.vulnerabilities
        for patch in pending {
            text += YAMLText.key(YAMLText.text(patch.name), indent: "  ") + "\n"
            let updates = patch.components.map { "\($0.name) -> \($0.versions[$0.target ?? 0])" }
            text += "    updates: \(YAMLText.list(updates, indent: 4, column: 13))\n"
            let fixes = vulnerabilities.map(\.vulnerability).filter { one in
                patch.components.contains { !findings.affects(one, $0).isEmpty }
            }
            if !fixes.isEmpty {
                text += "    fixes: \(YAMLText.list(fixes.map(\.name), indent: 4, column: 11))\n"
            }
            text += "    released: 0d\n"
            text += AssumedPatch(component: shows(patch), restart: Self.restart(patch)).text
        }
        return text
    }

    /// The component in which a bad patch shows: what needs the patched one on most images, or else the patched one itself.
    private func shows(_ patch: InventoryFindings.Patch) -> String {
        let own = Set(patch.components.map(\.name))
        let dependants = findings.components.filter { !own.contains($0.name) && !own.isDisjoint(with: $0.requires) }
        let most = dependants.max { ($0.installed.count, $1.name) < ($1.installed.count, $0.name) }
        return most?.name ?? patch.components[0].name
    }

    private static func restart(_ patch: InventoryFindings.Patch) -> TableMap.Restart {
        let sources: Set<String> = ["kernel", "linux", "glibc", "musl", "systemd", "dbus"]
        let isDeep = patch.components.contains { component in
            let name = component.source ?? component.title
            return sources.contains(name) || name.hasPrefix("kernel-") || name.hasPrefix("linux-")
        }
        return isDeep ? .reboot : .service
    }

    private var vulnerabilities: String {
        guard let advisories = findings.advisories else { return "" }
        let found = findings.vulnerabilities
        guard !found.isEmpty else { return "vulnerabilities: {}\n" }
        return found.reduce(AdvisedSection.head) { text, one in
            text + AdvisedSection.entry(one.vulnerability, one.affects, advisories.request).text(start: findings.start)
        }
    }
}
