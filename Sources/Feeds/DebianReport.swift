import Foundation

/// What `patchlab import debian` prints: what was found, and what could not be matched.
public struct DebianReport: Sendable, Codable, Hashable {
    /// One image's figures.
    public struct Image: Sendable, Codable, Hashable {
        public var name: String
        /// Packages in state `install ok installed`.
        public var installed: Int
        /// Source packages and binary packages with a newer version in the index.
        public var pendingSources: [String]
        public var pendingPackages: [String]
        /// Bytes to download.
        public var downloadBytes: Int64
        /// CVEs that the pending updates fix, all and by strength of evidence.
        public var vulnerabilities: Int
        public var matchedByDateOnly: Int
        public var knownExploited: [String]
        /// CVEs of which EPSS gives at least one chance in ten.
        public var likelyExploited: Int
        /// Dependencies that nothing installed meets.
        public var unmetDependencies: Int
    }

    /// What could not be matched.
    public struct Unmatched: Sendable, Codable, Hashable {
        /// Pending source packages to which no advisory could be assigned.
        public var updatesWithoutAdvisory: [String]
        /// CVEs for which the EPSS file has no score; empty if no file was given.
        public var vulnerabilitiesWithoutPrediction: [String]
        /// Lines of the advisory lists without a version that could be compared.
        public var advisoryLinesWithoutVersion: Int
        /// Dependency edges left out because they close a circle.
        public var circularDependencies: Int
    }

    public var release: String
    public var start: String?
    public var inventoryDate: String?
    public var index: String
    public var indexPackages: Int
    public var images: [Image]
    /// Over all images: source packages, CVEs, known exploited.
    public var pendingSources: Int
    public var vulnerabilities: Int
    public var matchedByDateOnly: Int
    public var knownExploited: [String]
    public var advisoriesMatched: [String]
    public var unmatched: Unmatched

    /// The report on an import.
    public init(_ findings: DebianFindings) {
        let updates = findings.updates
        release = findings.release
        start = findings.start?.description
        inventoryDate = findings.inventoryDate?.description
        index = findings.request.index.file
        indexPackages = findings.request.index.count
        images = findings.request.machines.map { machine in
            let pending = updates.indices.filter { findings.isPending($0, on: machine.name) }
            let fixed = findings.vulnerabilities.filter { $0.machines.contains(machine.name) }
            return Image(
                name: machine.name,
                installed: machine.status.installed.count,
                pendingSources: pending.map { updates[$0].source },
                pendingPackages: pending.flatMap { updates[$0].binaries }
                    .filter { $0.installed[machine.name] != nil }.map(\.name).sorted(),
                downloadBytes: pending.reduce(0) { $0 + (updates[$1].downloads[machine.name] ?? 0) },
                vulnerabilities: fixed.count,
                matchedByDateOnly: fixed.filter(\.matchedByDateOnly).count,
                knownExploited: fixed.filter { $0.exploitedSince != nil }.map(\.name),
                likelyExploited: fixed.filter { ($0.probability ?? 0) >= 0.1 }.count,
                unmetDependencies: findings.unmetDependencies[machine.name] ?? 0
            )
        }
        pendingSources = updates.count
        vulnerabilities = findings.vulnerabilities.count
        matchedByDateOnly = findings.vulnerabilities.filter(\.matchedByDateOnly).count
        knownExploited = findings.vulnerabilities.filter { $0.exploitedSince != nil }.map(\.name)
        advisoriesMatched = Set(findings.advisories.flatMap { $0 }.map(\.name)).sorted()
        let hasScores = findings.request.prediction != nil
        unmatched = Unmatched(
            updatesWithoutAdvisory: updates.indices.filter { findings.advisories[$0].isEmpty }.map {
                updates[$0].source
            },
            vulnerabilitiesWithoutPrediction: hasScores
                ? findings.vulnerabilities.filter { $0.probability == nil }.map(\.name) : [],
            advisoryLinesWithoutVersion: findings.request.advisories.reduce(0) { $0 + $1.withoutFixedVersion },
            circularDependencies: findings.components.circularEdges
        )
    }

    /// The report as JSON with sorted keys, ending in a newline: the same findings give the same bytes.
    public var json: String { encodedJSON(self) }

    /// The report for a terminal.
    public var text: String {
        var table = TextTable(header: [
            "image", "installed", "pending", "packages", "download", "CVEs", "by date", "exploited", "EPSS>=10%",
        ])
        for image in images {
            table.append([
                image.name, "\(image.installed)", "\(image.pendingSources.count)", "\(image.pendingPackages.count)",
                byteSize(image.downloadBytes), "\(image.vulnerabilities)", "\(image.matchedByDateOnly)",
                "\(image.knownExploited.count)", "\(image.likelyExploited)",
            ])
        }
        table.append([
            "all", "", "\(pendingSources)", "", "", "\(vulnerabilities)", "\(matchedByDateOnly)",
            "\(knownExploited.count)", "",
        ])
        var lines = "Debian \(release) against \(index) (\(indexPackages) packages)"
        if let inventoryDate { lines += ", inventories updated up to \(inventoryDate)" }
        lines += "\n\n" + table.text + "\n"
        lines +=
            "pending: source packages; packages: their binary packages; by date: CVEs matched by the advisory's date\n"
        lines +=
            "alone, as it gives only another release's version; exploited: in the catalogue of known exploited ones.\n"
        if !knownExploited.isEmpty {
            lines += "\nKnown exploited:\n  " + wrapped(knownExploited, width: 110, indent: "  ") + "\n"
        }
        return lines + "\n" + unmatchedText
    }

    private var unmatchedText: String {
        var lines: [String] = []
        func add(_ what: String, _ names: [String]) {
            guard !names.isEmpty else { return }
            let shown = Array(names.prefix(40)) + (names.count > 40 ? ["and \(names.count - 40) more"] : [])
            lines.append("  \(what) (\(names.count)):\n    " + wrapped(shown, width: 110, indent: "    "))
        }
        add("updates without an advisory", unmatched.updatesWithoutAdvisory)
        add("CVEs without an EPSS score", unmatched.vulnerabilitiesWithoutPrediction)
        if unmatched.advisoryLinesWithoutVersion > 0 {
            lines.append("  lines of the advisory lists without a version: \(unmatched.advisoryLinesWithoutVersion)")
        }
        if unmatched.circularDependencies > 0 {
            lines.append("  dependencies left out because they close a circle: \(unmatched.circularDependencies)")
        }
        for image in images where image.unmetDependencies > 0 {
            lines.append("  dependencies of \(image.name) that nothing installed meets: \(image.unmetDependencies)")
        }
        return lines.isEmpty
            ? "Everything could be matched.\n" : "Not matched:\n" + lines.joined(separator: "\n") + "\n"
    }
}

/// A value as indented JSON with sorted keys and a final newline; an empty object should encoding ever fail.
func encodedJSON(_ value: some Encodable) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    let data = (try? encoder.encode(value)) ?? Data("{}".utf8)
    return String(decoding: data, as: UTF8.self) + "\n"
}
