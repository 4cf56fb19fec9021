import ScenarioFiles
import Text

/// Holds advisories against the software that tables tell of.
enum TableAdvice {
    /// Rolls out of each component the version in which all is fixed that has a fix.
    static func find(
        _ reading: inout TableReading,
        _ fleet: inout TableFleet,
        _ findings: TableFindings
    ) throws(InputError) -> AdvisoryFindings {
        let components = reading.software.components
        let software = zip(components, fleet.seen).map { component, seen in
            // What only devices have that do not count, is not asked for.
            advised(component, versions: zip(component.versions, seen.devices).filter { $0.1 > 0 }.map(\.0))
        }
        let day = CalendarDate(dayNumber: Int(findings.start) / 86_400)
        let found = try AdvisoryFindings(software, findings.options.advisories, until: day)
        let targets = found.advice.enumerated().compactMap { index, advice in
            advice.target.flatMap { reading.learn($0, of: index) }.map { (index, $0) }
        }
        fleet = TableFleet(reading, kept: fleet.kept)
        for (index, version) in targets { fleet.rollOut(version, of: index) }
        return found
    }

    private static func advised(_ component: SeenSoftware.Component, versions: [String]) -> AdvisedSoftware {
        let purl = component.purl.flatMap { PackageURL($0) }.map { Ecosystem.told(by: $0) }
        let own = Ecosystem.lookup(component.name, scheme: component.scheme)
        var names = purl?.names ?? []
        if !names.contains(own) { names.append(own) }
        let fits = purl?.scheme == component.scheme
        return AdvisedSoftware(
            names: names,
            ecosystem: component.scheme == .windowsBuild ? Ecosystem.microsoft : fits ? purl?.ecosystem : nil,
            scheme: component.scheme,
            versions: versions
        )
    }

    /// The source package that a package URL names; nil: none, or the same.
    static func source(_ purl: String?) -> String? {
        guard let upstream = purl.flatMap({ PackageURL($0) })?.qualifiers["upstream"] else { return nil }
        return Ecosystem.sourceName(upstream)
    }
}
