import Experiments
import Text

/// A table with strategies as columns, for any width: with the mean and the worst run where there is room for both, what does
/// not fit below, and labels above the figures where there is no room beside them.
struct AnswerTable {
    let names: [String]
    let rows: [AnswerRows.Row]
    /// Places of the strategies that are recommended.
    var recommended: Set<Int> = []
    /// Whether the definitions of a group's rows stand below it.
    var explains = false

    /// Below so many columns labels stand above their figures.
    static let narrow = 60
    /// From so many columns on a strategy may have two figures.
    static let wide = 100
    private static let group = 10
    private static let heads = (mean: "mean", worst: "worst run")

    func lines(width: Int) -> [StyledLine] {
        guard !rows.isEmpty else { return [] }
        if width >= Self.wide, rows.contains(where: { !$0.worst.isEmpty }) {
            let shown = rows.filter { $0.place != .oneFigure }
            let layout = Layout(names, shown, width, hasWorst: true)
            if layout.blocks.count == 1 { return lines(shown, layout, width) }
        }
        let shown = rows.filter { $0.place != .twoFigures }
        return lines(shown, Layout(names, shown, width, hasWorst: false), width)
    }

    /// How much room each part has.
    private struct Layout {
        /// Of each strategy's mean with its mark, and of its worst run; 0: it is not shown.
        var widths: [(mean: Int, worst: Int)]
        /// 0: labels stand above.
        var labels: Int
        /// The strategies of each block: as many as fit, one at least.
        var blocks: [[Int]] = []

        init(_ names: [String], _ rows: [AnswerRows.Row], _ width: Int, hasWorst: Bool) {
            let most = AnswerTable.group + (rows.filter { !$0.cells.isEmpty }.map(\.label.columns).max() ?? 0) + 1
            labels = width < AnswerTable.narrow || most > width * 2 / 3 ? 0 : most
            // Of two strategies side by side both have room, whatever they are called.
            let longest = (width - labels) / 2 - 1
            widths = names.indices.map { place in
                let name = min(names[place].columns + 1, longest)
                let mean = rows.compactMap { $0.cells.indices.contains(place) ? $0.cells[place].columns + 1 : nil }
                let worst = rows.compactMap { $0.worst.indices.contains(place) ? $0.worst[place].columns : nil }
                guard hasWorst else { return (max(mean.max() ?? 0, name, 9), 0) }
                let second = max(worst.max() ?? 0, AnswerTable.heads.worst.count)
                return (max(mean.max() ?? 0, name - second, 9), second)
            }
            var used = 0
            for place in widths.indices {
                let own = total(place)
                if blocks.isEmpty || used + own > width - labels {
                    blocks.append([])
                    used = 0
                }
                blocks[blocks.count - 1].append(place)
                used += own
            }
        }

        /// With the gap before it.
        func total(_ place: Int) -> Int {
            1 + widths[place].mean + (widths[place].worst > 0 ? 1 + widths[place].worst : 0)
        }
    }

    private func lines(_ rows: [AnswerRows.Row], _ layout: Layout, _ width: Int) -> [StyledLine] {
        layout.blocks.enumerated().flatMap { place, columns in
            (place == 0 ? [] : [StyledLine()])
                + block(columns, rows, layout, width, explains: explains && place == layout.blocks.count - 1)
        }
    }

