import Text

extension DebianReport {
    /// The report for a terminal.
    package var text: String {
        func shown(_ count: Int?) -> String { count.map { "\($0)" } ?? "-" }
        var table = TextTable(
            headings: [
                "image", "installed", "pending", "packages", "kept back", "download", "CVEs", "by date", "exploited",
                "EPSS>=10%",
            ].map { [$0] },
            hasRule: false
        )
        for image in images {
            table.append([
                image.name, "\(image.installed)", "\(image.pendingSources.count)", "\(image.pendingPackages.count)",
                "\(image.keptBack.count)", byteSize(image.downloadBytes), shown(image.vulnerabilities),
                shown(image.matchedByDateOnly), shown(image.knownExploited?.count), shown(image.likelyExploited),
            ])
        }
        table.append([
            "all", "", "\(pendingSources)", "", "", "", shown(vulnerabilities), shown(matchedByDateOnly),
            shown(knownExploited?.count), "",
        ])
        var lines = SafeText.line(
            "Debian \(release) against \(index) (\(indexPackages) package\(indexPackages == 1 ? "" : "s"))"
        )
        if let inventoryDate {
            lines += ",\ninventories updated up to \(inventoryDate)"
            if let inventoryDateFrom { lines += ", as \(SafeText.line(inventoryDateFrom)) tells" }
        }
        lines += "\n\n" + table.lines(width: .max).joined(separator: "\n") + "\n" + "\n"
        lines +=
            "pending: source packages; packages: their binary packages; kept back: packages on hold, and those that stay\n"
        lines +=
            "with them; CVEs: what the pending updates fix; by date: of these, matched by the advisory's date alone, as it\n"
        lines += "gives only another release's version; exploited: in the catalogue of known exploited ones.\n"
        let absent = absentFeeds
        if !absent.isEmpty { lines += "-: not known, as no file gives it: \(absent.joined(separator: ",\n   ")).\n" }
        if let knownExploited, !knownExploited.isEmpty {
            lines += "\nKnown exploited:\n  " + paragraph(knownExploited, width: 110, indent: "  ") + "\n"
        }
        let sections = [
            ("Left out", leftOutLines), ("In an unusual state, and counted as installed", unusualLines),
            ("Not matched", unmatchedLines),
        ].filter { !$0.1.isEmpty }
        for (title, section) in sections { lines += "\n\(title):\n" + section.joined(separator: "\n") + "\n" }
        if !warnings.isEmpty {
            lines += "\nWarnings:\n"
            for warning in warnings {
                let words = warning.split(separator: " ").map(String.init)
                lines += "  " + paragraph(words, width: 110, indent: "    ") + "\n"
            }
        }
        if sections.isEmpty, warnings.isEmpty {
            lines += pendingSources == 0 ? "\nNothing is pending.\n" : "\nEverything could be matched.\n"
        }
        return lines
    }

    /// What was not given and leaves columns of the table unknown.
    private var absentFeeds: [String] {
        guard vulnerabilities != nil else { return ["no advisory list is given (--advisories)"] }
        return [
            knownExploited == nil ? "no catalogue of exploited vulnerabilities is given (--kev)" : nil,
            images.contains { $0.likelyExploited == nil } ? "no EPSS scores are given (--epss)" : nil,
        ].compactMap(\.self)
    }

    private var leftOutLines: [String] {
        images.flatMap { image in
            let left = image.leftOut
            let passedOver = Dictionary(left.passedOver.map { ($0, 1) }, uniquingKeysWith: +)
            return [
                Self.counts(image.name + ", not on the machine", left.states),
                Self.counts(image.name + ", of an architecture without an index", left.foreignArchitectures),
                Self.counts(image.name + ", of another release and in no index", left.otherReleases),
                Self.counts(image.name + ", with a version that cannot be compared", passedOver),
            ].compactMap(\.self)
        }
    }

    private var unusualLines: [String] { images.compactMap { Self.counts($0.name, $0.unusualStates) } }

    private static func counts(_ what: String, _ counts: [String: Int]) -> String? {
        guard !counts.isEmpty else { return nil }
        let shown = counts.sorted { $0.key < $1.key }.map { "\($0.key) (\($0.value))" }
        return "  \(SafeText.line(what)):\n    " + paragraph(shown, width: 110, indent: "    ", separator: ",")
    }

    private var unmatchedLines: [String] {
        var lines: [String] = []
        func add(_ what: String, _ names: [String]) {
            guard !names.isEmpty else { return }
            let shown = Array(names.prefix(40)) + (names.count > 40 ? ["and \(names.count - 40) more"] : [])
            lines.append("  \(what) (\(names.count)):\n    " + paragraph(shown, width: 110, indent: "    "))
        }
        add("updates without an advisory", unmatched.updatesWithoutAdvisory)
        add("CVEs without an EPSS score", unmatched.vulnerabilitiesWithoutPrediction)
        for (evidence, what) in [
            ("machine", "dated by the newest fix of any package on the machine, as their own date is not known"),
            ("unknown", "without any date, and so not matched by date"),
        ] {
            add(what, inventoryDates.filter { $0.evidence == evidence }.map { "\($0.image)/\($0.source)" })
        }
        if unmatched.advisoryLinesWithoutVersion > 0 {
            lines.append("  lines of the advisory lists without a version: \(unmatched.advisoryLinesWithoutVersion)")
        }
        if unmatched.unreadAdvisoryLines > 0 {
            lines.append(
                "  lines of the advisory lists not of the form '[release] - package version': "
                    + "\(unmatched.unreadAdvisoryLines)"
            )
        }
        if unmatched.circularDependencies > 0 {
            lines.append("  dependencies left out because they close a circle: \(unmatched.circularDependencies)")
        }
        for image in images where image.unmetDependencies > 0 {
            lines.append(
                SafeText.line(
                    "  dependencies of \(image.name) that nothing installed meets: \(image.unmetDependencies)"
                )
            )
        }
        return lines
    }
}
