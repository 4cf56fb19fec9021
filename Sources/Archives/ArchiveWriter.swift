import CArchiveShim
import CLibArchive

extension Archives {
    /// An archive of some files, as bytes: the same files in the same order give the same bytes, whoever writes them and
    /// whenever. Owner, permissions and times are the same for all; nothing of the machine goes in.
    ///
    /// - Parameters:
    ///   - files: with relative names in ASCII, in the order in which they are written.
    ///   - name: what errors call the archive.
    /// - Throws: `ArchiveError`: `unsafeName` for a name that reading would refuse, `unwritable` if libarchive fails.
    package static func archive(
        of files: [(name: String, bytes: [UInt8])],
        as format: ArchiveFormat,
        name: String
    ) throws(ArchiveError) -> [UInt8] {
        for file in files {
            guard try ArchiveMember.safeName(file.name, path: name) == file.name, file.name.allSatisfy(\.isASCII) else {
                throw ArchiveError(.unsafeName, "the entry '\(file.name)' is not plain ASCII", path: name)
            }
        }
        let writer = try ArchiveWriter(format, name: name)
        for file in files { try writer.add(file.name, file.bytes) }
        return try writer.finish()
    }
}

/// One archive being written into memory: a thin owner of libarchive's handle.
private final class ArchiveWriter {
    /// What libarchive has handed out so far; it outlives the handle.
    private final class Sink {
        var bytes: [UInt8] = []
    }

    private let handle: OpaquePointer
    private let name: String
    private let sink = Sink()

    init(_ format: ArchiveFormat, name: String) throws(ArchiveError) {
        guard let handle = archive_write_new() else {
            throw ArchiveError(.unwritable, "the archive writer cannot be set up", path: name)
        }
        self.handle = handle
        self.name = name
        switch format {
        case .zip:
            try check(archive_write_set_format_zip(handle))
            try check(archive_write_set_options(handle, "zip:compression=deflate,zip:!zip64"))
        case .tarZstandard, .tarGzip, .tarXZ:
            // Extended headers only where a name or a size needs them.
            try check(archive_write_set_format_pax_restricted(handle))
        }
        switch format {
        case .zip: break
        case .tarZstandard:
            try check(archive_write_add_filter_zstd(handle))
            try check(archive_write_set_options(handle, "zstd:compression-level=12"))
        case .tarGzip:
            try check(archive_write_add_filter_gzip(handle))
            // Without it the time of writing would go in.
            try check(archive_write_set_options(handle, "gzip:!timestamp,gzip:compression-level=9"))
        case .tarXZ:
            try check(archive_write_add_filter_xz(handle))
            // One thread, so that the stream is cut the same way on every machine.
            try check(archive_write_set_options(handle, "xz:threads=1,xz:compression-level=6"))
        }
        // No padding after the last block.
        try check(archive_write_set_bytes_in_last_block(handle, 1))
        let opened = archive_write_open2(
            handle,
            Unmanaged.passUnretained(sink).toOpaque(),
            nil,
            { _, context, buffer, count in
                guard let context, let buffer else { return -1 }
                let bytes = UnsafeRawBufferPointer(start: buffer, count: count)
                Unmanaged<Sink>.fromOpaque(context).takeUnretainedValue().bytes.append(contentsOf: bytes)
                return la_ssize_t(count)
            },
            nil,
            nil
        )
        try check(opened)
    }

    deinit {
        archive_write_free(handle)
    }

    func add(_ path: String, _ bytes: [UInt8]) throws(ArchiveError) {
        guard let entry = archive_entry_new() else {
            throw ArchiveError(.unwritable, "an entry cannot be made", path: name)
        }
        defer { archive_entry_free(entry) }
        archive_entry_set_pathname(entry, path)
        patchlab_set_regular_file(entry)
        archive_entry_set_perm(entry, 0o644)
        archive_entry_set_size(entry, la_int64_t(bytes.count))
        archive_entry_set_mtime(entry, 0, 0)
        archive_entry_set_uid(entry, 0)
        archive_entry_set_gid(entry, 0)
        try check(archive_write_header(handle, entry))
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { archive_write_data(handle, $0.baseAddress, $0.count) }
            guard count > 0 else { throw failure() }
            rest = rest.dropFirst(count)
        }
    }

    func finish() throws(ArchiveError) -> [UInt8] {
        try check(archive_write_close(handle))
        return sink.bytes
    }

    private func check(_ status: Int32) throws(ArchiveError) {
        guard status == ARCHIVE_OK else { throw failure() }
    }

    private func failure() -> ArchiveError {
        let said = archive_error_string(handle).map { String(cString: $0) } ?? "unknown error"
        return ArchiveError(.unwritable, "the archive cannot be written (\(said))", path: name)
    }
}
