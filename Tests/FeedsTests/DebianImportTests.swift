import PatchModel
import Testing
import Text

@testable import Feeds

@Suite("The import of small Debian machines")
struct DebianImportTests {
    private func request(_ machines: [(String, String)], index: String, lists: String...) throws -> DebianImport {
        try SmallEstate.request(machines, indexes: [index], lists: lists)
    }

    @Test("an update is matched if it is newer than the installed and the advisory lies between them")
    func byVersion() throws {
        let list = """
            [04 Jan 2026] DSA-4-1 web - security update
            \t{CVE-2026-4}
            \t[bookworm] - web 1.0-1+deb12u4
            [03 Jan 2026] DSA-3-1 web - security update
            \t{CVE-2026-3 CVE-2025-9}
            \t[bookworm] - web 1.0-1+deb12u3
            [02 Jan 2026] DSA-2-1 web - security update
            \t{CVE-2026-2}
            \t[bookworm] - web 1.0-1+deb12u2
            [01 Jan 2026] DSA-1-1 other - security update
            \t{CVE-2025-9}
            \t[bookworm] - other 1
            """
        let request = try request(
            [("a", SmallEstate.installed("web", "1.0-1+deb12u2"))],
            index: SmallEstate.offered("web", "1.0-1+deb12u3"),
            lists: list
        )
        let findings = try request.findings()
        #expect(findings.release == "bookworm")
        #expect(findings.inventoryDate?.description == "2026-01-02")
        #expect(findings.vulnerabilities.map(\.name) == ["CVE-2025-9", "CVE-2026-3"])
        #expect(findings.vulnerabilities.map(\.disclosed.description) == ["2026-01-01", "2026-01-03"])
        #expect(findings.vulnerabilities.allSatisfy { !$0.matchedByDateOnly })
    }

    @Test("another release's version is compared by its upstream part if that is what was shipped, else by date")
    func otherReleases() throws {
        let list = """
            [05 Jan 2026] DSA-5-1 lib - security update
            \t{CVE-2026-5}
            \t[bookworm] - lib 2.0-1+deb13u1
            [04 Jan 2026] DSA-4-1 browser - security update
            \t{CVE-2026-4}
            \t[bookworm] - browser 141.0-1~deb13u1
            [03 Jan 2026] DSA-3-1 browser - security update
            \t{CVE-2026-3}
            \t[trixie] - browser 140.0-1~deb13u1
            [02 Jan 2026] DSA-2-1 lib - security update
            \t{CVE-2026-2}
            \t[trixie] - lib 2.0-1
            """
        let request = try request(
            [
                (
                    "a",
                    SmallEstate.installed("browser", "140.0-1~deb12u1") + SmallEstate.installed("lib", "1.0-1+deb12u1")
                )
            ],
            index: SmallEstate.offered("browser", "141.0-1~deb12u1") + SmallEstate.offered("lib", "1.0-1+deb12u2"),
            lists: list
        )
        let findings = try request.findings()
        #expect(findings.inventoryDate?.description == "2026-01-03")
        #expect(findings.vulnerabilities.map(\.name) == ["CVE-2026-4", "CVE-2026-5"])
        #expect(findings.vulnerabilities.map(\.matchedByDateOnly) == [false, true])
        var earlier = request
        earlier.inventoryDate = CalendarDate(iso: "2025-12-31")
        #expect(try earlier.findings().vulnerabilities.map(\.name) == ["CVE-2026-2", "CVE-2026-4", "CVE-2026-5"])
    }

    @Test("a rebuild without changes is compared by the source's version")
    func rebuild() throws {
        let list =
            "[02 Jan 2026] DSA-2-1 brotli - security update\n\t{CVE-2026-2}\n\t[bookworm] - brotli 1.0.9-2+deb12u1\n"
        let request = try request(
            [("a", SmallEstate.installed("libbrotli1", "1.0.9-2+b6", "Source: brotli (1.0.9-2)"))],
            index: SmallEstate.offered("libbrotli1", "1.0.9-2+deb12u1", "Source: brotli"),
            lists: list
        )
        let findings = try request.findings()
        #expect(findings.updates.map(\.source) == ["brotli"])
        #expect(findings.updates[0].installed["a"]?.description == "1.0.9-2")
        #expect(findings.vulnerabilities.map(\.name) == ["CVE-2026-2"])
    }

