import Archives
import Testing

/// Archives written by us, read by us.
@Suite("An archive that is written")
struct ArchiveWriterTests {
    private let files: [(name: String, bytes: [UInt8])] = [
        ("manifest.json", Array("{}\n".utf8)), ("empty", []),
        ("sources/1-a.yaml", (0..<200_000).map { UInt8(truncatingIfNeeded: $0 &* $0 &>> 7) }),
        (String(repeating: "deep/", count: 40) + "name", Array("x".utf8)),
    ]

    @Test("Holds the files in their order, and is the same bytes each time", arguments: ArchiveFormat.allCases)
    func roundTrip(format: ArchiveFormat) throws {
        let bytes = try Archives.archive(of: files, as: format, name: "a")
        #expect(try Archives.archive(of: files, as: format, name: "b") == bytes)
        for members in [try Archives.members(of: bytes, name: "a"), try Archives.wholeMembers(of: bytes, name: "a")] {
            #expect(members.map(\.name) == files.map(\.name))
            #expect(members.map(\.bytes) == files.map(\.bytes))
        }
    }

    @Test("Holds no time and no owner: a tar header has zeros there", arguments: [ArchiveFormat.tarGzip, .tarXZ])
    func anonymous(format: ArchiveFormat) throws {
        let bytes = try Archives.archive(of: [files[0]], as: format, name: "a")
        if format == .tarGzip { #expect(bytes[4..<8].allSatisfy { $0 == 0 }, "the time in gzip's header") }
        let tar = try Archives.archive(of: [files[0]], as: format, name: "a")
        #expect(tar == bytes)
    }

    @Test("Is not taken for whole when anything is missing at the end", arguments: ArchiveFormat.allCases)
    func truncated(format: ArchiveFormat) throws {
        let bytes = try Archives.archive(of: Array(files.prefix(2)), as: format, name: "a")
        for length in 0..<bytes.count {
            #expect(throws: ArchiveError.self) {
                try Archives.wholeMembers(of: Array(bytes.prefix(length)), name: "a")
            }
        }
    }

    @Test("Says that it ends too early wherever it is cut off", arguments: ArchiveFormat.allCases)
    func endsEarly(format: ArchiveFormat) throws {
        let bytes = try Archives.archive(of: Array(files.prefix(2)), as: format, name: "a")
        // So much tells the kind of compression.
        for length in 20..<bytes.count {
            let error = #expect(throws: ArchiveError.self) {
                try Archives.wholeMembers(of: Array(bytes.prefix(length)), name: "a")
            }
            #expect(error?.code == .truncated, "\(length) of \(bytes.count): \(error?.description ?? "")")
        }
    }

    @Test("Is refused with anything behind its end", arguments: ArchiveFormat.allCases)
    func junk(format: ArchiveFormat) throws {
        let bytes = try Archives.archive(of: files, as: format, name: "a")
        for junk in [[0], Array("junk".utf8), Array(repeating: 1, count: 4096), Array(repeating: 7, count: 1 << 17)] {
            #expect(throws: ArchiveError.self, "\(junk.count)") {
                try Archives.wholeMembers(of: bytes + junk, name: "a")
            }
        }
    }

    @Test(
        "Takes no name that reading would refuse",
        arguments: ["", "/etc/passwd", "../x", "a/../../x", "a\\..\\x", "C:/x", "a\nb", "./a", "Zürich"]
    )
    func names(name: String) {
        #expect(throws: ArchiveError.self) {
            try Archives.archive(of: [(name, [])], as: .tarXZ, name: "a")
        }
    }

    @Test("Is told by the end of the file's name, whatever its case")
    func formats() {
        #expect(ArchiveFormat(fileName: "a.tar.zst") == .tarZstandard)
        #expect(ArchiveFormat(fileName: "dir.zip/A.TAR.GZ") == .tarGzip)
        #expect(ArchiveFormat(fileName: "a.tar.xz") == .tarXZ)
        #expect(ArchiveFormat(fileName: "a.b.zip") == .zip)
        for name in ["", "a", "a.tgz", "a.tar", "a.zst", "zip", "a.tar.zst.old"] {
            #expect(ArchiveFormat(fileName: name) == nil)
        }
    }
}
