import Text

/// A table with strategies as columns, for any width: what does not fit goes on below, and where there is no room for labels
/// beside the figures they stand above them.
struct AnswerTable {
    let names: [String]
    let rows: [AnswerRows.Row]

    /// Below so many columns labels stand above their figures.
    private static let narrow = 60
    private static let group = 10

    func lines(width: Int) -> [String] {
        let widths = names.indices.map { place in
            (rows.map { $0.cells[place].count + 1 } + [names[place].count + 1, 9]).max() ?? 9
        }
        let labels = width < Self.narrow ? 0 : Self.group + (rows.map(\.label.count).max() ?? 0) + 1
        return blocks(widths, width - labels).enumerated().flatMap { place, columns in
            (place == 0 ? [] : [""]) + block(columns, names, widths, labels, width)
        }
    }

    /// The strategies of each block: as many as fit, one at least.
    private func blocks(_ widths: [Int], _ room: Int) -> [[Int]] {
        var blocks: [[Int]] = []
        var used = 0
        for place in widths.indices {
            if blocks.isEmpty || used + 1 + widths[place] > room {
                blocks.append([])
                used = 0
            }
            blocks[blocks.count - 1].append(place)
            used += 1 + widths[place]
        }
        return blocks
    }

    private func block(_ columns: [Int], _ names: [String], _ widths: [Int], _ labels: Int, _ width: Int) -> [String] {
        let figures = columns.reduce(0) { $0 + 1 + widths[$1] }
        // Columns share what room is left.
        let spare = max(0, min(6, (width - labels - figures) / columns.count))
        func line(_ label: String, _ cells: (Int) -> String) -> String {
            let text = columns.reduce(label) { text, place in
                let cell = cells(place)
                return text + String(repeating: " ", count: max(1, 1 + widths[place] + spare - cell.count)) + cell
            }
            return String(text.reversed().drop { $0 == " " }.reversed())
        }
        let head = line(String(repeating: " ", count: labels)) { names[$0] + " " }
        let rule = String(repeating: "─", count: min(width, labels + figures + spare * columns.count))
        return [head, rule]
            + rows.flatMap { row -> [String] in
                let cells = { (place: Int) in row.cells[place] + (row.best.contains(place) ? "*" : " ") }
                let group = row.group ?? ""
                guard labels > 0 else {
                    let label = row.label.drop { $0 == " " }
                    return [group.isEmpty ? String(label) : "\(group): \(label)", line("", cells)]
                }
                let label = padded(group, Self.group) + row.label
                return [line(padded(label, labels), cells)]
            }
    }

    private func padded(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - text.count))
    }
}
