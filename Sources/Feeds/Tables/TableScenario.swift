import PatchModel
import ScenarioFiles
import Text

/// Writes the findings of an import of tables as a scenario, whole or in part: the same findings give the same bytes.
package struct TableScenario: Sendable {
    /// What is written.
    package enum Parts: String, Sendable, Hashable, CaseIterable {
        /// A scenario that runs as it is.
        case all
        /// Software and patches, for a scenario that imports them.
        case software
        /// The groups of devices, for a scenario that imports them beside the software.
        case fleet
    }

    package let findings: TableFindings
    package var parts = Parts.all

    package init(_ findings: TableFindings) { self.findings = findings }

    /// The scenario.
    ///
    /// - Throws: ``InputError`` with code `nothing-found` if a whole scenario or its software is asked for and nothing is pending;
    ///   `too-large` if the fleet is larger than one may be.
    package func text() throws(InputError) -> String {
        let file = findings.files.first?.name ?? ""
        guard findings.devices <= Scenario.maximumMeetingDevices else {
            let message = "there are \(findings.devices) devices; a fleet can have \(Scenario.maximumMeetingDevices)"
            throw InputError(.tooLarge, file: file, message)
        }
        if findings.options.pending != .none, parts != .fleet,
            !findings.components.contains(where: { $0.target != nil })
        {
            let reason =
                findings.options.pending == .observed
                ? "every device has the newest version that is on two devices at least"
                : "no advisory names a newer version of anything that a device has"
            let message =
                "nothing is pending: \(reason), and so there is nothing to roll out; --pending none writes fleet and software without patches"
            throw InputError(.nothingFound, file: file, message)
        }
        let sections =
            switch parts {
            case .all: [head, provenance, software, connectivity, fleet, patches, vulnerabilities, strategies]
            case .software: [partHead, provenance, software, patches, vulnerabilities]
            case .fleet: [partHead, provenance, connectivity, fleet]
            }
        return sections.filter { !$0.isEmpty }.joined(separator: "\n")
    }

    // MARK: Opening

    private var head: String {
        let number = findings.components.count { $0.target != nil }
        let question =
            number == 0
            ? "How is this fleet reached?"
            : findings.options.pending == .observed
                ? "Should the \(counted(number, "newest version")) that the fleet shows go to all others at once, or in stages?"
                : "Should the \(counted(number, "fix", "fixes")) that advisories name go to all devices at once, or in stages?"
        return """
            patchlab: 1
            question: \(YAMLText.text(question))
            # Made by `patchlab import table`. Devices, groups and versions come from the tables. What no table tells is marked
            # "assumed": put your own figures there. \(Self.privacy)
            start: \(Self.dateAndTime(findings.start))
            timezone: UTC
            horizon: \(Assumptions.horizonDays)d

            """
    }

    private static let privacy = "No name of a device or of a person is in it."

    private var partHead: String {
        """
        patchlab: 1
        # Made by `patchlab import table --parts \(parts.rawValue)`, of devices as they were at \(Self.dateAndTime(findings.start)) UTC. To
        # be imported by a scenario. \(Self.privacy)

        """
    }

    /// `2026-11-25T06:00:00`
    static func dateAndTime(_ seconds: Int64) -> String {
        let day = (seconds - ((seconds % 86_400) + 86_400) % 86_400) / 86_400
        let second = seconds - day * 86_400
        func two(_ number: Int64) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return "\(CalendarDate(dayNumber: Int(day)))T\(two(second / 3600)):\(two(second / 60 % 60)):\(two(second % 60))"
    }

    private var provenance: String {
        var text = "sources:\n"
        let map = findings.map
        for file in findings.files {
            let source =
                "\(PathText.name(of: file.name)), table of \(file.table), read by the mapping \(map.name): \(map.map.title)"
            text += "  - \(YAMLText.text(source))\n"
        }
        for file in findings.advisories?.files ?? [] {
            text +=
                "  - \(YAMLText.text("\(PathText.name(of: file.name)), \(counted(file.advisories, "advisory", "advisories"))"))\n"
        }
        text += "\n# rows: \(findings.rows); devices: \(findings.devices)\n"
        for left in findings.leftOut {
            let words = "left out: \(left.count), \(left.reason)".split(separator: " ").map(String.init)
            text += "# " + paragraph(words, width: 110, indent: "#   ") + "\n"
        }
        for warning in TableReport(findings).warnings {
            let words = "warning: \(warning)".split(separator: " ").map(String.init)
            text += "# " + paragraph(words, width: 110, indent: "#   ") + "\n"
        }
        return text
    }

    // MARK: Software

    private var software: String {
        guard !findings.components.isEmpty else { return "software:\n  components: {}\n" + images }
        var text =
            "# Versions are in the order in which they follow each other: by the rules of the scheme that is named.\n"
        if findings.options.pending != .none {
            text += "# Only what a patch touches: other software cannot change a run.\n"
        }
        text += "software:\n  components:\n"
        for component in findings.components {
            let source = [component.purl, "scheme: \(component.scheme.rawValue)"].compactMap(\.self).joined(
                separator: ", "
            )
            text += "    # \(SafeText.line(source))\n"
            text += YAMLText.key(YAMLText.text(component.name), indent: "    ") + "\n"
            if !component.scheme.isDebian { text += "      order: listed\n" }
            text += "      versions: \(YAMLText.list(component.versions, indent: 6, column: 16))\n"
        }
        return text + images
    }

    private var images: String {
        var text = "  images:\n"
        for (index, image) in findings.images.enumerated() {
            let items = image.map { item in
                let component = findings.components[Int(item.component)]
                return "\(component.name) \(component.versions[Int(item.version)])"
            }
            let start = "    image-\(index + 1): "
            text += start + YAMLText.list(items, indent: 4, column: start.count) + "\n"
        }
        return text
    }

    // MARK: Fleet

    /// The profiles that the column "last seen" tells.
    private var connectivity: String {
        let fits = findings.profiles.compactMap { profile in profile.fit.map { (profile.calibrated.name, $0) } }
        guard !fits.isEmpty else { return "" }
        return "# Estimated from when devices were last seen: docs/calibration.md has the method.\nconnectivity:\n"
            + fits.map { ProfileWriter.profile($0, $1) }.joined()
    }

    /// The name of a group's profile; nil: always on.
    private func profile(of deviceClass: DeviceClass) -> String? {
        if findings.options.connectivity == .none { return nil }
        let fitted = findings.profiles.first { $0.deviceClass == deviceClass && $0.fit != nil }
        return fitted?.calibrated.name ?? Self.profile(deviceClass)
    }

    private var fleet: String {
        let map = findings.map.map
        var text = "# assumed: criticality, background failures"
        text +=
            findings.groups.contains { profile(of: $0.deviceClass).map { !$0.hasPrefix("fitted-") } ?? false }
            ? ", and when devices are on (the profile of their class)\n" : "\n"
        if findings.options.connectivity == .none {
            text +=
                "# Devices are always on, as nothing else is asked for: those that are rarely on are patched too soon.\n"
        }
        if let checkIn = map.checkIn, !checkIn.source.isEmpty {
            text += "# check-in: \(SafeText.line(checkIn.source))\n"
        }
        text += "fleet:\n"
        for group in findings.groups {
            let isClient = [.laptop, .desktop, .mobile].contains(group.deviceClass)
            text += "  - group: \(YAMLText.text(group.name))\n"
            text += "    count: \(group.count)\n"
            text += "    class: \(group.deviceClass.rawValue)\n"
            text += "    image: image-\(group.image + 1)\n"
            text += "    criticality: \(map.device.criticality.rawValue)\n"
            if !group.owner.isEmpty {
                text += "    owner: \(YAMLText.text(group.owner))\n"
                text += "    tags: \(YAMLText.list([group.owner], indent: 4, column: 10))\n"
            }
            if !group.site.isEmpty { text += "    site: \(YAMLText.text(group.site))\n" }
            if let profile = profile(of: group.deviceClass) {
                text += "    connectivity: \(profile)\n"
            }
            if let checkIn = map.checkIn {
                text += "    check-in: { every: \(checkIn.every), jitter: \(Self.percent(checkIn.jitter)) }\n"
            } else {
                text +=
                    "    check-in: \(isClient ? Assumptions.desktopCheckIn : Assumptions.serverCheckIn)  # assumed\n"
            }
            text += "    background-failures: \(Assumptions.noise)\n"
        }
        return text
    }

    private static func percent(_ share: Double) -> String {
        let text = Figure.ungrouped(share * 100, 1)
        return (text.hasSuffix(".0") ? String(text.dropLast(2)) : text) + "%"
    }

    /// The profile that comes with PatchLab; nil: always on.
    static func profile(_ deviceClass: DeviceClass) -> String? {
        switch deviceClass {
        case .server: "server"
        case .desktop: "desktop"
        case .laptop: "laptop"
        case .mobile, .kiosk, .iot: nil
        }
    }

    // MARK: Patches

    private var patches: String {
        let pending = TablePatch.all(findings)
        guard !pending.isEmpty else { return "# --pending none: nothing is rolled out.\npatches: {}\n" }
        let what =
            findings.options.pending == .observed
            ? """
            # The newest version of each component that two devices and 0.5 % of those with it show at least. When it was released,
            # no table tells: it is pending from the start, hence `released: 0d`.
            """
            : """
            # The version of each component in which all is fixed that advisories tell of. They are published already and pending on
            # the devices, hence `released: 0d`.
            """
        var text =
            what + """
                 The chance that it breaks something is Debian's from
                # 2015 to March 2023, assumed like how that shows and whom it hits.
                patches:

                """
        for patch in pending {
            text += YAMLText.key(YAMLText.text(patch.name), indent: "  ") + "\n"
            for component in patch.components {
                let name = patch.components.count > 1 ? "\(SafeText.line(component.name)): " : ""
                text += "    # \(name)pending on \(component.behind) of \(component.installed) devices\n"
            }
            text += "    updates: \(YAMLText.list(patch.updates, indent: 4, column: 13))\n"
            if !patch.fixes.isEmpty { text += "    fixes: \(YAMLText.list(patch.fixes, indent: 4, column: 11))\n" }
            text += "    released: 0d\n"
            text += AssumedPatch(component: patch.components[0].name, restart: patch.restart).text
        }
        return text
    }

    private var vulnerabilities: String {
        guard let advisories = findings.advisories else { return "" }
        let written = TablePatch.vulnerabilities(findings)
        guard !written.isEmpty else { return "vulnerabilities: {}\n" }
        let start = CalendarDate(dayNumber: Int(findings.start) / 86_400)
        var text = AdvisedSection.head
        for (vulnerability, affects) in written {
            text += AdvisedSection.entry(vulnerability, affects, advisories.request).text(start: start)
        }
        return text
    }

    private var strategies: String {
        let devices = TablePatch.all(findings).map { $0.devices(in: findings) }
        return AssumedStrategies(fewest: devices.filter { $0 > 0 }.min()).text
    }
}
