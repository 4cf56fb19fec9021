package import Calibration
import Text

/// A table of how a real rollout went: the columns `day` and `patched`, and, if they are known, `group` and `of`.
package enum AdoptionTable {
    /// The curves of a table, one for each group, in the order in which they first occur.
    ///
    /// - Throws: ``InputError``.
    package static func curves(_ table: TableFile) throws(InputError) -> [AdoptionCurve] {
        let file = table.file
        if let missing = try table.missing(["day", "patched"], rows: nil).first {
            try table.checkRows()
            let names = try table.columns(rows: nil)
            let message =
                "the file has no column of this name" + didYouMean(missing, among: names)
                + "; a rollout is a table with the columns group,day,patched,of"
            throw InputError(.missingColumn, file: file, line: 1, column: missing, message)
        }
        var groups: [String] = []
        var points: [String: [AdoptionCurve.Point]] = [:]
        try table.forEachRow(["group", "day", "patched", "of"], rows: nil) { line, cells throws(InputError) in
            func number(_ cell: Int, _ column: String) throws(InputError) -> Double {
                guard let value = Double(cells[cell]), value.isFinite, value >= 0, value <= 1e12 else {
                    let message = "\(FeedText.excerpt(cells[cell])) is not a number of 0 or more"
                    throw InputError(.badNumber, file: file, line: line, column: column, message)
                }
                return value
            }
            let day = try number(1, "day")
            let patched = try number(2, "patched")
            let of = cells[3].isEmpty ? nil : try number(3, "of")
            if let of, of <= 0 || patched > of {
                let message = "\(Figure.plain(patched)) of \(Figure.plain(of)) devices have the patch, which cannot be"
                throw InputError(.badNumber, file: file, line: line, column: "of", message)
            }
            guard day <= 10_000 else {
                let message = "day \(cells[1]) is beyond all rollouts; days count from the release"
                throw InputError(.badNumber, file: file, line: line, column: "day", message)
            }
            let group = cells[0] == "all" ? "" : cells[0]
            if points[group] == nil { groups.append(group) }
            if let last = points[group]?.last, last.day >= day {
                let message = "the day must be later than that of the group's row before (\(Figure.plain(last.day)))"
                throw InputError(.badNumber, file: file, line: line, column: "day", message)
            }
            points[group, default: []].append(AdoptionCurve.Point(day: day, patched: patched, of: of))
        }
        guard !groups.isEmpty else { throw InputError(.nothingFound, file: file, "there is no row in it") }
        return groups.map { AdoptionCurve(group: $0.isEmpty ? nil : $0, points: points[$0] ?? []) }
    }
}
