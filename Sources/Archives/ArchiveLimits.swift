/// How much of an untrusted file is read before it is refused.
///
/// Everything is read into memory and nothing is ever written to disk, so these caps bound what a hostile file can cost.
package struct ArchiveLimits: Sendable, Hashable {
    /// The largest file that is opened, in bytes as it stands on disk.
    package var fileBytes: Int
    /// The most bytes all members together may expand to.
    package var expandedBytes: Int
    /// The most entries an archive may list.
    package var entries: Int

    /// Caps with room to spare for a distribution's largest index: 256 MiB on disk, 512 MiB expanded, 10,000 entries.
    package init(fileBytes: Int = 256 << 20, expandedBytes: Int = 512 << 20, entries: Int = 10_000) {
        self.fileBytes = fileBytes
        self.expandedBytes = expandedBytes
        self.entries = entries
    }
}
