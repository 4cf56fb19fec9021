import Experiments
import PatchModel
import PatchSimulator
import Text

/// How much of the fleet is patched by which day: a row for each strategy, a column for each day.
struct DayTable {
    /// Days after the start; the last one may be the end.
    let days: [String]
    /// By strategy, then by day: the mean share of the released patch pairs that run their patch; nil where none is released.
    let shares: [[Double?]]

    /// Without days where the time is shorter than a day.
    ///
    /// - Parameter weights: of the runs; nil: all count the same.
    init(_ study: Study, days chosen: [Int]? = nil, weights: [Double]? = nil) {
        let horizon = study.scenario.horizon
        let marks = DayMark.all.indices.filter { place in
            DayMark.time(DayMark.all[place]) <= horizon && chosen?.contains(DayMark.all[place]) ?? true
        }
        var columns = marks.map { (label: String(DayMark.all[$0]), formula: Metric.patchedByDay[$0].formula) }
        // The end counts as a day where no mark comes after it.
        if chosen == nil, !marks.isEmpty, marks.count < DayMark.all.count,
            let last = marks.last, DayMark.time(DayMark.all[last]) < horizon
        {
            let end = Figure.plain(Double(horizon) / 86_400)
            columns.append((end, .ratio(.figure("patched_pairs"), .figure("pairs"))))
        }
        days = columns.map(\.label)
        shares = study.results.map { own in
            columns.map { column in
                let values = own.compactMap { column.formula.value(in: $0.ledger)?.value }
                guard values.count == own.count, !own.isEmpty else { return nil }
                return weights.map { zip(values, $0).reduce(0) { $0 + $1.0 * $1.1 } }
                    ?? values.reduce(0, +) / Double(own.count)
            }
        }
    }

    /// True if there is nothing to show.
    var isEmpty: Bool { !shares.joined().contains { $0 != nil } }

    /// A share in percent: one decimal near nothing and near all, where it matters.
    static func text(_ share: Double?, isShort: Bool = false) -> String {
        guard let share else { return "-" }
        let percent = share * 100
        // Also what one decimal would not tell from nothing or all.
        let tenths = (percent * 10).rounded() / 10
        let isWhole = tenths == tenths.rounded() || isShort
        return Figure.fixed(percent, isWhole || (10..<99).contains(percent) ? 0 : 1)
    }

    func lines(_ names: [String], width: Int) -> [String] {
        guard !isEmpty else { return [] }
        let isNarrow = width < AnswerTable.narrow
        var table = TextTable(
            headings: [isNarrow ? ["patched", "by day, %"] : ["patched by day, %"]] + days.map { [$0] },
            hasRule: false
        )
        let room = isNarrow ? max(9, width - 30) : width / 3
        for (name, own) in zip(names, shares) {
            table.append(
                ["  " + name.shortened(to: room - 2)]
                    + own.map { aligned(Self.text($0, isShort: isNarrow), to: isNarrow ? 3 : 5) }
            )
        }
        return table.lines(width: width)
    }
}

/// When 95 % of each group are patched in a typical run.
struct GroupTable {
    /// The most groups that are shown.
    static let most = 12

    private let study: Study
    /// The runs are those of cells; nil: all count the same.
    private let cells: CellStudy?

    init(_ study: Study) {
        self.study = study
        cells = nil
    }

    init(_ cells: CellStudy) {
        study = cells.madeRuns
        self.cells = cells
    }

    /// Empty unless the runs are broken down by group, of which there are two at least.
    func lines(_ names: [String], width: Int) -> [String] {
        guard let breakdown = StudyBreakdown(study, by: .group), (2...Self.most).contains(breakdown.members.count)
        else {
            return []
        }
        var table = TextTable(
            headings: [["95 % patched by day, typical run"]] + names.map { [$0.shortened(to: width / 3)] },
            hasRule: false
        )
        for member in breakdown.members {
            let cells = member.ledgers.map { ledgers -> String in
                guard let typical = typical(ledgers) else { return "-" }
                return (typical.isBound ? "≥" : "") + Figure.fixed(typical.value, 1)
            }
            table.append(["  " + (member.name ?? "").shortened(to: width / 3)] + cells)
        }
        return table.lines(width: width)
    }

    private func typical(_ ledgers: [Ledger]) -> (value: Double, isBound: Bool)? {
        let metric = Metric.timeToPatch95
        if let cells { return cells.typical(metric, ledgers) }
        guard let summary = MetricSummary(metric.over(.typical), ledgers) else { return nil }
        return (summary.estimate, 2 * summary.censored >= summary.values.count)
    }
}
