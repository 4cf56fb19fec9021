/// What an import found: the pending updates, what they fix, and what could not be matched.
public struct DebianFindings: Sendable {
    /// A vulnerability that at least one pending update fixes.
    public struct Vulnerability: Sendable {
        /// Its CVE name.
        public let name: String
        /// Since when it is public: the date of the earliest advisory, for any package, that names it.
        public let disclosed: CalendarDate
        /// The advisories by which the pending updates fix it.
        public let advisories: [String]
        /// Whether the match rests on the advisory's date alone.
        public let matchedByDateOnly: Bool
        /// Since when it is known to be exploited, if it is.
        public let exploitedSince: CalendarDate?
        /// EPSS: the probability that exploitation is observed within 30 days; nil if there is no score.
        public let probability: Double?
        /// The updates that fix it, as positions in ``DebianFindings/updates``.
        public let updates: [Int]
        /// The machines that have it.
        public let machines: [String]

        /// A rule of thumb in place of a score that none of the feeds carries: known exploited is critical, at least one
        /// chance in ten of exploitation within 30 days is high, anything else medium.
        public var severity: String {
            if exploitedSince != nil { return "critical" }
            return (probability ?? 0) >= 0.1 ? "high" : "medium"
        }
    }

    /// An advisory that a pending update answers.
    public struct AnsweredAdvisory: Sendable {
        public let name: String
        public let date: CalendarDate
        public let byDateOnly: Bool
    }

    /// The import these findings belong to.
    public let request: DebianImport
    /// The pending updates, one for each source package, alphabetically.
    public let updates: [PendingUpdate]
    /// The advisories that each of the updates answers, oldest first.
    public let advisories: [[AnsweredAdvisory]]
    /// What they fix, by CVE name.
    public let vulnerabilities: [Vulnerability]
    /// The components that matter and their dependency edges.
    public let components: ComponentGraph
    /// The day on which the scenario starts; nil if none was given and no advisory matches, which leaves no date to go by.
    public let start: CalendarDate?
    /// The release the machines run.
    public let release: String
    /// The day up to which the machines are known to be updated; nil without a matching advisory.
    public let inventoryDate: CalendarDate?
    /// What the advisory lists say about regressions since ``Assumptions/regressionsSince``.
    public let regressions: RegressionRecord
    /// Dependencies that nothing installed meets, by machine.
    public let unmetDependencies: [String: Int]

    init(
        _ request: DebianImport,
        updates: [PendingUpdate],
        matches: [[AdvisoryMatcher.Match]],
        matcher: AdvisoryMatcher,
        resolvers: [DependencyResolver],
        start: CalendarDate?
    ) {
        self.request = request
        self.updates = updates
        self.advisories = matches.map { matches in
            matches.map { match in
                AnsweredAdvisory(
                    name: match.advisory.name,
                    date: match.advisory.date,
                    byDateOnly: match.evidence == .date
                )
            }
        }
        self.start = start
        release = matcher.release
        inventoryDate = matcher.inventoryDate
        components = ComponentGraph(machines: request.machines, updates: updates, resolvers: resolvers)
        regressions = RegressionRecord(request.advisories, since: Assumptions.regressionsSince)
        unmetDependencies = Dictionary(
            zip(request.machines.map(\.name), resolvers.map(\.unmet.count)),
            uniquingKeysWith: +
        )

        var firstNamed: [String: CalendarDate] = [:]
        for advisory in request.advisories.flatMap(\.advisories) {
            for name in advisory.vulnerabilities {
                firstNamed[name] = min(advisory.date, firstNamed[name] ?? advisory.date)
            }
        }
        var found: [String: [(update: Int, match: AdvisoryMatcher.Match)]] = [:]
        for (update, matches) in matches.enumerated() {
            for match in matches {
                for name in Set(match.advisory.vulnerabilities) { found[name, default: []].append((update, match)) }
            }
        }
        vulnerabilities = found.sorted { CVEName($0.key) < CVEName($1.key) }.compactMap { name, evidence in
            guard let disclosed = firstNamed[name] else { return nil }
            return Vulnerability(
                name: name,
                disclosed: disclosed,
                advisories: Set(evidence.map(\.match.advisory.name)).sorted(),
                matchedByDateOnly: evidence.allSatisfy { $0.match.evidence == .date },
                exploitedSince: request.exploited?.dateAdded[name],
                probability: request.prediction?.probability[name],
                updates: Set(evidence.map(\.update)).sorted(),
                machines: Set(evidence.flatMap(\.match.machines)).sorted()
            )
        }
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
