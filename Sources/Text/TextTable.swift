/// A table for terminals and logs, of which no cell can break the lines: the first column is flush left, the others flush right;
/// what does not fit the width goes on below, with the first column repeated.
package struct TextTable {
    /// Each column's heading, a word a line.
    package var headings: [[String]]
    /// Each row has one cell a column; a cell may have several lines.
    package var rows: [[[String]]] = []
    private let hasRule: Bool

    /// - Parameter hasRule: whether a line is drawn below the headings.
    package init(headings: [[String]], hasRule: Bool = true) {
        self.headings = headings
        self.hasRule = hasRule
    }

    /// Adds a row of cells of one line each.
    package mutating func append(_ row: [String]) { rows.append(row.map { [$0] }) }

    /// The lines, none longer than `width`: where the first and one other column alone are, each row stands below each other,
    /// with a line for each of its cells.
    package func lines(width: Int) -> [String] {
        // Spelt out before it is measured.
        var table = self
        table.headings = headings.map { $0.map { SafeText.line($0) } }
        table.rows = rows.map { $0.map { $0.map { SafeText.line($0) } } }
        return table.safeLines(width)
    }

    private func safeLines(_ width: Int) -> [String] {
        let widths = columnWidths
        let blocks = blocks(widths, width)
        guard blocks.allSatisfy({ $0.reduce(-2) { $0 + widths[$1] + 2 } <= width }) else { return stacked(width) }
        var result: [String] = []
        for columns in blocks {
            if !result.isEmpty { result.append("") }
            result += block(columns, widths)
        }
        return result
    }

    private func stacked(_ width: Int) -> [String] {
        rows.flatMap { row -> [String] in
            let cells = row.map { $0.filter { !$0.isEmpty }.joined(separator: " ") }
            let head = wrapped(cells.first ?? "", width: width)
            return head
                + cells.indices.dropFirst().filter { !cells[$0].isEmpty }.flatMap { column -> [String] in
                    let name = headings[column].filter { !$0.isEmpty }.joined(separator: " ")
                    let text = name.isEmpty ? cells[column] : "\(name): \(cells[column])"
                    return wrapped(text, width: width - 2, indent: "  ").map { "  " + $0 }
                }
        }
    }

    /// How many blocks, one below the other, the table takes.
    package func blockCount(width: Int) -> Int { blocks(columnWidths, width).count }

    private var columnWidths: [Int] {
        headings.indices.map { column in
            (headings[column] + rows.flatMap { column < $0.count ? $0[column] : [] }).map(\.columns).max() ?? 0
        }
    }

    /// The columns of each block: as few blocks as fit the width, about equally full.
    private func blocks(_ widths: [Int], _ width: Int) -> [[Int]] {
        let others = headings.count - 1
        var fewest = filled(widths, width, atMost: others)
        let even = (others + fewest.count - 1) / max(1, fewest.count)
        let balanced = filled(widths, width, atMost: even)
        if balanced.count == fewest.count { fewest = balanced }
        return fewest
    }

    private func filled(_ widths: [Int], _ width: Int, atMost limit: Int) -> [[Int]] {
        var blocks: [[Int]] = []
        var next = 1
        repeat {
            var columns = [0]
            var used = widths.first ?? 0
            while next < headings.count, columns.count == 1 || used + 2 + widths[next] <= width,
                columns.count <= max(1, limit)
            {
                columns.append(next)
                used += 2 + widths[next]
                next += 1
            }
            blocks.append(columns)
        } while next < headings.count
        return blocks
    }

    private func block(_ columns: [Int], _ widths: [Int]) -> [String] {
        let height = columns.map { headings[$0].count }.max() ?? 0
        // Headings stand on the line above the figures, whatever their height.
        let heads = columns.map { Array(repeating: "", count: height - headings[$0].count) + headings[$0] }
        var lines = (0..<height).map { line in join(heads.map { $0[line] }, columns, widths) }
        if hasRule { lines.append(String(repeating: "─", count: columns.reduce(-2) { $0 + widths[$1] + 2 })) }
        for row in rows {
            let depth = columns.map { row[$0].count }.max() ?? 0
            for line in 0..<depth {
                let cells = columns.map { line < row[$0].count ? row[$0][line] : "" }
                if line == 0 || cells.contains(where: { !$0.isEmpty }) { lines.append(join(cells, columns, widths)) }
            }
        }
        return lines
    }

    private func join(_ cells: [String], _ columns: [Int], _ widths: [Int]) -> String {
        let padded = zip(cells, columns).map { cell, column in
            let space = String(repeating: " ", count: max(0, widths[column] - cell.columns))
            return column == 0 ? cell + space : space + cell
        }
        var line = padded.joined(separator: "  ")
        while line.last == " " { line.removeLast() }
        return line
    }
}
