import PatchModel

/// One name in a relationship field such as `Depends`: a package, perhaps with a range of versions.
struct PackageRelation: Sendable, Hashable {
    /// How the version is bounded, as Debian Policy 7.1 writes it.
    enum Operator: String, Sendable, Hashable {
        case earlier = "<<"
        case earlierOrEqual = "<="
        case equal = "="
        case laterOrEqual = ">="
        case later = ">>"

        /// The same operator in a scenario file.
        var scenarioSpelling: String {
            switch self {
            case .earlier: "<"
            case .later: ">"
            default: rawValue
            }
        }
    }

    /// The package or virtual package.
    var name: String
    /// The bound, if there is one.
    var bound: Bound?

    /// An operator with its version.
    struct Bound: Sendable, Hashable {
        var `operator`: Operator
        var version: DebianVersion

        /// Whether a version lies within the bound.
        func holds(for other: DebianVersion) -> Bool {
            switch `operator` {
            case .earlier: other < version
            case .earlierOrEqual: other <= version
            case .equal: other == version
            case .laterOrEqual: other >= version
            case .later: other > version
            }
        }
    }

    /// Reads a relationship field: a conjunction (commas) of alternatives (bars).
    ///
    /// Architecture qualifiers (`perl:any`) and restrictions (`[amd64]`, `<!nocheck>`) are accepted and dropped: they do
    /// not matter among packages that are installed already. A version without a comparison is an exact one, as dpkg has
    /// it. Clauses with a version that cannot be compared are left out; the log tells.
    ///
    /// - Throws: ``FeedError`` for what dpkg refuses, too: a missing name, an open parenthesis.
    static func parse(
        _ field: String,
        of package: String,
        field fieldName: String,
        line: Int,
        log: inout OddityLog
    ) throws(FeedError) -> [[PackageRelation]] {
        var clauses: [[PackageRelation]] = []
        for clause in field.split(separator: ",") {
            var alternatives: [PackageRelation] = []
            var isOdd = false
            for text in clause.split(separator: "|") {
                let trimmed = FeedText.trimmed(text.filter { $0 != "\n" })
                if trimmed.isEmpty { continue }
                if let relation = try parseOne(trimmed, of: package, field: fieldName, line: line, log: &log) {
                    alternatives.append(relation)
                } else {
                    isOdd = true
                }
            }
            if !alternatives.isEmpty, !isOdd { clauses.append(alternatives) }
        }
        return clauses
    }

    private static func parseOne(
        _ text: Substring,
        of package: String,
        field: String,
        line: Int,
        log: inout OddityLog
    ) throws(FeedError) -> PackageRelation? {
        let file = log.file
        func malformed(_ why: String) -> FeedError {
            let expected = "expected 'name' or 'name (>= version)'"
            return FeedError(.malformed, file: file, line: line, "\(why) in \(FeedText.excerpt(text)); \(expected)")
        }
        let nameEnd = text.firstIndex { " \t(:[<".contains($0) } ?? text.endIndex
        let name = String(text[..<nameEnd])
        guard !name.isEmpty else { throw malformed("there is no package name") }
        guard let open = text.firstIndex(of: "(") else { return PackageRelation(name: name, bound: nil) }
        guard let close = text[open...].firstIndex(of: ")") else { throw malformed("a parenthesis is not closed") }
        let inside = FeedText.trimmed(text[text.index(after: open)..<close])
        let symbols = inside.prefix { "<>=".contains($0) }
        // Policy 7.1: the single `<` and `>` are obsolete spellings of `<=` and `>=`.
        let spelling =
            switch symbols {
            case "": "="
            case "<": "<="
            case ">": ">="
            default: String(symbols)
            }
        guard let relation = Operator(rawValue: spelling) else {
            throw malformed("\(FeedText.excerpt(symbols)) is not a comparison")
        }
        let version = try log.version(
            FeedText.trimmed(inside.dropFirst(symbols.count)),
            of: package,
            line: line,
            leavesPackageOut: false
        )
        guard let version else { return nil }
        if symbols.isEmpty {
            let message = "there is no comparison in \(FeedText.excerpt(text)) (\(field)): taken as an exact version"
            log.add(message, of: package, line: line)
        }
        return PackageRelation(name: name, bound: Bound(operator: relation, version: version))
    }
}
