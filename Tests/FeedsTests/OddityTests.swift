import PatchModel
import Testing

@testable import Feeds

@Suite("Odd and hostile inventories")
struct OddityTests {
    private static let good = SmallEstate.installed("bash", "5.2.15-2")
    private static let index = SmallEstate.offered("bash", "5.2.15-2+deb12u1")

    /// What dpkg 1.21 reads with a warning; the package is passed over where its own version is at stake.
    @Test(
        "what dpkg only warns of is passed over, and the rest is answered",
        arguments: [
            (SmallEstate.installed("tool", "1.1.1_1"), true),
            (SmallEstate.installed("tool", "1.0", "Depends: foo (1.0)"), false),
            (SmallEstate.installed("tool", "1.0", "Source: foo (1.0_2)"), false),
            (SmallEstate.installed("tool", "1.0", "Depends: foo (>= 1_0) | bash"), false),
            ("Package: tool\nStatus: install ok installed\nVersion: 1\n\n", true),
        ]
    )
    func odd(paragraph: String, isLeftOut: Bool) throws {
        let request = try SmallEstate.request([("a", paragraph + Self.good)], indexes: [Self.index])
        let report = DebianReport(try request.findings())
        #expect(report.images[0].pendingPackages == ["bash"])
        #expect(report.images[0].leftOut.passedOver == (isLeftOut ? ["tool"] : []))
        #expect(report.warnings.contains { $0.hasPrefix("a.status:") && $0.contains("'tool'") })
    }

    @Test("a version without a comparison is an exact one, as dpkg has it")
    func implicitEqual() throws {
        let text = SmallEstate.installed("tool", "1", "Depends: foo (1.0)") + SmallEstate.installed("foo", "1.0")
        let status = try PackageStatus(parsing: Array(text.utf8), file: "s")
        let resolver = DependencyResolver(status)
        #expect(resolver.edges.map(\.bound?.operator) == [.equal])
        let other = text.replacing("Version: 1.0", with: "Version: 1.1")
        #expect(DependencyResolver(try PackageStatus(parsing: Array(other.utf8), file: "s")).unmet.count == 1)
    }

    @Test("a package that is passed over and that the index has is told loudly")
    func oddOffer() throws {
        let text = SmallEstate.installed("bash", "5.2_15") + SmallEstate.installed("web", "1-1")
        let request = try SmallEstate.request([("a", text)], indexes: [Self.index + SmallEstate.offered("web", "2")])
        let warnings = DebianReport(try request.findings()).warnings
        #expect(warnings.contains { $0.contains("the index has bash, whose installed version cannot be compared") })
    }

    @Test("many oddities are summed up")
    func many() throws {
        let text = (0..<100).map { SmallEstate.installed("tool\($0)", "1_1") }.joined() + Self.good
        let report = DebianReport(try SmallEstate.request([("a", text)], indexes: [Self.index]).findings())
        #expect(report.images[0].leftOut.passedOver.count == 100)
        #expect(report.warnings.count { $0.contains("is passed over") } == 5)
        #expect(report.warnings.contains { $0.contains("95 more of this kind; 100 packages passed over in all") })
    }

    /// What dpkg 1.21 refuses, too; and characters that it only warns of, but that would act on a terminal.
    @Test(
        "what dpkg refuses is refused with its line",
        arguments: [
            ("Version: 1 0", 4), ("Version: x:1", 4), ("Version: 1-", 4), ("Version: 1\u{1B}[2J", 4),
            ("Version: 1\u{202E}", 4),
            ("Version: 1\nDepends: foo (>= 1", 5), ("Version: 1\nDepends: (>= 1)", 5),
            ("Version: 1\nDepends: a (<> 1)", 5),
        ]
    )
    func refused(fields: String, line: Int) {
        let text = "Package: tool\nStatus: install ok installed\nArchitecture: amd64\n\(fields)\n\n" + Self.good
        let error = #expect(throws: FeedError.self) { try PackageStatus(parsing: Array(text.utf8), file: "s") }
        #expect(error?.code == .malformed)
        #expect(error?.line == line)
        #expect(error?.message.unicodeScalars.contains { $0.value < 32 } == false)
    }

