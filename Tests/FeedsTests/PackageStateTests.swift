import PatchModel
import Testing

@testable import Feeds

@Suite("What dpkg counts as installed")
struct PackageStateTests {
    /// Every state of a package whose files are on the machine, in whole or in part (dpkg(1), "Package states").
    static let present = [
        "install ok installed", "hold ok installed", "install ok triggers-pending", "install ok triggers-awaited",
        "install ok half-configured", "install ok unpacked", "install reinstreq half-installed",
        "deinstall ok installed",
        "purge ok installed", "install reinstreq installed", "unknown ok installed", "Install OK Installed",
    ]

    @Test("a package in any of these states is on the machine, and pending unless it is on hold", arguments: present)
    func pending(state: String) throws {
        let text = SmallEstate.installed("web", "1.0-1", state: state)
        let request = try SmallEstate.request([("a", text)], indexes: [SmallEstate.offered("web", "1.0-1+deb12u1")])
        let findings = try request.findings()
        let isHeld = state.hasPrefix("hold")
        let image = DebianReport(findings).images[0]
        #expect(image.installed == 1)
        #expect(image.pendingPackages == (isHeld ? [] : ["web"]))
        #expect(image.keptBack == (isHeld ? ["web"] : []))
        let isUsual = state.lowercased() == "install ok installed"
        #expect(image.unusualStates == (isUsual ? [:] : [state: 1]))
    }

