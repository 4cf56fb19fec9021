import Experiments
import PatchModel
import PatchSimulator
import Text

/// The breakdowns of a comparison as text for the terminal: a block for each dimension.
struct BreakdownText {
    /// The most members that a block shows.
    static let mostMembers = 12

    private let comparison: Comparison
    private let dimensions: Set<PatchSimulator.Dimension>
    private let width: Int

    /// - Parameter dimensions: those of the breakdowns that are shown.
    init(
        _ comparison: Comparison,
        by dimensions: Set<PatchSimulator.Dimension> = Set(PatchSimulator.Dimension.allCases),
        width: Int
    ) {
        self.comparison = comparison
        self.dimensions = dimensions
        self.width = width
    }

    /// Empty without breakdowns.
    var lines: [String] {
        let prices = comparison.study.scenario.prices
        let tables = comparison.breakdowns.filter { dimensions.contains($0.dimension) }.map {
            BreakdownTable($0, limit: Self.mostMembers, prices: prices)
        }
        return tables.flatMap { [""] + block($0) }
    }

    private func block(_ table: BreakdownTable) -> [String] {
        let dimension = table.breakdown.dimension
        guard !table.parts.isEmpty else {
            return wrapped("\(dimension.title): no member has a headline metric of its own.", width: width)
        }
        var remarks = table.remark.isEmpty ? [] : [table.remark + " --json and --csv have all."]
        if table.hasBound { remarks.append("≥: not reached by the end in some runs.") }
        if table.hasGap { remarks.append("-: there is nothing to measure.") }
        return figures(table).lines(width: width) + wrapped(remarks.joined(separator: " "), width: width)
    }

    private func figures(_ table: BreakdownTable) -> TextTable {
        // Two columns at least have to fit the width, whatever names stand at the head of columns and rows.
        let names = comparison.study.policies.map { SafeText.line($0.name).shortened(to: (width - 2) / 2) }
        let widest = (names + table.parts.flatMap { $0.cells.joined() }).map(\.columns).max() ?? 0
        let room = max(10, width - 2 - widest)
        var result = TextTable(
            headings: [[table.breakdown.dimension.title.shortened(to: room)]] + names.map { [$0] }
        )
        for part in table.parts {
            result.rows.append([wrapped(part.column.label, width: room)] + names.map { _ in [""] })
            for (member, cells) in zip(zip(table.names, table.sizes), part.cells) {
                let size = " (\(Figure.grouped(member.1)))"
                let name = SafeText.line(member.0).shortened(to: max(1, room - 2 - size.columns))
                result.append(["  " + (name + size).shortened(to: room - 2)] + cells)
            }
        }
        return result
    }
}
