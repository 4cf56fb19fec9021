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
    /// not matter among packages that are installed already.
    static func parse(_ field: String, file: String, line: Int) throws(FeedError) -> [[PackageRelation]] {
        var clauses: [[PackageRelation]] = []
        for clause in field.split(separator: ",") {
            var alternatives: [PackageRelation] = []
            for text in clause.split(separator: "|") {
                let trimmed = text.filter { $0 != "\n" }
                if FeedText.trimmed(trimmed).isEmpty { continue }
                alternatives.append(try parseOne(FeedText.trimmed(trimmed), file: file, line: line))
            }
            if !alternatives.isEmpty { clauses.append(alternatives) }
        }
        return clauses
    }

    private static func parseOne(_ text: Substring, file: String, line: Int) throws(FeedError) -> PackageRelation {
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
        let spelling = symbols == "<" ? "<=" : symbols == ">" ? ">=" : String(symbols)
        guard let relation = Operator(rawValue: spelling) else { throw malformed("there is no comparison") }
        do throws(DebianVersion.ParseError) {
            let version = try DebianVersion(FeedText.trimmed(inside.dropFirst(symbols.count)))
            return PackageRelation(name: name, bound: Bound(operator: relation, version: version))
        } catch {
            throw malformed(error.description)
        }
    }
}
