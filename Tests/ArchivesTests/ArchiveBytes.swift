import Foundation

/// Builds small archives byte by byte, hostile ones included, so that the tests need no tools.
enum ArchiveBytes {
    /// A tar archive (ustar) with these entries; `type` is tar's type flag.
    static func tar(_ entries: [(name: String, type: Character, body: String)]) -> [UInt8] {
        var bytes: [UInt8] = []
        for entry in entries {
            var header = [UInt8](repeating: 0, count: 512)
            func put(_ text: String, at offset: Int) {
                header.replaceSubrange(offset..<offset + text.utf8.count, with: text.utf8)
            }
            func octal(_ number: Int, _ width: Int) -> String {
                let digits = String(number, radix: 8)
                return String(repeating: "0", count: width - digits.count) + digits
            }
            let isLink = entry.type == "1" || entry.type == "2"
            let body = isLink || entry.type == "5" ? [] : Array(entry.body.utf8)
            put(entry.name, at: 0)
            put("0000644", at: 100)
            put("0000000", at: 108)
            put("0000000", at: 116)
            put(octal(body.count, 11), at: 124)
            put("00000000000", at: 136)
            put("        ", at: 148)
            put(String(entry.type), at: 156)
            if isLink { put(entry.body, at: 157) }
            put("ustar\u{0}00", at: 257)
            put(octal(header.reduce(0) { $0 + Int($1) }, 6) + "\u{0} ", at: 148)
            bytes += header + body + [UInt8](repeating: 0, count: (512 - body.count % 512) % 512)
        }
        return bytes + [UInt8](repeating: 0, count: 1024)
    }

    /// An ar archive, the outer form of a `.deb`.
    static func ar(_ entries: [(name: String, body: [UInt8])]) -> [UInt8] {
        var bytes = Array("!<arch>\n".utf8)
        for entry in entries {
            func field(_ text: String, _ width: Int) -> String {
                text + String(repeating: " ", count: width - text.count)
            }
            let header =
                field(entry.name, 16) + field("0", 12) + field("0", 6) + field("0", 6) + field("100644", 8)
                + field("\(entry.body.count)", 10) + "`\n"
            bytes += Array(header.utf8) + entry.body + (entry.body.count % 2 == 1 ? [10] : [])
        }
        return bytes
    }

    /// A zip archive of stored files.
    static func zip(_ entries: [(name: String, body: String)]) -> [UInt8] {
        var bytes: [UInt8] = []
        var directory: [UInt8] = []
        for entry in entries {
            let body = Array(entry.body.utf8)
            let common =
                little(20, 2) + little(0, 2) + little(0, 2) + little(0, 4) + little(crc32(body), 4)
                + little(UInt32(body.count), 4) + little(UInt32(body.count), 4)
                + little(UInt32(entry.name.utf8.count), 2)
                + little(0, 2)
            directory += little(0x0201_4B50, 4) + little(20, 2) + common + little(0, 2) + little(0, 2) + little(0, 2)
            directory += little(0o100644 << 16, 4) + little(UInt32(bytes.count), 4) + Array(entry.name.utf8)
            bytes += little(0x0403_4B50, 4) + common + Array(entry.name.utf8) + body
        }
        let count = little(UInt32(entries.count), 2)
        let end =
            little(0x0605_4B50, 4) + little(0, 4) + count + count + little(UInt32(directory.count), 4)
            + little(UInt32(bytes.count), 4) + little(0, 2)
        return bytes + directory + end
    }

    /// A gzip stream of stored blocks.
    static func gzip(_ body: [UInt8]) -> [UInt8] {
        var bytes: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255]
        var rest = body[...]
        repeat {
            let block = rest.prefix(65_535)
            rest = rest.dropFirst(block.count)
            let length = UInt32(block.count)
            bytes += [rest.isEmpty ? 1 : 0] + little(length, 2) + little(~length & 0xFFFF, 2) + block
        } while !rest.isEmpty
        return bytes + little(crc32(body), 4) + little(UInt32(body.count), 4)
    }

    private static func little(_ number: UInt32, _ width: Int) -> [UInt8] {
        (0..<width).map { UInt8(truncatingIfNeeded: number >> (8 * UInt32($0))) }
    }

    private static func crc32(_ bytes: [UInt8]) -> UInt32 {
        var crc: UInt32 = 0xFFFF_FFFF
        for byte in bytes {
            crc ^= UInt32(byte)
            for _ in 0..<8 { crc = crc & 1 == 1 ? crc >> 1 ^ 0xEDB8_8320 : crc >> 1 }
        }
        return ~crc
    }
}

/// The real data that the repository ships.
enum ShippedData {
    static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appendingPathComponent("Scenarios/debian-estate/data")

    static func path(_ name: String) -> String { folder.appendingPathComponent(name).path }
}

/// A folder that exists while `body` runs.
func withTemporaryFolder(_ body: (URL) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("patchlab-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try body(folder)
}
