import PatchModel
import ScenarioFiles
import Testing
import Text

@testable import Feeds

@Suite("Advisories")
struct AdvisoryTests {
    static func collect(_ text: String, _ wanted: Set<String>) throws(InputError) -> AdvisoryCollector {
        var collector = AdvisoryCollector(wanted: wanted)
        try AdvisoryDocument.read(Array(text.utf8), file: "a.json", into: &collector)
        return collector
    }

    static func advisory(
        _ id: String,
        _ ranges: [[PackageAdvisory.Event]],
        ecosystem: String = "Debian:12",
        package: String = "openssl",
        published: String = "2024-09-03"
    ) -> PackageAdvisory {
        PackageAdvisory(
            id: id,
            vulnerabilities: ["CVE-2024-\(id)"],
            published: CalendarDate(iso: published),
            severity: .high,
            isExploited: false,
            ecosystem: ecosystem,
            package: package,
            ranges: ranges
        )
    }

    static func findings(
        _ software: [AdvisedSoftware],
        _ advisories: [PackageAdvisory],
        ecosystems: [String] = [],
        until: String? = nil
    ) throws(InputError) -> AdvisoryFindings {
        var request = AdvisoryRequest()
        request.ecosystems = ecosystems
        let store = AdvisoryStore(advisories, file: "a.json")
        return try AdvisoryFindings(software, request, store, until: until.flatMap { CalendarDate(iso: $0) })
    }

    /// From the examples of the specification of CVSS 3.1, and two scores that NVD and Microsoft give.
    @Test(
        "base scores are those of the specification",
        arguments: [
            ("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", 9.8),
            ("CVSS:3.1/AV:L/AC:L/PR:L/UI:N/S:U/C:H/I:H/A:H", 7.8),
            ("CVSS:3.0/AV:N/AC:L/PR:N/UI:R/S:C/C:L/I:L/A:N", 6.1),
            ("CVSS:3.1/AV:N/AC:L/PR:L/UI:N/S:C/C:L/I:L/A:N", 6.4),
            ("CVSS:3.0/AV:N/AC:L/PR:N/UI:N/S:C/C:H/I:H/A:H", 10.0), ("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:N", 0),
            ("CVSS:3.1/AV:N/AC:H/PR:N/UI:R/S:U/C:L/I:N/A:N", 3.1),
        ]
    )
    func baseScore(vector: String, score: Double) {
        #expect(BaseScore.score(vector) == score)
    }

    @Test("what is no vector of version 3 has no score")
    func noScore() {
        for text in [
            "", "CVSS:3.1", "CVSS:3.1/AV:N", "CVSS:4.0/AV:N/AC:L", "CVSS:3.1/AV:X/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H",
        ] {
            #expect(BaseScore.score(text) == nil)
        }
        #expect(BaseScore.severity(9) == .critical)
        #expect(BaseScore.severity(8.9) == .high)
        #expect(BaseScore.severity(6.9) == .medium)
        #expect(BaseScore.severity(3.9) == .low)
    }

    @Test("a record of OSV gives its CVEs, day, severity and ranges, and nothing of packages that are not asked for")
    func osv() throws {
        let text = """
            {"schema_version": "1.6.0", "id": "DSA-5764-1", "published": "2024-09-03T00:00:00Z", "upstream": ["CVE-2024-6119"],
             "details": "with \\"quotes\\" and \\u00e9", "severity": [{"type": "CVSS_V3", "score": "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H"}],
             "affected": [
              {"package": {"ecosystem": "Debian:12", "name": "openssl"}, "versions": ["1", "2"],
               "ranges": [{"type": "GIT", "events": [{"introduced": "0"}]},
                          {"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "3.0.14-1~deb12u2"}]}]},
              {"package": {"ecosystem": "Debian:12", "name": "other"}, "ranges": []}]}
            """
        let found = try Self.collect(text, ["openssl"])
        #expect(found.count == 1)
        let one = try #require(found.advisories.first)
        #expect(found.advisories.count == 1)
        #expect(one.id == "DSA-5764-1")
        #expect(one.vulnerabilities == ["CVE-2024-6119"])
        #expect(one.published == CalendarDate(year: 2024, month: 9, day: 3))
        #expect(one.severity == .high)
        #expect(one.ranges == [[.introduced("0"), .fixed("3.0.14-1~deb12u2")]])
        #expect(try Self.collect("[\(text), \(text)]", []).count == 2)
        #expect(try Self.collect("{\"vulns\": [\(text)]}", ["openssl"]).advisories.count == 1)
        let withdrawn = "{\"id\": \"A\", \"withdrawn\": \"2024-01-01T00:00:00Z\", \"affected\": []}"
        #expect(try Self.collect(withdrawn, []).withdrawn == 1)
    }