    @Test("known exploited is critical, likely exploited is high, and the rest medium")
    func severities() throws {
        let list =
            "[02 Jan 2026] DSA-2-1 web - security update\n\t{CVE-2026-1 CVE-2026-2 CVE-2026-3}\n\t[bookworm] - web 1.0-1+deb12u1\n"
        var request = try request(
            [("a", SmallEstate.installed("web", "1.0-1"))],
            index: SmallEstate.offered("web", "1.0-1+deb12u1"),
            lists: list
        )
        let kev = "{\"vulnerabilities\": [{\"cveID\": \"CVE-2026-1\", \"dateAdded\": \"2026-01-05\"}]}"
        request.exploited = try KnownExploited(parsing: Array(kev.utf8), file: "kev")
        let epss = "cve,epss,percentile\nCVE-2026-1,0.01,0\nCVE-2026-2,0.1,0\n"
        request.prediction = try ExploitPrediction(parsing: Array(epss.utf8), file: "epss")
        let findings = try request.findings()
        #expect(findings.vulnerabilities.map(\.severity) == ["critical", "high", "medium"])
        let report = DebianReport(findings)
        #expect(report.knownExploited == ["CVE-2026-1"])
        #expect(report.unmatched.vulnerabilitiesWithoutPrediction == ["CVE-2026-3"])
        let text = try ScenarioWriter().text(findings)
        #expect(text.contains("exploited: 2026-01-05\n"))
        #expect(text.contains("exploited: { uniform: [8d, 38d] }\n    exploitation: 10.000%\n"))
        #expect(text.contains("severity: critical\n"))
    }

    @Test("alternatives and virtual packages are resolved against what is installed")
    func dependencies() throws {
        let status = try PackageStatus(
            parsing: Array(
                (SmallEstate.installed("app", "1", "Depends: absent | mta, awk (>= 2), old (<< 1) | lib (>= 3), app")
                    + SmallEstate.installed("exim", "4", "Provides: mta")
                    + SmallEstate.installed("mawk", "1", "Provides: awk (= 2.1)")
                    + SmallEstate.installed("gawk", "9", "Provides: awk") + SmallEstate.installed("old", "1")
                    + SmallEstate.installed("lib", "3.1")
                    + SmallEstate.installed("broken", "1", "Pre-Depends: nothing, lib (>> 5)")).utf8
            ),
            file: "s"
        )
        let resolver = DependencyResolver(status)
        #expect(resolver.edges.map { "\($0.from)>\($0.to)" } == ["app>exim", "app>mawk", "app>lib"])
        #expect(resolver.edges.map { $0.bound?.version.description } == [nil, nil, "3"])
        #expect(resolver.unmet.map(\.clause) == ["nothing", "lib"])
    }

    @Test("a circle of dependencies is opened, and an exact version between packages of one source is dropped")
    func circle() throws {
        let request = try request(
            [
                (
                    "a",
                    SmallEstate.installed("one", "1", "Depends: two (= 1)")
                        + SmallEstate.installed("two", "1", "Depends: one")
                )
            ],
            index: SmallEstate.offered("one", "2", "Source: both") + SmallEstate.offered("two", "2", "Source: both")
        )
        let graph = try request.findings().components
        #expect(graph.circularEdges == 1)
        #expect(graph.components.map(\.requires) == [["two"], []])
    }

