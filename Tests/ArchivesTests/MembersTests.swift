import Archives
import Testing

@Suite("Listing the members of archives")
struct MembersTests {
    @Test("members of tar, zip and ar archives come in order, without directories")
    func order() throws {
        let tar = ArchiveBytes.tar([("a/", "5", ""), ("a/one", "0", "1"), ("./two", "0", "22")])
        #expect(try Archives.members(of: tar, name: "t").map(\.name) == ["a/one", "two"])
        #expect(
            try Archives.members(of: ArchiveBytes.zip([("b", "x"), ("a", "y")]), name: "z").map(\.name) == ["b", "a"]
        )
        let ar = ArchiveBytes.ar([("debian-binary", Array("2.0\n".utf8)), ("control.tar.gz", [1, 2, 3])])
        #expect(try Archives.members(of: ar, name: "d").map(\.bytes.count) == [4, 3])
    }

    @Test("only the selected members are kept")
    func selection() throws {
        let tar = ArchiveBytes.tar([("one", "0", "1"), ("two", "0", "22")])
        let members = try Archives.members(of: tar, name: "t") { $0 == "two" }
        #expect(members.map(\.bytes) == [[], Array("22".utf8)])
    }

    @Test("members that are skipped count towards the limit on expansion")
    func skippedBomb() {
        let tar = ArchiveBytes.tar([("big", "0", String(repeating: "x", count: 5_000)), ("two", "0", "22")])
        let error = failure {
            try Archives.members(of: ArchiveBytes.gzip(tar), name: "t", limits: ArchiveLimits(expandedBytes: 4_000)) {
                $0 == "two"
            }
        }
        #expect(error?.code == .tooLarge)
    }

    @Test("the control file of a Debian package is found in the archive within the archive")
    func nested() throws {
        let control = ArchiveBytes.gzip(ArchiveBytes.tar([("./control", "0", "Package: web\n")]))
        let deb = ArchiveBytes.ar([("debian-binary", Array("2.0\n".utf8)), ("control.tar.gz", control)])
        let inner = try #require(try Archives.members(of: deb, name: "web.deb").first { $0.name == "control.tar.gz" })
        let members = try Archives.members(of: inner.bytes, name: "web.deb/control.tar.gz")
        #expect(members.map(\.name) == ["control"])
        #expect(members.first?.bytes == Array("Package: web\n".utf8))
    }

    @Test(
        "unsafe names are refused",
        arguments: ["../x", "a/../../x", "/etc/passwd", "a/..", "C:/x", "..\\x", "\\x", "a\u{1B}[31m", "a\nb"]
    )
    func names(name: String) {
        let error = failure { try Archives.members(of: ArchiveBytes.tar([(name, "0", "x")]), name: "evil.tar") }
        #expect(error?.code == .unsafeName, "\(String(describing: error))")
        #expect(error?.description.contains("\u{1B}") == false)
    }

    @Test("links and devices are refused", arguments: ["1", "2", "3", "4", "6"] as [Character])
    func kinds(type: Character) {
        let tar = ArchiveBytes.tar([("x", type, "/etc/passwd")])
        #expect(failure { try Archives.members(of: tar, name: "evil.tar") }?.code == .unsafeEntry)
        #expect(failure { try Archives.readDocument(in: tar, name: "evil.tar") }?.code == .unsafeEntry)
    }

    @Test("an unsafe zip is refused as well")
    func zipNames() {
        let zip = ArchiveBytes.zip([("../x", "x")])
        #expect(failure { try Archives.members(of: zip, name: "evil.zip") }?.code == .unsafeName)
    }

    @Test("an archive of too many entries is refused")
    func entries() {
        let zip = ArchiveBytes.zip((0..<200).map { ("file\($0)", "") })
        #expect(throws: Never.self) { try Archives.members(of: zip, name: "z") }
        let error = failure { try Archives.members(of: zip, name: "z", limits: ArchiveLimits(entries: 100)) }
        #expect(error?.code == .tooManyEntries)
    }

    @Test("a text is no archive")
    func text() {
        let error = failure { try Archives.members(of: Array("hello".utf8), name: "a.txt") }
        #expect(error?.code == .unexpectedContent)
    }

    @Test("an archive that is cut off ends in an error")
    func truncated() {
        let tar = ArchiveBytes.tar([("one", "0", String(repeating: "x", count: 2_000))])
        for length in [600, 1_024, 2_000] {
            let error = failure { try Archives.members(of: Array(tar.prefix(length)), name: "cut.tar") }
            #expect(error?.code == .truncated || error?.code == .damaged, "\(length)")
        }
    }
}
