import Text

/// A table in a JSON document: a list of objects at a place that the mapping names, one object for each row.
///
/// The list is walked row by row, and of a row nothing is kept but the members that are asked for.
struct JSONTable {
    let file: String
    private let bytes: [UInt8]
    private let limits: TableLimits

    init(_ bytes: TableBytes, file: String, limits: TableLimits) throws(InputError) {
        self.file = file
        self.limits = limits
        var all = bytes.takeStart()
        while try bytes.read(into: &all, upTo: 1 << 20) {
            if all.count > limits.documentBytes { break }
        }
        guard all.count <= limits.documentBytes else {
            let message =
                "the document is larger than \(limits.documentBytes >> 20) MiB; export in pages, or as CSV, and give all files"
            throw InputError(.tooLarge, file: file, message)
        }
        self.bytes = UTF8Text.withoutMark(all)
    }

    /// Looks through the whole document, wherever its rows are.
    func check() throws(InputError) {
        guard bytes.count > Self.mostAtOnce else {
            do throws(JSONReader.Problem) {
                _ = try JSONReader.read(String(decoding: bytes, as: UTF8.self))
            } catch {
                let line = FeedText.lineNumber(at: min(error.offset, bytes.count), in: bytes)
                throw InputError(.badJSON, file: file, line: line, error.message)
            }
            return
        }
        var scanner = JSONScanner(bytes)
        do throws(JSONScanner.Problem) {
            try scanner.skipDocument()
        } catch {
            throw self.error(error)
        }
    }

    /// Bytes up to which a document is read as one for a check; beyond, only its brackets are looked at.
    private static let mostAtOnce = 4 << 20

    /// Whether there is a list at that place.
    func hasRows(at path: String) -> Bool {
        var scanner = JSONScanner(bytes)
        return (try? scanner.enter(path)) ?? false
    }

    /// Whether the first row has a member at each of these places; the ones that it has not.
    func missing(_ columns: [String], at path: String) throws(InputError) -> [String] {
        var missing = columns
        try forEach(at: path, upTo: 1) { _, row in
            missing = columns.filter { Self.member($0, of: row) == nil }
        }
        return missing
    }

    /// The places in the first row at which a text, a number or a truth value stands, for messages.
    func columns(at path: String) throws(InputError) -> [String] {
        var found: [String] = []
        try forEach(at: path, upTo: 1) { _, row in Self.collect(row, "", &found) }
        return found
    }

    /// Hands over each row: the line on which it begins, and the texts at the places asked for. Empty where nothing stands.
    func forEachRow(
        at path: String,
        _ wanted: [String],
        _ body: (_ line: Int, _ cells: [String]) throws(InputError) -> Void
    ) throws(InputError) {
        try forEach(at: path, upTo: limits.rows) { line, row throws(InputError) in
            try body(line, wanted.map { Self.member($0, of: row) ?? "" })
        }
    }

    private func forEach(
        at path: String,
        upTo most: Int,
        _ body: (_ line: Int, _ row: JSON) throws(InputError) -> Void
    ) throws(InputError) {
        var scanner = JSONScanner(bytes)
        guard try enter(&scanner, path) else {
            let message = "there is no list of rows at \(path); is this the answer that the mapping is for?"
            throw InputError(.nothingFound, file: file, message)
        }
        var number = 0
        while let range = try item(&scanner) {
            number += 1
            let row: JSON
            do throws(JSONReader.Problem) {
                row = try JSONReader.read(String(decoding: bytes[range], as: UTF8.self))
            } catch {
                let line = FeedText.lineNumber(at: min(range.lowerBound + error.offset, bytes.count), in: bytes)
                throw InputError(.badJSON, file: file, line: line, "in row \(number): \(error.message)")
            }
            try body(scanner.line, row)
            if number == most { return }
        }
    }

    private func enter(_ scanner: inout JSONScanner, _ path: String) throws(InputError) -> Bool {
        do throws(JSONScanner.Problem) {
            return try scanner.enter(path)
        } catch {
            throw self.error(error)
        }
    }

    private func item(_ scanner: inout JSONScanner) throws(InputError) -> Range<Int>? {
        do throws(JSONScanner.Problem) {
            return try scanner.nextItem()
        } catch {
            throw self.error(error)
        }
    }

    private func error(_ problem: JSONScanner.Problem) -> InputError {
        let line = FeedText.lineNumber(at: min(problem.offset, bytes.count), in: bytes)
        return InputError(.badJSON, file: file, line: line, problem.message)
    }

    /// What stands at a place in a row: names of members with points between them; a name may hold points itself. `[2]`
    /// is the third item of a list.
    static func member(_ path: String, of value: JSON) -> String? {
        member(path[...], of: value, depth: 0)
    }

    private static func member(_ path: Substring, of value: JSON, depth: Int) -> String? {
        if path.isEmpty {
            switch value {
            case .string(let text): return text
            case .integer(let number): return "\(number)"
            case .greatInteger(let number): return "\(number)"
            case .number(let number): return "\(number)"
            case .bool(let flag): return "\(flag)"
            case .null, .array, .object: return nil
            }
        }
        guard depth < 64 else { return nil }
        switch value {
        case .object(let members):
            // Labels of Kubernetes have names with points: the longest name that fits counts.
            var best: (rest: Substring, value: JSON, length: Int)?
            for (name, value) in members where path.hasPrefix(name) && name.utf8.count > best?.length ?? -1 {
                let rest = path.dropFirst(name.count)
                guard rest.isEmpty || rest.first == "." || rest.first == "[" else { continue }
                best = (rest.first == "." ? rest.dropFirst() : rest, value, name.utf8.count)
            }
            return best.flatMap { member($0.rest, of: $0.value, depth: depth + 1) }
        case .array(let items):
            guard path.first == "[", let close = path.firstIndex(of: "]"),
                let index = Int(path[path.index(after: path.startIndex)..<close]), items.indices.contains(index)
            else { return nil }
            let rest = path[path.index(after: close)...]
            return member(rest.first == "." ? rest.dropFirst() : rest, of: items[index], depth: depth + 1)
        default: return nil
        }
    }

    private static func collect(_ value: JSON, _ path: String, _ found: inout [String]) {
        guard found.count < 2000 else { return }
        switch value {
        case .object(let members):
            for (name, value) in members { collect(value, path.isEmpty ? name : "\(path).\(name)", &found) }
        case .array(let items):
            if let first = items.first { collect(first, "\(path)[0]", &found) }
        default: found.append(path)
        }
    }
}
