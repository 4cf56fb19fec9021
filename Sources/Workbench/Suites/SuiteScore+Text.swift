import Experiments
import Reports
package import Text

extension SuiteScore {
    package func lines(width: Int) -> [String] {
        var table = TextTable(
            headings: [["policy"], ["rank"], ["score"], ["95 %"]] + worlds.map { [$0] } + [
                ["runs with", "incidents, %"]
            ]
        )
        for entry in entries { table.append(cells(entry)) }
        for one in disqualified {
            table.append([one.name, "out", "", ""] + worlds.map { _ in "" } + [Figure.fixed(one.incidents * 100, 1)])
        }
        return table.lines(width: width) + [""] + notes.flatMap { wrapped($0, width: width) }
    }

    /// The same for a document: a table in Markdown.
    package var markdown: String {
        let heads = ["policy", "rank", "score", "95 %"] + worlds + ["incidents, %"]
        var lines = [
            "| " + heads.joined(separator: " | ") + " |",
            "|---" + String(repeating: "|--:", count: heads.count - 1) + "|",
        ]
        lines += entries.map { "| " + cells($0).joined(separator: " | ") + " |" }
        lines += disqualified.map { one in
            let cells = [one.name, "out", "", ""] + worlds.map { _ in "" } + [Figure.fixed(one.incidents * 100, 1)]
            return "| " + cells.joined(separator: " | ") + " |"
        }
        return (lines + [""] + notes).joined(separator: "\n") + "\n"
    }

    private func cells(_ entry: Entry) -> [String] {
        let ranks = entry.score.ranks
        let rank =
            ranks.lowerBound == ranks.upperBound ? "\(ranks.lowerBound)" : "\(ranks.lowerBound)-\(ranks.upperBound)"
        return [
            entry.name + (entry.score.isAmongBest ? " *" : ""), rank, Figure.fixed(entry.score.score, 3),
            Figure.interval(entry.score.lower, entry.score.upper, 3),
        ] + worlds.map { world in entry.score.worlds[world].map { Figure.fixed($0, 2) } ?? "" }
            + [Figure.fixed(entry.incidents * 100, 1)]
    }

    private var notes: [String] {
        var notes = [
            "\(Figure.grouped(replications)) replications in each world; scored by \(metrics.joined(separator: ", ")). In a world 0 is "
                + "doing nothing, 1 the best policy of each run, -1 as much worse than nothing (if doing nothing is best, "
                + "-1 is the worst policy); the score is the geometric mean of (1 + that) / 2.",
            "*: not significantly worse than the best. Ranks are those that a policy may have, with 95 % confidence for all together.",
        ]
        if !silent.isEmpty {
            notes.append(
                "Left out, because all do the same there: "
                    + silent.map { "\($0.metric) in \($0.world)" }.joined(separator: ", ") + "."
            )
        }
        return notes
    }

    package var json: JSON {
        .object([
            ("suite", .string(suite)), ("replications", .integer(replications)), ("metrics", .strings(metrics)),
            (
                "leftOut",
                .array(silent.map { .object([("world", .string($0.world)), ("metric", .string($0.metric))]) })
            ),
            (
                "policies",
                .array(
                    entries.map { entry in
                        .object([
                            ("name", .string(entry.name)), ("score", .number(entry.score.score)),
                            ("lower", .number(entry.score.lower)), ("upper", .number(entry.score.upper)),
                            ("amongBest", .bool(entry.score.isAmongBest)),
                            ("firstRank", .integer(entry.score.ranks.lowerBound)),
                            ("lastRank", .integer(entry.score.ranks.upperBound)),
                            ("incidents", .number(entry.incidents)),
                            ("worlds", .sorted(entry.score.worlds.mapValues(JSON.number))),
                        ])
                    }
                )
            ),
            (
                "disqualified",
                .array(
                    disqualified.map { .object([("name", .string($0.name)), ("incidents", .number($0.incidents))]) }
                )
            ),
        ])
    }
}