    private func block(
        _ columns: [Int],
        _ rows: [AnswerRows.Row],
        _ layout: Layout,
        _ width: Int,
        explains: Bool
    ) -> [StyledLine] {
        let figures = columns.reduce(0) { $0 + layout.total($1) }
        // Columns share what room is left.
        let spare = max(0, min(6, (width - layout.labels - figures) / columns.count))
        func line(_ start: StyledLine, _ mean: (Int) -> (String, Style?), _ worst: (Int) -> String) -> StyledLine {
            var line = start
            for place in columns {
                let (text, style) = mean(place)
                let room = layout.widths[place]
                line.append(blanks(1 + spare + room.mean - text.columns))
                line.append(text, style)
                if room.worst > 0 { line.append(" " + aligned(worst(place), to: room.worst)) }
            }
            return line.trimmed
        }
        var lines = [head(columns, layout, spare)]
        if columns.contains(where: { layout.widths[$0].worst > 0 }) {
            lines.append(
                line(
                    StyledLine(blanks(layout.labels)),
                    { _ in (Self.heads.mean + " ", nil) },
                    { _ in Self.heads.worst }
                )
            )
        }
        let rule = min(width, layout.labels + figures + spare * columns.count)
        lines.append(StyledLine(String(repeating: "─", count: rule), .dim))
        var explained: [AnswerRows.Row] = []
        for (number, row) in rows.enumerated() {
            let group = row.group?.rawValue ?? ""
            let mean = { (place: Int) -> (String, Style?) in
                row.best.contains(place) ? (row.cells[place] + "*", .best) : (row.cells[place] + " ", nil)
            }
            let worst = { (place: Int) in row.worst.isEmpty ? "" : row.worst[place] }
            if row.cells.isEmpty {
                // Of such a row nothing stands in columns.
                let indent = layout.labels > 0 ? Self.group : 2
                for (number, text) in wrapped(row.label, width: width - Self.group).enumerated() {
                    var line = StyledLine(number == 0 ? padded(group, to: Self.group) : blanks(indent), .dim)
                    line.append(text)
                    lines.append(line)
                }
            } else if layout.labels > 0 {
                var start = StyledLine(padded(group, to: Self.group), .dim)
                start.append(padded(row.label, to: layout.labels - Self.group))
                lines.append(line(start, mean, worst))
            } else {
                let label = String(row.label.drop { $0 == " " })
                lines += styled(wrapped(group.isEmpty ? label : "\(group): \(label)", width: width), group)
                lines.append(line(StyledLine(), mean, worst))
            }
            explained.append(row)
            if number == rows.count - 1 || rows[number + 1].group != nil {
                if explains { lines += definitions(explained, layout, width) }
                explained = []
            }
        }
        return lines
    }

    /// The names of the strategies above their columns.
    private func head(_ columns: [Int], _ layout: Layout, _ spare: Int) -> StyledLine {
        var line = StyledLine(blanks(layout.labels))
        for place in columns {
            // Names stand above the figures, of which a mark may be the last sign.
            let ending = layout.widths[place].worst > 0 ? "" : " "
            let room = layout.total(place) - ending.count
            let name = names[place].shortened(to: room - 1)
            line.append(blanks(spare + room - name.columns))
            line.append(name, recommended.contains(place) ? .strong : nil)
            line.append(ending)
        }
        return line.trimmed
    }

    /// What the rows of a group mean, each once.
    private func definitions(_ rows: [AnswerRows.Row], _ layout: Layout, _ width: Int) -> [StyledLine] {
        var seen: Set<String> = []
        let indent = layout.labels > 0 ? Self.group : 2
        return rows.compactMap(\.metric).filter { seen.insert($0.base).inserted }.flatMap { metric -> [StyledLine] in
            let name = metric.over(.mean).title
            return wrapped("\(name): \(metric.definition).", width: width - indent).map {
                StyledLine(blanks(indent) + $0, .dim)
            }
        }
    }

    /// Lines of which the first begins with the name of a group, which stays in the background.
    private func styled(_ lines: [String], _ group: String) -> [StyledLine] {
        lines.enumerated().map { number, line in
            guard number == 0, !group.isEmpty, line.hasPrefix(group) else { return StyledLine(line) }
            var styled = StyledLine(group, .dim)
            styled.append(String(line.dropFirst(group.count)))
            return styled
        }
    }

    private func blanks(_ count: Int) -> String { String(repeating: " ", count: max(0, count)) }
}