    @Test("what is not on the machine is left out and counted by its state")
    func leftOut() throws {
        let text =
            SmallEstate.installed("web", "1") + SmallEstate.installed("a", "1", state: "deinstall ok config-files")
            + SmallEstate.installed("b", "1", state: "deinstall ok config-files")
            + "Package: c\nStatus: purge ok not-installed\n\n"
            + "Package: d\nStatus: install reinstreq half-installed\n"
        let status = try PackageStatus(parsing: Array(text.utf8), file: "s")
        #expect(status.installed.map(\.name) == ["web"])
        #expect(
            status.leftOut == [
                "deinstall ok config-files": 2, "purge ok not-installed": 1,
                "install reinstreq half-installed, no version": 1,
            ]
        )
        let request = try SmallEstate.request([("a", text)], indexes: [SmallEstate.offered("web", "2")])
        let report = DebianReport(try request.findings())
        #expect(report.images[0].leftOut.states == status.leftOut)
        #expect(report.text.contains("deinstall ok config-files (2)"))
    }

    @Test(
        "a state that dpkg refuses is refused with its line",
        arguments: ["install ok", "keep ok installed", "x y z"]
    )
    func unknownState(state: String) {
        let text = SmallEstate.installed("web", "1", state: state)
        let error = #expect(throws: FeedError.self) { try PackageStatus(parsing: Array(text.utf8), file: "s") }
        #expect(error?.code == .malformed)
        #expect(error?.line == 2)
    }

    /// libfoo1 is on hold; foo-bin wants exactly its version, bar any. What apt 2.6.1 does with it: `apt-get -s upgrade`
    /// installs bar and keeps libfoo1 and foo-bin back.
    private static func machine(_ state: String) -> String {
        SmallEstate.installed("libfoo1", "1.0-1+deb12u1", state: state, "Source: foo")
            + SmallEstate.installed("foo-bin", "1.0-1+deb12u1", "Source: foo", "Depends: libfoo1 (= 1.0-1+deb12u1)")
            + SmallEstate.installed("bar", "2.0-1", "Depends: libfoo1 (>= 1.0)")
    }

    private static func estate(_ states: [String]) throws -> DebianFindings {
        let index =
            SmallEstate.offered("libfoo1", "1.0-1+deb12u2", "Source: foo")
            + SmallEstate.offered("foo-bin", "1.0-1+deb12u2", "Source: foo", "Depends: libfoo1 (= 1.0-1+deb12u2)")
            + SmallEstate.offered("bar", "2.0-1+deb12u1", "Depends: libfoo1 (>= 1.0)")
        let list =
            SmallEstate.advisory("02 Jan 2026", "DSA-2-1", "CVE-2026-2", "bookworm", "foo 1.0-1+deb12u2")
            + SmallEstate.advisory("01 Jan 2026", "DSA-1-1", "CVE-2026-1", "bookworm", "bar 2.0-1+deb12u1")
        let machines = states.enumerated().map { ("m\($0)", machine($1)) }
        return try SmallEstate.request(machines, indexes: [index], lists: [list]).findings()
    }

    @Test("what is on hold is kept back with what depends on its version, and stays vulnerable without a patch")
    func held() throws {
        let findings = try Self.estate(["hold ok installed"])
        #expect(findings.updates.map(\.source) == ["bar"])
        #expect(findings.keptBackNames["m0"] == ["libfoo1", "foo-bin"])
        let report = DebianReport(findings)
        #expect(report.images[0].keptBackVulnerabilities == 1)
        #expect(report.images[0].vulnerabilities == 1)
        #expect(report.warnings.contains { $0.contains("kept back") && $0.contains("foo-bin, libfoo1; 1 CVE ") })
        let text = try ScenarioWriter().text(findings)
        #expect(text.contains("m0: [bar 2.0-1, foo-bin_held 1.0-1+deb12u1, libfoo1_held 1.0-1+deb12u1]"))
        #expect(text.contains("affects: [foo-bin_held < 1.0-1+deb12u2, libfoo1_held < 1.0-1+deb12u2]"))
        #expect(!text.contains("updates: [foo-bin"))
    }

    @Test("a package that one machine holds is offered to the other")
    func heldOnOne() throws {
        let findings = try Self.estate(["hold ok installed", "install ok installed"])
        let foo = try #require(findings.updates.first { $0.source == "foo" })
        #expect(Set(foo.installed.keys) == ["m1"])
        let cve = try #require(findings.vulnerabilities.first { $0.name == "CVE-2026-2" })
        #expect(cve.machines == ["m1"])
        #expect(cve.keptBackMachines == ["m0"])
        let text = try ScenarioWriter().text(findings)
        #expect(text.contains("m1: [bar 2.0-1, foo-bin 1.0-1+deb12u1, libfoo1 1.0-1+deb12u1]"))
    }

    @Test("a chain of exact versions is kept back as a whole, in whatever order the packages stand")
    func chain() throws {
        for numbers in [Array(0..<2_000), Array((0..<2_000).reversed())] {
            let status = numbers.map { number in
                SmallEstate.installed(
                    "p\(number)",
                    "1",
                    state: number == 0 ? "hold ok installed" : "install ok installed",
                    number == 0 ? "Section: libs" : "Depends: p\(number - 1) (= 1)"
                )
            }
            let index = numbers.map { number in
                SmallEstate.offered(
                    "p\(number)",
                    "2",
                    number == 0 ? "Section: libs" : "Depends: p\(number - 1) (= 2) | absent"
                )
            }
            let free = (SmallEstate.installed("free", "1"), SmallEstate.offered("free", "2", "Depends: p0"))
            let request = try SmallEstate.request(
                [("a", status.joined() + free.0)],
                indexes: [index.joined() + free.1]
            )
            let findings = try request.findings()
            #expect(findings.keptBackNames["a"]?.count == 2_000)
            #expect(findings.updates.map(\.source) == ["free"])
        }
    }

    @Test("a virtual package that only the new version of one on hold provides keeps back what needs it")
    func virtual() throws {
        let request = try SmallEstate.request(
            [
                (
                    "a",
                    SmallEstate.installed("lib", "1", state: "hold ok installed", "Provides: abi-1")
                        + SmallEstate.installed("app", "1", "Depends: abi-1")
                )
            ],
            indexes: [
                SmallEstate.offered("lib", "2", "Provides: abi-2") + SmallEstate.offered("app", "2", "Depends: abi-2")
            ]
        )
        #expect(try request.findings().keptBackNames["a"] == ["lib", "app"])
    }

    @Test("if all that is offered is kept back there is nothing to roll out, and the error says why")
    func allHeld() throws {
        let request = try SmallEstate.request(
            [("a", SmallEstate.installed("web", "1", state: "hold ok installed"))],
            indexes: [SmallEstate.offered("web", "2")]
        )
        let findings = try request.findings()
        let error = #expect(throws: FeedError.self) { try ScenarioWriter().text(findings) }
        #expect(error?.message.contains("kept back by packages on hold") == true)
    }
}
