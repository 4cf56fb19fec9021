import Calibration
import Experiments
import Text

/// A backtest for programs. Shares are between 0 and 1, days count from the release.
extension BacktestSession.Result {
    package var json: String {
        JSON.object([
            ("strategy", .string(strategy)), ("runs", .integer(runs)),
            ("view", .string(view == .reported ? "reported" : "truth")), ("pointsBeyondEnd", .integer(beyond)),
            ("groups", .array(scores.map(Self.group))),
        ]).printed() + "\n"
    }

    private static func group(_ score: BacktestScore) -> JSON {
        var members: [(String, JSON)] = [
            ("group", .string(score.group ?? "all")), ("points", .integer(score.rows.count)),
            ("score", .number(score.score)), ("within50", .integer(score.withinHalf)),
            ("within90", .integer(score.withinNinety)), ("laterByDays", .number(score.shift)),
            ("slowerByFactor", .number(score.factor)),
        ]
        if let ceiling = score.fittedCeiling { members.append(("fittedCeiling", .number(ceiling))) }
        if let skill = score.skillOverCurve { members.append(("skillOverFirstWeek", .number(skill))) }
        if let skill = score.skillOverPrevious { members.append(("skillOverPrevious", .number(skill))) }
        let rows = score.rows.map { row in
            JSON.object([
                ("day", .number(row.day)), ("real", .number(row.actual)), ("median", .number(row.median)),
                ("lower50", .number(row.half.lowerBound)), ("upper50", .number(row.half.upperBound)),
                ("lower90", .number(row.ninety.lowerBound)), ("upper90", .number(row.ninety.upperBound)),
                ("score", .number(row.score)),
            ])
        }
        return .object(members + [("curve", .array(rows))])
    }

    package var csv: String {
        let head = ["group", "day", "real", "median", "lower50", "upper50", "lower90", "upper90", "score"]
        let rows = scores.flatMap { score in
            score.rows.map { row in
                let numbers = [
                    row.actual, row.median, row.half.lowerBound, row.half.upperBound, row.ninety.lowerBound,
                    row.ninety.upperBound, row.score,
                ]
                return CSV.line([score.group ?? "all", "\(row.day)"] + numbers.map { Figure.ungrouped($0, 6) })
            }
        }
        return (CSV.line(head)) + rows.joined()
    }
}
