import CArchiveShim
import CLibArchive

/// One pass over a compressed or plain stream in memory or in a file, entry by entry: a thin owner of libarchive's handle.
///
/// Formats and filters are enabled by name. libarchive's `all` would include mtree, which takes plain text for a listing,
/// and uuencode, which looks for its header deep inside a text; lzop, lrzip and grzip may start outside programs, which an
/// untrusted file must not be able to do.
final class ArchiveReader {
    private let handle: OpaquePointer
    private let name: String
    private let limits: ArchiveLimits
    private var expanded = 0
    private var entries = 0
    private var chunk: [UInt8] = []

    /// - Parameters:
    ///   - bytes: the stream; it must outlive the reader.
    ///   - name: what errors call it.
    ///   - onlyFilters: whether archives are not opened but handed out as the documents they are.
    convenience init(
        over bytes: UnsafeRawBufferPointer,
        name: String,
        limits: ArchiveLimits,
        onlyFilters: Bool = false
    ) throws(ArchiveError) {
        try self.init(name: name, limits: limits, onlyFilters: onlyFilters)
        guard archive_read_open_memory(handle, bytes.baseAddress, bytes.count) == ARCHIVE_OK else { throw failure() }
    }

    /// - Parameter file: the descriptor of a file, which must stay open as long as the reader is used.
    convenience init(file: Int32, name: String, limits: ArchiveLimits) throws(ArchiveError) {
        try self.init(name: name, limits: limits, onlyFilters: false)
        guard archive_read_open_fd(handle, file, Self.piece) == ARCHIVE_OK else { throw failure() }
    }

    private static let piece = 1 << 16

    private init(name: String, limits: ArchiveLimits, onlyFilters: Bool) throws(ArchiveError) {
        guard let handle = archive_read_new() else {
            throw ArchiveError(.damaged, "the archive reader cannot be set up", path: name)
        }
        self.handle = handle
        self.name = name
        self.limits = limits
        let filters = [
            archive_read_support_filter_gzip, archive_read_support_filter_bzip2, archive_read_support_filter_compress,
            archive_read_support_filter_xz, archive_read_support_filter_lzma, archive_read_support_filter_lzip,
            archive_read_support_filter_lz4, archive_read_support_filter_zstd,
        ]
        let archives = [
            archive_read_support_format_tar, archive_read_support_format_zip, archive_read_support_format_ar,
        ]
        let formats =
            (onlyFilters ? [] : archives) + [archive_read_support_format_raw, archive_read_support_format_empty]
        // A filter that this build of libarchive lacks is a stream it will not recognise, not a reason to stop here.
        for enable in filters + formats { _ = enable(handle) }
    }

    deinit {
        archive_read_free(handle)
    }

    /// How many compression layers were recognised; known once the first entry was asked for.
    var compressionLayers: Int { max(0, Int(archive_filter_count(handle)) - 1) }

    /// True if the stream is no archive but one plain (perhaps compressed) document.
    var isRaw: Bool { archive_format(handle) == ARCHIVE_FORMAT_RAW }

    /// The next entry's name and kind; nil at the end.
    func nextEntry() throws(ArchiveError) -> (name: String, kind: ArchiveMember.Kind)? {
        var entry: OpaquePointer?
        switch patchlab_next_header(handle, &entry) {
        case ARCHIVE_EOF: return nil
        case ARCHIVE_OK, ARCHIVE_WARN: break
        default: throw failure()
        }
        guard let entry else { return nil }
        entries += 1
        guard entries <= limits.entries else {
            throw ArchiveError(.tooManyEntries, "it lists more than \(limits.entries) entries", path: name)
        }
        guard let raw = archive_entry_pathname(entry) ?? archive_entry_pathname_utf8(entry),
            let entryName = String(validatingCString: raw), !entryName.isEmpty
        else {
            throw ArchiveError(.unsafeName, "entry \(entries) has no readable name", path: name)
        }
        return (entryName, ArchiveMember.Kind(rawValue: Int(patchlab_member_kind_of(entry))) ?? .special)
    }

    /// Reads the entry that ``nextEntry()`` returned last to its end.
    ///
    /// - Parameter keep: whether its contents are returned. What is not kept counts towards the limit all the same,
    ///   because it has to be decompressed to reach the next entry.
    func contents(keep: Bool) throws(ArchiveError) -> [UInt8] {
        var result: [UInt8] = []
        while let piece = try nextPiece() {
            if keep { result.append(contentsOf: piece) }
        }
        return result
    }

    /// The same into a buffer, which is emptied first and keeps its room for the next entry.
    func read(into buffer: inout [UInt8]) throws(ArchiveError) {
        buffer.removeAll(keepingCapacity: true)
        let most = limits.memberBytes
        while let piece = try nextPiece() {
            guard buffer.count + piece.count <= most else {
                throw ArchiveError(
                    .tooLarge,
                    "its entry \(entries) is larger than the limit of \(most) bytes",
                    path: name
                )
            }
            buffer.append(contentsOf: piece)
        }
    }

    /// Some bytes of the entry; nil at its end.
    private func nextPiece() throws(ArchiveError) -> ArraySlice<UInt8>? {
        if chunk.isEmpty { chunk = [UInt8](repeating: 0, count: Self.piece) }
        let count = chunk.withUnsafeMutableBytes { archive_read_data(handle, $0.baseAddress, $0.count) }
        guard count >= 0 else { throw failure() }
        guard count > 0 else { return nil }
        expanded += count
        guard expanded <= limits.expandedBytes else {
            throw ArchiveError(
                .tooLarge,
                "it expands to more than the limit of \(limits.expandedBytes) bytes",
                path: name
            )
        }
        // What is decompressed to nothing but zeros, a thousand for each byte, is made to fill memory.
        guard let ratio = limits.ratio, expanded > limits.ratioBeyond, expanded / ratio > usedBytes else {
            return chunk[..<count]
        }
        throw ArchiveError(.tooLarge, "it expands to more than \(ratio) times its size", path: name)
    }

    /// How many bytes of the stream were used so far, before all decompression.
    var usedBytes: Int { Int(archive_filter_bytes(handle, -1)) }

    private func failure() -> ArchiveError {
        // The one failure without words is that of a gzip stream whose last eight bytes are not all there.
        guard let said = archive_error_string(handle).map({ String(cString: $0) }) else {
            return ArchiveError(.truncated, "it ends too early", path: name)
        }
        // The last is liblzma's LZMA_BUF_ERROR: it waits for more of the stream, or of the one that seems to follow it.
        let endsEarly = ["truncat", "unexpected end", "end of file", "premature", "no progress is possible"].contains {
            said.lowercased().contains($0)
        }
        return endsEarly
            ? ArchiveError(.truncated, "it ends too early (\(said))", path: name)
            : ArchiveError(.damaged, "it cannot be decoded (\(said))", path: name)
    }
}
