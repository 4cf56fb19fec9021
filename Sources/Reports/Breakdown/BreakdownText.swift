import Experiments
import PatchSimulator
import Text

/// The breakdowns of a comparison as text for the terminal: a block for each dimension.
struct BreakdownText {
    /// The most members that a block shows.
    static let mostMembers = 12

    private let comparison: Comparison
    private let width: Int

    init(_ comparison: Comparison, width: Int) {
        self.comparison = comparison
        self.width = width
    }

    /// Empty without breakdowns.
    var lines: [String] {
        let tables = comparison.breakdowns.map { BreakdownTable($0, limit: Self.mostMembers) }
        return tables.flatMap { [""] + block($0) }
    }

    private func block(_ table: BreakdownTable) -> [String] {
        let dimension = table.breakdown.dimension
        guard !table.parts.isEmpty else {
            return wrapped("\(dimension.title): no member has a headline metric of its own.", width: width)
        }
        var remarks = table.remark.isEmpty ? [] : [table.remark + " --json and --csv have all."]
        if table.hasBound { remarks.append("≥: not reached by the end in some replications.") }
        if table.hasGap { remarks.append("-: there is nothing to measure.") }
        return figures(table).lines(width: width) + wrapped(remarks.joined(separator: " "), width: width)
    }

    private func figures(_ table: BreakdownTable) -> TextTable {
        // Two columns at least have to fit the width, whatever names stand at the head of columns and rows.
        let names = comparison.study.policies.map { Self.shortened($0.name, to: (width - 2) / 2) }
        let widest = (names + table.parts.flatMap { $0.cells.joined() }).map(\.count).max() ?? 0
        let room = max(10, width - 2 - widest)
        var result = TextTable(
            headings: [[Self.shortened(table.breakdown.dimension.title, to: room)]] + names.map { [$0] }
        )
        for part in table.parts {
            result.rows.append([wrapped(part.column.label, width: room)] + names.map { _ in [""] })
            for (name, cells) in zip(table.names, part.cells) {
                result.append(["  " + Self.shortened(name, to: room - 2)] + cells)
            }
        }
        return result
    }

    /// A name on one line of so many characters, with dots in place of what does not fit.
    private static func shortened(_ name: String, to width: Int) -> String {
        let line = SafeText.line(name)
        return line.count > width ? line.prefix(max(1, width - 1)) + "…" : line
    }
}
