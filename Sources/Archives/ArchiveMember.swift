import Text

/// One entry of a tar, zip or ar archive, read into memory.
package struct ArchiveMember: Sendable, Hashable {
    /// What an entry is. Links and devices never reach a caller: they are refused.
    enum Kind: Int {
        case file = 0
        case directory = 1
        case symbolicLink = 2
        case hardLink = 3
        case special = 4
    }

    /// The path inside the archive, with `/` between its parts and without a leading `./`; checked to be safe.
    package let name: String
    /// The contents, or an empty array if the caller did not select this member.
    package let bytes: [UInt8]

    /// The name without a leading `./`, or what makes it unsafe.
    static func safeName(_ name: String, path: String) throws(ArchiveError) -> String {
        func refusal(_ why: String) -> ArchiveError {
            ArchiveError(.unsafeName, "the entry '\(printable(name))' \(why)", path: path)
        }
        // Zip files from other systems may use backslashes; they are held to the same rules.
        let parts = name.split(separator: "/", omittingEmptySubsequences: false)
            .flatMap { $0.split(separator: "\\", omittingEmptySubsequences: false) }
        guard parts.first?.isEmpty == false else { throw refusal("has an absolute path") }
        guard !(parts.first?.hasSuffix(":") ?? false) else { throw refusal("has an absolute path") }
        guard !parts.contains("..") else { throw refusal("climbs out of the archive with '..'") }
        guard !name.unicodeScalars.contains(where: { $0.value < 32 || $0.value == 127 }) else {
            throw refusal("has control characters in its name")
        }
        return name.hasPrefix("./") ? String(name.dropFirst(2)) : name
    }

    /// The name with everything that could disturb a terminal spelt out.
    static func printable(_ name: String) -> String {
        SafeText.line(name)
    }
}
