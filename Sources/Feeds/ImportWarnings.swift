/// What an import has to say about its own answer: what was left out or guessed, why that matters, and what to do.
struct ImportWarnings {
    /// How many oddities of one file are told one by one.
    private static let shownOddities = 5

    /// The warnings, each in one line.
    private(set) var texts: [String] = []

    init(_ findings: DebianFindings) {
        releases(findings)
        for machine in findings.request.machines { self.machine(machine, findings) }
        for machine in findings.request.machines {
            tell(machine.status.oddities, noun: "package")
        }
        for index in findings.request.indexes { tell(index.oddities, noun: "offered package") }
        advisories(findings)
    }

    private mutating func releases(_ findings: DebianFindings) {
        let coverage = findings.coverage
        if let release = coverage.release, coverage.isReleaseAssumed {
            texts.append(
                "nothing installed shows the release of the machines; they are assumed to run \(release), as the index does "
                    + "(--release names another)"
            )
        } else if coverage.release == nil {
            texts.append(
                "the release of the machines is not known, so that advisories cannot be compared with what is installed; "
                    + "give it (--release bookworm)"
            )
        }
        for index in coverage.contradictingIndexes {
            texts.append(
                "\(index.file) is an index of \(index.release ?? "another release"), and the machines run \(findings.release): "
                    + "what is pending may be an upgrade to another release"
            )
        }
    }

    private mutating func machine(_ machine: DebianImport.Machine, _ findings: DebianFindings) {
        let coverage = findings.coverage
        let name = machine.name
        let held = findings.keptBackNames[name] ?? []
        if !held.isEmpty {
            var open: [String] = []
            if let count = findings.openByKeepingBack(on: name) {
                open.append("\(staysOpen(count, "that the newer versions fix")) there")
            }
            let unknown = findings.keptBackWithoutAdvisory(on: name)
            if !unknown.isEmpty {
                open.append("no advisory says what the newer versions of \(Self.some(unknown)) fix")
            }
            texts.append(
                "\(name): \(counted(held.count, "package")) kept back, on hold or because of one on hold: "
                    + "\(Self.some(held.sorted())); " + open.joined(separator: "; ")
            )
        }
        for (architecture, count) in (coverage.foreignArchitectures[name] ?? [:]).sorted(by: { $0.key < $1.key }) {
            texts.append(
                "\(name): \(counted(count, "package")) of \(architecture) left out, since no index of that architecture is "
                    + "given; give it, too (--security, once for each index)"
            )
        }
        for (release, count) in (coverage.otherReleases[name] ?? [:]).sorted(by: { $0.key < $1.key }) {
            texts.append(
                "\(name): \(counted(count, "package")) of \(release) left out, since no index has them: what they are "
                    + "vulnerable to is not known"
            )
        }
        let unreadable = coverage.unreadableOffers[name] ?? []
        if !unreadable.isEmpty {
            texts.append(
                "\(name): the index has \(Self.some(unreadable)), whose installed version cannot be compared; check by hand "
                    + "whether the update is pending"
            )
        }
        if coverage.comparedPackages[name] == nil {
            texts.append(
                "\(name): none of its \(counted(machine.status.installed.count, "package")) is in the index, so that nothing "
                    + "was compared; is it the index of these machines?"
            )
        }
    }

    private mutating func tell(_ oddities: [Oddity], noun: String) {
        for oddity in oddities.prefix(Self.shownOddities) {
            let what = oddity.leavesPackageOut ? "is passed over" : "has an odd field"
            texts.append("\(oddity.file):\(oddity.line): \(noun) '\(oddity.package)' \(what): \(oddity.message)")
        }
        if let first = oddities.first, oddities.count > Self.shownOddities {
            let out = oddities.filter(\.leavesPackageOut).count
            texts.append(
                "\(first.file): \(oddities.count - Self.shownOddities) more of this kind; \(counted(out, noun)) passed over "
                    + "in all"
            )
        }
    }

    private mutating func advisories(_ findings: DebianFindings) {
        guard !findings.updates.isEmpty else { return }
        guard !findings.request.advisories.isEmpty else {
            texts.append(
                "no advisory list is given, so that what the updates fix is not known and nothing counts as exposed "
                    + "(--advisories FILE...)"
            )
            return
        }
        let without = findings.advisories.filter(\.isEmpty).count
        if 2 * without > findings.updates.count {
            texts.append(
                "\(without) of \(counted(findings.updates.count, "update")) have no advisory, so that exposure is "
                    + "understated; give the lists of these months and of this release (--advisories, with Debian's DLA list "
                    + "for a release in long term support), or say the release if it is not \(findings.release) (--release)"
            )
        }
    }

    private static func some(_ names: [String]) -> String {
        let shown = names.prefix(10).joined(separator: ", ")
        return names.count > 10 ? "\(shown) and \(names.count - 10) more" : shown
    }
}

/// A number with its noun, `1 CVE` or `2 CVEs`.
func counted(_ count: Int, _ noun: String, _ plural: String? = nil) -> String {
    "\(count) \(count == 1 ? noun : plural ?? noun + "s")"
}

/// How many CVEs stay open, `1 CVE stays open` or `2 CVEs stay open`; `which` stands after the noun.
func staysOpen(_ count: Int, _ which: String = "") -> String {
    "\(counted(count, "CVE"))\(which.isEmpty ? "" : " " + which) stay\(count == 1 ? "s" : "") open"
}
