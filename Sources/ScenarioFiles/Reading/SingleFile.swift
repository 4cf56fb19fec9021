import Text

/// What came of reading a file that stands by itself: a suite, a lesson, a mapping.
package struct LoadedFile<Content: Sendable>: Sendable {
    /// Nil if there are errors.
    package var content: Content?
    /// Every mistake, by line and column.
    package var diagnostics: [Diagnostic]
    /// The file; empty if it could not be read.
    package var bytes: [UInt8]
    /// Where it begins; nil if it could not be read.
    var start: Position?
}

/// A format of files that stand by themselves: one file without imports, which begins with a key of its own.
struct SingleFile<Content: Sendable> {
    /// The key with which such a file begins.
    let key: String
    /// What such a file is, with its article: `a suite`.
    let noun: String
    let version: Int
    let shape: Shape<Content>

    /// Bytes that a file may have at most.
    private let maximumBytes = 1 << 20

    /// What files are that begin with these keys.
    private static var nouns: [(key: String, noun: String)] {
        [
            ("patchlab", "a scenario"), (SuiteFile.format.key, SuiteFile.format.noun),
            (LessonFile.format.key, LessonFile.format.noun), (TableMap.format.key, TableMap.format.noun),
        ]
    }

    init(key: String, noun: String, version: Int, _ shape: Shape<Content>) {
        self.key = key
        self.noun = noun
        self.version = version
        self.shape = shape
    }

    /// Reads the file at `path`. Whatever it holds, this returns: with a content, or with at least one error.
    func load(path: String) -> LoadedFile<Content> {
        let diagnostics = Diagnostics()
        let files = SourceFiles()
        files.begin(at: path)
        let reader = FileReader(diagnostics: diagnostics, files: files)
        let place = Position(file: path, line: 0, column: 0)
        guard let text = reader.text(at: path, pipes: true, limit: maximumBytes, reportAt: place) else {
            return LoadedFile(diagnostics: diagnostics.sorted, bytes: [])
        }
        return load(text: text, name: path, diagnostics)
    }

    /// Reads it from a text; `name` stands for the file in messages.
    func load(text: String, name: String, _ diagnostics: Diagnostics = Diagnostics()) -> LoadedFile<Content> {
        var count = 0
        let root = YAMLReader.read(text, file: name, counted: &count, diagnostics: diagnostics)
        let content = root.flatMap { read($0, diagnostics) }
        return LoadedFile(
            content: diagnostics.hasErrors ? nil : content,
            diagnostics: diagnostics.sorted,
            bytes: Array(text.utf8),
            start: root?.position
        )
    }

    private func read(_ root: SourceNode, _ diagnostics: Diagnostics) -> Content? {
        guard !root.isNull else {
            diagnostics.report(.wrongKind, "the file is empty", at: root.position)
            return nil
        }
        if case .map(let entries) = root.content, !entries.contains(where: { $0.key == key }) {
            for (other, noun) in Self.nouns {
                guard let first = entries.first(where: { $0.key == other }) else { continue }
                let message = "this is \(noun); \(self.noun) begins with `\(key): \(version)`"
                diagnostics.report(.wrongKind, message, at: first.position)
                return nil
            }
        }
        let tree = FormerNames(diagnostics: diagnostics).replaced(in: root, as: .map(shape.outline))
        guard let map = ValueReader(diagnostics: diagnostics).map(tree, shape.outline).map else { return nil }
        var builder = ScenarioBuilder(diagnostics: diagnostics, sources: SourceFiles())
        return builder.made(of: map, shape).model
    }

    /// The JSON Schema (draft 2020-12) of such files, made from the description by which they are read.
    var schema: String {
        var writer = SchemaWriter()
        let title = "PatchLab \(noun.split(separator: " ").last ?? ""), format \(version)"
        return writer.document(of: shape.outline, title: title).printed() + "\n"
    }

    /// The keys of such files as Markdown tables, made from the same description.
    var referenceMarkdown: String { ReferenceWriter.tables(of: shape.outline) }
}
