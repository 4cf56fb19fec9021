/// Comma-separated values as RFC 4180 has them, with line feeds. What could deceive in a cell is spelt out.
package enum CSV {
    /// A line of these cells, with its line feed.
    package static func line(_ cells: [String]) -> String {
        cells.map { cell in
            let cell = SafeText.line(cell)
            // By scalars: to Swift, a comma with an accent upon it is another character than a comma.
            guard cell.unicodeScalars.contains(where: { $0 == "," || $0 == "\"" }) else { return cell }
            var quoted = String.UnicodeScalarView("\"".unicodeScalars)
            for scalar in cell.unicodeScalars {
                if scalar == "\"" { quoted.append(scalar) }
                quoted.append(scalar)
            }
            quoted.append("\"")
            return String(quoted)
        }.joined(separator: ",") + "\n"
    }
}
