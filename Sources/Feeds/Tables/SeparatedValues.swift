import Text

/// A table of separated values, read row by row: RFC 4180, with a comma, a semicolon or a tab between the cells.
///
/// A cell in quotation marks may hold separators, line feeds, and quotation marks that are doubled. Empty lines are passed
/// over. Cells that begin with `=` are text like any other. Nothing is made of a cell unless it is asked for.
final class SeparatedValues {
    /// Where a cell lies in the buffer.
    private struct Cell {
        var start: Int
        var end: Int
        /// It holds doubled quotation marks.
        var hasPairs: Bool
    }

    private enum End { case row, needsMore, none }

    let file: String
    /// The names of the columns, in their order.
    private(set) var columns: [String] = []
    /// What stands between cells.
    private(set) var separator = UInt8(ascii: ",")
    let hasMark: Bool

    private let bytes: TableBytes
    private let limits: TableLimits
    private var buffer: [UInt8]
    /// Where the next row begins.
    private var place = 0
    private var isComplete = false
    private var cells: [Cell] = []
    /// The line at `place`, from 1.
    private var line = 1
    /// The line on which the last row began.
    private var rowLine = 1
    private var rows = 0

    /// Reads the names of the columns.
    init(_ bytes: TableBytes, file: String, limits: TableLimits) throws(InputError) {
        self.bytes = bytes
        self.file = file
        self.limits = limits
        buffer = bytes.takeStart()
        hasMark = buffer.starts(with: [0xEF, 0xBB, 0xBF])
        if hasMark { place = 3 }
        separator = Self.separator(of: buffer[place...])
        guard try nextRow() else { throw InputError(.nothingFound, file: file, "there is no row in it") }
        // What Excel writes and reads to say which separator it is.
        if cells.count == 2, rowLine == 1, try text(0).lowercased() == "sep=", try text(1).isEmpty {
            guard try nextRow() else { throw InputError(.nothingFound, file: file, "there is no row in it") }
        }
        rows = 0
        for index in cells.indices { columns.append(String(FeedText.trimmed(try text(index)))) }
        guard columns.count <= limits.columns else {
            let message = "there are \(columns.count) columns; a table may have \(limits.columns)"
            throw InputError(.tooLarge, file: file, line: rowLine, message)
        }
        var seen: Set<String> = []
        for name in columns where !name.isEmpty && !seen.insert(name).inserted {
            let message = "two columns have this name, and either could be meant; rename or remove one"
            throw InputError(.twoColumns, file: file, line: rowLine, column: SafeText.excerpt(name, limit: 60), message)
        }
    }

