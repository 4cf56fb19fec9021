package import PatchModel
package import ScenarioFiles

/// A version as it is compared: of two, the lesser one is the older.
///
/// For all schemes but Debian's it is a text of bytes of which every byte counts in turn, so that the order is total and
/// transitive whatever the versions are.
package enum VersionKey: Sendable, Hashable, Comparable {
    case debian(DebianVersion)
    case bytes([UInt8])

    package static func < (left: VersionKey, right: VersionKey) -> Bool {
        switch (left, right) {
        case (.debian(let left), .debian(let right)): left < right
        case (.bytes(let left), .bytes(let right)): left.lexicographicallyPrecedes(right)
        case (.debian, .bytes): true
        case (.bytes, .debian): false
        }
    }
}

extension VersionScheme {
    /// Bytes of a version, beyond which none is long.
    private static let longest = 512

    /// What a version is compared by; nil if it is none by the rules of the scheme.
    package func key(of text: String) -> VersionKey? {
        guard !text.isEmpty, text.utf8.count <= Self.longest else { return nil }
        let bytes = Array(text.utf8)
        let key: [UInt8]? =
            switch self {
            case .deb: nil
            case .rpm: RPMOrder.key(bytes)
            case .apk: AlpineOrder.key(bytes)
            case .semver: SemanticOrder.key(bytes)
            case .pep440: PythonOrder.key(text)
            case .windowsBuild: NumberOrder.key(bytes, count: 2...4)
            case .numeric: NumberOrder.key(bytes, count: 1...16)
            }
        if self == .deb { return (try? DebianVersion(text)).map { .debian($0) } }
        return key.map { .bytes($0) }
    }

    /// Whether the versions of a scenario can be left to Debian's rules.
    package var isDebian: Bool { self == .deb }
}

/// A text of bytes that grows, in which numbers stand so that the longer one is the greater one.
struct KeyWriter {
    private(set) var bytes: [UInt8] = []

    mutating func put(_ byte: UInt8) { bytes.append(byte) }

    /// A number of any length, by its ASCII digits.
    mutating func putNumber(_ digits: some Collection<UInt8>) {
        let rest = digits.drop { $0 == UInt8(ascii: "0") }
        // No version is longer than two bytes can count.
        bytes.append(UInt8(truncatingIfNeeded: rest.count >> 8))
        bytes.append(UInt8(truncatingIfNeeded: rest.count))
        bytes.append(contentsOf: rest)
    }

    /// A text without zero bytes; a beginning of another comes before it.
    mutating func putText(_ text: some Collection<UInt8>) {
        bytes.append(contentsOf: text)
        bytes.append(0)
    }
}

extension UInt8 {
    var isDigit: Bool { self >= UInt8(ascii: "0") && self <= UInt8(ascii: "9") }
    var isLetter: Bool {
        let small = self | 0x20
        return small >= UInt8(ascii: "a") && small <= UInt8(ascii: "z")
    }
}
