extension TableMap {
    static let format = SingleFile(
        key: "patchlab-map",
        noun: "a mapping",
        version: TableMapFormat.version,
        TableMapFormat.map
    )

    /// Reads the mapping at `path`. Whatever the file holds, this returns: with a mapping, or with at least one error.
    package static func load(path: String) -> LoadedFile<TableMap> { format.load(path: path) }

    /// Reads a mapping from a text; `name` stands for the file in messages.
    package static func load(text: String, name: String) -> LoadedFile<TableMap> { format.load(text: text, name: name) }

    /// The JSON Schema (draft 2020-12) of mapping files, made from the description by which they are read.
    package static var schema: String { format.schema }
}
