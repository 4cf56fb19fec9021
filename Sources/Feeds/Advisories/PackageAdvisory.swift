package import PatchModel
package import Text

/// What an advisory says of one package: in which versions it has which vulnerabilities.
package struct PackageAdvisory: Sendable {
    /// One end of a span of affected versions.
    enum Event: Sendable, Hashable {
        /// From this version on; `0` is from the first.
        case introduced(String)
        /// Up to this version, without it.
        case fixed(String)
        /// Up to this version; what fixes it is not told.
        case lastAffected(String)
    }

    /// Its own name: `DSA-5764-1`.
    package let id: String
    /// The names of what it is about, CVEs where it gives any, or else its own.
    package let vulnerabilities: [String]
    package let published: CalendarDate?
    package let severity: Severity?
    /// Whether it says that attackers use it already.
    let isExploited: Bool
    /// Such as `Debian:12`.
    package let ecosystem: String
    /// The package, by the name that the ecosystem has for it.
    package let package: String
    /// By range, its events in the order of the document.
    let ranges: [[Event]]
}

/// What is wanted of advisories, and what was found in them.
struct AdvisoryCollector {
    /// The names of packages that are looked for.
    let wanted: Set<String>
    private(set) var advisories: [PackageAdvisory] = []
    /// Advisories read, and those of them that were withdrawn.
    private(set) var count = 0
    private(set) var withdrawn = 0

    init(wanted: Set<String>) { self.wanted = wanted }

    mutating func add(_ advisory: PackageAdvisory) { advisories.append(advisory) }

    mutating func add(_ other: AdvisoryCollector) {
        advisories += other.advisories
        count += other.count
        withdrawn += other.withdrawn
    }

    mutating func note(isWithdrawn: Bool = false) {
        count += 1
        if isWithdrawn { withdrawn += 1 }
    }

    func isWanted(_ package: String, _ ecosystem: String) -> Bool {
        wanted.contains(Ecosystem.lookup(package, scheme: Ecosystem.scheme(of: ecosystem)))
    }
}

/// Small checks that the readers of advisories share.
enum AdvisoryText {
    /// Whether a text is a name that can stand in a scenario: printable ASCII without blanks, not endless.
    static func isName(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.count <= 100 && text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }
    }

    /// `CVE-`, a year, a number.
    static func isCVE(_ text: String) -> Bool {
        text.hasPrefix("CVE-") && text.utf8.count > 8 && text.utf8.count <= 30
            && text.utf8.dropFirst(4).allSatisfy { $0.isDigit || $0 == UInt8(ascii: "-") }
    }
}
