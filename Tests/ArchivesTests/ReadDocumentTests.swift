import Archives
import Foundation
import OutsidePrograms
import Testing

@Suite("Reading the one document of a file")
struct ReadDocumentTests {
    private let text = Array("Package: web\nVersion: 1.0\n".utf8)

    @Test("a plain text is itself, even one that looks like a listing")
    func plain() throws {
        #expect(try Archives.readDocument(in: text, name: "a") == text)
        let listing = Array("#mtree\n/set type=file\nfile size=3\n".utf8)
        #expect(try Archives.readDocument(in: listing, name: "a") == listing)
        let mail = Array("notes\nbegin 644 file\n#0V%T\n`\nend\n".utf8)
        #expect(try Archives.readDocument(in: mail, name: "a") == mail)
    }

    @Test("a compressed text is unpacked, also when it was compressed twice")
    func compressed() throws {
        let once = ArchiveBytes.gzip(text)
        #expect(try Archives.readDocument(in: once, name: "a.gz") == text)
        #expect(try Archives.readDocument(in: ArchiveBytes.gzip(once), name: "a.gz.gz") == text)
    }

    @Test("an archive with one file is that file")
    func single() throws {
        let tar = ArchiveBytes.tar([("./", "5", ""), ("./status", "0", "hello")])
        #expect(try Archives.readDocument(in: tar, name: "a.tar") == Array("hello".utf8))
        #expect(try Archives.readDocument(in: ArchiveBytes.gzip(tar), name: "a.tar.gz") == Array("hello".utf8))
        #expect(try Archives.readDocument(in: ArchiveBytes.zip([("s", "hi")]), name: "a.zip") == Array("hi".utf8))
    }

    @Test("an archive with two files is refused with their names")
    func several() {
        let tar = ArchiveBytes.tar([("one", "0", "1"), ("two", "0", "2")])
        let error = failure { try Archives.readDocument(in: tar, name: "a.tar") }
        #expect(error?.code == .unexpectedContent)
        #expect(error?.description == "a.tar: this archive holds 2 files ('one', 'two'...); exactly one is expected")
    }

    @Test("the real inventories and indexes are read")
    func real() throws {
        let status = try Archives.readDocument(path: ShippedData.path("web.dpkg-status.xz"))
        #expect(status.starts(with: Array("Package: adduser".utf8)))
        #expect(status.count == 132_174)
    }

    @Test(
        "a stream that is cut off anywhere ends in an error",
        arguments: [1, 2, 3, 5, 6, 11, 12, 13, 40, 1_000, 20_000, 31_700, 31_763]
    )
    func truncated(length: Int) throws {
        let whole = [UInt8](try Data(contentsOf: URL(fileURLWithPath: ShippedData.path("web.dpkg-status.xz"))))
        #expect(whole.count == 31_764)
        // A single byte or two may be anything: those are a document for the parser to refuse.
        guard length > 2 else {
            #expect(try Archives.readDocument(in: Array(whole.prefix(length)), name: "cut.xz").count == length)
            return
        }
        let error = failure { try Archives.readDocument(in: Array(whole.prefix(length)), name: "cut.xz") }
        #expect(error?.code == .truncated || error?.code == .damaged, "\(length): \(String(describing: error))")
        #expect(error?.path == "cut.xz")
    }

    @Test("a truncated gzip stream ends in an error", arguments: [2, 5, 12, 20, 40])
    func truncatedGzip(length: Int) {
        let cut = Array(ArchiveBytes.gzip(text).prefix(length))
        let error = failure { try Archives.readDocument(in: cut, name: "cut.gz") }
        #expect(error?.code == .truncated || error?.code == .damaged, "\(length): \(String(describing: error))")
    }

    @Test("flipped bits in a compressed stream end in an error")
    func damaged() throws {
        var bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: ShippedData.path("web.dpkg-status.xz"))))
        bytes[15_000] ^= 0xFF
        #expect(failure { try Archives.readDocument(in: bytes, name: "bad.xz") } != nil)
    }

    @Test("what expands beyond the limit is refused")
    func bomb() throws {
        let limits = ArchiveLimits(expandedBytes: 100_000)
        let error = failure {
            try Archives.readDocument(path: ShippedData.path("web.dpkg-status.xz"), limits: limits)
        }
        #expect(error?.code == .tooLarge)
        #expect(error?.message == "it expands to more than the limit of 100000 bytes")
    }

    @Test(
        "a bomb is refused long before it is expanded whole",
        .enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/xz"), "xz is not installed here")
    )
    func realBomb() throws {
        try withTemporaryFolder { folder in
            let plain = folder.appendingPathComponent("plain")
            try Data(repeating: 0x61, count: 32 << 20).write(to: plain)
            #expect(try OutsideProgram("/usr/bin/xz").run(["-1", plain.path]).status == 0)
            let bomb = plain.path + ".xz"
            let error = failure { try Archives.readDocument(path: bomb, limits: ArchiveLimits(expandedBytes: 1 << 20)) }
            #expect(error?.code == .tooLarge)
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["plain.xz"])
        }
    }

    @Test("a file above the limit is refused unread")
    func tooLarge() {
        let error = failure {
            try Archives.readDocument(
                path: ShippedData.path("web.dpkg-status.xz"),
                limits: ArchiveLimits(fileBytes: 1000)
            )
        }
        #expect(error?.code == .tooLarge)
    }

    @Test("what is no readable file is told apart")
    func paths() throws {
        try withTemporaryFolder { folder in
            func code(_ name: String) -> ArchiveError.Code? {
                failure { try Archives.readDocument(path: folder.appendingPathComponent(name).path) }?.code
            }
            try Data().write(to: folder.appendingPathComponent("empty"))
            try Data(ArchiveBytes.gzip([])).write(to: folder.appendingPathComponent("empty.gz"))
            try Data(ArchiveBytes.tar([])).write(to: folder.appendingPathComponent("empty.tar"))
            #expect(mkfifo(folder.appendingPathComponent("pipe").path, 0o600) == 0)
            #expect(failure { try Archives.readDocument(path: folder.path) }?.code == .isDirectory)
            #expect(code("absent") == .notFound)
            #expect(code("empty/absent") == .notFound)
            #expect(code("empty") == .empty)
            #expect(code("empty.gz") == .empty)
            #expect(code("empty.tar") == .empty)
            #expect(code("pipe") == .notAFile)
            #expect(failure { try Archives.readDocument(path: "") }?.code == .notFound)
            #expect(failure { try Archives.readDocument(path: "a\u{0}b") }?.code == .notFound)
        }
    }
}

/// The error that a call throws, if it throws one of ours.
func failure<Value>(_ call: () throws -> Value) -> ArchiveError? {
    do {
        _ = try call()
        return nil
    } catch {
        return error as? ArchiveError
    }
}
