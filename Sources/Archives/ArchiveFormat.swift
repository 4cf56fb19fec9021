/// The kinds of archive that are written, each told by the end of a file's name.
package enum ArchiveFormat: String, Sendable, Hashable, CaseIterable {
    case tarZstandard = ".tar.zst"
    case tarGzip = ".tar.gz"
    case tarXZ = ".tar.xz"
    case zip = ".zip"

    /// The format that the name of a file asks for; nil if it ends in none of the known ways.
    package init?(fileName: String) {
        let lower = fileName.lowercased()
        guard let found = Self.allCases.first(where: { lower.hasSuffix($0.rawValue) }) else { return nil }
        self = found
    }
}
