import PatchModel

/// Whom a condition means, in words.
struct ConditionText {
    /// `the devices in group shop and at site Bonn`; nil: it means all.
    let devices: String?

    init(_ condition: DevicePredicate, _ scenario: Scenario) {
        let images = scenario.software.images
        var parts = [
            condition.group.map { "in group \($0)" },
            condition.deviceClass.map { "of class \($0.rawValue)" },
            condition.site.map { "at site \($0)" },
            condition.tag.map { "tagged \($0)" },
            condition.images.isEmpty
                ? nil
                : "with image "
                    + condition.images.map { images.indices.contains($0) ? images[$0].name : "\($0)" }
                    .joined(separator: " or "),
            condition.criticality.map { "of \($0.rawValue) criticality" },
            condition.exposure.map { $0 == .internet ? "reachable from the internet" : "reachable from inside only" },
        ].compactMap { $0 }
        parts += condition.components.map { Self.words($0, scenario.software) }
        devices = parts.isEmpty ? nil : "the devices \(Words.list(parts))"
    }

    private static func words(_ range: VersionRange, _ software: Software) -> String {
        guard software.components.indices.contains(range.component) else { return "with a component" }
        let component = software.components[range.component]
        let versions = component.versions
        let known = range.versions.clamped(to: versions.indices)
        guard known != versions.indices, let first = known.first, let last = known.last else {
            return "with \(component.name)" + (known.isEmpty ? " in no known version" : "")
        }
        return "with \(component.name) \(versions[first])" + (first == last ? "" : " to \(versions[last])")
    }
}
