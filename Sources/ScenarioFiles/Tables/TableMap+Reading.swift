import Text

/// What came of reading a mapping.
package struct LoadedTableMap: Sendable {
    /// Nil if there are errors.
    package var map: TableMap?
    /// Every mistake, by line and column.
    package var diagnostics: [Diagnostic]
}

extension TableMap {
    /// Bytes that a mapping may have at most.
    static let maximumBytes = 1 << 20

    /// Reads the mapping at `path`. Whatever the file holds, this returns: with a mapping, or with at least one error.
    package static func load(path: String) -> LoadedTableMap {
        let diagnostics = Diagnostics()
        let files = SourceFiles()
        files.begin(at: path)
        let reader = FileReader(diagnostics: diagnostics, files: files)
        let place = Position(file: path, line: 0, column: 0)
        guard let text = reader.text(at: path, pipes: true, limit: maximumBytes, reportAt: place) else {
            return LoadedTableMap(map: nil, diagnostics: diagnostics.sorted)
        }
        return load(text: text, name: path, diagnostics)
    }

    /// Reads a mapping from a text; `name` stands for the file in messages.
    package static func load(text: String, name: String) -> LoadedTableMap {
        load(text: text, name: name, Diagnostics())
    }

    private static func load(text: String, name: String, _ diagnostics: Diagnostics) -> LoadedTableMap {
        var count = 0
        var map: TableMap?
        if let root = YAMLReader.read(text, file: name, counted: &count, diagnostics: diagnostics) {
            map = read(root, diagnostics)
        }
        return LoadedTableMap(map: diagnostics.hasErrors ? nil : map, diagnostics: diagnostics.sorted)
    }

    private static func read(_ root: SourceNode, _ diagnostics: Diagnostics) -> TableMap? {
        guard !root.isNull else {
            diagnostics.report(.wrongKind, "the file is empty", at: root.position)
            return nil
        }
        if case .map(let entries) = root.content, !entries.contains(where: { $0.key == "patchlab-map" }),
            let version = entries.first(where: { $0.key == "patchlab" || $0.key == "patchlab-suite" })
        {
            let message =
                "this is a scenario or a suite; a mapping begins with `patchlab-map: \(TableMapFormat.version)`"
            diagnostics.report(.wrongKind, message, at: version.position)
            return nil
        }
        let outline = TableMapFormat.map.outline
        let names = FormerNames(diagnostics: diagnostics)
        let tree = names.replaced(in: root, as: .map(outline))
        guard let map = ValueReader(diagnostics: diagnostics).map(tree, outline).map else { return nil }
        var builder = ScenarioBuilder(diagnostics: diagnostics, sources: SourceFiles())
        return builder.made(of: map, TableMapFormat.map).model
    }

    /// The JSON Schema (draft 2020-12) of mapping files, made from the description by which they are read.
    package static var schema: String {
        var writer = SchemaWriter()
        let title = "PatchLab mapping, format \(TableMapFormat.version)"
        return writer.document(of: TableMapFormat.map.outline, title: title).printed() + "\n"
    }
}
