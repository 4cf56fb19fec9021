import Experiments
package import Text

/// A suite's run for programs.
package enum SuiteJSON {
    package static func document(_ report: SuiteReport) -> JSON {
        .object([
            ("suite", .string(report.suite)), ("question", .string(report.question)),
            ("verdict", .string(report.verdict.rawValue)), ("publicSeedsOnly", .bool(report.seeds.commitment == nil)),
            ("baseline", .string(report.baseline)), ("programs", .array(report.programs.map(\.json))),
            ("worlds", .strings(report.worlds.map(\.name))),
            ("seeds", seeds(report.seeds)),
            ("mostReplications", .integer(report.most)),
            ("candidates", .array(report.candidates.map { candidate($0, report) })),
            ("incidents", .array(report.misconduct.map(\.json))),
        ])
    }

    private static func seeds(_ seeds: SuiteReport.Seeds) -> JSON {
        .object([
            ("public", .greatInteger(seeds.shown)), ("commitment", seeds.commitment.map(JSON.string) ?? .null),
            ("week", seeds.week.map(JSON.string) ?? .null), ("missing", seeds.missing.map(JSON.string) ?? .null),
        ])
    }

    private static func candidate(_ candidate: SuiteReport.Candidate, _ report: SuiteReport) -> JSON {
        .object([
            ("name", .string(candidate.name)), ("isBaseline", .bool(candidate.isBaseline)),
            ("verdict", .string(candidate.verdict.rawValue)),
            ("replications", .integer(candidate.replications)), ("runs", .integer(candidate.runs)),
            ("runsWithIncidents", .integer(candidate.runsWithIncidents)), ("rows", .array(candidate.rows.map(row))),
        ])
    }

    private static func row(_ row: SuiteReport.Row) -> JSON {
        let result = row.result
        func number(_ value: Double?) -> JSON { value.map(JSON.number) ?? .null }
        return .object([
            ("world", .string(result.id.world)), ("metric", .string(result.id.metric)),
            ("unit", .string(row.metric.unit.name)), ("gated", .bool(result.isGated)),
            ("verdict", .string(row.verdict)),
            ("doubt", SuiteWords.doubt(row).map(JSON.string) ?? .null), ("replications", .integer(result.count)),
            ("baseline", number(result.baseline)), ("candidate", number(result.candidate)),
            ("loss", number(result.loss)),
            ("lower", number(result.lower)), ("upper", number(result.upper)), ("margin", number(result.margin)),
            ("power", number(row.sight?.power)),
            ("replicationsToDecide", result.replicationsToDecide.map(JSON.integer) ?? .null),
            ("gapPValue", number(row.gap?.pValue)),
        ])
    }
}
