/// The parts of a path, told by its bytes, as the system tells them.
///
/// Foundation's `NSString.deletingLastPathComponent` and `lastPathComponent` trap on a path of one character on Linux, and take a
/// slash with an accent upon it for no slash.
package enum PathText {
    /// The path of the folder in which the file is; empty for a name alone.
    package static func folder(of path: String) -> String {
        let bytes = Array(path.utf8)
        guard let slash = lastSlash(bytes) else { return "" }
        let end = bytes[..<slash].lastIndex { $0 != UInt8(ascii: "/") }
        return end.map { String(decoding: bytes[...$0], as: UTF8.self) } ?? "/"
    }

    /// The name of the file in its folder.
    package static func name(of path: String) -> String {
        let bytes = Array(path.utf8)
        guard let end = bytes.lastIndex(where: { $0 != UInt8(ascii: "/") }) else { return path.isEmpty ? "" : "/" }
        let start = lastSlash(bytes).map { $0 + 1 } ?? 0
        return String(decoding: bytes[start...end], as: UTF8.self)
    }

    /// The slash before the last name; those after it do not count.
    private static func lastSlash(_ bytes: [UInt8]) -> Int? {
        let slash = UInt8(ascii: "/")
        guard let end = bytes.lastIndex(where: { $0 != slash }) else { return bytes.isEmpty ? nil : 0 }
        return bytes[..<end].lastIndex(of: slash)
    }
}