    @Test("an edge that does not hold on every machine with the dependant is left out")
    func commonEdges() throws {
        let app = "Depends: lib | other"
        let request = try request(
            [
                ("a", SmallEstate.installed("app", "1", app) + SmallEstate.installed("lib", "1")),
                ("b", SmallEstate.installed("app", "1", app) + SmallEstate.installed("other", "1")),
            ],
            index: SmallEstate.offered("lib", "2") + SmallEstate.offered("other", "2")
        )
        let components = try request.findings().components.components
        #expect(components.first { $0.name == "app" }?.requires == [])
    }

    @Test("a package that turns from all to the machine's architecture is pending, and another architecture's is not")
    func architectures() throws {
        let data = "Package: data\nStatus: install ok installed\nArchitecture: all\nVersion: 1\n\n"
        let foreign = "Package: web\nArchitecture: arm64\nVersion: 9\nSize: 1\n\n"
        let request = try request(
            [("a", data + SmallEstate.installed("web", "1"))],
            index: SmallEstate.offered("data", "2") + foreign
        )
        #expect(try request.findings().updates.map(\.source) == ["data"])
    }

    @Test("inputs that contradict each other are refused")
    func conflicts() throws {
        let web = SmallEstate.installed("web", "1")
        let twice = try request([("a", web), ("a", web)], index: SmallEstate.offered("web", "2"))
        #expect(throws: FeedError.self) { try twice.findings() }
        var undated = try request([("a", web)], index: SmallEstate.offered("web", "2"))
        undated.start = nil
        let dateless = try undated.findings()
        #expect(dateless.updates.count == 1)
        let error = #expect(throws: FeedError.self) { try ScenarioWriter().text(dateless) }
        #expect(error?.message.contains("--start") == true)
        let nothing = try request([("a", web)], index: SmallEstate.offered("web", "1"))
        let findings = try nothing.findings()
        #expect(findings.updates.isEmpty)
        let empty = #expect(throws: FeedError.self) { try ScenarioWriter().text(findings) }
        #expect(empty?.code == .nothingFound)
        var writer = ScenarioWriter()
        writer.counts = ["b": 5]
        let known = try request([("a", web)], index: SmallEstate.offered("web", "2")).findings()
        #expect(throws: FeedError.self) { try writer.text(known) }
        writer.counts = ["a": 0]
        #expect(throws: FeedError.self) { try writer.text(known) }
        writer.counts = ["a": Int.max]
        #expect(throws: FeedError.self) { try writer.text(known) }
        writer.counts = ["a": 7]
        #expect(try writer.text(known).contains("count: 7\n"))
    }

    @Test(
        "an image is named after its status file",
        arguments: [
            ("data/web.dpkg-status.xz", "web"), ("status", "status"), ("/x/my host.txt", "my-host"),
            (".hidden", "hidden"),
            ("/", "machine"),
        ]
    )
    func names(path: String, name: String) {
        #expect(DebianImport.Machine.name(fromPath: path) == name)
    }

    @Test(
        "texts that YAML would read as something else are quoted",
        arguments: [
            ("nginx 1.22.1-9", "nginx 1.22.1-9"), ("libssl3 < 3.0.22-1~deb12u2", "libssl3 < 3.0.22-1~deb12u2"),
            ("1.0", "\"1.0\""), ("140", "\"140\""), ("1e5", "\"1e5\""), ("2026-01-02", "\"2026-01-02\""),
            ("1:2.0", "\"1:2.0\""), ("yes", "\"yes\""), ("", "\"\""), ("a: b", "\"a: b\""), ("-x", "\"-x\""),
            ("a\"b\\c", "\"a\\\"b\\\\c\""), ("a\u{1}", "\"a\\x01\""), ("a, b", "\"a, b\""), ("é", "\"é\""),
            ("1.22.1", "1.22.1"), ("2026b-0", "2026b-0"), ("~", "\"~\""),
        ]
    )
    func quoting(text: String, spelled: String) {
        #expect(YAMLText.text(text) == spelled)
    }

    @Test("sizes and numbers are spelled with a point and a unit")
    func numbers() {
        #expect(byteSize(512) == "512 B")
        #expect(byteSize(79_715_764) == "76.0 MiB")
    }
}
