import PatchModel
import Testing

@testable import Feeds

@Suite("A vulnerability is a matter of the version, on whichever machine")
struct SharedVersionTests {
    private static func tls(_ version: String, state: String = "install ok installed") -> String {
        SmallEstate.installed("libssl3", version, state: state, "Source: openssl")
            + SmallEstate.installed("openssl", version, "Depends: libssl3 (>= 3.0)")
    }

    private static let index =
        SmallEstate.offered("libssl3", "3.0.22-1~deb12u2", "Source: openssl")
        + SmallEstate.offered("openssl", "3.0.22-1~deb12u2", "Depends: libssl3 (>= 3.0)")

    /// Two advisories that only their dates can match, and fixes of other packages that date the machines.
    private static let list =
        SmallEstate.advisory("09 Jun 2026", "DSA-5-1", "CVE-2026-5", "trixie", "openssl 3.5.6-1~deb13u2")
        + SmallEstate.advisory("18 Jun 2026", "DSA-6-1", "CVE-2026-6", "bookworm", "browser 9-1")
        + SmallEstate.advisory("14 May 2026", "DSA-4-1", "CVE-2026-4", "bookworm", "sql 9-1")

    private static func estate(_ machines: [(String, String)], lists: [String] = [list]) throws -> DebianFindings {
        let release = SmallEstate.installed("base-files", "12.4")
        return try SmallEstate.request(machines.map { ($0, release + $1) }, indexes: [index], lists: lists).findings()
    }

    /// By CVE, the machines on which the scenario's ranges find a component that has it.
    private static func exposed(_ findings: DebianFindings) -> [String: [String]] {
        let installed = Dictionary(uniqueKeysWithValues: findings.components.components.map { ($0.name, $0.installed) })
        return Dictionary(
            uniqueKeysWithValues: findings.vulnerabilities.map { vulnerability in
                let machines = vulnerability.affected.flatMap { affected in
                    (installed[affected.name] ?? [:]).filter { $0.value < affected.bound }.map(\.key)
                }
                return (vulnerability.name, Set(machines).sorted())
            }
        )
    }

    private static func reported(_ findings: DebianFindings) -> [String: [String]] {
        Dictionary(
            uniqueKeysWithValues: findings.vulnerabilities.map {
                ($0.name, Set($0.machines + $0.keptBackMachines).sorted())
            }
        )
    }

