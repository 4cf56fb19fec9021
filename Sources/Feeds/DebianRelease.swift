import PatchModel

/// Debian's releases, as far as versions of packages name them.
enum DebianRelease {
    /// The code name of the release a version was built for, told from a suffix such as `+deb12u3` or `~deb12u1`; nil if
    /// it has none.
    static func codeName(in version: DebianVersion) -> String? {
        number(in: version).flatMap { codeNames[$0] }
    }

    /// The release that most of the versions name; nil if none names one. Of equally many, the newest.
    static func mostNamed(in versions: some Sequence<DebianVersion>) -> String? {
        var counts: [Int: Int] = [:]
        for version in versions {
            if let number = number(in: version), codeNames[number] != nil { counts[number, default: 0] += 1 }
        }
        let best = counts.max { ($0.value, $0.key) < ($1.value, $1.key) }
        return best.flatMap { codeNames[$0.key] }
    }

    /// The release a machine runs: as its `base-files` says, whose version is that of the release (`12.4+deb12u9`), and
    /// failing that as most of its packages say; nil if none says it.
    static func codeName(of status: PackageStatus) -> String? {
        if let base = status.installed.first(where: { $0.name == "base-files" })?.version {
            if let name = codeName(in: base) { return name }
            let parts = base.upstream.split(separator: ".", omittingEmptySubsequences: false)
            let isPlain = base.epoch == 0 && base.revision.isEmpty && (1...2).contains(parts.count)
            // Other distributions mark theirs (`12ubuntu4`).
            if isPlain, parts.allSatisfy({ Int($0) != nil }), let name = Int(parts[0]).flatMap({ codeNames[$0] }) {
                return name
            }
        }
        return mostNamed(in: status.installed.lazy.map(\.version))
    }

    /// Whether one release came before another; false if either is not known.
    static func isOlder(_ name: String, than other: String) -> Bool {
        let numbers = [name, other].map { wanted in codeNames.first { $0.value == wanted }?.key }
        guard let first = numbers[0], let second = numbers[1] else { return false }
        return first < second
    }

    /// Whether a version is a newer upstream release rebuilt for an older Debian (`140.13.0esr-1~deb13u1`). Then it is the
    /// upstream version that fixes, whatever the release; with `+deb13u1` it is a patch on top of an old version.
    static func isRebuild(_ version: DebianVersion) -> Bool {
        version.description.contains("~deb")
    }

    /// How many uploads to the same release lie between two versions, told from their counters: 2 between `1.0-1+deb12u3`
    /// and `1.0-1+deb12u5`, 5 between `1.0-1` and the latter. Nil if the versions do not count from the same one.
    static func uploads(from old: DebianVersion, to new: DebianVersion) -> Int? {
        guard let after = counter(in: new) else { return nil }
        let before = counter(in: old)
        guard (before?.base ?? old.description) == after.base, before.map({ $0.release == after.release }) ?? true
        else {
            return nil
        }
        let count = after.count - (before?.count ?? 0)
        return count > 0 ? count : nil
    }

    private static let codeNames = [
        8: "jessie", 9: "stretch", 10: "buster", 11: "bullseye", 12: "bookworm", 13: "trixie", 14: "forky", 15: "duke",
    ]

    /// `1.0-1+deb12u5` as its parts.
    private static func counter(in version: DebianVersion) -> (base: String, release: Int, count: Int)? {
        let text = version.description
        guard let plus = text.lastIndex(of: "+") else { return nil }
        let suffix = text[text.index(after: plus)...]
        guard suffix.hasPrefix("deb") else { return nil }
        let numbers = suffix.dropFirst(3).split(separator: "u", omittingEmptySubsequences: false)
        // Few digits, so that no difference overflows.
        guard numbers.count == 2, numbers.allSatisfy({ (1...6).contains($0.utf8.count) }),
            let release = Int(numbers[0]),
            let count = Int(numbers[1])
        else { return nil }
        return (String(text[..<plus]), release, count)
    }

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
