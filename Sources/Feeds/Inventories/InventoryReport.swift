import PatchModel
import ScenarioFiles
import Text

/// What an import of inventories says of itself: what was read, what is pending, what was left out.
package struct InventoryReport: Sendable {
    let findings: InventoryFindings

    package init(_ findings: InventoryFindings) { self.findings = findings }

    /// What makes the answer doubtful.
    package var warnings: [String] {
        var warnings: [String] = []
        for (image, count) in zip(findings.images, findings.several) where count > 0 {
            let which = image.several == .newest ? "newest" : "oldest"
            warnings.append(
                "\(image.name) has several versions of \(counted(count, "package")); the \(which) one of each counts"
            )
        }
        if findings.incomparable > 0, findings.advisories != nil {
            warnings.append(
                "the versions of \(counted(findings.incomparable, "package")) cannot be compared, and so nothing is known to be pending "
                    + "for \(findings.incomparable == 1 ? "it" : "them")"
            )
        }
        if findings.contradicted > 0 {
            warnings.append(
                "\(counted(findings.contradicted, "statement")) that a vulnerability does no harm "
                    + "\(findings.contradicted == 1 ? "is" : "are") made of one image and not of another with the same version; the "
                    + "version counts as affected"
            )
        }
        if let advisories = findings.advisories {
            let names = findings.components.compactMap { component in component.software.map { ($0, component.name) } }
            warnings += AdvisedSection.warnings(advisories, names: Dictionary(names) { first, _ in first })
        } else {
            warnings.append(
                "no advisories are given (--advisories FILE...): nothing is pending, and nothing is known to be exposed"
            )
        }
        return warnings
    }

    private struct Row {
        let pending: [String]
        let vulnerabilities: Int
        let exploited: Int
    }

    private func row(_ image: Int) -> Row {
        let pending = findings.patches.filter { patch in
            patch.components.contains { component in
                component.installed[image].map { $0 < component.target ?? 0 } ?? false
            }
        }
        let open = (findings.advisories?.vulnerabilities ?? []).filter { one in
            findings.components.contains { component in
                guard let version = component.installed[image] else { return false }
                let ranges = findings.affects(one, component)
                return !ranges.isEmpty && Self.holds(component.versions, version, ranges, component.name)
            }
        }
        return Row(
            pending: pending.map(\.name),
            vulnerabilities: open.count,
            exploited: open.count { $0.exploitedSince != nil }
        )
    }

    /// Whether a version is in one of the ranges that were written.
    private static func holds(_ versions: [String], _ version: Int, _ ranges: [String], _ name: String) -> Bool {
        ranges.contains { range in
            if range == name || range == "\(name) = \(versions[version])" { return true }
            return versions.indices.contains { $0 > version && range == "\(name) < \(versions[$0])" }
        }
    }

    // MARK: In words

    /// The report for a terminal.
    package var text: String {
        var text = ""
        for image in findings.images {
            text += SafeText.line("  \(image.file): \(image.kind), image \(image.name)") + "\n"
        }
        text += findings.advisories.map { AdvisedSection.summary($0) } ?? ""
        text += "as of \(findings.start)\n\n"
        var table = TextTable(
            headings: [["image"], ["packages"], ["pending"], ["vulnerabilities"], ["exploited"]],
            hasRule: false
        )
        for (number, image) in findings.images.enumerated() {
            let row = row(number)
            let isKnown = findings.advisories != nil
            table.append([
                image.name, "\(image.packages.count)", isKnown ? "\(row.pending.count)" : "-",
                isKnown ? "\(row.vulnerabilities)" : "-", isKnown ? "\(row.exploited)" : "-",
            ])
        }
        text += table.lines(width: .max).joined(separator: "\n") + "\n"
        let patches = findings.patches
        if !patches.isEmpty {
            text += "\nPending:\n"
            for patch in patches {
                let needing = Set(patch.components.map(\.name))
                let dependants = findings.components.count { !needing.isDisjoint(with: $0.requires) }
                let note = dependants == 0 ? "" : ", needed by \(counted(dependants, "package"))"
                text += SafeText.line("  \(patch.name): \(counted(patch.components.count, "package"))\(note)") + "\n"
            }
        }
        let left = leftOut
        if !left.isEmpty {
            text += "\nLeft out: " + left.map { "\($0.count) \($0.reason)" }.joined(separator: ", ") + "\n"
        }
        if !warnings.isEmpty {
            text += "\nWarnings:\n"
            for warning in warnings {
                text +=
                    "  " + paragraph(warning.split(separator: " ").map(String.init), width: 110, indent: "    ") + "\n"
            }
        }
        return text
    }

    private var leftOut: [(reason: String, count: Int)] {
        findings.images.reduce(into: [String: Int]()) { $0.merge($1.leftOut, uniquingKeysWith: +) }
            .sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }

    // MARK: As JSON

    /// The report for programs.
    package var json: String {
        let images = findings.images.enumerated().map { number, image in
            let row = row(number)
            return JSON.object([
                ("name", .string(image.name)), ("kind", .string(image.kind)),
                ("packages", .integer(image.packages.count)),
                ("pending", .strings(row.pending)), ("vulnerabilities", .integer(row.vulnerabilities)),
                ("exploited", .integer(row.exploited)),
            ])
        }
        let vulnerabilities = findings.vulnerabilities.map { vulnerability, affects in
            JSON.object([
                ("name", .string(vulnerability.name)), ("severity", .string(vulnerability.severity)),
                ("affects", .strings(affects)), ("advisories", .strings(vulnerability.sources)),
            ])
        }
        let left = leftOut.map { JSON.object([("reason", .string($0.reason)), ("count", .integer($0.count))]) }
        return JSON.object([
            ("start", .string("\(findings.start)")), ("images", .array(images)),
            ("patches", .strings(findings.patches.map(\.name))), ("vulnerabilities", .array(vulnerabilities)),
            ("unfixed", .strings(findings.advisories?.unfixed ?? [])), ("leftOut", .array(left)),
            ("warnings", .strings(warnings)),
        ]).printed() + "\n"
    }
}
