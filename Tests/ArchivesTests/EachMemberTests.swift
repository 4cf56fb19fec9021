import Foundation
import Testing

@testable import Archives

@Suite("Archives that are read file by file")
struct EachMemberTests {
    private struct Stopped: Error, Equatable {
        var code: ArchiveError.Code?
    }

    private static func read(
        _ bytes: [UInt8],
        limits: ArchiveLimits = .streamed,
        stopAt last: String? = nil
    ) throws -> (isArchive: Bool, names: [String], contents: [String]) {
        var found: (isArchive: Bool, names: [String], contents: [String]) = (false, [], [])
        try withTemporaryFolder { folder in
            let file = folder.appendingPathComponent("a")
            try Data(bytes).write(to: file)
            found.isArchive = try Archives.eachMember(
                path: file.path,
                limits: limits,
                select: { !$0.hasSuffix(".txt") },
                failure: { Stopped(code: $0.code) },
                { name, bytes throws(Stopped) in
                    if name == last { throw Stopped(code: nil) }
                    found.names.append(name)
                    found.contents.append(String(decoding: bytes, as: UTF8.self))
                }
            )
        }
        return found
    }

    @Test("files come in their order, those that are not wanted are passed over, and a failure ends the reading")
    func order() throws {
        let zip = ArchiveBytes.zip([("b.json", "two"), ("a.json", ""), ("x.txt", "no"), ("c.json", "three")])
        let tar = ArchiveBytes.tar([
            ("b.json", "0", "two"), ("a.json", "0", ""), ("x.txt", "0", "no"), ("c.json", "0", "three"),
        ])
        for bytes in [zip, tar, ArchiveBytes.gzip(tar)] {
            let found = try Self.read(bytes)
            #expect(found.isArchive)
            #expect(found.names == ["b.json", "a.json", "c.json"])
            #expect(found.contents == ["two", "", "three"])
            #expect(throws: Stopped(code: nil)) { try Self.read(bytes, stopAt: "a.json") }
        }
    }

    @Test("a name that is not ASCII is read as UTF-8, whatever the locale is")
    func names() throws {
        #expect(try Self.read(ArchiveBytes.zip([("päck-é.json", "x")])).names == ["päck-é.json"])
        #expect(try Self.read(ArchiveBytes.tar([("päck-é.json", "0", "x")])).names == ["päck-é.json"])
    }

    @Test("what is passed over in a stream compressed as a whole is expanded, and counts towards the limit")
    func passedOver() throws {
        let tar = ArchiveBytes.tar([("x.txt", "0", String(repeating: "x", count: 9_000)), ("a.json", "0", "{}")])
        var limits = ArchiveLimits.streamed
        limits.memberBytes = 8_000
        #expect(throws: Stopped(code: .tooLarge)) { try Self.read(ArchiveBytes.gzip(tar), limits: limits) }
        limits.memberBytes = 9_000
        #expect(try Self.read(ArchiveBytes.gzip(tar), limits: limits).names == ["a.json"])
    }

    @Test("more than the ten thousand entries of a list can be read, and no more than the limit")
    func entries() throws {
        let zip = ArchiveBytes.zip((0..<12_000).map { ("\($0).json", "{}") })
        #expect(try Self.read(zip).names.count == 12_000)
        var limits = ArchiveLimits.streamed
        limits.entries = 11_999
        #expect(throws: Stopped(code: .tooManyEntries)) { try Self.read(zip, limits: limits) }
    }

    @Test("what is no archive is told, and unsafe, cut off and large ones are refused")
    func refused() throws {
        #expect(try !Self.read(Array("{}".utf8)).isArchive)
        #expect(throws: Stopped(code: .empty)) { try Self.read([]) }
        #expect(throws: Stopped(code: .unsafeName)) { try Self.read(ArchiveBytes.zip([("../x.json", "x")])) }
        #expect(throws: Stopped(code: .unsafeEntry)) { try Self.read(ArchiveBytes.tar([("x", "2", "/etc/passwd")])) }
        let tar = ArchiveBytes.tar([("a.json", "0", String(repeating: "x", count: 2_000))])
        #expect(throws: Stopped.self) { try Self.read(Array(tar.prefix(1_000))) }
        var limits = ArchiveLimits.streamed
        limits.memberBytes = 1_999
        #expect(throws: Stopped(code: .tooLarge)) { try Self.read(tar, limits: limits) }
        limits.memberBytes = 2_000
        #expect(try Self.read(tar, limits: limits).names == ["a.json"])
        let nothing = { (_: String, _: [UInt8]) throws(Stopped) in }
        #expect(throws: Stopped(code: .notFound)) {
            try Archives.eachMember(path: "/nowhere/at/all", failure: { Stopped(code: $0.code) }, nothing)
        }
    }

    @Test("what expands a hundredfold and more is refused where that is the limit")
    func ratio() throws {
        let zeros = [UInt8](repeating: 0x30, count: 1 << 20)
        let packed = try Archives.archive(of: [("zeros.json", zeros)], as: .zip, name: "z")
        #expect(packed.count < zeros.count / 100)
        #expect(try Self.read(packed).names == ["zeros.json"])
        var limits = ArchiveLimits.streamed
        (limits.ratio, limits.ratioBeyond) = (100, 1 << 19)
        #expect(throws: Stopped(code: .tooLarge)) { try Self.read(packed, limits: limits) }
    }
}
