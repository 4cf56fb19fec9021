package import ScenarioFiles
import Text

/// Which file is which table of a mapping.
package struct TableRecognition {
    package struct Match {
        package let file: TableFile
        package let table: TableMap.Table
        /// The columns that are read, in the order in which cells come.
        package let columns: [String]
    }

    package let map: NamedTableMap
    /// The files, those of the devices first.
    package let matches: [Match]

    /// Takes the one of several mappings that knows the files.
    ///
    /// - Throws: ``InputError``: what is wrong with a file itself before anything else; `no-mapping` with the closest one;
    ///   `missing-column` if the mapping needs a column that is not there.
    package init(_ files: [TableFile], among maps: [NamedTableMap]) throws(InputError) {
        var best: (map: NamedTableMap, tables: [TableMap.Table], weight: Int)?
        for map in maps {
            var tables: [TableMap.Table] = []
            for file in files {
                if let table = try Self.table(of: file, map.map) { tables.append(table) }
            }
            guard tables.count == files.count, tables.contains(where: { $0.join == nil }) else { continue }
            // The one that knows more columns says more.
            let weight = tables.reduce(0) { $0 + $1.recognise.count }
            if weight > best?.weight ?? -1 { best = (map, tables, weight) }
        }
        guard let best else { throw try Self.unknown(files, maps) }
        map = best.map
        var matches: [Match] = []
        for (file, table) in zip(files, best.tables) {
            let columns = best.map.map.columns(of: table)
            try Self.check(columns, in: file, table, best.map.name)
            matches.append(Match(file: file, table: table, columns: columns))
        }
        self.matches = matches.filter { $0.table.join == nil } + matches.filter { $0.table.join != nil }
    }

    /// Takes a mapping that was named: what a file lacks of the columns by which it is recognised is no matter if there is one
    /// table, and every column is there that is read.
    package init(_ files: [TableFile], by map: NamedTableMap) throws(InputError) {
        guard map.map.tables.count == 1 else {
            self = try TableRecognition(files, among: [map])
            return
        }
        let table = map.map.deviceTable
        let columns = map.map.columns(of: table)
        for file in files { try Self.check(columns, in: file, table, map.name) }
        self.map = map
        matches = files.map { Match(file: $0, table: table, columns: columns) }
    }

    private static func table(of file: TableFile, _ map: TableMap) throws(InputError) -> TableMap.Table? {
        var best: TableMap.Table?
        for table in map.tables where table.recognise.count > best?.recognise.count ?? 0 {
            if try file.missing(table.recognise, rows: table.rows).isEmpty { best = table }
        }
        return best
    }

    /// In a JSON document a row may leave out what it has nothing for, so that only the place of the rows can be missed.
    private static func check(
        _ columns: [String],
        in file: TableFile,
        _ table: TableMap.Table,
        _ map: String
    ) throws(InputError) {
        let names = try file.columns(rows: table.rows)
        if table.rows != nil, !names.isEmpty { return }
        guard let missing = try file.missing(columns, rows: table.rows).first else { return }
        try file.checkRows()
        let message =
            "the mapping \(map) reads this column, and the file has none of the name"
            + didYouMean(missing, among: names)
            + "; export it, too, or change a copy of the mapping (--show-map)"
        throw InputError(.missingColumn, file: file.file, line: 1, column: missing, message)
    }

    private static func unknown(_ files: [TableFile], _ maps: [NamedTableMap]) throws(InputError) -> InputError {
        for file in files { try file.checkRows() }
        var closest: (name: String, file: TableFile, table: TableMap.Table, missing: [String])?
        for file in files {
            // Of several files the one is told of that no mapping knows.
            var known = false
            var best: (name: String, file: TableFile, table: TableMap.Table, missing: [String])?
            for map in maps {
                for table in map.map.tables {
                    let missing = try file.missing(table.recognise, rows: table.rows)
                    if missing.isEmpty { known = true }
                    if missing.count < best?.missing.count ?? table.recognise.count {
                        best = (map.name, file, table, missing)
                    }
                }
            }
            if !known, let best {
                closest = best
                break
            }
        }
        guard let closest else {
            let file = files.first?.file ?? ""
            let message =
                files.count > 1
                ? "no mapping knows all of these files as tables of one export; give those of one console"
                : "no mapping knows any of its columns; see --list-maps, or write a mapping (docs/import.md) and give it with --map"
            return InputError(.noMapping, file: file, line: 1, message)
        }
        let names = try closest.file.columns(rows: closest.table.rows)
        let missing = closest.missing.map { "\"\($0)\"" + didYouMean($0, among: names) }.joined(separator: ", ")
        let message =
            "no mapping fits the columns; the closest is \(closest.name), for which these are missing: \(missing); export them, "
            + "too, or give a mapping of your own with --map"
        return InputError(.noMapping, file: closest.file.file, line: 1, message)
    }
}
