import ScenarioFiles
import Testing
import Text

@testable import Feeds

@Suite("Bills of materials")
struct BillOfMaterialsTests {
    static func image(_ text: String, name: String? = nil) throws(InputError) -> InventoryImage {
        try BillOfMaterials.image(Array(text.utf8), file: "web.cdx.json", name: name)
    }

    static func cyclone(_ rest: String) -> String {
        "{\"bomFormat\": \"CycloneDX\", \"specVersion\": \"1.5\", \(rest)}"
    }

    @Test("components of CycloneDX become packages with what they need, nested ones as well")
    func cyclone() throws {
        let image = try Self.image(
            Self.cyclone(
                """
                "metadata": {"timestamp": "2026-11-20T10:00:00Z", "component": {"name": "shop web"}},
                "components": [
                 {"bom-ref": "a", "type": "library", "name": "openssl-libs", "version": "x",
                  "purl": "pkg:rpm/redhat/openssl-libs@3.0.7-27.el9?epoch=1&upstream=openssl-3.0.7-27.el9.src.rpm&distro=rhel-9.4",
                  "components": [{"bom-ref": "c", "name": "inner", "version": "2"}]},
                 {"bom-ref": "b", "name": "nginx", "version": "1.24.0", "purl": "pkg:rpm/redhat/nginx@1.24.0-1.el9"},
                 {"type": "file", "name": "/etc/x", "version": "1"}, {"name": "bare"}],
                "dependencies": [{"ref": "b", "dependsOn": ["a", "c", "nowhere", "b"]}],
                "vulnerabilities": [
                 {"id": "CVE-1-1", "affects": [{"ref": "urn:cdx:3e67/1#a"}], "analysis": {"state": "not_affected"}},
                 {"id": "CVE-1-2", "affects": [{"ref": "a"}], "analysis": {"state": "exploitable"}},
                 {"id": "CVE-1-3", "affects": [{"ref": "b"}]}]
                """
            )
        )
        #expect(image.name == "shop-web")
        #expect(image.kind == "CycloneDX 1.5")
        #expect(image.day == CalendarDate(year: 2026, month: 11, day: 20))
        #expect(image.packages.map(\.name) == ["pkg:rpm/redhat/openssl-libs", "inner", "pkg:rpm/redhat/nginx"])
        #expect(image.packages.map(\.version) == ["1:3.0.7-27.el9", "2", "1.24.0-1.el9"])
        #expect(image.packages[0].ecosystem == "Red Hat:enterprise_linux:9")
        #expect(image.packages[0].source == "openssl")
        #expect(image.packages[1].scheme == nil)
        #expect(image.packages[2].requires == [0, 1])
        #expect(image.excused == ["CVE-1-1": [0]])
        #expect(
            image.leftOut == [
                "files": 1, "packages without a version": 1, "dependencies of or on something that is not listed": 1,
            ]
        )
        #expect(try Self.image(Self.cyclone("\"components\": []"), name: "given").name == "given")
        #expect(try Self.image(Self.cyclone("\"components\": []")).name == "web")
    }

    @Test("packages of SPDX 2 become packages with what they need in either direction of a relationship")
    func spdx() throws {
        let image = try Self.image(
            """
            {"spdxVersion": "SPDX-2.3", "name": "shop", "creationInfo": {"created": "2026-11-20T10:00:00Z"}, "packages": [
              {"SPDXID": "a", "name": "libssl3", "versionInfo": "3.0.15", "externalRefs": [
                {"referenceType": "cpe23Type", "referenceLocator": "cpe:2.3:a"},
                {"referenceType": "purl", "referenceLocator": "pkg:deb/debian/libssl3@3.0.15-1~deb12u1?upstream=openssl&distro=debian-12"}]},
              {"SPDXID": "b", "name": "app", "versionInfo": "1"}, {"SPDXID": "c", "name": "tool", "versionInfo": "1"},
              {"SPDXID": "d", "name": "none", "versionInfo": "NOASSERTION"}],
             "relationships": [
              {"spdxElementId": "b", "relationshipType": "DEPENDS_ON", "relatedSpdxElement": "a"},
              {"spdxElementId": "b", "relationshipType": "DEPENDENCY_OF", "relatedSpdxElement": "c"},
              {"spdxElementId": "doc", "relationshipType": "DESCRIBES", "relatedSpdxElement": "b"}]}
            """
        )
        #expect(image.name == "shop")
        #expect(image.packages.map(\.version) == ["3.0.15-1~deb12u1", "1", "1"])
        #expect(image.packages[0].names == ["openssl", "libssl3"])
        #expect(image.packages.map(\.requires) == [[], [0], [1]])
        #expect(image.leftOut == ["packages without a version": 1])
    }

    @Test("what is no bill of materials, or a broken one, is refused with code, line and column")
    func broken() {
        let cases: [(String, InputError.Code, Int?, Int?)] = [
            ("{\"bomFormat\":\"CycloneDX\",\"bomFormat\":\"SPDX\"}", .duplicateKey, 1, 26),
            (Self.cyclone("\n\"components\": [{\"name\": \"x\", \"purl\": \"pkg:rpm\"}]"), .badPurl, 2, 38),
            ("{\"bomFormat\": \"Other\"}", .badValue, 1, 15), ("{\"spdxVersion\": \"SPDX-3.0\"}", .badValue, 1, 17),
            ("{\"@graph\": []}", .wrongFormat, 1, nil), ("{}", .wrongFormat, 1, nil),
            (Self.cyclone("\"components\": {}"), .badValue, 1, 64),
            ("<?xml version=\"1.0\"?><bom/>", .wrongFormat, 1, nil),
            (String(repeating: "[", count: 600), .badValue, 1, 1), ("", .nothingFound, nil, nil),
            (Self.cyclone("\"components\": ["), .badValue, 1, 65),
            ("{\"bomFormat\":\"CycloneDX\",\"metadata\":{\"timestamp\":\"2026-13-45T00:00:00Z\"}}", .badValue, 1, 50),
            ("{\"bomFormat\":\"CycloneDX\",\"specVersion\":\"1.5\u{1b}[31m\"}", .badJSON, 1, 44),
            ("{\"bomFormat\":\"CycloneDX\",\"specVersion\":\"1.5 x\"}", .badValue, 1, 40),
            (
                "{\"spdxVersion\": \"SPDX-2.3\", \"packages\": [{\"externalRefs\": [{\"referenceType\": \"purl\", \"referenceLocator\": \"x\"}]}]}",
                .badPurl, 1, 106
            ),
        ]
        for (text, code, line, position) in cases {
            do throws(InputError) {
                _ = try Self.image(text)
                Issue.record("\(text.prefix(60)) is read")
            } catch {
                #expect(error.code == code, "\(text.prefix(60)): \(error)")
                #expect(error.line == line, "\(text.prefix(60)): \(error)")
                #expect(error.position == position, "\(text.prefix(60)): \(error)")
            }
        }
    }

    // MARK: Findings

    static func package(_ name: String, _ version: String, requires: Set<Int> = [], source: String? = nil)
        -> InventoryImage.Package
    {
        .init(
            name: name,
            title: name,
            version: version,
            scheme: .deb,
            ecosystem: "Debian:12",
            names: [source ?? name],
            source: source,
            requires: requires
        )
    }

    static func image(_ name: String, _ packages: [InventoryImage.Package]) -> InventoryImage {
        var image = InventoryImage(name: name, file: "\(name).json", kind: "test")
        image.packages = packages
        return image
    }

    static func findings(_ images: [InventoryImage], _ advisories: [PackageAdvisory]) throws(InputError)
        -> InventoryFindings
    {
        let store = AdvisoryStore(advisories, file: "a.json")
        return try InventoryFindings(images, AdvisoryRequest(), store: store, start: CalendarDate(iso: "2026-01-01"))
    }

    @Test("what a fix touches is in the scenario with all that needs it, and nothing else")
    func graph() throws {
        let web = Self.image(
            "web",
            [
                Self.package("libssl3", "3.0.11", source: "openssl"), Self.package("nginx", "1", requires: [0]),
                Self.package("site", "1", requires: [1, 3]), Self.package("other", "1"),
                Self.package("openssl", "3.0.11", source: "openssl"), Self.package("tool", "1", requires: [0]),
            ]
        )
        let plain = Self.image(
            "plain",
            [
                Self.package("libssl3", "3.0.15", source: "openssl"), Self.package("nginx", "2", requires: [0]),
                Self.package("tool", "2"),
            ]
        )
        let findings = try Self.findings(
            [web, plain],
            [AdvisoryTests.advisory("1", [[.introduced("0"), .fixed("3.0.14")]])]
        )
        // The other image's tool does not need it, and a component needs the same everywhere.
        try #require(findings.components.map(\.name) == ["libssl3", "nginx", "openssl", "site"])
        #expect(findings.components[0].versions == ["3.0.11", "3.0.14", "3.0.15"])
        #expect(findings.components[0].installed == [0: 0, 1: 2])
        #expect(findings.components[1].requires == ["libssl3"])
        #expect(findings.components[3].requires == ["nginx"])
        #expect(findings.patches.map(\.name) == ["openssl-to-3.0.14"])
        #expect(findings.patches[0].components.map(\.name) == ["libssl3", "openssl"])
        #expect(findings.vulnerabilities.map(\.affects) == [["libssl3 < 3.0.14", "openssl < 3.0.14"]])
        let text = try InventoryScenario(findings, command: "import sbom").text()
        #expect(
            try InventoryScenario(
                Self.findings([web, plain], [AdvisoryTests.advisory("1", [[.introduced("0"), .fixed("3.0.14")]])]),
                command: "import sbom"
            ).text() == text
        )
    }

    @Test(
        "what does no harm in every image with a version is not patched for; if one image says so and another not, it is"
    )
    func excuse() throws {
        var one = Self.image("one", [Self.package("openssl", "3.0.11")])
        one.excused = ["CVE-2024-1": [0]]
        let advisory = AdvisoryTests.advisory("1", [[.introduced("0"), .fixed("3.0.14")]])
        #expect(throws: InputError.self) {
            try InventoryScenario(Self.findings([one], [advisory]), command: "import sbom").text()
        }
        let other = Self.image("other", [Self.package("openssl", "3.0.11")])
        let both = try Self.findings([one, other], [advisory])
        #expect(both.patches.count == 1)
        #expect(both.contradicted == 1)
        let older = Self.image("older", [Self.package("openssl", "3.0.10")])
        let mixed = try Self.findings([one, older], [advisory])
        #expect(mixed.contradicted == 0)
        #expect(mixed.vulnerabilities.map(\.affects) == [["openssl < 3.0.11"]])
    }

    @Test("a statement on another version than the one that counts excuses nothing")
    func excuseOther() throws {
        var one = Self.image("one", [Self.package("openssl", "3.0.11"), Self.package("openssl", "3.0.10")])
        let advisory = AdvisoryTests.advisory("1", [[.introduced("0"), .fixed("3.0.14")]])
        let component = try #require(try Self.findings([one], [advisory]).components.first)
        let counting = component.versions[try #require(component.installed[0])] == "3.0.11" ? 0 : 1
        one.excused = ["CVE-2024-1": [1 - counting]]
        #expect(try Self.findings([one], [advisory]).patches.count == 1)
        one.excused = ["CVE-2024-1": [counting]]
        #expect(try Self.findings([one], [advisory]).patches.isEmpty)
    }

    @Test("references that stand twice or lead nowhere are counted, those to services and the document itself are not")
    func references() throws {
        let image = try Self.image(
            Self.cyclone(
                """
                "metadata": {"component": {"name": "shop", "bom-ref": "root"}},
                "services": [{"bom-ref": "api", "name": "api"}],
                "components": [{"bom-ref": "a", "name": "one", "version": "1"}, {"bom-ref": "a", "name": "two", "version": "2"}],
                "dependencies": [{"ref": "root", "dependsOn": ["a"]}, {"ref": "a", "dependsOn": ["api"]}],
                "vulnerabilities": [
                 {"id": "CVE-1-1", "affects": [{"ref": "b"}], "analysis": {"state": "not_affected"}}]
                """
            )
        )
        #expect(
            image.leftOut == [
                "references that stand twice, of which the first counts": 1,
                "statements (VEX) on something that is not listed": 1,
            ]
        )
    }

    @Test("of several versions in one image the one counts that the inventory's kind says, and that is told")
    func several() throws {
        var image = Self.image("web", [Self.package("openssl", "3.0.15"), Self.package("openssl", "3.0.9")])
        let advisory = AdvisoryTests.advisory("1", [[.introduced("0"), .fixed("3.0.14")]])
        let oldest = try Self.findings([image], [advisory])
        #expect(oldest.components[0].versions == ["3.0.9", "3.0.14"])
        #expect(oldest.several == [1])
        #expect(InventoryReport(oldest).warnings.contains { $0.contains("the oldest one of each counts") })
        image.several = .newest
        #expect(try Self.findings([image], [advisory]).patches.isEmpty)
    }
}
