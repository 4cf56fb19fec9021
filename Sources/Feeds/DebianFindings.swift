package import Text

/// What an import found: the pending updates, what they fix, and what could not be matched.
package struct DebianFindings: Sendable {
    /// A vulnerability that at least one pending update fixes, or would fix if its packages were not kept back.
    package struct Vulnerability: Sendable {
        /// Its CVE name.
        package let name: String
        /// The earliest advisory, for any package, that names it.
        let firstAdvisory: Advisory
        /// Since when it is public: the date of that advisory.
        package var disclosed: CalendarDate { firstAdvisory.date }
        /// The advisories by which the pending updates fix it.
        package let advisories: [String]
        /// Whether the match rests on the advisory's date alone.
        package let matchedByDateOnly: Bool
        /// Since when it is known to be exploited, if it is.
        package let exploitedSince: CalendarDate?
        /// EPSS: the probability that exploitation is observed within 30 days; nil if there is no score.
        package let probability: Double?
        /// The updates that fix it, as positions in ``DebianFindings/updates``.
        package let updates: [Int]
        /// The machines on which a pending update fixes it.
        package let machines: [String]
        /// The updates that would fix it and are kept back, as positions in ``DebianFindings/keptBack``.
        package let keptBack: [Int]
        /// The machines on which packages that are kept back leave it open.
        package let keptBackMachines: [String]
        /// The components that have it on these machines.
        package let affected: [AffectedComponent]

        /// A rule of thumb in place of a score that none of the feeds carries: known exploited is critical, at least one
        /// chance in ten of exploitation within 30 days is high, anything else medium.
        package var severity: String {
            if exploitedSince != nil { return "critical" }
            return (probability ?? 0) >= 0.1 ? "high" : "medium"
        }
    }

    /// An advisory that a pending update answers.
    package struct AnsweredAdvisory: Sendable {
        package let name: String
        package let date: CalendarDate
        package let byDateOnly: Bool
    }

    /// The import these findings belong to.
    package let request: DebianImport
    /// The pending updates, one for each source package, alphabetically.
    package let updates: [PendingUpdate]
    /// The advisories that each of the updates answers, oldest first.
    package let advisories: [[AnsweredAdvisory]]
    /// What they fix, by CVE name.
    package let vulnerabilities: [Vulnerability]
    /// The updates that packages on hold keep back, one for each source package, alphabetically: newer versions are
    /// offered, and the machines that they list do not take them.
    package let keptBack: [PendingUpdate]
    /// For each of them, how many advisories its newer version answers, by machine; machines without any are absent.
    let keptBackAdvisories: [[String: Int]]
    /// By machine, the packages that are kept back.
    package let keptBackNames: [String: Set<String>]
    /// The components that matter and their dependency edges.
    package let components: ComponentGraph
    /// The day on which the scenario starts; nil if none was given and no advisory matches, which leaves no date to go by.
    package let start: CalendarDate?
    /// The release the machines run; `unknown` if neither they nor the indexes tell it.
    package let release: String
    /// What of the machines the indexes cover.
    package let coverage: IndexCoverage
    /// The newest fix that each machine has, by machine.
    package let newestFixes: [String: NewestFix]
    /// Up to when each pending package is updated on each machine, in the order of the updates and the machines.
    package let inventoryDates: [InventoryDate]
    /// What the advisory lists say about regressions since ``Assumptions/regressionsSince``.
    package let regressions: RegressionRecord
    /// Dependencies that nothing installed meets, by machine.
    package let unmetDependencies: [String: Int]

    /// The newest fix of all machines; nil if none of the advisories is answered by what is installed.
    package var newestFix: NewestFix? {
        newestFixes.values.max { ($0.date, $1.package) < ($1.date, $0.package) }
    }

    /// The day up to which the machines are updated: as given, or the newest advisory whose fix one of them has.
    package var inventoryDate: CalendarDate? { request.inventoryDate ?? newestFix?.date }

    init(
        _ request: DebianImport,
        found updates: PendingUpdate.Found,
        matcher: AdvisoryMatcher,
        coverage: IndexCoverage,
        resolvers: [DependencyResolver]
    ) {
        let matches = updates.pending.map { matcher.matches(for: $0) }
        let keptMatches = updates.keptBack.map { matcher.matches(for: $0) }
        self.request = request
        self.updates = updates.pending
        keptBack = updates.keptBack
        keptBackAdvisories = keptMatches.map { matches in
            Dictionary(matches.flatMap(\.machines).map { ($0, 1) }, uniquingKeysWith: +)
        }
        keptBackNames = updates.keptNames
        self.coverage = coverage
        advisories = matches.map { matches in
            matches.map { match in
                AnsweredAdvisory(
                    name: match.advisory.name,
                    date: match.advisory.date,
                    byDateOnly: match.evidence == .date
                )
            }
        }
        let newest = (matches + keptMatches).flatMap { $0 }.map(\.advisory.date).max()
        start = request.start ?? newest?.adding(days: 1)
        release = matcher.release
        newestFixes = matcher.newestFixes
        inventoryDates = updates.pending.flatMap { update in
            request.machines.map(\.name).filter { update.installed[$0] != nil }.map {
                matcher.inventoryDate(of: update, on: $0)
            }
        }
        components = ComponentGraph(machines: request.machines, updates: updates, resolvers: resolvers)
        regressions = RegressionRecord(request.advisories, since: Assumptions.regressionsSince)
        unmetDependencies = Dictionary(
            zip(request.machines.map(\.name), resolvers.map(\.unmet.count)),
            uniquingKeysWith: +
        )

        var firstNamed: [String: Advisory] = [:]
        for advisory in request.advisories.flatMap(\.advisories) {
            for name in advisory.vulnerabilities where firstNamed[name].map({ advisory.date < $0.date }) ?? true {
                firstNamed[name] = advisory
            }
        }
        var found: [String: [Evidence]] = [:]
        for (kind, matches) in [(false, matches), (true, keptMatches)] {
            for (update, matches) in matches.enumerated() {
                for match in matches {
                    for name in Set(match.advisory.vulnerabilities) {
                        found[name, default: []].append(Evidence(isKeptBack: kind, update: update, match: match))
                    }
                }
            }
        }
        vulnerabilities = found.sorted { CVEName($0.key) < CVEName($1.key) }.compactMap { name, evidence in
            guard let firstAdvisory = firstNamed[name] else { return nil }
            let pending = evidence.filter { !$0.isKeptBack }
            let kept = evidence.filter(\.isKeptBack)
            return Vulnerability(
                name: name,
                firstAdvisory: firstAdvisory,
                advisories: Set(evidence.map(\.match.advisory.name)).sorted(),
                matchedByDateOnly: evidence.allSatisfy { $0.match.evidence == .date },
                exploitedSince: request.exploited?.dateAdded[name],
                probability: request.prediction?.probability[name],
                updates: Set(pending.map(\.update)).sorted(),
                machines: Set(pending.flatMap(\.match.machines)).sorted(),
                keptBack: Set(kept.map(\.update)).sorted(),
                keptBackMachines: Set(kept.flatMap(\.match.machines)).sorted(),
                affected: Self.affected(pending, in: updates.pending, isKeptBack: false)
                    + Self.affected(kept, in: updates.keptBack, isKeptBack: true)
            )
        }
    }

    /// A match that names a vulnerability.
    private struct Evidence {
        let isKeptBack: Bool
        let update: Int
        let match: AdvisoryMatcher.Match
    }

    /// The components that have a vulnerability, as the evidence for it tells.
    private static func affected(
        _ evidence: [Evidence],
        in updates: [PendingUpdate],
        isKeptBack: Bool
    ) -> [AffectedComponent] {
        Set(evidence.map(\.update)).sorted().flatMap { update in
            let machines = Set(evidence.filter { $0.update == update }.flatMap(\.match.machines))
            return AffectedComponent.of(updates[update], openOn: machines, isKeptBack: isKeptBack)
        }
    }

    /// How many CVEs stay open on a machine because packages are kept back; nil if no advisory tells what any of their newer
    /// versions fixes.
    func openByKeepingBack(on machine: String) -> Int? {
        let open = vulnerabilities.filter { $0.keptBackMachines.contains(machine) }.count
        let kept = keptBack.indices.filter { keptBack[$0].installed[machine] != nil }
        return kept.allSatisfy { keptBackAdvisories[$0][machine] == nil } && !kept.isEmpty ? nil : open
    }

    /// The source packages that a machine keeps back and of whose newer versions no advisory tells what they fix there.
    func keptBackWithoutAdvisory(on machine: String) -> [String] {
        keptBack.indices.filter { keptBack[$0].installed[machine] != nil && keptBackAdvisories[$0][machine] == nil }
            .map { keptBack[$0].source }
    }

    /// Whether an update is pending on a machine.
    func isPending(_ update: Int, on machine: String) -> Bool { updates[update].installed[machine] != nil }
}

/// A CVE name in the order of year and number rather than of letters.
private struct CVEName: Comparable {
    let text: String
    let parts: [Int]

    init(_ text: String) {
        self.text = text
        parts = text.split(separator: "-").compactMap { Int($0) }
    }

    static func < (left: CVEName, right: CVEName) -> Bool {
        if left.parts != right.parts { return left.parts.lexicographicallyPrecedes(right.parts) }
        return left.text < right.text
    }
}
