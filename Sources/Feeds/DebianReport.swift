import Foundation
import Text

/// What `patchlab import debian` prints: what was found, and what could not be matched.
package struct DebianReport: Sendable, Codable, Hashable {
    /// One image's figures.
    package struct Image: Sendable, Codable, Hashable {
        package var name: String
        /// Packages on the machine, in whatever state.
        package var installed: Int
        /// Those of them in another state than `install ok installed`, by state.
        package var unusualStates: [String: Int]
        /// Those of them of which the index has some version.
        package var compared: Int
        /// Source packages and binary packages with a newer version in the index.
        package var pendingSources: [String]
        package var pendingPackages: [String]
        /// Binary packages with a newer version in the index that are on hold, or kept back because of one on hold: they
        /// are vulnerable, and no patch is offered.
        package var keptBack: [String]
        /// CVEs that this leaves open; absent if no advisory tells what the newer versions fix.
        package var keptBackVulnerabilities: Int?
        /// Bytes to download.
        package var downloadBytes: Int64
        /// CVEs that the pending updates fix, all and by strength of evidence; absent if no advisory list is given.
        package var vulnerabilities: Int?
        package var matchedByDateOnly: Int?
        /// Those known to be exploited; absent if no catalogue is given.
        package var knownExploited: [String]?
        /// CVEs of which EPSS gives at least one chance in ten; absent if no scores are given.
        package var likelyExploited: Int?
        /// Dependencies that nothing installed meets.
        package var unmetDependencies: Int
        /// What of the inventory does not enter the scenario.
        package var leftOut: LeftOut
    }

    /// What is left out of one image, with counts.
    package struct LeftOut: Sendable, Codable, Hashable {
        /// Packages that are not on the machine, by state.
        package var states: [String: Int]
        /// Packages of an architecture without an index, by architecture.
        package var foreignArchitectures: [String: Int]
        /// Packages of another release that no index has, by release.
        package var otherReleases: [String: Int]
        /// Packages whose version cannot be compared.
        package var passedOver: [String]
    }

    /// One index that the machines were compared with.
    package struct Index: Sendable, Codable, Hashable {
        package var file: String
        package var packages: Int
        package var architectures: [String]
        /// The release that its versions name; absent if they name none.
        package var release: String?
    }

    /// Up to when a pending source package is updated on an image, and what tells it.
    package struct Dating: Sendable, Codable, Hashable {
        package var image: String
        package var source: String
        /// The day; absent if only the number of uploads is known, or nothing.
        package var date: String?
        /// `given`, `advisory`, `uploads`, `machine` or `unknown`.
        package var evidence: String
        /// The advisory that decides.
        package var advisory: String?
        /// The package that decides, if it is another one, and the image that has it: of those with the same version of
        /// the source, the one on which this gives the earliest day.
        package var package: String?
        package var packageOn: String?
        /// How many uploads lie between the installed and the pending version, if that decides.
        package var uploads: Int?

        init(_ date: InventoryDate) {
            image = date.machine
            source = date.source
            self.date = date.date?.description
            switch date.evidence {
            case .given: evidence = "given"
            case .advisory(let name):
                evidence = "advisory"
                advisory = name
            case .uploads(let count):
                evidence = "uploads"
                uploads = count
            case .machine(let package, let name, let image):
                evidence = "machine"
                self.package = package
                packageOn = image
                advisory = name
            case .unknown: evidence = "unknown"
            }
        }
    }

    /// What could not be matched.
    package struct Unmatched: Sendable, Codable, Hashable {
        /// Pending source packages to which no advisory could be assigned.
        package var updatesWithoutAdvisory: [String]
        /// CVEs for which the EPSS file has no score; empty if no file was given.
        package var vulnerabilitiesWithoutPrediction: [String]
        /// Lines of the advisory lists without a version that could be compared.
        package var advisoryLinesWithoutVersion: Int
        /// Package lines of the advisory lists that are not of the form `[release] - package version`.
        package var unreadAdvisoryLines: Int
        /// Dependency edges left out because they close a circle.
        package var circularDependencies: Int
    }

    package var release: String
    package var start: String?
    /// The newest advisory whose fix one of the machines has, and the source package that decides; or the day given.
    package var inventoryDate: String?
    package var inventoryDateFrom: String?
    /// Up to when each pending source package is updated.
    package var inventoryDates: [Dating]
    /// The files of the indexes, and their packages together.
    package var index: String
    package var indexPackages: Int
    package var indexes: [Index]
    package var images: [Image]
    /// Over all images: source packages, CVEs (absent without an advisory list), known exploited (absent without a
    /// catalogue).
    package var pendingSources: Int
    package var vulnerabilities: Int?
    package var matchedByDateOnly: Int?
    package var knownExploited: [String]?
    package var advisoriesMatched: [String]
    package var unmatched: Unmatched
    /// What the reader has to know of the answer: what was left out or guessed, and what to do.
    package var warnings: [String]

    /// The report on an import.
    package init(_ findings: DebianFindings) {
        let updates = findings.updates
        release = findings.release
        start = findings.start?.description
        inventoryDate = findings.inventoryDate?.description
        let decides = findings.request.inventoryDate == nil ? findings.newestFix : nil
        inventoryDateFrom = decides.map { "\($0.package), \($0.advisory)" }
        inventoryDates = findings.inventoryDates.map(Dating.init)
        index = findings.request.indexFiles
        indexPackages = findings.request.indexes.reduce(0) { $0 + $1.count }
        indexes = findings.request.indexes.map {
            Index(file: $0.file, packages: $0.count, architectures: $0.architectures, release: $0.release)
        }
        let hasLists = !findings.request.advisories.isEmpty
        let hasCatalogue = findings.request.exploited != nil
        let hasScores = findings.request.prediction != nil
        images = findings.request.machines.map { machine in
            let pending = updates.indices.filter { findings.isPending($0, on: machine.name) }
            let fixed = findings.vulnerabilities.filter { $0.machines.contains(machine.name) }
            return Image(
                name: machine.name,
                installed: machine.status.installed.count,
                unusualStates: machine.status.unusualStates,
                compared: findings.coverage.comparedPackages[machine.name] ?? 0,
                pendingSources: pending.map { updates[$0].source },
                pendingPackages: pending.flatMap { updates[$0].binaries }
                    .filter { $0.installed[machine.name] != nil }.map(\.name).sorted(),
                keptBack: (findings.keptBackNames[machine.name] ?? []).sorted(),
                keptBackVulnerabilities: findings.openByKeepingBack(on: machine.name),
                downloadBytes: pending.reduce(0) { $0 + (updates[$1].downloads[machine.name] ?? 0) },
                vulnerabilities: hasLists ? fixed.count : nil,
                matchedByDateOnly: hasLists ? fixed.filter(\.matchedByDateOnly).count : nil,
                knownExploited: hasLists && hasCatalogue
                    ? fixed.filter { $0.exploitedSince != nil }.map(\.name) : nil,
                likelyExploited: hasLists && hasScores
                    ? fixed.filter { ($0.probability ?? 0) >= 0.1 }.count : nil,
                unmetDependencies: findings.unmetDependencies[machine.name] ?? 0,
                leftOut: LeftOut(
                    states: machine.status.leftOut,
                    foreignArchitectures: findings.coverage.foreignArchitectures[machine.name] ?? [:],
                    otherReleases: findings.coverage.otherReleases[machine.name] ?? [:],
                    passedOver: machine.status.oddities.filter(\.leavesPackageOut).map(\.package)
                )
            )
        }
        pendingSources = updates.count
        vulnerabilities = hasLists ? findings.vulnerabilities.count : nil
        matchedByDateOnly = hasLists ? findings.vulnerabilities.filter(\.matchedByDateOnly).count : nil
        knownExploited =
            hasLists && hasCatalogue ? findings.vulnerabilities.filter { $0.exploitedSince != nil }.map(\.name) : nil
        advisoriesMatched = Set(findings.advisories.flatMap { $0 }.map(\.name)).sorted()
        unmatched = Unmatched(
            updatesWithoutAdvisory: updates.indices.filter { findings.advisories[$0].isEmpty }.map {
                updates[$0].source
            },
            vulnerabilitiesWithoutPrediction: hasScores
                ? findings.vulnerabilities.filter { $0.probability == nil }.map(\.name) : [],
            advisoryLinesWithoutVersion: findings.request.advisories.reduce(0) { $0 + $1.withoutFixedVersion },
            unreadAdvisoryLines: findings.request.advisories.reduce(0) { $0 + $1.unreadLines },
            circularDependencies: findings.components.circularEdges
        )
        warnings = ImportWarnings(findings).texts
    }

    /// The report as JSON with sorted keys, ending in a newline: the same findings give the same bytes.
    package var json: String { encodedJSON(self) }
}

/// A value as indented JSON with sorted keys and a final newline; an empty object should encoding ever fail.
func encodedJSON(_ value: some Encodable) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    let data = (try? encoder.encode(value)) ?? Data("{}".utf8)
    return String(decoding: data, as: UTF8.self) + "\n"
}
