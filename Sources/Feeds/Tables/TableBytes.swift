import Archives

/// The bytes of a table: of a plain file piece by piece, of a compressed one from memory.
final class TableBytes {
    private enum Source {
        case file(FileStream)
        case memory([UInt8])
    }

    private var source: Source
    /// What was read to see what the file is.
    private(set) var start: [UInt8] = []
    private let path: String
    private static let piece = 1 << 20

    /// Opens a file, plain, compressed, or an archive with one file.
    init(path: String, limits: TableLimits) throws(InputError) {
        self.path = path
        do throws(ArchiveError) {
            let stream = try FileStream(path: path, limit: limits.bytes)
            source = .file(stream)
            while start.count < Self.piece, try stream.read(into: &start, upTo: Self.piece) {}
        } catch {
            throw Self.unreadable(error)
        }
        if let kind = Self.workbook(start) {
            let message = "this is \(kind), not a table in text; save the sheet as CSV (UTF-8) and give that file"
            throw InputError(.wrongFormat, file: path, message)
        }
        guard Self.isCompressed(start) else { return }
        do throws(ArchiveError) {
            start = try Archives.readDocument(path: path)
            source = .memory([])
        } catch {
            throw Self.unreadable(error)
        }
    }

    /// A table that is in memory already.
    init(_ bytes: [UInt8], name: String) {
        path = name
        source = .memory([])
        start = bytes
    }

    /// What was read at the beginning, which is handed out once.
    func takeStart() -> [UInt8] {
        defer { start = [] }
        return start
    }

    /// Appends more bytes to a buffer; false at the end.
    func read(into buffer: inout [UInt8], upTo wanted: Int) throws(InputError) -> Bool {
        guard case .file(let stream) = source else { return false }
        do throws(ArchiveError) {
            return try stream.read(into: &buffer, upTo: wanted)
        } catch {
            throw Self.unreadable(error)
        }
    }

    private static func unreadable(_ error: ArchiveError) -> InputError {
        InputError(error.code == .tooLarge ? .tooLarge : .unreadable, file: error.path, error.message)
    }

    private static func isCompressed(_ bytes: [UInt8]) -> Bool {
        let marks: [[UInt8]] = [
            [0x1F, 0x8B], [0x1F, 0x9D], [0xFD, 0x37, 0x7A, 0x58], [0x42, 0x5A, 0x68], [0x28, 0xB5, 0x2F, 0xFD],
            [0x04, 0x22, 0x4D, 0x18], [0x4C, 0x5A, 0x49, 0x50], [0x50, 0x4B, 0x03, 0x04], Array("!<arch>".utf8),
        ]
        return marks.contains { bytes.starts(with: $0) } || bytes.dropFirst(257).starts(with: "ustar".utf8)
    }

    /// What spreadsheet programs save; nil for anything else.
    private static func workbook(_ bytes: [UInt8]) -> String? {
        if bytes.starts(with: [0xD0, 0xCF, 0x11, 0xE0]) { return "an Excel workbook (XLS)" }
        guard bytes.starts(with: [0x50, 0x4B, 0x03, 0x04]) else { return nil }
        let head = bytes.prefix(4096)
        func holds(_ text: String) -> Bool { head.firstRange(of: Array(text.utf8)) != nil }
        if holds("[Content_Types].xml") || holds("xl/") { return "an Excel workbook (XLSX)" }
        return holds("opendocument.spreadsheet") ? "an OpenDocument spreadsheet (ODS)" : nil
    }
}
