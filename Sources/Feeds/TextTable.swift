import SafeText

/// Rows of cells in aligned columns, for terminals and logs: the first column to the left, the others to the right.
struct TextTable {
    private var rows: [[String]]

    init(header: [String]) {
        rows = [header]
    }

    mutating func append(_ row: [String]) {
        rows.append(row.map { SafeText.line($0) })
    }

    /// The table, each line ending in a newline.
    var text: String {
        let columns = rows.map(\.count).max() ?? 0
        let widths = (0..<columns).map { column in rows.map { $0.count > column ? $0[column].count : 0 }.max() ?? 0 }
        return rows.map { row in
            let cells = row.enumerated().map { column, cell in
                let padding = String(repeating: " ", count: widths[column] - cell.count)
                return column == 0 ? cell + padding : padding + cell
            }
            let line = cells.joined(separator: "  ")
            let trailing = line.reversed().prefix { $0 == " " }.count
            return String(line.dropLast(trailing)) + "\n"
        }.joined()
    }
}

/// Words separated by spaces, broken into lines no longer than `width`, each after the first beginning with `indent`.
func wrapped(_ words: [String], width: Int, indent: String, separator: String = " ") -> String {
    var lines: [String] = []
    var line = ""
    for (position, word) in words.map({ SafeText.line($0) }).enumerated() {
        let piece = position + 1 < words.count ? word + separator.filter { $0 != " " } : word
        if line.isEmpty {
            line = piece
        } else if indent.count + line.count + 1 + piece.count > width {
            lines.append(line)
            line = piece
        } else {
            line += " " + piece
        }
    }
    if !line.isEmpty { lines.append(line) }
    return lines.joined(separator: "\n" + indent)
}
