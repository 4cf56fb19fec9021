#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

extension Archives {
    /// Hands over the files of a tar, zip or ar archive one after the other, so that neither the archive nor what it holds is ever
    /// in memory as a whole. Directories are left out.
    ///
    /// - Parameters:
    ///   - select: tells by name whether a file is handed over.
    ///   - body: is given the name and the contents; what it throws ends the reading.
    /// - Returns: whether the file is an archive; if it is none, nothing is handed over.
    /// - Throws: ``ArchiveError`` of the archive, as ``members(path:limits:select:)`` does, or what `body` throws, by
    ///   way of `wrap`.
    package static func eachMember<Failure: Error>(
        path: String,
        limits: ArchiveLimits = .streamed,
        select: (String) -> Bool = { _ in true },
        failure wrap: (ArchiveError) -> Failure,
        _ body: (_ name: String, _ bytes: [UInt8]) throws(Failure) -> Void
    ) throws(Failure) -> Bool {
        var buffer: [UInt8] = []
        let reader: ArchiveReader
        let file: Int32
        do throws(ArchiveError) {
            let opened = try openRegularFile(path: path)
            file = opened.file
            guard opened.size <= limits.fileBytes, opened.size > 0 else {
                close(file)
                if opened.size == 0 { throw ArchiveError(.empty, "the file is empty", path: path) }
                throw tooLarge(limits.fileBytes, path)
            }
        } catch {
            throw wrap(error)
        }
        defer { close(file) }
        do throws(ArchiveError) {
            reader = try ArchiveReader(file: file, name: path, limits: limits)
        } catch {
            throw wrap(error)
        }
        while true {
            let name: String
            do throws(ArchiveError) {
                guard let entry = try reader.nextEntry() else { return true }
                if reader.isRaw { return false }
                guard let safe = try fileName(entry, path: path) else { continue }
                guard select(safe) else {
                    // What is compressed as a whole is expanded to reach the next entry, and counts; a zip's entry is not.
                    if reader.compressionLayers > 0 { try reader.read(into: &buffer) }
                    continue
                }
                try reader.read(into: &buffer)
                name = safe
            } catch {
                throw wrap(error)
            }
            try body(name, buffer)
        }
    }

    /// The safe name of an entry that is a file; nil for a directory.
    static func fileName(
        _ entry: (name: String, kind: ArchiveMember.Kind),
        path: String
    ) throws(ArchiveError) -> String? {
        let shown = ArchiveMember.printable(entry.name)
        switch entry.kind {
        case .directory:
            _ = try ArchiveMember.safeName(entry.name, path: path)
            return nil
        case .symbolicLink, .hardLink:
            throw ArchiveError(.unsafeEntry, "the entry '\(shown)' is a link; links are not followed", path: path)
        case .special:
            throw ArchiveError(.unsafeEntry, "the entry '\(shown)' is a device or pipe", path: path)
        case .file:
            return try ArchiveMember.safeName(entry.name, path: path)
        }
    }
}
