package import ResultStore
package import Text

/// What two runs of suites say otherwise.
package struct SuiteDiff: Sendable {
    struct Row: Sendable {
        var name: String
        var unit: String
        /// Nil: it is not there.
        var one: SuiteRecord.Row?
        var other: SuiteRecord.Row?

        var isSame: Bool { one?.verdict == other?.verdict }
    }

    /// What was not the same before anything was run.
    package var causes: [String]
    private var rows: [Row]
    private var verdicts: [(candidate: String, one: String, other: String)]
    /// Candidates and worlds of which only one has a verdict.
    private var unpaired: [String]

    /// Candidates are held against their namesakes, or a single one against a single one.
    package init(_ one: SuiteRecord, _ other: SuiteRecord) {
        causes = Self.causes(one, other)
        unpaired = Self.unpaired(one, other)
        (rows, verdicts) = ([], [])
        let areSingle = one.outcomes.count == 1 && other.outcomes.count == 1
        for before in one.outcomes {
            let name = before.candidate.name
            guard
                let after = areSingle
                    ? other.outcomes.first : other.outcomes.first(where: { $0.candidate.name == name })
            else {
                unpaired.append("\(name) is not in the second")
                continue
            }
            let shown = after.candidate.name == name ? name : "\(name) -> \(after.candidate.name)"
            verdicts.append((shown, before.verdict, after.verdict))
            if before.replications != after.replications {
                causes.append(
                    "\(shown): \(Figure.grouped(before.replications)) replications, then \(Figure.grouped(after.replications))"
                )
            }
            let places = before.rows.map { [$0.world, $0.metric] }
            for row in before.rows {
                rows.append(
                    Row(
                        name: "\(row.world) / \(row.metric)",
                        unit: row.unit,
                        one: row,
                        other: after.rows.first { $0.world == row.world && $0.metric == row.metric }
                    )
                )
            }
            for row in after.rows where !places.contains([row.world, row.metric]) {
                rows.append(Row(name: "\(row.world) / \(row.metric)", unit: row.unit, one: nil, other: row))
            }
        }
        for after in other.outcomes
        where !areSingle && !one.outcomes.contains(where: { $0.candidate == after.candidate }) {
            unpaired.append("\(after.candidate.name) is not in the first")
        }
    }

    private static func causes(_ one: SuiteRecord, _ other: SuiteRecord) -> [String] {
        var causes: [String] = []
        if one.suite.digest != other.suite.digest { causes.append("the suite's file differs") }
        if one.simulation != other.simulation {
            causes.append("version \(one.simulation) of the simulation, then \(other.simulation)")
        }
        if one.seeds != other.seeds { causes.append("the seeds differ") }
        if one.baseline != other.baseline {
            causes.append("the baseline is \(one.baseline.name), then \(other.baseline.name)")
        }
        for world in one.worlds {
            guard let after = other.worlds.first(where: { $0.name == world.name }) else { continue }
            if after.digest != world.digest { causes.append("world \"\(world.name)\" differs") }
        }
        return causes
    }

    private static func unpaired(_ one: SuiteRecord, _ other: SuiteRecord) -> [String] {
        let (before, after) = (one.worlds.map(\.name), other.worlds.map(\.name))
        return before.filter { !after.contains($0) }.map { "world \"\($0)\" is not in the second" }
            + after.filter { !before.contains($0) }.map { "world \"\($0)\" is not in the first" }
    }

    /// Whether all verdicts are the same: one that is not there is the same as nothing.
    package var isSame: Bool {
        unpaired.isEmpty && !verdicts.isEmpty && rows.allSatisfy(\.isSame)
            && verdicts.allSatisfy { $0.one == $0.other }
    }

    package func lines(width: Int) -> [String] {
        var lines = verdicts.flatMap { verdict in
            wrapped(
                verdict.one == verdict.other
                    ? "\(verdict.candidate): \(verdict.one) in both"
                    : "\(verdict.candidate): \(verdict.one), then \(verdict.other)",
                width: width
            )
        }
        lines += (unpaired + causes).flatMap { wrapped("Not the same: \($0).", width: width) }
        var table = TextTable(headings: [
            ["world / metric"], ["lost in", "the first"], ["lost in", "the second"], ["verdicts"],
        ])
        for row in rows {
            let verdicts = [row.one?.verdict ?? "not there", row.other?.verdict ?? "not there"]
            table.append([
                "\(row.name), \(row.unit)", number(row.one), number(row.other),
                row.isSame ? verdicts[0] : "\(verdicts[0]) -> \(verdicts[1])",
            ])
        }
        return lines + [""] + table.lines(width: width)
    }

    private func number(_ row: SuiteRecord.Row?) -> String { row.map { Figure.significant($0.loss) } ?? "" }

    package var json: JSON {
        .object([
            ("same", .bool(isSame)), ("causes", .strings(unpaired + causes)),
            (
                "verdicts",
                .array(
                    verdicts.map {
                        .object([
                            ("candidate", .string($0.candidate)), ("first", .string($0.one)),
                            ("second", .string($0.other)),
                        ])
                    }
                )
            ),
            (
                "rows",
                .array(
                    rows.map { row in
                        .object([
                            ("row", .string(row.name)), ("unit", .string(row.unit)),
                            ("first", row.one.map { .number($0.loss) } ?? .null),
                            ("second", row.other.map { .number($0.loss) } ?? .null),
                            ("firstVerdict", row.one.map { .string($0.verdict) } ?? .null),
                            ("secondVerdict", row.other.map { .string($0.verdict) } ?? .null),
                        ])
                    }
                )
            ),
        ])
    }

    /// To be called when the table is out.
    ///
    /// - Throws: `Failure` if a verdict is another one.
    package func end() throws {
        guard !isSame else { return }
        let what = unpaired.first ?? (verdicts.isEmpty ? "there are none" : nil)
        throw Failure("the verdicts are not the same" + (what.map { ": \($0)" } ?? ""), kind: .difference)
    }
}
