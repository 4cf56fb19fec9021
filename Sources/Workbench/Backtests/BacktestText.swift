import Calibration
import Experiments
import Text

/// What a backtest says: the answer first.
extension BacktestSession.Result {
    package func lines(width: Int) -> [String] {
        var lines: [String] = []
        for score in scores {
            lines += wrapped("\(Self.name(score)): \(Self.verdict(score))", width: width, indent: "  ")
        }
        lines.append("")
        lines += table.lines(width: width)
        for score in scores {
            lines.append("")
            lines += rows(score).lines(width: width)
        }
        lines.append("")
        for note in notes { lines += wrapped(note, width: width) }
        return lines
    }

    private static func name(_ score: BacktestScore) -> String { score.group ?? "all" }

    private static func verdict(_ score: BacktestScore) -> String {
        let count = score.rows.count
        let off = "\(points(score.score)) points of share off on average"
        let within = "\(score.withinNinety) of \(counted(count, "point", "points")) within 90 % of the runs"
        return "\(judgement(score)); \(off), \(within)"
    }

    private static func counted(_ number: Int, _ one: String, _ many: String) -> String {
        Figure.count(number, one, many)
    }

    /// What a planner takes from it.
    private static func judgement(_ score: BacktestScore) -> String {
        if Double(score.withinNinety) >= 0.8 * Double(score.rows.count) {
            return "the real rollout went as the runs say"
        }
        let mean = score.rows.reduce(0) { $0 + $1.actual - $1.median } / Double(score.rows.count)
        let factor = Figure.fixed(max(score.factor, 1 / score.factor), 2)
        if score.factor > 1.1, mean < 0 {
            return "the real rollout was slower than the runs: it took \(factor) times as long"
        }
        if score.factor < 0.9, mean > 0 {
            return "the real rollout was faster than the runs: they take \(factor) times as long"
        }
        return "the real rollout took another course than the runs"
    }

    private var table: TextTable {
        var table = TextTable(
            headings: [
                ["", "group"], ["points", "off by"], ["within", "50 %"], ["within", "90 %"], ["later by", "days"],
                ["slower", "by factor"], ["better than", "first week"], ["better than", "previous"],
            ]
        )
        for score in scores {
            table.append([
                Self.name(score), Self.points(score.score), "\(score.withinHalf) of \(score.rows.count)",
                "\(score.withinNinety) of \(score.rows.count)", Figure.fixed(score.shift, 2),
                Figure.fixed(score.factor, 2),
                Self.skill(score.skillOverCurve), Self.skill(score.skillOverPrevious),
            ])
        }
        return table
    }

    private func rows(_ score: BacktestScore) -> TextTable {
        var table = TextTable(
            headings: [[Self.name(score) + ", day"], ["real"], ["median"], ["90 % of runs"], [""]],
            hasRule: false
        )
        for row in score.rows {
            let band = "\(Self.share(row.ninety.lowerBound))…\(Self.share(row.ninety.upperBound))"
            let mark = row.ninety.contains(row.actual) ? "" : row.actual < row.median ? "below" : "above"
            table.append([Figure.plain(row.day), Self.share(row.actual), Self.share(row.median), band, mark])
        }
        return table
    }

    private var notes: [String] {
        var notes = [
            "Strategy \(SafeText.line(strategy)), \(counted(runs)); shares of devices that "
                + (view == .reported ? "have reported the patch as installed." : "run the patch.")
        ]
        for score in scores {
            guard let ceiling = score.fittedCeiling else { continue }
            notes.append(
                "\(Self.name(score)): the number of devices is not known; \(Figure.fixed(ceiling, 0)) was chosen so that the "
                    + "median run fits best, which flatters the score."
            )
        }
        if beyond > 0 {
            notes.append(
                "\(Self.counted(beyond, "point lies", "points lie")) beyond the simulated time (day \(Figure.plain(lastDay))), and "
                    + "\(beyond == 1 ? "is" : "are") left out."
            )
        }
        notes.append(
            "One rollout is one test: the points of a curve depend on each other, and many of them are not many tests."
        )
        return notes
    }

    private func counted(_ runs: Int) -> String { Figure.count(runs, "run", "runs") }

    /// Shares as points of a hundred.
    private static func points(_ share: Double) -> String { Figure.fixed(share * 100, 1) }
    private static func share(_ share: Double) -> String { Figure.percentage(share, 1) }
    private static func skill(_ skill: Double?) -> String { skill.map { Figure.percentage($0, 0) } ?? "" }
}
