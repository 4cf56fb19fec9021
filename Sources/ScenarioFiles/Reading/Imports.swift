import Foundation
import Text

/// Reads a scenario file and the files it imports, and makes one tree of them.
///
/// Paths are relative to the file that names them. They may climb with `..` and may be absolute: a scenario is the
/// user's own file, and sharing a directory of common parts between scenarios is what imports are for. Nothing of what
/// is read leaves the program but through the messages about it, which quote no more than a word.
struct Importer {
    /// How deep imports may be nested.
    static let maximumDepth = 16
    /// How many files one scenario may be made of.
    static let maximumFiles = 1000

    let diagnostics: Diagnostics
    let sources: SourceFiles
    /// Every file read, in the order of reading.
    private(set) var files: [String] = []
    /// What comments in them say of warnings.
    private(set) var allowances = Allowances()
    /// The real paths of files that are being read, the outermost first.
    private var open: [String] = []
    private var finished: Set<String> = []
    /// Bytes and values of all files so far: the bounds hold for a scenario as a whole, not for each of a thousand files.
    private var byteCount = 0
    private var valueCount = 0

    init(diagnostics: Diagnostics, sources: SourceFiles) {
        self.diagnostics = diagnostics
        self.sources = sources
    }

    /// The merged tree of the file at `path`, or nil if it cannot be read.
    mutating func read(path: String) -> SourceNode? {
        let reader = FileReader(diagnostics: diagnostics, files: sources)
        sources.begin(at: path)
        guard
            let text = reader.text(
                at: path,
                pipes: true,
                limit: FileReader.maximumDocument,
                // There is no text in which a line could be named.
                reportAt: Position(file: path, line: 0, column: 0)
            )
        else { return nil }
        open.append(sources.identity(of: path))
        return read(text: text, name: path)
    }

    /// The merged tree of a text; imports are relative to the directory of `name`.
    mutating func read(text: String, name: String) -> SourceNode? {
        files.append(name)
        byteCount += text.utf8.count
        guard byteCount <= FileReader.maximumDocument else {
            let size = "\(FileReader.maximumDocument >> 20) MiB"
            let message = "the scenario's files up to this one are larger than \(size) together"
            diagnostics.report(.tooLarge, message, at: Position(file: name))
            return nil
        }
        allowances.read(text, file: name, diagnostics)
        guard let root = YAMLReader.read(text, file: name, counted: &valueCount, diagnostics: diagnostics) else {
            return nil
        }
        guard !root.isNull else {
            diagnostics.report(.wrongKind, "the file is empty", at: root.position)
            return nil
        }
        guard case .map(let entries) = root.content,
            let imports = entries.first(where: { $0.key == "imports" })
        else { return root }
        guard case .list(let paths) = imports.value.content else { return root }

        var merged: SourceNode?
        for path in paths {
            guard case .scalar(let relative, _) = path.content, !path.isNull else { continue }
            guard let imported = load(relative, from: name, at: path.position) else { continue }
            guard case .map(let entries) = imported.content else {
                diagnostics.report(
                    .wrongKind,
                    "this must be a map, but is \(imported.description)",
                    at: imported.position
                )
                continue
            }
            let rest = SourceNode(
                position: imported.position,
                content: .map(entries.filter { $0.key != "imports" && $0.key != "patchlab" })
            )
            merged = merged.map { merge($0, rest, depth: 0) } ?? rest
            if let version = entries.first(where: { $0.key == "patchlab" }) {
                _ = ValueReader(diagnostics: diagnostics).read(
                    version.value,
                    as: .whole(Format.version...Format.version)
                )
            }
        }
        guard let merged else { return root }
        var result = merge(merged, root, depth: 0)
        result.position = root.position
        return result
    }

    private mutating func load(_ relative: String, from name: String, at position: Position) -> SourceNode? {
        let path = sources.path(of: relative, from: name)
        let real = sources.identity(of: path)
        if open.contains(real) {
            let circle = open.drop { $0 != real }.map { quotedPath(PathText.name(of: $0)) }
            diagnostics.report(
                .cyclicImport,
                "the file imports itself: \((circle + [quotedPath(PathText.name(of: real))]).joined(separator: " -> "))",
                at: position
            )
            return nil
        }
        // A file that several others import is read once.
        guard !finished.contains(real) else {
            sources.noteAgain(path)
            return nil
        }
        guard open.count < Self.maximumDepth, files.count < Self.maximumFiles else {
            diagnostics.report(
                .tooManyImports,
                "imports are nested more than \(Self.maximumDepth) deep, or more than \(Self.maximumFiles) in all",
                at: position
            )
            return nil
        }
        let reader = FileReader(diagnostics: diagnostics, files: sources)
        guard
            let text = reader.text(
                at: path,
                pipes: false,
                limit: FileReader.maximumDocument,
                reportAt: position
            )
        else { return nil }
        open.append(real)
        defer {
            open.removeLast()
            finished.insert(real)
        }
        return read(text: text, name: path)
    }

    // MARK: Merging

    /// Sections that are maps of maps of named things: they merge one level deeper than the others.
    private static let deepSections: Set<String> = ["software", "measure"]

    /// Both trees in one. Maps are merged down to the names of things, lists are put one after the other; a name that
    /// occurs in both is an error.
    private func merge(_ first: SourceNode, _ second: SourceNode, depth: Int) -> SourceNode {
        guard case .map(var entries) = first.content, case .map(let more) = second.content else { return second }
        var places: [String: Int] = [:]
        for (index, entry) in entries.enumerated() { places[entry.key] = index }
        for entry in more {
            guard let index = places[entry.key] else {
                places[entry.key] = entries.count
                entries.append(entry)
                continue
            }
            let other = entries[index]
            switch (other.value.content, entry.value.content) {
            case (.map, .map) where depth > 0 || Self.merges(entry.key):
                let deeper = depth > 0 ? depth - 1 : Self.deepSections.contains(entry.key) ? 2 : 1
                entries[index].value = deeper > 0 ? merge(other.value, entry.value, depth: deeper) : other.value
                if deeper == 0 { reportTwice(entry, other) }
            case (.list(let before), .list(let after)) where depth == 0 && Self.appends(entry.key):
                entries[index].value.content = .list(before + after)
            default: reportTwice(entry, other)
            }
        }
        return SourceNode(position: second.position, content: .map(entries))
    }

    private func reportTwice(_ entry: SourceEntry, _ other: SourceEntry) {
        diagnostics.report(
            .duplicateKey,
            "\(quoted(entry.key)) is given here and in \(SafeText.line(other.position.file)), line \(other.position.line)",
            at: entry.position
        )
    }

    private static func merges(_ section: String) -> Bool {
        switch Format.scenario.outline.key(section)?.kind {
        case .named: true
        default: deepSections.contains(section)
        }
    }

    private static func appends(_ section: String) -> Bool {
        if case .list = Format.scenario.outline.key(section)?.kind { true } else { false }
    }
}
