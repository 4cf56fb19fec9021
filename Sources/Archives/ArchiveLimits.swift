/// How much of an untrusted file is read before it is refused.
///
/// Nothing is ever written to disk, and what is read into memory is bounded by these caps.
package struct ArchiveLimits: Sendable, Hashable {
    /// The largest file that is opened, in bytes as it stands on disk.
    package var fileBytes: Int
    /// The most bytes all members together may expand to.
    package var expandedBytes: Int
    /// The most entries an archive may list.
    package var entries: Int
    /// The most bytes that a member may have where they are read one by one.
    package var memberBytes = 16 << 20
    /// The most bytes that a byte of the file may expand to; nil: any number.
    package var ratio: Int?
    /// Expanded bytes up to which the ratio does not matter.
    package var ratioBeyond = 64 << 20

    /// Caps with room to spare for a distribution's largest index: 256 MiB on disk, 512 MiB expanded, 10,000 entries.
    package init(fileBytes: Int = 256 << 20, expandedBytes: Int = 512 << 20, entries: Int = 10_000) {
        self.fileBytes = fileBytes
        self.expandedBytes = expandedBytes
        self.entries = entries
    }

    /// Caps for archives of many small documents, which are read one by one: 4 GiB on disk, 8 GiB expanded, a thousandfold at
    /// most, a million entries.
    package static var streamed: ArchiveLimits {
        var limits = ArchiveLimits(fileBytes: 4 << 30, expandedBytes: 8 << 30, entries: 1_000_000)
        limits.ratio = 1000
        return limits
    }
}