    @Test("a byte-order mark is no part of any text")
    func byteOrderMark() throws {
        let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
        #expect(try PackageStatus(parsing: mark + Array(Self.good.utf8), file: "s").installed.count == 1)
        #expect(try PackageIndex(parsing: mark + Array(Self.index.utf8), file: "p").count == 1)
        let list = SmallEstate.advisory("01 Jan 2026", "DSA-1-1", "CVE-2026-1", "bookworm", "a 1")
        #expect(try AdvisoryList(parsing: mark + Array(list.utf8), file: "l").advisories.count == 1)
        let kev = "{\"vulnerabilities\": [{\"cveID\": \"CVE-2026-1\", \"dateAdded\": \"2026-01-05\"}]}"
        #expect(try KnownExploited(parsing: mark + Array(kev.utf8), file: "k").dateAdded.count == 1)
        let epss = "cve,epss,percentile\nCVE-2026-1,0.5,0.9\n"
        #expect(try ExploitPrediction(parsing: mark + Array(epss.utf8), file: "e").probability.count == 1)
        let empty = #expect(throws: FeedError.self) { try PackageStatus(parsing: mark, file: "s") }
        #expect(empty?.message.hasPrefix("the file is empty") == true)
    }

    @Test("advisories of long term support are a series of their own")
    func longTermSupport() throws {
        let text = """
            [01 Apr 2026] DLA-7-1 samba - security update
            \t{CVE-2026-1}
            \t[bookworm] - samba 2:4.17.12+dfsg-0+deb12u2
            [01 Mar 2026] DSA-7-2 web - regression update
            [01 Feb 2026] DSA-7-1 web - security update
            """
        let list = try AdvisoryList(parsing: Array(text.utf8), file: "list")
        #expect(list.advisories.map(\.name) == ["DLA-7-1", "DSA-7-2", "DSA-7-1"])
        let record = RegressionRecord([list])
        #expect(record.overall == EstimatedShare(count: 1, total: 2))
        let machine = SmallEstate.installed(
            "libldb2",
            "2:2.6.2+samba4.17.12+dfsg-0+deb12u1",
            "Source: samba (2:4.17.12+dfsg-0+deb12u1)"
        )
        let index = SmallEstate.offered(
            "libldb2",
            "2:2.6.2+samba4.17.12+dfsg-0+deb12u2",
            "Source: samba (2:4.17.12+dfsg-0+deb12u2)"
        )
        let findings = try SmallEstate.request([("a", machine)], indexes: [index], lists: [text]).findings()
        #expect(findings.vulnerabilities.map(\.name) == ["CVE-2026-1"])
        #expect(findings.vulnerabilities.map(\.matchedByDateOnly) == [false])
    }

    @Test("headers and kernels of one advisory are one patch, whatever sources they are built from")
    func kernelSources() throws {
        let machine =
            SmallEstate.installed("linux-libc-dev", "6.1.1-1", "Source: linux")
            + SmallEstate.installed("linux-image-amd64", "6.1.1-1", "Source: linux-signed-amd64 (6.1.1+1)")
        let index =
            SmallEstate.offered("linux-libc-dev", "6.1.2-1", "Source: linux")
            + SmallEstate.offered("linux-image-amd64", "6.1.2-1", "Source: linux-signed-amd64 (6.1.2+1)")
        let findings = try SmallEstate.request([("a", machine)], indexes: [index]).findings()
        #expect(findings.updates.map { $0.binaries.map(\.name) } == [["linux-image-amd64", "linux-libc-dev"]])
        #expect(findings.updates.map(\.source) == ["linux-signed-amd64"])
    }
}
