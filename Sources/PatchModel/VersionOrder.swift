/// How the versions of a component follow each other.
public enum VersionOrder: String, Sendable, Hashable, CaseIterable {
    /// By Debian's rules: see `DebianVersion`.
    case debian
    /// As they are listed. Any text is a version then.
    case listed
}
