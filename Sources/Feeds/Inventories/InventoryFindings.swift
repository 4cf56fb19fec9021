import ScenarioFiles
package import Text

/// What an import of inventories found: the software of all images, what is pending, and what that fixes.
package struct InventoryFindings: Sendable {
    /// A package that some image has, as a component of the scenario.
    package struct Component: Sendable {
        package let name: String
        let title: String
        let scheme: VersionScheme?
        let source: String?
        /// Its versions in the scenario, the oldest first.
        package var versions: [String]
        /// By image, the number among `versions`.
        package var installed: [Int: Int]
        /// The version in which all is fixed, by its number among `versions`; nil: none.
        package var target: Int?
        /// The components that it needs in every image that has it, by their names.
        package var requires: [String]
        /// Its number in what was held against advisories; nil: it was not.
        let software: Int?
    }

    package let images: [InventoryImage]
    /// Those that a patch touches, and those that need one of them; without advisories, all.
    package private(set) var components: [Component] = []
    package private(set) var advisories: AdvisoryFindings?
    package let start: CalendarDate
    /// By image, packages of which there is more than one version, so that one of them counts.
    package private(set) var several: [Int] = []
    /// Packages whose versions cannot be compared.
    package private(set) var incomparable = 0
    /// Statements that a vulnerability does no harm, which another image with the same version does not make.
    package private(set) var contradicted = 0

    /// - Parameters:
    ///   - request: the advisories; none: nothing is pending.
    ///   - given: the start; nil: the day after the newest advisory that is taken, or after the newest inventory.
    /// - Throws: ``InputError``.
    package init(
        _ images: [InventoryImage],
        _ request: AdvisoryRequest,
        store: AdvisoryStore? = nil,
        start given: CalendarDate?
    ) throws(InputError) {
        self.images = images
        let stock = InventoryStock(images)
        several = stock.several
        incomparable = stock.items.count { $0.scheme == nil }
        let (software, numbers, contradicted) = stock.software()
        self.contradicted = contradicted
        var found: AdvisoryFindings?
        if let store {
            found = try AdvisoryFindings(software, request, store, until: given)
        } else if !request.paths.isEmpty {
            found = try AdvisoryFindings(software, request, until: given)
        }
        advisories = found
        let newest = [found?.newest, images.compactMap(\.day).max()].compactMap(\.self).max()
        guard let start = given ?? newest.map({ CalendarDate(dayNumber: $0.dayNumber + 1) }) else {
            let message =
                "neither an inventory nor an advisory that applies has a date, and so nothing tells when the scenario starts; "
                + "give --start"
            throw InputError(.conflict, file: images.first?.file ?? "", message)
        }
        self.start = start
        components = stock.components(numbers, found)
    }

    /// The vulnerabilities that something in the scenario has, with its ranges of versions.
    var vulnerabilities: [(vulnerability: AdvisedVulnerability, affects: [String])] {
        guard let advisories else { return [] }
        return advisories.vulnerabilities.compactMap { vulnerability in
            let ranges = components.flatMap { affects(vulnerability, $0) }
            return ranges.isEmpty ? nil : (vulnerability, ranges)
        }
    }

    /// The ranges of a component that have a vulnerability.
    func affects(_ vulnerability: AdvisedVulnerability, _ component: Component) -> [String] {
        guard component.target != nil, let software = component.software, let advisories else { return [] }
        return vulnerability.affects(
            component.name,
            software,
            advisories.software[software],
            listed: component.versions
        )
    }

    /// A patch: one component, or those of one source package that go to the same version.
    struct Patch {
        var name: String
        var components: [Component]
    }

    /// All that are pending, in the order of the components.
    var patches: [Patch] {
        var patches: [Patch] = []
        var places: [String: Int] = [:]
        for component in components {
            guard let target = component.target else { continue }
            let name = "\(component.source ?? component.title)-to-\(component.versions[target])"
            let identity = "\(component.scheme?.rawValue ?? "")\n\(component.source ?? component.name)\n\(name)"
            if let place = places[identity] {
                patches[place].components.append(component)
            } else {
                places[identity] = patches.count
                patches.append(Patch(name: name, components: [component]))
            }
        }
        var names: Set<String> = []
        for index in patches.indices {
            while !names.insert(patches[index].name).inserted { patches[index].name += "'" }
        }
        return patches
    }
}
