import PatchModel

/// Debian's releases, as far as versions of packages name them.
enum DebianRelease {
    /// The code name of the release a version was built for, told from a suffix such as `+deb12u3` or `~deb12u1`; nil if
    /// it has none.
    static func codeName(in version: DebianVersion) -> String? {
        number(in: version).flatMap { codeNames[$0] }
    }

    /// Whether a version is a newer upstream release rebuilt for an older Debian (`140.13.0esr-1~deb13u1`). Then it is the
    /// upstream version that fixes, whatever the release; with `+deb13u1` it is a patch on top of an old version.
    static func isRebuild(_ version: DebianVersion) -> Bool {
        version.description.contains("~deb")
    }

    private static let codeNames = [
        8: "jessie", 9: "stretch", 10: "buster", 11: "bullseye", 12: "bookworm", 13: "trixie", 14: "forky", 15: "duke",
    ]

    /// The number after the last `deb` that follows a plus or a tilde.
    private static func number(in version: DebianVersion) -> Int? {
        let bytes = Array(version.description.utf8)
        let mark = Array("deb".utf8)
        for start in bytes.indices.dropFirst().reversed() where bytes[start...].starts(with: mark) {
            let before = bytes[start - 1]
            guard before == UInt8(ascii: "+") || before == UInt8(ascii: "~") else { continue }
            let digits = bytes[(start + mark.count)...].prefix { (0x30...0x39).contains($0) }
            return Int(String(decoding: digits, as: UTF8.self))
        }
        return nil
    }
}
