package import Text

/// The import of Debian machines: from inventories and feeds to what a scenario needs.
///
/// A pure function of parsed files: ``findings()`` reads no clock, no network and no disk.
///
/// ```swift
/// let web = try PackageStatus(parsing: Archives.readDocument(path: "web.dpkg-status.xz"), file: "web.dpkg-status.xz")
/// let index = try PackageIndex(parsing: Archives.readDocument(path: "Packages.xz"), file: "Packages.xz")
/// let findings = try DebianImport(machines: [.init(name: "web", status: web)], index: index).findings()
/// ```
package struct DebianImport: Sendable {
    /// One kind of machine, which becomes one image.
    package struct Machine: Sendable {
        /// The image's name.
        package var name: String
        /// What is installed on it.
        package var status: PackageStatus

        /// A machine of that name and inventory.
        package init(name: String, status: PackageStatus) {
            self.name = name
            self.status = status
        }

        /// The image name that a status file's name suggests: what stands before the first dot (`web.dpkg-status.xz`:
        /// `web`), with anything but letters, digits, hyphens and underscores replaced by hyphens.
        package static func name(fromPath path: String) -> String {
            let file = path.split(separator: "/").last ?? ""
            let stem = file.split(separator: ".").first ?? ""
            let name = stem.map { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-" || $0 == "_") ? $0 : "-" }
            return name.isEmpty ? "machine" : String(name)
        }
    }

    /// The machines, in the order in which they are reported.
    package var machines: [Machine]
    /// The security archive's indexes: one for each architecture of the machines.
    package var indexes: [PackageIndex]
    /// Advisory lists, in any order and overlap; may be empty.
    package var advisories: [AdvisoryList]
    /// Known exploited vulnerabilities, if given.
    package var exploited: KnownExploited?
    /// Exploit predictions, if given.
    package var prediction: ExploitPrediction?
    /// The scenario's start; nil for the day after the newest advisory that a pending update answers.
    package var start: CalendarDate?
    /// The release the machines run, as a code name; nil to tell it from what is installed (`base-files`, `+deb12u1`).
    package var release: String?
    /// The day up to which all packages of the machines were updated; nil to tell it, package by package, from the
    /// advisories (see ``AdvisoryMatcher``).
    package var inventoryDate: CalendarDate?
    /// Whether advisories that state another release's version may be matched by their date.
    package var matchesByDate = true

    /// An import of these machines against these indexes, without any feed yet.
    package init(machines: [Machine], indexes: [PackageIndex]) {
        self.machines = machines
        self.indexes = indexes
        self.advisories = []
    }

    /// An import of these machines against that index, without any feed yet.
    package init(machines: [Machine], index: PackageIndex) {
        self.init(machines: machines, indexes: [index])
    }

    /// The indexes' files, as messages call them.
    var indexFiles: String { indexes.map(\.file).joined(separator: ", ") }

    /// Compares, matches and resolves.
    ///
    /// - Throws: ``FeedError`` with code `conflict` if two machines have the same name, or if the machines and the indexes are
    ///   not of one release, or if a machine's architecture is in no index, or if the release or the start cannot be one;
    ///   `nothingFound` if there is no machine or index.
    package func findings() throws(FeedError) -> DebianFindings {
        guard !machines.isEmpty, !indexes.isEmpty else {
            throw FeedError(.nothingFound, file: indexFiles, "no machine, or no index, is given to compare")
        }
        if let release,
            release.isEmpty || !release.utf8.allSatisfy({ (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) })
        {
            let message =
                "\(FeedText.excerpt(release)) is not the code name of a release; expected small letters, such as bookworm"
            throw FeedError(.conflict, file: "--release", message)
        }
        if let start, !start.isOfScenarios {
            throw FeedError(.conflict, file: "--start", "\(start) is not in \(CalendarDate.scenarioYears)")
        }
        var names: Set<String> = []
        for machine in machines {
            guard machine.hasUsableName else {
                let message = "the image's name has characters other than letters, digits, '-', '_', '.' and spaces"
                throw FeedError(.conflict, file: machine.status.file, message)
            }
            guard names.insert(machine.name).inserted else {
                let message =
                    "two status files would make an image named '\(machine.name)'; name them apart (name=path)"
                throw FeedError(.conflict, file: machine.status.file, message)
            }
        }
        let coverage = try IndexCoverage(self)
        let resolvers = machines.map { DependencyResolver($0.status) }
        let offers = PackageOffers(indexes)
        let found = PendingUpdate.find(machines: machines, offers: offers, resolvers: resolvers)
        let matcher = AdvisoryMatcher(
            advisories: advisories,
            release: coverage.release ?? "unknown",
            machines: machines,
            updates: found,
            inventoryDate: inventoryDate,
            matchesByDate: matchesByDate
        )
        return DebianFindings(self, found: found, matcher: matcher, coverage: coverage, resolvers: resolvers)
    }
}

extension DebianImport.Machine {
    /// Whether the name can stand in a scenario and its comments as it is.
    fileprivate var hasUsableName: Bool {
        !name.isEmpty
            && name.unicodeScalars.allSatisfy {
                $0 == " " || $0 == "-" || $0 == "_" || $0 == "." || $0.properties.isAlphabetic
                    || $0.properties.numericType != nil
            }
    }
}
