extension Archives {
    /// The files of a tar or zip archive of which not a byte may be missing at the end.
    ///
    /// Reading files one after the other stops where an archive says that there are no more; what the compression has
    /// after that, or zip's directory, may be cut off unnoticed. Here everything is decompressed to its end first.
    ///
    /// - Throws: as `members(path:limits:select:)`.
    package static func wholeMembers(
        path: String,
        limits: ArchiveLimits = ArchiveLimits()
    ) throws(ArchiveError) -> [ArchiveMember] {
        try wholeMembers(of: readFileBytes(path: path, limit: limits.fileBytes), name: path, limits: limits)
    }

    /// The same, of bytes that are already in memory.
    package static func wholeMembers(
        of bytes: [UInt8],
        name: String,
        limits: ArchiveLimits = ArchiveLimits()
    ) throws(ArchiveError) -> [ArchiveMember] {
        let isZip = bytes.starts(with: Array("PK".utf8))
        if isZip, !endsWithDirectory(bytes) {
            throw ArchiveError(.truncated, "it ends too early (there is no directory at the end)", path: name)
        }
        let plain = try isZip ? bytes : decompressed(bytes, name: name, limits: limits)
        // A tar archive ends with two blocks of zeros.
        if !isZip, plain.count < 1024 || plain.suffix(1024).contains(where: { $0 != 0 }) {
            let hasMagic = plain.count > 262 && Array(plain[257..<262]) == Array("ustar".utf8)
            if hasMagic { throw ArchiveError(.truncated, "it ends too early (there is no end mark)", path: name) }
        }
        return try members(of: plain, name: name, limits: limits)
    }

    /// What all layers of compression hold, read to the very end.
    private static func decompressed(
        _ bytes: [UInt8],
        name: String,
        limits: ArchiveLimits
    ) throws(ArchiveError) -> [UInt8] {
        let result = bytes.withUnsafeBytes { buffer in
            Result { () throws(ArchiveError) -> [UInt8] in
                let reader = try ArchiveReader(over: buffer, name: name, limits: limits, onlyFilters: true)
                guard try reader.nextEntry() != nil else {
                    throw ArchiveError(.empty, "there is nothing in it", path: name)
                }
                let contents = try reader.contents(keep: true)
                guard reader.usedBytes == bytes.count else {
                    throw ArchiveError(
                        .damaged,
                        "\(bytes.count - reader.usedBytes) bytes follow its end that do not belong to it",
                        path: name
                    )
                }
                return contents
            }
        }
        return try result.get()
    }

    /// True if a zip archive has its end record (PKWARE's APPNOTE.TXT, 4.3.16) at the very end.
    private static func endsWithDirectory(_ bytes: [UInt8]) -> Bool {
        let size = 22
        let signature: [UInt8] = [0x50, 0x4B, 0x05, 0x06]
        guard bytes.count >= size else { return false }
        let earliest = max(0, bytes.count - size - 0xFFFF)
        return (earliest...(bytes.count - size)).reversed().contains { place in
            bytes[place..<place + 4].elementsEqual(signature)
                && Int(bytes[place + 20]) | Int(bytes[place + 21]) << 8 == bytes.count - size - place
        }
    }
}
