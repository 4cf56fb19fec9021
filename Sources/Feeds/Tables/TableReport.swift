import PatchModel
import ScenarioFiles
import Text

/// What an import of tables says of itself: what was read, left out, merged and copied.
package struct TableReport: Sendable {
    let findings: TableFindings

    package init(_ findings: TableFindings) { self.findings = findings }

    /// What makes the answer doubtful, or a group small enough to point to somebody.
    package var warnings: [String] {
        var warnings: [String] = []
        let tail = findings.options.tail
        let small = findings.groups.filter { $0.count < tail }
        if !small.isEmpty {
            let devices = small.reduce(0) { $0 + $1.count }
            warnings.append(
                "\(counted(small.count, "group")) (\(counted(devices, "device"))) \(small.count == 1 ? "stays" : "stay") below --tail \(tail), as nothing of their class "
                    + "is left to merge them with; so small a group may point to single devices"
            )
        }
        let share = Self.share(findings.misstatedDevices, findings.devices)
        if share > 0.1 {
            warnings.append(
                "\(Figure.percentage(share, 1)) of the devices got versions that are not theirs; a smaller --tail, a larger "
                    + "--max-groups or fewer keys in --group-by misstate less"
            )
        }
        let idle = findings.patchesWithoutDevices
        if !idle.isEmpty {
            let all = TablePatch.all(findings).count
            warnings.append(
                "\(idle.count) of \(counted(all, "patch", "patches")) in the scenario \(idle.count == 1 ? "has" : "have") nothing to do, such as \(idle[0]): the devices that need "
                    + "\(idle.count == 1 ? "it" : "them") were merged into groups that are up to date; --tail 1 keeps them apart"
            )
        }
        if findings.devices * 2 < findings.rows {
            warnings.append(
                "more than half of the rows became no device; the counts above say why, and the scenario speaks of the rest alone"
            )
        }
        if findings.strayRows > 0 {
            warnings.append(
                "\(counted(findings.strayRows, "row")) of other tables name a device that is not among the devices"
            )
        }
        if !findings.unread.isEmpty {
            let rows = findings.unread.values.reduce(0, +)
            let some = findings.unread.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(3).map(\.key)
            warnings.append(
                "in \(counted(rows, "row")) the version is not one by its scheme and was passed over, such as \(some.joined(separator: ", "))"
            )
        }
        for profile in findings.profiles where profile.fit == nil {
            let name = profile.deviceClass.rawValue
            warnings.append(
                "the column \"last seen\" shows too little of when devices of the class \(name) are on, as they are too few; "
                    + (TableScenario.profile(profile.deviceClass).map { "the profile \($0) is assumed" }
                        ?? "they are always on")
            )
        }
        if let advisories = findings.advisories {
            let names = findings.components.map { ($0.number, $0.name) }
            warnings += AdvisedSection.warnings(advisories, names: Dictionary(uniqueKeysWithValues: names))
        }
        for table in findings.absentTables {
            warnings.append(
                "no file was given for the table \(table) of the mapping; what it would add is not in the scenario"
            )
        }
        return warnings
    }

    static func share(_ part: Int, _ whole: Int) -> Double { whole == 0 ? 0 : Double(part) / Double(whole) }

    /// The distinct texts of cells that are in the output, by what they are.
    var copied: [(what: String, texts: [String])] {
        func distinct(_ texts: [String]) -> [String] { Set(texts.filter { !$0.isEmpty }).sorted() }
        return [
            ("owners", distinct(findings.groups.map(\.owner))), ("sites", distinct(findings.groups.map(\.site))),
            ("components", distinct(findings.components.map(\.name))),
            ("versions", distinct(findings.components.flatMap(\.versions))),
        ].filter { !$0.1.isEmpty }
    }

    // MARK: In words

    /// The report for a terminal.
    package var text: String {
        let map = findings.map
        var lines =
            SafeText.line(
                "\(map.map.title) (mapping \(map.name)), as of \(TableScenario.dateAndTime(findings.start)) UTC"
            ) + "\n"
        for file in findings.files {
            let notes = file.notes.map { ", \($0)" }.joined()
            lines += SafeText.line("  \(file.name): table of \(file.table)\(notes)") + "\n"
        }
        lines += findings.advisories.map { AdvisedSection.summary($0) } ?? ""
        lines += "\n" + Self.lines(rowTable)
        if findings.joinedRows > 0 { lines += "rows of other tables: \(findings.joinedRows)\n" }
        if !findings.components.isEmpty {
            lines += "\n" + Self.lines(componentTable)
            if findings.options.pending == .observed {
                lines +=
                    "\nrolled out: the newest version that two devices and 0.5 % of those with the component show at least\n"
            }
            if findings.advisories != nil {
                let open = TablePatch.vulnerabilities(findings)
                let exploited = open.count { $0.0.exploitedSince != nil }
                lines +=
                    "\nrolled out: the version in which everything in the advisories is fixed; that is "
                    + "\(counted(open.count, "vulnerability", "vulnerabilities")), of which \(exploited) \(exploited == 1 ? "is" : "are") exploited\n"
            }
            for rare in findings.rare where findings.advisories == nil {
                lines +=
                    SafeText.line(
                        "newer, but on too few: \(rare.component) \(rare.version) (\(counted(rare.devices, "device")))"
                    ) + "\n"
            }
        } else if findings.options.pending != .none {
            lines += "\nNothing is pending.\n"
        }
        lines += "\n" + Self.lines(groupTable) + "\n" + merging
        lines += "\nTexts copied from the tables:\n"
        for (what, texts) in copied {
            lines +=
                "  "
                + paragraph(
                    ["\(what):"] + texts.dropLast().map { "\($0);" } + texts.suffix(1),
                    width: 110,
                    indent: "    "
                ) + "\n"
        }
        if copied.isEmpty { lines += "  none\n" }
        if !warnings.isEmpty {
            lines += "\nWarnings:\n"
            for warning in warnings {
                lines +=
                    "  " + paragraph(warning.split(separator: " ").map(String.init), width: 110, indent: "    ") + "\n"
            }
        }
        return lines
    }

    private static func lines(_ table: TextTable) -> String { table.lines(width: .max).joined(separator: "\n") + "\n" }

    private var rowTable: TextTable {
        var table = TextTable(headings: [["rows"], ["\(findings.rows)"]], hasRule: false)
        for left in findings.leftOut { table.append(["- \(left.reason)", "\(left.count)"]) }
        table.append(["= devices in the scenario", "\(findings.devices)"])
        return table
    }

    private var componentTable: TextTable {
        var table = TextTable(
            headings: [["component"], ["scheme"], ["devices"], ["rolled out"], ["behind"]],
            hasRule: false
        )
        for component in findings.components {
            table.append([
                component.name, component.scheme.rawValue, "\(component.installed)",
                component.target.map { component.versions[$0] } ?? "-",
                component.target == nil ? "-" : "\(component.behind)",
            ])
        }
        return table
    }

    private var groupTable: TextTable {
        var table = TextTable(headings: [["group"], ["class"], ["devices"], ["image"]], hasRule: false)
        for group in findings.groups {
            table.append([group.name, group.deviceClass.rawValue, "\(group.count)", "image-\(group.image + 1)"])
        }
        return table
    }

    private var merging: String {
        let share = Figure.percentage(Self.share(findings.misstatedDevices, findings.devices), 1)
        guard findings.moved > 0 || findings.misstatedDevices > 0 else {
            return "\(counted(findings.groups.count, "group")); every device is in its own, with its own versions\n"
        }
        return
            "\(counted(findings.groupsFound, "group")) became \(findings.groups.count): \(counted(findings.moved, "device")) moved. "
            + "\(share) of devices got a neighbour's versions\n(\(counted(findings.misstatedDevices, "device")), "
            + "\(counted(findings.misstatedVersions, "version")) misstated).\n"
    }

    // MARK: As JSON

    /// The report for programs.
    package var json: String {
        let map = findings.map
        let groups = findings.groups.map { group in
            JSON.object(
                [
                    ("name", .string(group.name)), ("class", .string(group.deviceClass.rawValue)),
                    ("devices", .integer(group.count)), ("image", .string("image-\(group.image + 1)")),
                ] + (group.owner.isEmpty ? [] : [("owner", .string(group.owner))])
                    + (group.site.isEmpty ? [] : [("site", .string(group.site))])
            )
        }
        let components = findings.components.map { component in
            JSON.object(
                [
                    ("name", .string(component.name)), ("scheme", .string(component.scheme.rawValue)),
                    ("devices", .integer(component.installed)), ("versions", .strings(component.versions)),
                ]
                    + (component.target.map {
                        [("rolledOut", .string(component.versions[$0])), ("behind", .integer(component.behind))]
                    } ?? [])
            )
        }
        let vulnerabilities = TablePatch.vulnerabilities(findings).map { vulnerability, affects in
            JSON.object([
                ("name", .string(vulnerability.name)), ("severity", .string(vulnerability.severity)),
                ("affects", .strings(affects)),
            ])
        }
        let leftOut = findings.leftOut.map {
            JSON.object([("reason", .string($0.reason)), ("rows", .integer($0.count))])
        }
        let merged = JSON.object([
            ("groupsBefore", .integer(findings.groupsFound)), ("devicesMoved", .integer(findings.moved)),
            ("devicesMisstated", .integer(findings.misstatedDevices)),
            ("versionsMisstated", .integer(findings.misstatedVersions)),
        ])
        let rare = findings.rare.map {
            JSON.object([
                ("component", .string($0.component)), ("version", .string($0.version)),
                ("devices", .integer($0.devices)),
            ])
        }
        return JSON.object([
            ("map", .string(map.name)), ("title", .string(map.map.title)),
            ("start", .string(TableScenario.dateAndTime(findings.start))), ("rows", .integer(findings.rows)),
            ("devices", .integer(findings.devices)), ("leftOut", .array(leftOut)),
            ("joinedRows", .integer(findings.joinedRows)), ("strayRows", .integer(findings.strayRows)),
            ("components", .array(components)), ("onTooFew", .array(rare)), ("groups", .array(groups)),
            ("merged", merged),
            ("vulnerabilities", .array(vulnerabilities)),
            ("copied", .object(copied.map { ($0.what, .strings($0.texts)) })), ("warnings", .strings(warnings)),
        ]).printed() + "\n"
    }
}