    /// The separator that the first line has most of, outside quotation marks.
    private static func separator(of bytes: ArraySlice<UInt8>) -> UInt8 {
        let candidates = [UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "\t")]
        var counts = [0, 0, 0]
        var isQuoted = false
        for byte in bytes {
            if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
            if isQuoted { continue }
            if byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") { break }
            if let index = candidates.firstIndex(of: byte) { counts[index] += 1 }
        }
        let most = counts.max() ?? 0
        return candidates[counts.firstIndex(of: most) ?? 0]
    }

    /// Hands over each row: its line, and of the columns asked for the texts.
    ///
    /// - Parameter wanted: indices of columns. Of other cells nothing is made.
    func forEachRow(
        _ wanted: [Int],
        _ body: (_ line: Int, _ cells: [String]) throws(InputError) -> Void
    ) throws(InputError) {
        var texts = [String](repeating: "", count: wanted.count)
        while try nextRow() {
            guard cells.count == columns.count else {
                let message =
                    "the row has \(counted(cells.count, "cell")), and there are \(counted(columns.count, "column")); "
                    + "a separator within a cell needs quotation marks around that cell"
                throw InputError(.raggedRow, file: file, line: rowLine, message)
            }
            rows += 1
            guard rows <= limits.rows else {
                throw InputError(.tooLarge, file: file, line: rowLine, "there are more than \(limits.rows) rows")
            }
            for (index, column) in wanted.enumerated() { texts[index] = try text(column) }
            try body(rowLine, texts)
        }
    }

    /// The text of a cell of the row that was read last.
    private func text(_ index: Int) throws(InputError) -> String {
        let cell = cells[index]
        guard cell.end > cell.start else { return "" }
        let slice = buffer[cell.start..<cell.end]
        let text: String?
        if cell.hasPairs {
            var plain: [UInt8] = []
            plain.reserveCapacity(slice.count)
            var wasQuote = false
            for byte in slice {
                wasQuote = byte == UInt8(ascii: "\"") && !wasQuote
                if !wasQuote { plain.append(byte) }
            }
            text = String(validating: plain, as: UTF8.self)
        } else {
            text = String(validating: slice, as: UTF8.self)
        }
        if let text { return text }
        let name = columns.indices.contains(index) ? SafeText.excerpt(columns[index], limit: 60) : nil
        let message = "this is not UTF-8; if it is from Windows: iconv -f WINDOWS-1252 -t UTF-8 \(file) > table.csv"
        throw InputError(.wrongFormat, file: file, line: rowLine, column: name, message)
    }

    /// Finds the cells of the next row that is not empty; false at the end.
    private func nextRow() throws(InputError) -> Bool {
        while true {
            rowLine = line
            switch try scan() {
            case .row:
                if cells.count == 1, cells[0].end == cells[0].start { continue }
                return true
            case .none: return false
            case .needsMore:
                if place > 0 {
                    buffer.removeSubrange(..<place)
                    place = 0
                }
                guard buffer.count <= limits.rowBytes else {
                    let message =
                        "the row is longer than \(limits.rowBytes >> 20) MiB; perhaps a quotation mark is not closed"
                    throw InputError(.tooLarge, file: file, line: rowLine, message)
                }
                // As much again as there is, so that a long row is not looked through too often.
                isComplete = try !bytes.read(into: &buffer, upTo: max(1 << 18, buffer.count))
            }
        }
    }

    private func scan() throws(InputError) -> End {
        cells.removeAll(keepingCapacity: true)
        let scan = RowScan(
            separator: separator,
            isComplete: isComplete,
            cellBytes: limits.cellBytes,
            start: place
        )
        var lines = 0
        var next = place
        var problem: RowScan.Problem?
        let isRow = buffer.withUnsafeBufferPointer { buffer in
            scan.run(buffer, lines: &lines, next: &next, problem: &problem) { start, end, hasPairs in
                cells.append(Cell(start: start, end: end, hasPairs: hasPairs))
            }
        }
        if let problem { throw error(problem) }
        guard let isRow else { return .needsMore }
        place = next
        line += lines
        return isRow ? .row : .none
    }

    private func error(_ problem: RowScan.Problem) -> InputError {
        // Text behind a closing mark belongs to the cell that has just been found.
        let index = problem.kind == .behind ? cells.count - 1 : cells.count
        let name = columns.indices.contains(index) ? SafeText.excerpt(columns[index], limit: 60) : nil
        let line = line + problem.line
        switch problem.kind {
        case .notClosed:
            return InputError(
                .badQuote,
                file: file,
                line: line,
                column: name,
                "the quotation mark that opens here is not closed before the file ends"
            )
        case .within:
            return InputError(
                .badQuote,
                file: file,
                line: line,
                column: name,
                "a quotation mark within a cell; put the whole cell in quotation marks, and double this one"
            )
        case .behind:
            return InputError(
                .badQuote,
                file: file,
                line: line,
                column: name,
                "text follows the closing quotation mark; a quotation mark within a cell is doubled"
            )
        case .tooLong:
            let message = "a cell is longer than \(limits.cellBytes >> 20) MiB; perhaps a quotation mark is not closed"
            return InputError(.tooLarge, file: file, line: line, column: name, message)
        }
    }
}
