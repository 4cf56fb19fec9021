import PatchModel
import ScenarioFiles
import Text

/// The first rows of tables as a mapping reads them, for whoever writes one. Nothing of what tells devices apart is shown.
package enum TableTrial {
    private static let rows = 20

    /// - Throws: ``InputError``.
    package static func text(_ recognition: TableRecognition) throws(InputError) -> String {
        let map = recognition.map.map
        var text = SafeText.line("Mapping \(recognition.map.name): \(map.title)") + "\n"
        for match in recognition.matches {
            text += "\n" + SafeText.line("\(match.file.file): table of \(match.table.name)") + "\n\n"
            var table = TextTable(
                headings: match.table.join == nil
                    ? [["line"], ["seen"], ["class"], ["owner"], ["site"], ["software"]] : [["line"], ["software"]],
                hasRule: false
            )
            let columns = match.columns
            let components = map.components.filter { $0.table == (match.table.join == nil ? nil : match.table.name) }
                .map { BoundComponent($0, columns) }
            var times = TimeColumn(map.times, name: map.device.seen ?? "", file: match.file.file)
            let skip = map.skip.map { (BoundCondition($0.condition, columns), $0.reason) }
            let classes = map.device.classes.map { (BoundCondition($0.condition, columns), $0.meaning) }
            var count = 0
            try match.file.forEachRow(columns, rows: match.table.rows) { line, cells throws(InputError) in
                count += 1
                guard count <= rows else { return }
                let software = components.compactMap { component -> String? in
                    guard let told = component.told(cells), !told.version.isEmpty else { return nil }
                    let line = component.line(of: told.version).map { "-\($0)" } ?? ""
                    let problem =
                        told.scheme.key(of: told.version) == nil ? " (no version by \(told.scheme.rawValue))" : ""
                    return "\(told.name)\(line) \(told.version)\(problem)"
                }.joined(separator: "; ")
                guard match.table.join == nil else {
                    table.append(["\(line)", software])
                    return
                }
                if let reason = skip.first(where: { $0.0.holds(cells) })?.1 {
                    table.append(["\(line)", "skipped: \(reason)", "", "", "", ""])
                    return
                }
                func cell(_ name: String?) -> String {
                    name.flatMap { columns.firstIndex(of: $0) }.map { cells[$0] } ?? ""
                }
                var seen = "-"
                if map.device.seen != nil {
                    switch try times.read(cell(map.device.seen), line: line) {
                    case .never: seen = "never"
                    case .time(let time), .doubtful(let time, _): seen = TableScenario.dateAndTime(time)
                    }
                }
                let deviceClass = classes.first { $0.0.holds(cells) }?.1.rawValue ?? "none"
                table.append(["\(line)", seen, deviceClass, cell(map.device.owner), cell(map.device.site), software])
            }
            text += table.lines(width: .max).joined(separator: "\n") + "\n"
            if count > rows { text += "... and \(count - rows) rows more\n" }
        }
        return text
    }
}