    @Test("a month of Microsoft's gives the builds that fix something, by their lines, and what is exploited")
    func microsoft() throws {
        let text = """
            {"DocumentTracking": {"Identification": {"ID": {"Value": "2024-Sep"}}, "InitialReleaseDate": "2024-09-10T07:00:00"},
             "Vulnerability": [{"CVE": "CVE-2024-38014",
               "Threats": [{"Type": 3, "Description": {"Value": "Important"}},
                           {"Type": 1, "Description": {"Value": "Publicly Disclosed:No;Exploited:Yes;Latest"}}],
               "Remediations": [{"Type": 2, "FixedBuild": "10.0.22631.4169"}, {"Type": 2, "FixedBuild": "10.0.26100.1742"},
                                {"Type": 2, "FixedBuild": "https://x"}, {"Type": 5}]}]}
            """
        let found = try Self.collect(text, ["10.0.22631"]).advisories
        #expect(found.count == 1)
        #expect(found[0].ranges == [[.introduced("10.0.22631.0"), .fixed("10.0.22631.4169")]])
        #expect(found[0].severity == .high)
        #expect(found[0].isExploited)
        let software = AdvisedSoftware(
            names: ["windows"],
            ecosystem: Ecosystem.microsoft,
            scheme: .windowsBuild,
            versions: ["10.0.22631.4000", "10.0.22631.4169", "10.0.19045.1"]
        )
        let findings = try Self.findings([software], found)
        #expect(findings.advice[0].target == "10.0.22631.4169")
        #expect(findings.vulnerabilities[0].affected == [0: [0]])
        #expect(findings.vulnerabilities[0].exploitedSince == CalendarDate(year: 2024, month: 9, day: 10))
    }

    @Test("Alpine's database gives the versions that fixed something, and nothing for version 0")
    func alpine() throws {
        let text = """
            {"distroversion": "v3.19", "packages": [{"pkg": {"name": "openssl", "secfixes": {
              "3.1.4-r6": ["CVE-2024-2511"], "3.1.5-r0": ["CVE-2024-0727 XSA-1"], "0": ["CVE-2023-0466"]}}}]}
            """
        let found = try Self.collect(text, ["openssl"]).advisories
        #expect(found.map(\.vulnerabilities) == [["CVE-2024-2511"], ["CVE-2024-0727"]])
        #expect(found.map(\.ecosystem) == ["Alpine:v3.19", "Alpine:v3.19"])
    }

    @Test("broken documents are refused with their code, line and column")
    func broken() {
        let cases: [(String, InputError.Code, Int?, Int?)] = [
            (String(repeating: "[", count: 600) + String(repeating: "]", count: 600), .badValue, 1, 2),
            ("{\"id\": \"A\", \"x\": " + String(repeating: "[", count: 600), .badJSON, 1, 81),
            ("{\"id\": \"A\",\n \"id\": \"B\"}", .duplicateKey, 2, 2),
            ("{\"id\": \"A\",\n \"affected\": [}", .badValue, 2, 15),
            ("{\"id\": \"A\",\n \"n\": 01}", .badJSON, 2, 7), ("{\"id\": \"A\"", .badJSON, 1, 11),
            ("{\"id\": \"A\"} x", .badJSON, 1, 13), ("{\"id\": \"\\u00e9\"}", .badValue, 1, 8),
            ("{\"a\": 1}", .wrongFormat, 1, nil), ("{\"affected\": []}", .badValue, 1, 1),
            ("<!DOCTYPE html>", .wrongFormat, 1, nil), ("<?xml version=\"1.0\"?>", .wrongFormat, 1, nil),
            ("plain", .wrongFormat, 1, nil), ("{\"id\": \"A\tb\"}", .badJSON, 1, 10),
        ]
        for (text, code, line, position) in cases {
            do throws(InputError) {
                _ = try Self.collect(text, [])
                Issue.record("\(text.prefix(40)) is read")
            } catch {
                #expect(error.code == code, "\(text.prefix(40)): \(error)")
                #expect(error.line == line, "\(text.prefix(40)): \(error)")
                #expect(error.position == position, "\(text.prefix(40)): \(error)")
            }
        }
    }