    @Test("what one machine's date finds in a version, a package on hold in that version or an older one has, too")
    func held() throws {
        for version in ["3.0.20-1~deb12u2", "3.0.19-1~deb12u1"] {
            let findings = try Self.estate([
                ("web", Self.tls(version, state: "hold ok installed") + SmallEstate.installed("browser", "9-1")),
                ("database", Self.tls("3.0.20-1~deb12u2") + SmallEstate.installed("sql", "9-1")),
            ])
            let cve = try #require(findings.vulnerabilities.first { $0.name == "CVE-2026-5" })
            #expect(cve.machines == ["database", "web"])
            #expect(cve.keptBackMachines == ["web"])
            let report = DebianReport(findings)
            #expect(report.images.map(\.vulnerabilities) == [1, 1])
            #expect(report.images[0].keptBackVulnerabilities == 1)
            #expect(
                report.warnings.contains { $0.hasSuffix("libssl3; 1 CVE that the newer versions fix stays open there") }
            )
            let text = try ScenarioWriter().text(findings)
            #expect(text.contains("libssl3_held \(version)"))
            let bounds = ["libssl3", "openssl", "libssl3_held"].map { "\($0) < 3.0.22-1~deb12u2" }
            #expect(text.contains("affects: [\(bounds.joined(separator: ", "))]"), "\(text)")
            #expect(Self.exposed(findings) == Self.reported(findings))
        }
    }

    @Test("of machines with the same version, the earliest day counts for all, and the report names whose it is")
    func earliestDay() throws {
        let machines = [
            ("desktop", Self.tls("3.0.20-1~deb12u2") + SmallEstate.installed("browser", "9-1")),
            ("database", Self.tls("3.0.20-1~deb12u2") + SmallEstate.installed("sql", "9-1")),
        ]
        let findings = try Self.estate(machines)
        let evidence = InventoryDate.Evidence.machine(package: "sql", advisory: "DSA-4-1", image: "database")
        #expect(findings.inventoryDates.map(\.evidence) == [evidence, evidence])
        #expect(DebianReport(findings).inventoryDates.map(\.packageOn) == ["database", "database"])
        #expect(Self.reported(findings) == ["CVE-2026-5": ["database", "desktop"]])
        #expect(Self.exposed(findings) == Self.reported(findings))
        // By itself, the desktop has a newer fix than that advisory.
        #expect(try Self.estate([machines[0]]).vulnerabilities.isEmpty)
    }

    @Test("a range ends below the version of a machine that has the fix and waits for a later one")
    func betweenVersions() throws {
        let list =
            SmallEstate.advisory("02 Jan 2026", "DSA-2-1", "CVE-2026-2", "bookworm", "web 1.0-1+deb12u2")
            + SmallEstate.advisory("01 Jan 2026", "DSA-1-1", "CVE-2026-1", "bookworm", "web 1.0-1+deb12u1")
        let index =
            SmallEstate.offered("web", "1.0-1+deb12u2") + SmallEstate.offered("extra", "1.0-1+deb12u2", "Source: web")
        let fixed =
            SmallEstate.installed("web", "1.0-1+deb12u1")
            + SmallEstate.installed("extra", "1.0-1+deb12u1", "Source: web")
        for state in ["install ok installed", "hold ok installed"] {
            let old = SmallEstate.installed("web", "1.0-1", state: state)
            let request = try SmallEstate.request([("old", old), ("new", fixed)], indexes: [index], lists: [list])
            let findings = try request.findings()
            #expect(Self.reported(findings) == ["CVE-2026-1": ["old"], "CVE-2026-2": ["new", "old"]])
            #expect(Self.exposed(findings) == Self.reported(findings))
            let isHeld = state.hasPrefix("hold")
            let text = try ScenarioWriter().text(findings)
            #expect(text.contains(isHeld ? "affects: [web_held < 1.0-1+deb12u2]" : "affects: [web < 1.0-1+deb12u1]"))
        }
    }

    @Test("the report counts for each machine what affects it in the scenario", arguments: [nil, "web", "desktop"])
    func shippedEstate(holder: String?) throws {
        var request = try ShippedFeeds.estate()
        if let holder, let number = request.machines.firstIndex(where: { $0.name == holder }) {
            let bytes = try ShippedFeeds.bytes("\(holder).dpkg-status.xz")
            let text = String(decoding: bytes, as: UTF8.self).replacing(
                "Package: libssl3\nStatus: install",
                with: "Package: libssl3\nStatus: hold"
            )
            request.machines[number].status = try PackageStatus(parsing: Array(text.utf8), file: holder)
        }
        let findings = try request.findings()
        #expect(Self.exposed(findings) == Self.reported(findings))
        let openssl = findings.vulnerabilities.filter { $0.affected.contains { $0.name == "libssl3" } }
        #expect(openssl.count == 9)
        let held = openssl.filter { $0.affected.contains { $0.name == "libssl3_held" } }
        #expect(held.count == (holder == nil ? 0 : 9))
        #expect(held.allSatisfy { $0.keptBackMachines == [holder] })
    }

    @Test("what no feed tells is not known, in the table, in JSON, in the warnings and in the scenario")
    func notKnown() throws {
        let held = Self.tls("3.0.20-1~deb12u2", state: "hold ok installed")
        let without = try Self.estate([("web", held)], lists: [])
        let report = DebianReport(without)
        let rows = report.text.split(separator: "\n").map { $0.split(separator: " ") }
        let row = try #require(rows.first { $0.first == "web" })
        #expect(row.suffix(4) == ["-", "-", "-", "-"])
        #expect(report.text.contains("-: not known, as no file gives it: no advisory list is given (--advisories)."))
        #expect(report.images[0].vulnerabilities == nil && report.images[0].keptBackVulnerabilities == nil)
        #expect(report.vulnerabilities == nil && report.knownExploited == nil)
        #expect(!report.json.contains("\"knownExploited\""))
        #expect(report.warnings.contains { $0.hasSuffix("no advisory says what the newer versions of openssl fix") })
        #expect(!report.warnings.contains { $0.contains("0 CVEs") })
        let text = try ScenarioWriter().text(without)
        #expect(text.contains("1 pending; CVEs not known; which are exploited is not known\n"))
        #expect(text.contains("libssl3; what stays open is not known\n"))

        let listed = DebianReport(try Self.estate([("web", Self.tls("3.0.20-1~deb12u2"))]))
        #expect(listed.images[0].vulnerabilities == 0)
        #expect(listed.images[0].knownExploited == nil && listed.images[0].likelyExploited == nil)
        #expect(listed.text.contains("catalogue of exploited vulnerabilities is given (--kev),\n   no EPSS scores"))
    }
}
