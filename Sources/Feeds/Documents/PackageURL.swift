/// A package URL: the name of a package across feeds, `pkg:rpm/redhat/openssl-libs@3.0.7-27.el9?arch=x86_64`.
///
/// After the specification at https://github.com/package-url/purl-spec.
package struct PackageURL: Sendable, Hashable {
    /// Such as `rpm`, in small letters.
    package let type: String
    /// Such as `redhat`; empty if there is none.
    package let namespace: String
    package let name: String
    package let version: String?
    package let qualifiers: [String: String]

    /// - Returns: nil if the text is no package URL: it needs `pkg:`, a type and a name.
    package init?(_ text: String) {
        guard text.utf8.count <= 2048, text.hasPrefix("pkg:") else { return nil }
        var rest = text.dropFirst(4).drop { $0 == "/" }
        if let mark = rest.firstIndex(of: "#") { rest = rest[..<mark] }
        var qualifiers: [String: String] = [:]
        if let mark = rest.firstIndex(of: "?") {
            for pair in rest[rest.index(after: mark)...].split(separator: "&") {
                let parts = pair.split(separator: "=", maxSplits: 1)
                guard parts.count == 2 else { continue }
                guard let value = Self.decoded(parts[1]) else { return nil }
                qualifiers[parts[0].lowercased()] = value
            }
            rest = rest[..<mark]
        }
        var version: String?
        // An `@` before the last slash is part of a namespace that was not escaped: `pkg:npm/@angular/core`.
        if let mark = rest.lastIndex(of: "@"), mark > rest.lastIndex(of: "/") ?? rest.startIndex {
            guard let text = Self.decoded(rest[rest.index(after: mark)...]) else { return nil }
            version = text.isEmpty ? nil : text
            rest = rest[..<mark]
        }
        var parts: [String] = []
        for part in rest.split(separator: "/") {
            guard let text = Self.decoded(part), !text.isEmpty else { return nil }
            parts.append(text)
        }
        guard parts.count >= 2, parts[0].utf8.allSatisfy({ $0.isDigit || $0.isLetter || ".+-".utf8.contains($0) })
        else { return nil }
        type = parts[0].lowercased()
        namespace = parts[1..<(parts.count - 1)].joined(separator: "/")
        name = parts[parts.count - 1]
        self.version = version
        self.qualifiers = qualifiers
    }

    /// Without version and qualifiers: what stays the same from one version to the next.
    package var withoutVersion: String {
        "pkg:"
            + ([type] + namespace.split(separator: "/").map(String.init) + [name]).map(Self.encoded)
            .joined(separator: "/")
    }

    /// Of signs that are written as `%` and two digits; nil where that is no text.
    private static func decoded(_ text: some StringProtocol) -> String? {
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                guard byte > 0x20, byte != 0x7F else { return nil }
                bytes.append(byte)
                continue
            }
            guard rest.count >= 2, let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16),
                value >= 0x20, value != 0x7F
            else { return nil }
            bytes.append(value)
            rest = rest.dropFirst(2)
        }
        return String(validating: bytes, as: UTF8.self)
    }

    private static func encoded(_ text: String) -> String {
        var encoded = ""
        for byte in text.utf8 {
            if byte.isDigit || byte.isLetter || ".-_~+".utf8.contains(byte) {
                encoded.unicodeScalars.append(Unicode.Scalar(byte))
            } else {
                let digits = String(byte, radix: 16, uppercase: true)
                encoded += "%" + (digits.utf8.count == 1 ? "0" : "") + digits
            }
        }
        return encoded
    }
}
