package import ScenarioFiles
package import Text

/// What is installed in one kind of machine, container or appliance, as an inventory lists it.
package struct InventoryImage: Sendable {
    /// A package in it.
    package struct Package: Sendable {
        /// As the scenario calls it: a package URL without version, or the package's name.
        package var name: String
        /// The name that people know.
        package var title: String
        package var version: String
        /// How its versions follow each other; nil where nothing here can compare them.
        package var scheme: VersionScheme?
        /// As OSV names it; nil: not known.
        package var ecosystem: String?
        /// The names by which advisories may call it.
        package var names: [String]
        /// The package that it was built from, if that is told.
        package var source: String?
        /// The packages in the same image that it needs, by their numbers.
        package var requires: Set<Int> = []
    }

    /// Of several versions of one package in an image, which one counts.
    package enum Several: Sendable {
        /// The newest: of kernels, which are installed beside each other, it is the one that starts.
        case newest
        /// The oldest: what is bundled twice is vulnerable until both are replaced.
        case oldest
    }

    package var name: String
    package let file: String
    /// What it was read from: `CycloneDX 1.5`, `rpm listing`.
    package let kind: String
    package var packages: [Package] = []
    package var several = Several.oldest
    /// By vulnerability, the packages of which it is told that it does no harm in them (VEX).
    package var excused: [String: Set<Int>] = [:]
    /// The day of the inventory, if it tells it.
    package var day: CalendarDate?
    /// What became no package, by why.
    package var leftOut: [String: Int] = [:]

    package init(name: String, file: String, kind: String) {
        (self.name, self.file, self.kind) = (name, file, kind)
    }

    /// An image's name from the name of its file: `web` of `/srv/web.cdx.json`.
    package static func name(fromPath path: String) -> String {
        let file = PathText.name(of: path)
        let stem = file.prefix { $0 != "." }
        return ScenarioName.name(stem.isEmpty ? file : String(stem))
    }
}
