package import ScenarioFiles

/// Where packages come from, as OSV names it: `Debian:12`, `Red Hat:enterprise_linux:9::baseos`, `npm`.
///
/// After the list of defined ecosystems in OSV's schema (https://ossf.github.io/osv-schema/#defined-ecosystems).
package enum Ecosystem {
    /// Of advisories on Windows by its builds, which OSV has not.
    static let microsoft = "Microsoft"

    /// Of updates that dnf lists, of whatever distribution.
    static let listing = "dnf"

    private static let schemes: [Substring: VersionScheme] = [
        "Debian": .deb, "Ubuntu": .deb, "Alpine": .apk, "Wolfi": .apk, "Chainguard": .apk, "Alpaquita": .apk,
        "Red Hat": .rpm, "Rocky Linux": .rpm, "AlmaLinux": .rpm, "SUSE": .rpm, "openSUSE": .rpm, "Mageia": .rpm,
        "openEuler": .rpm, "Photon OS": .rpm, "PyPI": .pep440, "npm": .semver, "crates.io": .semver, "Go": .semver,
        "Hex": .semver, "Pub": .semver, "SwiftURL": .semver, "Microsoft": .windowsBuild, "dnf": .rpm,
    ]

    /// How its versions follow each other; nil where nothing here can compare them (Maven, NuGet, Git).
    package static func scheme(of ecosystem: String) -> VersionScheme? {
        schemes[ecosystem.prefix { $0 != ":" }]
    }

    /// Whether an ecosystem is the given one or a part of it: `Red Hat:enterprise_linux:9` has `...:9::baseos`.
    static func covers(_ given: String, _ ecosystem: String) -> Bool {
        ecosystem == given || ecosystem.hasPrefix(given.hasSuffix(":") ? given : given + ":")
    }

    /// Without the parts of a distribution's release, of which a device may have several: all before `::`.
    static func release(_ ecosystem: String) -> String {
        ecosystem.firstRange(of: "::").map { String(ecosystem[..<$0.lowerBound]) } ?? ecosystem
    }

    /// A package's name as it is looked up: PyPI's are the same in all spellings (PEP 503).
    static func lookup(_ name: String, scheme: VersionScheme?) -> String {
        guard scheme == .pep440 else { return name }
        return name.lowercased().split { "-_.".contains($0) }.joined(separator: "-")
    }

    /// What a package URL tells: the ecosystem, with the release where the qualifier `distro` says it; the names by which
    /// advisories may call the package; and how its versions are compared.
    static func told(by purl: PackageURL) -> (ecosystem: String?, names: [String], scheme: VersionScheme?) {
        let full = purl.namespace.isEmpty ? purl.name : "\(purl.namespace)/\(purl.name)"
        switch purl.type {
        case "deb": return (family(purl, ["debian": "Debian", "ubuntu": "Ubuntu"]), systemNames(purl), .deb)
        case "apk":
            return (
                family(purl, ["alpine": "Alpine", "wolfi": "Wolfi", "chainguard": "Chainguard"]), systemNames(purl),
                .apk
            )
        case "rpm":
            let families = [
                "redhat": "Red Hat", "rhel": "Red Hat", "rocky": "Rocky Linux", "rockylinux": "Rocky Linux",
                "almalinux": "AlmaLinux", "suse": "SUSE", "sles": "SUSE", "opensuse": "openSUSE",
            ]
            return (family(purl, families), systemNames(purl), .rpm)
        case "pypi": return ("PyPI", [lookup(purl.name, scheme: .pep440)], .pep440)
        case "npm": return ("npm", [full], .semver)
        case "golang": return ("Go", [full], .semver)
        case "cargo": return ("crates.io", [purl.name], .semver)
        case "hex": return ("Hex", [full], .semver)
        case "pub": return ("Pub", [purl.name], .semver)
        case "swift": return ("SwiftURL", [full], .semver)
        default: return (nil, [full], nil)
        }
    }

    /// The source package first, by which most distributions publish, then the package itself.
    private static func systemNames(_ purl: PackageURL) -> [String] {
        let upstream = purl.qualifiers["upstream"] ?? ""
        let source = sourceName(upstream)
        // What is built from a source in another version than its own is not measured by that of the source.
        let isOfSameVersion =
            !upstream.hasSuffix(".src.rpm") || upstream.hasPrefix("\(source)-\(purl.version ?? "").")
        return source.isEmpty || source == purl.name || !isOfSameVersion ? [purl.name] : [source, purl.name]
    }

    /// `openssl` of `openssl`, `openssl@3.0.2`, and `openssl-3.0.7-27.el9.src.rpm`.
    package static func sourceName(_ text: String) -> String {
        let text = text.prefix { $0 != "@" && $0 != " " && $0 != "(" }
        guard text.hasSuffix(".src.rpm") || text.hasSuffix(".nosrc.rpm") else { return String(text) }
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        return parts.count > 2 ? parts.dropLast(2).joined(separator: "-") : String(text)
    }

    private static func family(_ purl: PackageURL, _ families: [String: String]) -> String? {
        guard let family = families[purl.namespace.lowercased()] else { return nil }
        guard let distro = purl.qualifiers["distro"] else { return family }
        let parts = distro.split(separator: "-")
        guard parts.count > 1, let last = parts.last, last.first?.isNumber ?? false else { return family }
        let numbers = last.split(separator: ".")
        let two = numbers.prefix(2).joined(separator: ".")
        switch family {
        case "Ubuntu": return "Ubuntu:\(two)"
        case "Alpine": return "Alpine:v\(two)"
        case "Red Hat": return "Red Hat:enterprise_linux:\(numbers[0])"
        case "Debian", "Rocky Linux", "AlmaLinux": return "\(family):\(numbers[0])"
        default: return family
        }
    }
}
