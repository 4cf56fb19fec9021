import PatchModel
import ScenarioFiles

/// Puts groups and components into the findings under the names that the scenario has for them, in an order that follows from
/// their names and not from the rows.
struct TableNaming {
    let fleet: TableFleet
    let groups: TableGroups

    func fill(_ findings: inout TableFindings) {
        let used = Set(groups.groups.map(\.image))
        let (numbers, versions) = nameComponents(used, &findings)
        nameGroups(used, numbers, versions, &findings)
        findings.groupsFound = groups.found
        findings.moved = groups.groups.reduce(0) { $0 + $1.moved }
        (findings.misstatedDevices, findings.misstatedVersions) = groups.misstated
    }

    /// - Returns: the components' numbers in the findings, and by component those of versions.
    private func nameComponents(
        _ images: Set<Int32>,
        _ findings: inout TableFindings
    ) -> (numbers: [Int32: Int32], versions: [Int32: [Int32: Int32]]) {
        let software = fleet.reading.software.components
        var shown: [Int32: Set<Int32>] = [:]
        for image in images {
            for item in groups.images[Int(image)] { shown[item.component, default: []].insert(item.version) }
        }
        for (index, seen) in fleet.seen.enumerated() {
            if let target = seen.target { shown[Int32(index), default: []].insert(target) }
        }
        func title(_ index: Int32) -> String {
            let component = software[Int(index)]
            return component.line.map { "\(component.name)-\($0)" } ?? component.name
        }
        let order = shown.keys.sorted {
            (title($0), software[Int($0)].scheme.rawValue) < (title($1), software[Int($1)].scheme.rawValue)
        }
        var names: Set<String> = []
        var numbers: [Int32: Int32] = [:]
        var versions: [Int32: [Int32: Int32]] = [:]
        for index in order {
            let component = software[Int(index)]
            let seen = fleet.seen[Int(index)]
            var name = ScenarioName.name(title(index))
            while !names.insert(name).inserted { name += "'" }
            let listed = (shown[index] ?? []).sorted { component.ranks[Int($0)] < component.ranks[Int($1)] }
            numbers[index] = Int32(findings.components.count)
            versions[index] = Dictionary(
                uniqueKeysWithValues: listed.enumerated().map { ($0.element, Int32($0.offset)) }
            )
            findings.components.append(
                TableFindings.Component(
                    name: name,
                    number: Int(index),
                    source: TableAdvice.source(component.purl),
                    scheme: component.scheme,
                    purl: component.purl,
                    restart: component.restart,
                    versions: listed.map { component.versions[Int($0)] },
                    target: seen.target.flatMap { listed.firstIndex(of: $0) },
                    behind: seen.behind,
                    installed: seen.installed
                )
            )
            for (version, devices) in fleet.rare(Int(index)) {
                findings.rare.append(.init(component: name, version: component.versions[version], devices: devices))
            }
        }
        return (numbers, versions)
    }

    private func nameGroups(
        _ images: Set<Int32>,
        _ numbers: [Int32: Int32],
        _ versions: [Int32: [Int32: Int32]],
        _ findings: inout TableFindings
    ) {
        let texts = fleet.reading.texts
        let classes = DeviceClass.allCases
        func items(_ image: Int32) -> [TableFindings.Item] {
            groups.images[Int(image)].map { item in
                .init(
                    component: numbers[item.component] ?? 0,
                    version: versions[item.component]?[item.version] ?? 0
                )
            }.sorted()
        }
        let contents = Dictionary(uniqueKeysWithValues: images.map { ($0, items($0)) })
        func precedes(_ left: TableGroups.Group, _ right: TableGroups.Group) -> Bool {
            let one = (classes[Int(left.deviceClass)].rawValue, left.kind.rawValue, Self.label(texts[Int(left.owner)]))
            let other = (
                classes[Int(right.deviceClass)].rawValue, right.kind.rawValue, Self.label(texts[Int(right.owner)])
            )
            if one != other { return one < other }
            let sites = (Self.label(texts[Int(left.site)]), Self.label(texts[Int(right.site)]))
            if sites.0 != sites.1 { return sites.0 < sites.1 }
            if left.count != right.count { return left.count > right.count }
            return (contents[left.image] ?? []).lexicographicallyPrecedes(contents[right.image] ?? [])
        }
        var imageNumbers: [Int32: Int] = [:]
        var names: [String: Int] = [:]
        for group in groups.groups.sorted(by: precedes) {
            if imageNumbers[group.image] == nil {
                imageNumbers[group.image] = findings.images.count
                findings.images.append(contents[group.image] ?? [])
            }
            let owner = Self.label(texts[Int(group.owner)])
            let site = Self.label(texts[Int(group.site)])
            let middle = group.kind == .own ? owner : "other"
            let stem = [classes[Int(group.deviceClass)].rawValue, middle, site].filter { !$0.isEmpty }
                .map { ScenarioName.name($0).lowercased() }.joined(separator: "-")
            var name = "\(classes[Int(group.deviceClass)].rawValue)-other"
            if group.kind != .rest {
                names[stem, default: 0] += 1
                name = "\(stem)-\(names[stem] ?? 1)"
            }
            findings.groups.append(
                .init(
                    name: name,
                    deviceClass: classes[Int(group.deviceClass)],
                    owner: owner,
                    site: site,
                    count: group.count,
                    image: imageNumbers[group.image] ?? 0
                )
            )
        }
    }

    /// A cell as a label: without control characters, and without blanks at its ends.
    private static func label(_ text: String) -> String {
        let scalars = text.unicodeScalars.map { $0.properties.generalCategory == .control ? " " : Character($0) }
        return String(FeedText.trimmed(String(scalars)))
    }
}
