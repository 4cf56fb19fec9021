/// The import of Debian machines: from inventories and feeds to what a scenario needs.
///
/// A pure function of parsed files: ``findings()`` reads no clock, no network and no disk.
///
/// ```swift
/// let web = try PackageStatus(parsing: Archives.readDocument(path: "web.dpkg-status.xz"), file: "web.dpkg-status.xz")
/// let index = try PackageIndex(parsing: Archives.readDocument(path: "Packages.xz"), file: "Packages.xz")
/// let findings = try DebianImport(machines: [.init(name: "web", status: web)], index: index).findings()
/// ```
public struct DebianImport: Sendable {
    /// One kind of machine, which becomes one image.
    public struct Machine: Sendable {
        /// The image's name.
        public var name: String
        /// What is installed on it.
        public var status: PackageStatus

        /// A machine of that name and inventory.
        public init(name: String, status: PackageStatus) {
            self.name = name
            self.status = status
        }

        /// The image name that a status file's name suggests: what stands before the first dot (`web.dpkg-status.xz`:
        /// `web`), with anything but letters, digits, hyphens and underscores replaced by hyphens.
        public static func name(fromPath path: String) -> String {
            let file = path.split(separator: "/").last ?? ""
            let stem = file.split(separator: ".").first ?? ""
            let name = stem.map { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-" || $0 == "_") ? $0 : "-" }
            return name.isEmpty ? "machine" : String(name)
        }
    }

    /// The machines, in the order in which they are reported.
    public var machines: [Machine]
    /// The security archive's index.
    public var index: PackageIndex
    /// Advisory lists, in any order and overlap; may be empty.
    public var advisories: [AdvisoryList]
    /// Known exploited vulnerabilities, if given.
    public var exploited: KnownExploited?
    /// Exploit predictions, if given.
    public var prediction: ExploitPrediction?
    /// The scenario's start; nil for the day after the newest advisory that a pending update answers.
    public var start: CalendarDate?
    /// The release the machines run, as a code name; nil to tell it from the pending versions (`+deb12u1`: bookworm).
    public var release: String?
    /// The day up to which the machines were updated; nil to tell it from the advisories (see ``AdvisoryMatcher``).
    public var inventoryDate: CalendarDate?
    /// Whether advisories that state another release's version may be matched by their date.
    public var matchesByDate = true

    /// An import of these machines against that index, without any feed yet.
    public init(machines: [Machine], index: PackageIndex) {
        self.machines = machines
        self.index = index
        self.advisories = []
    }

    /// Compares, matches and resolves.
    ///
    /// - Throws: ``FeedError`` with code `conflict` if two machines have the same name, or if there is none.
    public func findings() throws(FeedError) -> DebianFindings {
        guard !machines.isEmpty else {
            throw FeedError(.nothingFound, file: index.file, "no machine is given to compare it with")
        }
        var names: Set<String> = []
        for machine in machines where !names.insert(machine.name).inserted {
            let message = "two status files would make an image named '\(machine.name)'; name them apart (name=path)"
            throw FeedError(.conflict, file: machine.status.file, message)
        }
        let resolvers = machines.map { DependencyResolver($0.status) }
        let updates = PendingUpdate.find(machines: machines, index: index, resolvers: resolvers)
        let release = release ?? Self.commonRelease(of: updates) ?? "unknown"
        let matcher = AdvisoryMatcher(
            advisories: advisories,
            release: release,
            machines: machines,
            inventoryDate: inventoryDate,
            matchesByDate: matchesByDate
        )
        let matches = updates.map { matcher.matches(for: $0) }
        let newest = matches.flatMap { $0 }.map(\.advisory.date).max()
        return DebianFindings(
            self,
            updates: updates,
            matches: matches,
            matcher: matcher,
            resolvers: resolvers,
            start: start ?? newest?.adding(days: 1)
        )
    }

    /// The release that most pending versions were built for.
    private static func commonRelease(of updates: [PendingUpdate]) -> String? {
        var counts: [String: Int] = [:]
        for binary in updates.flatMap(\.binaries) {
            if let release = DebianRelease.codeName(in: binary.version) { counts[release, default: 0] += 1 }
        }
        return counts.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key
    }
}