    @Test("software goes to the version in which all is fixed that has a fix, over as many steps as that takes")
    func target() throws {
        let software = AdvisedSoftware(
            names: ["openssl"],
            ecosystem: "Debian:12",
            scheme: .deb,
            versions: ["3.0.11", "3.0.13", "3.0.15"]
        )
        let advisories = [
            Self.advisory("1", [[.introduced("0"), .fixed("3.0.12")]]),
            Self.advisory("2", [[.introduced("3.0.12"), .fixed("3.0.14")]]),
            Self.advisory("3", [[.introduced("0")]]),
            Self.advisory("4", [[.introduced("0"), .lastAffected("3.0.10")]]),
            // Events count in the order of versions, wherever they stand.
            Self.advisory("5", [[.fixed("3.0.12"), .introduced("0")]]),
            Self.advisory("6", [[.introduced("0"), .fixed("not a version")]]),
            Self.advisory("7", [[.introduced("0"), .fixed("9")]], ecosystem: "Debian:11"),
        ]
        let findings = try Self.findings([software], advisories)
        let advice = findings.advice[0]
        #expect(advice.target == "3.0.14")
        #expect(advice.unread == 1)
        #expect(advice.unfixed == ["CVE-2024-3"])
        #expect(findings.vulnerabilities.map(\.name) == ["CVE-2024-1", "CVE-2024-2", "CVE-2024-5"])
        #expect(findings.vulnerabilities.map(\.affected) == [[0: [0]], [0: [1]], [0: [0]]])
        let listed = ["3.0.11", "3.0.13", "3.0.14", "3.0.15"]
        #expect(
            findings.vulnerabilities[1].affects("openssl", 0, software, listed: listed)
                == ["openssl = 3.0.13"]
        )
        #expect(
            findings.vulnerabilities[0].affects("openssl", 0, software, listed: listed)
                == ["openssl < 3.0.13"]
        )
    }

    @Test("what has no fix of its own is left behind by an update to a version that does not have it")
    func left() throws {
        let software = AdvisedSoftware(
            names: ["openssl"],
            ecosystem: "Debian:12",
            scheme: .deb,
            versions: ["3.0.11", "3.0.13"]
        )
        let findings = try Self.findings(
            [software],
            [
                Self.advisory("1", [[.introduced("0"), .fixed("3.0.12")]]),
                Self.advisory("2", [[.introduced("0"), .lastAffected("3.0.11")]]),
                Self.advisory("3", [[.introduced("0"), .lastAffected("3.0.12")]]),
                Self.advisory("4", []),
            ]
        )
        let advice = findings.advice[0]
        #expect(advice.target == "3.0.12")
        #expect(advice.unfixed == ["CVE-2024-3"])
        #expect(advice.unread == 1)
        #expect(findings.vulnerabilities.map(\.name) == ["CVE-2024-1", "CVE-2024-2"])
    }

    @Test("many advisories of which each leads to the next are gone through once")
    func chain() throws {
        let software = AdvisedSoftware(names: ["openssl"], ecosystem: "Debian:12", scheme: .deb, versions: ["0"])
        // 7919 is prime, so that every number comes once.
        let advisories = (0..<20_000).map { place in
            let version = place * 7_919 % 20_000
            return Self.advisory("1", [[.introduced("\(version)"), .fixed("\(version + 1)")]])
        }
        #expect(try Self.findings([software], advisories).advice[0].target == "20000")
    }

    @Test("a single release is held against the one that is named, too")
    func named() throws {
        let software = AdvisedSoftware(names: ["openssl"], ecosystem: nil, scheme: .deb, versions: ["3.0.11"])
        let advisories = [Self.advisory("1", [[.introduced("0"), .fixed("3.0.12")]])]
        #expect(try Self.findings([software], advisories).advice[0].target == "3.0.12")
        #expect(try Self.findings([software], advisories, ecosystems: ["Debian:12"]).advice[0].target == "3.0.12")
        #expect(throws: InputError.self) { try Self.findings([software], advisories, ecosystems: ["Debian:11"]) }
    }

    @Test("advisories of several releases need a release that is named, and what comes after the start does not count")
    func releases() throws {
        let software = AdvisedSoftware(names: ["openssl"], ecosystem: nil, scheme: .deb, versions: ["3.0.11"])
        let advisories = [
            Self.advisory("1", [[.introduced("0"), .fixed("3.0.12")]]),
            Self.advisory("2", [[.introduced("0"), .fixed("3.0.13")]], ecosystem: "Debian:11"),
            Self.advisory(
                "3",
                [[.introduced("0"), .fixed("3.0.14")]],
                ecosystem: "Debian:11",
                published: "2025-01-02"
            ),
            Self.advisory("4", [[.introduced("0"), .fixed("3.0.15")]], ecosystem: "Alpine:v3.19"),
        ]
        #expect(throws: InputError.self) { try Self.findings([software], advisories) }
        #expect(try Self.findings([software], advisories, ecosystems: ["Debian:12"]).advice[0].target == "3.0.12")
        let named = try Self.findings([software], advisories, ecosystems: ["Debian:11"], until: "2025-01-01")
        #expect(named.advice[0].target == "3.0.13")
        #expect(named.later == 1)
        #expect(try Self.findings([software], advisories, ecosystems: ["Debian:11"], until: "2025-01-02").later == 0)
        #expect(throws: InputError.self) {
            try Self.findings([software], advisories, ecosystems: ["Debian:11", "Debian:12"])
        }
    }

    @Test("package URLs are read by their specification, and what is none is refused")
    func purl() throws {
        let rpm = try #require(
            PackageURL(
                "pkg:rpm/redhat/openssl-libs@3.0.7-27.el9?arch=x86_64&epoch=1&upstream=openssl-3.0.7-27.el9.src.rpm&distro=rhel-9.4"
            )
        )
        #expect(rpm.withoutVersion == "pkg:rpm/redhat/openssl-libs")
        #expect(rpm.version == "3.0.7-27.el9")
        let told = Ecosystem.told(by: rpm)
        #expect(told.ecosystem == "Red Hat:enterprise_linux:9")
        #expect(told.names == ["openssl", "openssl-libs"])
        let npm = try #require(PackageURL("pkg:npm/%40angular/core@16.0.0"))
        #expect(npm.namespace == "@angular")
        #expect(npm.withoutVersion == "pkg:npm/%40angular/core")
        #expect(PackageURL("pkg:npm/@angular/core")?.namespace == "@angular")
        #expect(Ecosystem.told(by: npm).names == ["@angular/core"])
        #expect(PackageURL("pkg:pypi/Some_Pkg@1").map { Ecosystem.told(by: $0).names } == ["some-pkg"])
        #expect(
            PackageURL("pkg:apk/alpine/musl?distro=alpine-3.19.1").map { Ecosystem.told(by: $0).ecosystem }
                == "Alpine:v3.19"
        )
        #expect(
            PackageURL("pkg:deb/debian/a@1?distro=debian-12").map { Ecosystem.told(by: $0).ecosystem } == "Debian:12"
        )
        for wrong in [
            "pkg:rpm", "rpm/redhat/x", "pkg:", "pkg:/", "pkg:rpm/a%0Ab", "pkg:rpm/a%zz", "pkg:r:m/a", "pkg:rpm/a b",
        ] {
            #expect(PackageURL(wrong) == nil, "\(wrong)")
        }
    }
}
