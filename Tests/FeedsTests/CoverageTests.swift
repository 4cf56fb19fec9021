import PatchModel
import Testing
import Text

@testable import Feeds

@Suite("What the indexes and the lists cover")
struct CoverageTests {
    @Test("the release is told from what is installed: base-files first, then most versions, and the index last")
    func release() throws {
        let kernel = SmallEstate.installed("linux-image-amd64", "6.1.153-1", "Source: linux-signed-amd64 (6.1.153+1)")
        let index = SmallEstate.offered("linux-image-amd64", "6.1.158-1", "Source: linux-signed-amd64 (6.1.158+1)")
        let list = SmallEstate.advisory("12 Nov 2025", "DSA-2-1", "CVE-2025-2", "bookworm", "linux 6.1.158-1")
        for other in [
            SmallEstate.installed("base-files", "12.4"), SmallEstate.installed("base-files", "12.4+deb12u9"),
            SmallEstate.installed("openssl", "3.0.17-1~deb12u3"),
        ] {
            let findings = try SmallEstate.request([("a", kernel + other)], indexes: [index], lists: [list]).findings()
            #expect(findings.release == "bookworm")
            #expect(findings.vulnerabilities.map(\.name) == ["CVE-2025-2"])
            #expect(!findings.coverage.isReleaseAssumed)
        }
        // A leftover of the release before does not outvote base-files.
        let upgraded =
            SmallEstate.installed("base-files", "12.4") + SmallEstate.installed("libold", "1-1+deb11u1")
            + SmallEstate.installed("web", "1-1")
        let offered = SmallEstate.offered("web", "1-1+deb12u1")
        let found = try SmallEstate.request([("a", upgraded)], indexes: [offered]).findings()
        #expect(found.release == "bookworm")
        #expect(DebianReport(found).images[0].leftOut.otherReleases == ["bullseye": 1])
        #expect(DebianReport(found).warnings.contains { $0.contains("1 package of bullseye left out") })

        let bare = try SmallEstate.request([("a", SmallEstate.installed("web", "1-1"))], indexes: [offered]).findings()
        #expect(bare.coverage.isReleaseAssumed)
        #expect(DebianReport(bare).warnings.contains { $0.contains("assumed to run bookworm") })
        let unknown = try SmallEstate.request([("a", kernel)], indexes: [index], lists: [list]).findings()
        #expect(unknown.release == "unknown")
        #expect(DebianReport(unknown).warnings.contains { $0.contains("--release") })
        #expect(!DebianReport(unknown).text.contains("Everything could be matched"))
    }

    @Test("another distribution's base-files names no release of Debian")
    func derivative() throws {
        let text = SmallEstate.installed("base-files", "12ubuntu4.4") + SmallEstate.installed("web", "1-1")
        let status = try PackageStatus(parsing: Array(text.utf8), file: "s")
        #expect(DebianRelease.codeName(of: status) == nil)
    }

    @Test("an index of another release than the machines' is refused, and taken with a warning if the user insists")
    func otherRelease() throws {
        let machine = SmallEstate.installed("web", "1-1+deb11u1")
        var request = try SmallEstate.request([("a", machine)], indexes: [SmallEstate.offered("web", "2-1+deb12u1")])
        let error = #expect(throws: FeedError.self) { try request.findings() }
        #expect(error?.code == .conflict)
        #expect(error?.message.contains("bookworm") == true && error?.message.contains("bullseye") == true)
        request.release = "bullseye"
        let warnings = DebianReport(try request.findings()).warnings
        #expect(warnings.contains { $0.contains("may be an upgrade to another release") })

        let two = try SmallEstate.request(
            [("a", machine), ("b", SmallEstate.installed("web", "1-1+deb12u1"))],
            indexes: [SmallEstate.offered("web", "1-1+deb12u2")]
        )
        let mixed = #expect(throws: FeedError.self) { try two.findings() }
        #expect(mixed?.message.contains("one release at a time") == true)
    }

    @Test("a machine whose architecture is in no index is refused; single packages of such a one are counted")
    func architectures() throws {
        let arm =
            SmallEstate.installed("dpkg", "1", architecture: "arm64")
            + SmallEstate.installed("libc6", "1", architecture: "i386")
        let index = SmallEstate.offered("libc6", "2")
        let refused = try SmallEstate.request([("a", arm)], indexes: [index])
        let error = #expect(throws: FeedError.self) { try refused.findings() }
        #expect(error?.code == .conflict)
        #expect(error?.message.contains("arm64") == true)

        let multi =
            SmallEstate.installed("dpkg", "1") + SmallEstate.installed("libc6", "1", architecture: "i386")
            + SmallEstate.installed("wine", "1", architecture: "i386")
        let one = DebianReport(try SmallEstate.request([("a", multi)], indexes: [index]).findings())
        #expect(one.images[0].leftOut.foreignArchitectures == ["i386": 2])
        #expect(one.images[0].pendingPackages == [])
        #expect(one.warnings.contains { $0.contains("2 packages of i386 left out") })
        let both = [index, SmallEstate.offered("libc6", "2", architecture: "i386")]
        let two = DebianReport(try SmallEstate.request([("a", multi)], indexes: both).findings())
        #expect(two.images[0].leftOut.foreignArchitectures == [:])
        #expect(two.images[0].pendingPackages == ["libc6"])
        #expect(two.indexPackages == 2)
    }

