import PatchModel
package import Text

/// Which advisories an import takes, and what else is known of their vulnerabilities.
package struct AdvisoryRequest: Sendable {
    /// Files, folders and archives of advisories.
    package var paths: [String] = []
    /// The distributions' releases that devices have, as OSV names them, where nothing else tells.
    package var ecosystems: [String] = []
    /// CISA's catalogue of exploited vulnerabilities.
    package var exploited: KnownExploited?
    /// EPSS scores.
    package var prediction: ExploitPrediction?

    package init() {}
}

/// A vulnerability that a newer version of something installed fixes.
package struct AdvisedVulnerability: Sendable {
    /// A CVE's name, or the advisory's own.
    package let name: String
    /// By the number of a piece of software, the numbers of its versions that have it.
    package let affected: [Int: Set<Int>]
    package let severity: String
    /// The earliest day on which an advisory about it was published; nil: none tells.
    package let disclosed: CalendarDate?
    package let exploitedSince: CalendarDate?
    /// Who says so.
    let exploitedSource: String
    package let probability: Double?
    /// The advisories that say so.
    package let sources: [String]

    /// The ranges of a component's versions that have it, in the scenario's form; none if it is not affected.
    ///
    /// - Parameters:
    ///   - number: the number of the software that the component is.
    ///   - listed: the versions of the component, the oldest first.
    func affects(_ component: String, _ number: Int, _ software: AdvisedSoftware, listed: [String]) -> [String] {
        let affected = Set((affected[number] ?? []).compactMap { software.scheme.key(of: software.versions[$0]) })
        guard !affected.isEmpty else { return [] }
        let places = listed.indices.filter { software.scheme.key(of: listed[$0]).map(affected.contains) ?? false }
        guard let last = places.last else { return [] }
        guard places.count == last + 1 else { return places.map { "\(component) = \(listed[$0])" } }
        return last + 1 < listed.count ? ["\(component) < \(listed[last + 1])"] : [component]
    }
}

/// What all advisories together say of all software.
package struct AdvisoryFindings: Sendable {
    package let request: AdvisoryRequest
    package let software: [AdvisedSoftware]
    /// What was given, and how many advisories each holds.
    package let files: [(name: String, advisories: Int)]
    /// By piece of software.
    package let advice: [SoftwareAdvice]
    package let vulnerabilities: [AdvisedVulnerability]
    /// The ecosystems of the advisories that were taken, by what was looked up in them.
    package let ecosystems: [String]
    /// Advisories that were published after the scenario's start.
    package let later: Int

    /// The newest day on which an advisory that was taken was published.
    package var newest: CalendarDate? {
        advice.flatMap(\.answers).compactMap(\.advisory.published).max()
    }

    /// Vulnerabilities that are open and that nothing fixes yet.
    package var unfixed: [String] {
        let fixed = Set(vulnerabilities.map(\.name))
        return Set(advice.flatMap(\.unfixed)).subtracting(fixed).sorted()
    }

    /// Holds advisories against software.
    ///
    /// - Parameter until: the day after which an advisory was not yet published; nil: all count.
    /// - Throws: ``InputError``: of the files; `conflict` if it is not known which release's advisories count, or none is of a
    ///   release that was named.
    package init(
        _ software: [AdvisedSoftware],
        _ request: AdvisoryRequest,
        until: CalendarDate?
    ) throws(InputError) {
        let wanted = Set(software.flatMap(\.lookups))
        try self.init(software, request, AdvisoryStore(request.paths, wanted: wanted), until: until)
    }

    init(
        _ software: [AdvisedSoftware],
        _ request: AdvisoryRequest,
        _ store: AdvisoryStore,
        until: CalendarDate?
    ) throws(InputError) {
        self.request = request
        self.software = software
        files = store.files
        let choice = EcosystemChoice(software, store, given: request.ecosystems)
        var later: Set<String> = []
        var advice: [SoftwareAdvice] = []
        var ecosystems: Set<String> = []
        for one in software {
            let all = try choice.advisories(for: one)
            func isKnown(_ advisory: PackageAdvisory) -> Bool { until.map { advisory.published ?? $0 <= $0 } ?? true }
            let known = all.filter(isKnown)
            later.formUnion(all.filter { !isKnown($0) }.map(\.id))
            advice.append(SoftwareAdvice(one, known))
            ecosystems.formUnion(advice[advice.count - 1].answers.map { Ecosystem.release($0.advisory.ecosystem) })
        }
        self.later = later.count
        self.advice = advice
        self.ecosystems = ecosystems.filter { $0 != Ecosystem.listing }.sorted()
        vulnerabilities = Self.vulnerabilities(software, advice, request)
    }

    private static func vulnerabilities(
        _ software: [AdvisedSoftware],
        _ advice: [SoftwareAdvice],
        _ request: AdvisoryRequest
    ) -> [AdvisedVulnerability] {
        var found: [String: [(software: Int, answer: SoftwareAdvice.Answer)]] = [:]
        for (number, one) in advice.enumerated() {
            for answer in one.answers {
                for name in answer.advisory.vulnerabilities { found[name, default: []].append((number, answer)) }
            }
        }
        return found.sorted { $0.key < $1.key }.compactMap { name, answers in
            var affected: [Int: Set<Int>] = [:]
            for (number, answer) in answers {
                let versions = answer.versions.subtracting(software[number].excused[name] ?? [])
                if !versions.isEmpty { affected[number, default: []].formUnion(versions) }
            }
            guard !affected.isEmpty else { return nil }
            let advisories = answers.map(\.answer.advisory)
            let disclosed = advisories.compactMap(\.published).min()
            let listed = request.exploited?.dateAdded[name]
            let exploited = listed ?? (advisories.contains { $0.isExploited } ? disclosed : nil)
            let probability = request.prediction?.probability[name]
            let severity = advisories.compactMap(\.severity).max { $0.weight < $1.weight }
            // Where no feed says it, the same rule of thumb as with Debian's lists.
            let assumed = exploited != nil ? "critical" : (probability ?? 0) >= 0.1 ? "high" : "medium"
            return AdvisedVulnerability(
                name: name,
                affected: affected,
                severity: severity?.rawValue ?? assumed,
                disclosed: disclosed,
                exploitedSince: exploited,
                exploitedSource: listed != nil ? "CISA KEV" : "MSRC",
                probability: exploited == nil ? probability : nil,
                sources: Set(advisories.map(\.id)).sorted()
            )
        }
    }
}
