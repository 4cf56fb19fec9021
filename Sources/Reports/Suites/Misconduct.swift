package import Text

/// What went wrong with a policy in the runs of a suite, without ending them.
package struct Misconduct: Sendable, Hashable {
    package var policy: String
    package var runs: Int
    /// Runs that had incidents.
    package var marked: Int
    /// Kinds of incidents with their numbers, the most frequent first.
    package var kinds: [Kind]
    /// The first of them that a reader may know, in words; nil: all were on the hidden seed.
    package var first: String?
    /// The last lines that the program said on standard error in public runs.
    package var said: [String]

    package struct Kind: Sendable, Hashable {
        package var kind: String
        package var count: Int

        package init(kind: String, count: Int) {
            self.kind = kind
            self.count = count
        }
    }

    /// Lines of standard error that are shown.
    package static let shownLines = 8

    /// - Parameter said: all that is kept of standard error, of which the last lines are taken.
    package init(policy: String, runs: Int, marked: Int, kinds: [Kind], first: String?, said: String) {
        self.policy = policy
        self.runs = runs
        self.marked = marked
        self.kinds = kinds.sorted { ($1.count, $0.kind) < ($0.count, $1.kind) }
        self.first = first
        self.said = said.split(separator: "\n").suffix(Self.shownLines).map { String($0.prefix(400)) }
    }

    /// A paragraph, then what the program said.
    package var lines: [String] {
        let kinds = kinds.map { "\($0.kind) \($0.count)" }.joined(separator: ", ")
        var lines = [
            "\(policy): \(Figure.grouped(marked)) of \(Figure.grouped(runs)) runs had incidents: \(kinds)"
                + (first.map { ". The first: \($0)" } ?? "")
        ]
        if !said.isEmpty { lines += ["Its last lines on standard error:"] + said.map { "  " + $0 } }
        return lines
    }

    package var json: JSON {
        .object([
            ("policy", .string(policy)), ("runs", .integer(runs)), ("runsWithIncidents", .integer(marked)),
            (
                "kinds",
                .array(kinds.map { .object([("kind", .string($0.kind)), ("count", .integer($0.count))]) })
            ),
            ("first", first.map(JSON.string) ?? .null), ("standardError", .strings(said)),
        ])
    }
}
