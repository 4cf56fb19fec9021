import Text

/// A table in a file: separated values or JSON, whose rows are handed over one by one.
package struct TableFile {
    private enum Content {
        case separated(SeparatedValues)
        case json(JSONTable)
    }

    /// As the user named it.
    package let file: String
    private let content: Content

    /// Opens a file, plain or compressed, and reads the names of its columns.
    ///
    /// - Throws: ``InputError`` if it is no table.
    package init(path: String, limits: TableLimits = TableLimits()) throws(InputError) {
        try self.init(TableBytes(path: path, limits: limits), file: path, limits)
    }

    /// A table that is in memory.
    package init(_ bytes: [UInt8], name: String, limits: TableLimits = TableLimits()) throws(InputError) {
        try self.init(TableBytes(bytes, name: name), file: name, limits)
    }

    private init(_ bytes: TableBytes, file: String, _ limits: TableLimits) throws(InputError) {
        self.file = file
        switch try TableKind.told(by: UTF8Text.withoutMark(Array(bytes.start.prefix(4096))), file: file) {
        case .separated: content = .separated(try SeparatedValues(bytes, file: file, limits: limits))
        case .json: content = .json(try JSONTable(bytes, file: file, limits: limits))
        }
    }

    /// What is worth saying of how it was read.
    package var notes: [String] {
        guard case .separated(let values) = content else { return [] }
        let separators = [UInt8(ascii: ";"): "a semicolon stands", UInt8(ascii: "\t"): "a tab stands"]
        return [
            values.hasMark ? "a byte-order mark stands before the first column" : nil,
            separators[values.separator].map { "\($0) between cells" },
        ].compactMap(\.self)
    }

    /// Of these columns those that it has not.
    ///
    /// - Parameter rows: where the rows are in a JSON document; nil: the table is not one.
    package func missing(_ columns: [String], rows: String?) throws(InputError) -> [String] {
        switch content {
        case .separated(let values):
            guard rows == nil else { return columns }
            let names = Set(values.columns)
            return columns.filter { !names.contains($0) }
        case .json(let table):
            guard let rows, table.hasRows(at: rows) else { return columns }
            return try table.missing(columns, at: rows)
        }
    }

    /// The names of the columns; none of a JSON document without a list at that place.
    package func columns(rows: String?) throws(InputError) -> [String] {
        switch content {
        case .separated(let values): return values.columns
        case .json(let table):
            guard let rows, table.hasRows(at: rows) else { return [] }
            return try table.columns(at: rows)
        }
    }

    /// Hands over each row: its line, and the texts of the columns asked for, in their order. Nothing is made of others.
    ///
    /// A table of separated values can be read once.
    package func forEachRow(
        _ wanted: [String],
        rows: String?,
        _ body: (_ line: Int, _ cells: [String]) throws(InputError) -> Void
    ) throws(InputError) {
        switch content {
        case .separated(let values):
            // Whoever asks knows that they are there; what is not is an empty cell in each row.
            let places = wanted.map { values.columns.firstIndex(of: $0) }
            guard places.allSatisfy({ $0 != nil }) else {
                try values.forEachRow(places.compactMap(\.self)) { line, cells throws(InputError) in
                    var rest = cells[...]
                    try body(line, places.map { $0 == nil ? "" : rest.popFirst() ?? "" })
                }
                return
            }
            try values.forEachRow(places.compactMap(\.self), body)
        case .json(let table):
            try table.forEachRow(at: rows ?? "[]", wanted, body)
        }
    }

    /// Looks whether the rest of the file is in order, when it is not to be used for another reason: a broken file is the
    /// reason that helps more.
    package func checkRows() throws(InputError) {
        switch content {
        case .separated(let values): try values.forEachRow([]) { _, _ in }
        case .json(let table): try table.check()
        }
    }
}
