/// Reads documents out of plain files, compressed files and archives, with limits, and never writes anything.
///
/// Compression: gzip, bzip2, compress, xz, lzma, lzip, lz4 and zstd, also one within another. Archives: tar, zip and ar
/// (hence `.deb`: its inner tar files are opened with ``members(of:name:limits:select:)`` on the outer member's bytes).
package enum Archives {
    /// The one document in a file: the file itself, what it decompresses to, or the only file of an archive.
    ///
    /// ```swift
    /// let status = try Archives.readDocument(path: "web.dpkg-status.xz")
    /// ```
    ///
    /// - Throws: ``ArchiveError``. An archive with several files is refused with their names.
    package static func readDocument(
        path: String,
        limits: ArchiveLimits = ArchiveLimits()
    ) throws(ArchiveError) -> [UInt8] {
        try readDocument(in: readFileBytes(path: path, limit: limits.fileBytes), name: path, limits: limits)
    }

    /// The one document in bytes that are already in memory; `name` is what errors call them.
    package static func readDocument(
        in bytes: [UInt8],
        name: String,
        limits: ArchiveLimits = ArchiveLimits()
    ) throws(ArchiveError) -> [UInt8] {
        let found = try scan(bytes, name: name, limits: limits) { _ in true }
        guard let first = found.members.first else {
            throw ArchiveError(.empty, "there is nothing in it", path: name)
        }
        guard found.members.count == 1 else {
            let names = found.members.prefix(3).map { "'\(ArchiveMember.printable($0.name))'" }.joined(separator: ", ")
            throw ArchiveError(
                .unexpectedContent,
                "this archive holds \(found.members.count) files (\(names)...); exactly one is expected",
                path: name
            )
        }
        guard !first.bytes.isEmpty else { throw ArchiveError(.empty, "there is nothing in it", path: name) }
        if found.isRaw && !found.isCompressed, let format = compressionFormat(beginning: first.bytes) {
            throw ArchiveError(
                .truncated,
                "it begins like a \(format) file but is not one: truncated or damaged",
                path: name
            )
        }
        return first.bytes
    }

    /// The files of a tar, zip or ar archive, plain or compressed, in their order; directories are left out.
    ///
    /// - Parameter select: tells by name whose contents are wanted; the others come with empty `bytes`.
    /// - Throws: ``ArchiveError``; `unexpectedContent` if the file is no archive.
    package static func members(
        path: String,
        limits: ArchiveLimits = ArchiveLimits(),
        select: (String) -> Bool = { _ in true }
    ) throws(ArchiveError) -> [ArchiveMember] {
        let bytes = try readFileBytes(path: path, limit: limits.fileBytes)
        return try members(of: bytes, name: path, limits: limits, select: select)
    }

    /// The files of an archive that is already in memory, for instance of a member of another archive.
    package static func members(
        of bytes: [UInt8],
        name: String,
        limits: ArchiveLimits = ArchiveLimits(),
        select: (String) -> Bool = { _ in true }
    ) throws(ArchiveError) -> [ArchiveMember] {
        let found = try scan(bytes, name: name, limits: limits, select: select)
        guard !found.isRaw else {
            throw ArchiveError(.unexpectedContent, "this is not a tar, zip or ar archive", path: name)
        }
        return found.members
    }

    private struct Contents {
        var members: [ArchiveMember] = []
        var isRaw = false
        var isCompressed = false
    }

    private static func scan(
        _ bytes: [UInt8],
        name: String,
        limits: ArchiveLimits,
        select: (String) -> Bool
    ) throws(ArchiveError) -> Contents {
        guard !bytes.isEmpty else { throw ArchiveError(.empty, "there is nothing in it", path: name) }
        guard bytes.count <= limits.fileBytes else {
            throw ArchiveError(.tooLarge, "it is larger than the limit of \(limits.fileBytes) bytes", path: name)
        }
        let result = bytes.withUnsafeBytes { buffer in
            Result { () throws(ArchiveError) -> Contents in
                try scan(ArchiveReader(over: buffer, name: name, limits: limits), name: name, select: select)
            }
        }
        return try result.get()
    }

    private static func scan(
        _ reader: ArchiveReader,
        name: String,
        select: (String) -> Bool
    ) throws(ArchiveError) -> Contents {
        var contents = Contents()
        while let entry = try reader.nextEntry() {
            contents.isRaw = reader.isRaw
            contents.isCompressed = reader.compressionLayers > 0
            guard let safe = try fileName(entry, path: name) else { continue }
            contents.members.append(ArchiveMember(name: safe, bytes: try reader.contents(keep: select(safe))))
        }
        return contents
    }

    /// The compressed format whose first bytes these are.
    private static func compressionFormat(beginning bytes: [UInt8]) -> String? {
        let magics: [(String, [UInt8])] = [
            ("xz", [0xFD, 0x37, 0x7A]), ("gzip", [0x1F, 0x8B]), ("bzip2", [0x42, 0x5A, 0x68]),
            ("zstd", [0x28, 0xB5, 0x2F, 0xFD]), ("lz4", [0x04, 0x22, 0x4D, 0x18]), ("lzip", [0x4C, 0x5A, 0x49, 0x50]),
        ]
        return magics.first { bytes.starts(with: $0.1) }?.0
    }
}
