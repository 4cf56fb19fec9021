package import ScenarioFiles

/// A piece of software that advisories are held against.
package struct AdvisedSoftware: Sendable {
    /// The names by which advisories may call it, the likeliest first.
    package var names: [String]
    /// As OSV has it, with or without the release; nil: not known.
    package var ecosystem: String?
    package var scheme: VersionScheme
    /// The versions that are installed somewhere.
    package var versions: [String]
    /// By vulnerability, the numbers of versions of which it is told that it does no harm in them.
    var excused: [String: Set<Int>] = [:]

    package init(names: [String], ecosystem: String?, scheme: VersionScheme, versions: [String]) {
        (self.names, self.ecosystem, self.scheme, self.versions) = (names, ecosystem, scheme, versions)
    }

    /// A version by the lines of which Windows is told of is looked up by each line that occurs.
    var lookups: [String] {
        let lines = scheme == .windowsBuild ? versions.compactMap { MicrosoftMonth.line($0) } : []
        return names + Set(lines).sorted()
    }
}

/// What advisories say of a piece of software in the versions that are installed.
package struct SoftwareAdvice: Sendable {
    /// An advisory with the installed versions that it is about, by their numbers in the software.
    package struct Answer: Sendable {
        package let advisory: PackageAdvisory
        package let versions: Set<Int>
    }

    /// The version in which all is fixed that has a fix; nil if nothing needs one.
    package private(set) var target: String?
    /// How many different versions fix what is installed, where several lines are.
    package private(set) var lines = 0
    /// What newer versions fix.
    package private(set) var answers: [Answer] = []
    /// Vulnerabilities that stay open in an installed version whatever is rolled out.
    package private(set) var unfixed: Set<String> = []
    /// Ranges in advisories that cannot be compared, and advisories without one.
    package private(set) var unread = 0

    private struct Span {
        var first: VersionKey?
        var fixed: (key: VersionKey, text: String)?
        var last: VersionKey?
        let advisory: PackageAdvisory

        func has(_ version: VersionKey) -> Bool {
            if let first, version < first { return false }
            if let fixed { return version < fixed.key }
            return last.map { version <= $0 } ?? true
        }
    }

    init(_ software: AdvisedSoftware, _ advisories: [PackageAdvisory]) {
        let installed = software.versions.enumerated().compactMap { number, text in
            software.scheme.key(of: text).map { (number: number, key: $0) }
        }
        var spans: [Span] = []
        for advisory in advisories {
            // Commits and lists of versions are none that could be compared.
            if advisory.ranges.isEmpty { unread += 1 }
            for events in advisory.ranges { spans += Self.spans(events, advisory, software.scheme, &unread) }
        }
        // In the order in which they begin, so that one pass finds what a version comes to: what fixes one may have another.
        let fixing = spans.filter { $0.fixed != nil }.sorted { left, right in
            guard let other = right.first else { return false }
            return left.first.map { $0 < other } ?? true
        }
        var targets: [VersionKey: String] = [:]
        for version in installed {
            var (at, text): (VersionKey, String?) = (version.key, nil)
            for span in fixing {
                if let first = span.first, at < first { break }
                guard let fixed = span.fixed, at < fixed.key,
                    !Self.isExcused(span.advisory, version.number, software)
                else { continue }
                (at, text) = (fixed.key, fixed.text)
            }
            if let text { targets[at] = text }
        }
        let reached = targets.max { $0.key < $1.key }
        target = reached?.value
        lines = targets.count
        for span in spans {
            let having = installed.filter {
                span.has($0.key) && !Self.isExcused(span.advisory, $0.number, software)
            }
            // What has no fix of its own is left behind where all go to a version that does not have it.
            let leaving =
                span.fixed != nil
                ? having : having.filter { one in reached.map { one.key < $0.key && !span.has($0.key) } ?? false }
            if !leaving.isEmpty {
                answers.append(Answer(advisory: span.advisory, versions: Set(leaving.map(\.number))))
            }
            if leaving.count < having.count { unfixed.formUnion(span.advisory.vulnerabilities) }
        }
    }

    /// Whether all that an advisory is about does no harm in a version.
    private static func isExcused(_ advisory: PackageAdvisory, _ version: Int, _ software: AdvisedSoftware) -> Bool {
        !software.excused.isEmpty
            && advisory.vulnerabilities.allSatisfy { software.excused[$0]?.contains(version) ?? false }
    }

    /// The spans of a range, by the evaluation that OSV's schema describes: events are put in order, and each affected span
    /// ends with the next fix or last version.
    private static func spans(
        _ events: [PackageAdvisory.Event],
        _ advisory: PackageAdvisory,
        _ scheme: VersionScheme,
        _ unread: inout Int
    ) -> [Span] {
        var placed: [(key: VersionKey?, rank: Int, event: PackageAdvisory.Event)] = []
        for event in events {
            let (text, rank) =
                switch event {
                case .introduced(let text): (text, 1)
                case .fixed(let text): (text, 0)
                case .lastAffected(let text): (text, 2)
                }
            if text == "0", rank == 1 {
                placed.append((nil, rank, event))
            } else if let key = scheme.key(of: text) {
                placed.append((key, rank, event))
            } else {
                unread += 1
                return []
            }
        }
        placed.sort { left, right in
            switch (left.key, right.key) {
            case (nil, nil): left.rank < right.rank
            case (nil, _): true
            case (_, nil): false
            case (let one?, let other?): (one, left.rank) < (other, right.rank)
            }
        }
        var spans: [Span] = []
        var open: Span?
        for (key, _, event) in placed {
            switch event {
            case .introduced:
                if open == nil { open = Span(first: key, advisory: advisory) }
            case .fixed(let text):
                guard var span = open, let key else { continue }
                span.fixed = (key, text)
                spans.append(span)
                open = nil
            case .lastAffected:
                guard var span = open else { continue }
                span.last = key
                spans.append(span)
                open = nil
            }
        }
        return spans + (open.map { [$0] } ?? [])
    }
}
