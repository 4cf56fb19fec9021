/// A key in which `*` stands for every entry of a list or of a map of names: `fleet.*.count`, `patches.*.regressions[*].chance`.
package struct KeyPattern: Sendable, Hashable {
    private let parts: [Substring]

    /// Nil for a key without `*`.
    package init?(_ key: String) {
        let parts = Self.parts(of: key[...])
        guard parts.contains("*") else { return nil }
        self.parts = parts.map { Substring($0) }
    }

    /// Whether a key, as `patchlab keys` writes it, is one of those that are meant.
    package func matches(_ key: String) -> Bool {
        let others = Self.parts(of: key[...])
        return parts.count == others.count && zip(parts, others).allSatisfy { $0 == "*" || $0 == $1 }
    }

    private static func parts(of key: Substring) -> [Substring] {
        key.split { $0 == "." || $0 == "[" || $0 == "]" }
    }
}

extension ScenarioSource {
    /// The keys that a key stands for: itself, or all that match if there is a `*` in it.
    package func keys(meantBy key: String) -> [String] {
        guard let pattern = KeyPattern(key) else { return [key] }
        return keys.map(\.key).filter(pattern.matches)
    }
}