    @Test("a machine of which the index has nothing is told, and is no all-clear")
    func nothingCompared() throws {
        let request = try SmallEstate.request(
            [("a", SmallEstate.installed("web", "1"))],
            indexes: [SmallEstate.offered("other", "2")]
        )
        let report = DebianReport(try request.findings())
        #expect(report.images[0].compared == 0)
        #expect(report.warnings.contains { $0.contains("nothing was compared") })
        #expect(!report.text.contains("Everything could be matched"))
    }

    @Test("an old package is dated by itself, not by the newest one beside it")
    func dates() throws {
        let list =
            SmallEstate.advisory("01 Mar 2026", "DSA-9-1", "CVE-2026-9", "bookworm", "browser 9-1+deb12u9")
            + SmallEstate.advisory("01 Feb 2026", "DSA-3-1", "CVE-2026-3", "trixie", "web 7-1")
            + SmallEstate.advisory("01 Jan 2026", "DSA-2-1", "CVE-2026-2", "trixie", "lib 7-1")
            + SmallEstate.advisory("01 Dec 2025", "DSA-1-1", "CVE-2025-1", "trixie", "lib 6-1")
            + SmallEstate.advisory("01 Nov 2025", "DSA-0-1", "CVE-2025-0", "bookworm", "web 1-1+deb12u1")
        let machine =
            SmallEstate.installed("browser", "9-1+deb12u9") + SmallEstate.installed("web", "1-1+deb12u1")
            + SmallEstate.installed("lib", "1-1+deb12u4") + SmallEstate.installed("plain", "3-1")
        let index =
            SmallEstate.offered("web", "1-1+deb12u2") + SmallEstate.offered("lib", "1-1+deb12u5")
            + SmallEstate.offered("plain", "4-1")
        var request = try SmallEstate.request([("a", machine)], indexes: [index], lists: [list])
        let findings = try request.findings()
        // web has the fix of November; one upload of lib is pending, so its newest advisory alone.
        #expect(findings.vulnerabilities.map(\.name) == ["CVE-2026-2", "CVE-2026-3"])
        #expect(findings.inventoryDates.map(\.source) == ["lib", "plain", "web"])
        #expect(
            findings.inventoryDates.map(\.evidence) == [
                .uploads(1), .machine(package: "browser", advisory: "DSA-9-1", image: "a"), .advisory("DSA-0-1"),
            ]
        )
        #expect(findings.inventoryDates[2].date == CalendarDate(iso: "2025-11-01"))
        let report = DebianReport(findings)
        #expect(report.inventoryDateFrom == "browser, DSA-9-1")
        #expect(report.text.contains("inventories updated up to 2026-03-01, as browser, DSA-9-1 tells"))
        #expect(report.text.contains("a/plain"))
        request.inventoryDate = CalendarDate(iso: "2025-11-30")
        #expect(try request.findings().vulnerabilities.map(\.name) == ["CVE-2025-1", "CVE-2026-2", "CVE-2026-3"])
    }

    @Test("a fix that was rebuilt for an older release dates nothing")
    func olderRebuild() throws {
        let list = SmallEstate.advisory("01 Oct 2019", "DSA-1-1", "CVE-2019-1", "buster", "tls 1.1.1d-0~deb10u1")
        let request = try SmallEstate.request(
            [("a", SmallEstate.installed("tls", "3.0.17-1~deb12u3"))],
            indexes: [SmallEstate.offered("tls", "3.0.20-1~deb12u1")],
            lists: [list]
        )
        #expect(try request.findings().inventoryDates.map(\.evidence) == [.unknown])
    }

    @Test(
        "uploads are counted between versions that count from the same one",
        arguments: [
            ("1.0-1", "1.0-1+deb12u5", 5), ("1.0-1+deb12u3", "1.0-1+deb12u5", 2),
            ("1.0-1+deb12u5", "1.0-1+deb12u5", nil),
            ("1.0-2", "1.0-1+deb12u5", nil), ("1.0-1+deb11u3", "1.0-1+deb12u5", nil), ("1.0-1", "1.0-1~deb12u5", nil),
            ("1.0-1", "1.0-1+deb12u99999999999999999999", nil), ("1.0-1", "1.0-1+deb12", nil),
        ] as [(String, String, Int?)]
    )
    func uploads(old: String, new: String, count: Int?) throws {
        #expect(DebianRelease.uploads(from: try DebianVersion(old), to: try DebianVersion(new)) == count)
    }

    @Test("most updates without an advisory is a warning that names the remedies")
    func withoutAdvisories() throws {
        let machine = ["a", "b", "c"].map { SmallEstate.installed($0, "1-1") }.joined()
        let index = ["a", "b", "c"].map { SmallEstate.offered($0, "1-1+deb12u1") }.joined()
        func warns(_ list: String) throws -> Bool {
            let findings = try SmallEstate.request([("m", machine)], indexes: [index], lists: [list]).findings()
            return DebianReport(findings).warnings.contains {
                $0.contains("have no advisory") && $0.contains("--advisories") && $0.contains("--release")
            }
        }
        let one = SmallEstate.advisory("01 Jan 2026", "DSA-1-1", "CVE-2026-1", "bookworm", "a 1-1+deb12u1")
        let two = SmallEstate.advisory("01 Jan 2026", "DLA-1-1", "CVE-2026-2", "bookworm", "b 1-1+deb12u1")
        #expect(try warns(one))
        #expect(try !warns(one + two))
    }
}
