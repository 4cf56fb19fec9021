import PatchModel
import ScenarioFiles
import Testing

/// `order: listed`: versions that no rule orders but their list.
@Suite struct VersionOrderTests {
    /// The small scenario with versions of other systems than Debian.
    static func scenario(_ replacements: (String, String)...) -> String {
        let listed = [
            ("[3.0.15, 3.0.16] }", "[3.0.7-28.el9_4, 1.0^git1-1, 14.6.1 (23G93)], order: listed }"),
            ("openssl 3.0.15", "openssl 3.0.7-28.el9_4"), ("openssl < 3.0.16", "openssl < 14.6.1 (23G93)"),
            ("openssl -> 3.0.16", "openssl -> 14.6.1 (23G93)"), ("openssl >= 3.0]", "openssl]"),
        ]
        return (listed + replacements).reduce(smallScenario) { $0.replacing($1.0, with: $1.1) }
    }

    @Test("The list is the order, and any text is a version: of RPM, of a snapshot, of macOS")
    func listed() throws {
        let loaded = ScenarioFile.load(text: Self.scenario(), name: "x.yaml")
        #expect(loaded.diagnostics.map(\.description) == [])
        let scenario = try #require(loaded.scenario)
        #expect(scenario.software.components[0].versions == ["3.0.7-28.el9_4", "1.0^git1-1", "14.6.1 (23G93)"])
        #expect(scenario.vulnerabilities[0].affects[0].versions == 0..<2)
        #expect(scenario.patches[0].updates[0].to == 2)
        #expect(scenario.software.images[0].installed == [0: 0])
    }

    @Test(
        "Ranges lie in the list by place",
        arguments: [
            ("openssl <= 1.0^git1-1", 0..<2), ("openssl = 1.0^git1-1", 1..<2), ("openssl < 1.0^git1-1", 0..<1),
            ("openssl", 0..<3),
        ]
    )
    func ranges(constraint: String, places: Range<Int>) throws {
        let text = Self.scenario(("openssl < 14.6.1 (23G93)", constraint), ("fixes: [CVE-2026-1234]", "fixes: []"))
        #expect(
            ScenarioFile.load(text: text, name: "x.yaml").scenario?.vulnerabilities[0].affects[0].versions == places
        )
    }

    @Test("A range may name listed versions only, and the nearest is told")
    func unknown() {
        let found = messages(Self.scenario(("openssl < 14.6.1 (23G93)", "openssl < 14.6.1 (23G9)")))
        #expect(found.count == 1)
        #expect(
            found.first?.contains("error unknown-version: \"openssl\" has no version \"14.6.1 (23G9)\" in its list")
                ?? false
        )
        #expect(found.first?.contains("did you mean") ?? false)
    }

    @Test("A version stands in the list once")
    func twice() {
        let found = messages(Self.scenario(("1.0^git1-1,", "3.0.7-28.el9_4,")))
        #expect(found.count == 1)
        #expect(
            found.first?.contains("error versions-not-ascending: \"3.0.7-28.el9_4\" stands in the list before") ?? false
        )
    }

    @Test("By Debian's rules the same versions are mistakes, each at its place")
    func debian() {
        let found = messages(Self.scenario(("order: listed", "order: debian")))
        #expect(found.first?.contains("x.yaml:6:27: error bad-version: \"3.0.7-28.el9_4\" is not a version") ?? false)
        let word = messages(Self.scenario(("order: listed", "order: list")))
        #expect(word.first?.contains("did you mean \"listed\"?") ?? false, "\(word)")
    }

    @Test("Versions with line breaks or control characters are none")
    func control() {
        let found = messages(Self.scenario(("1.0^git1-1", "\"1.0\\u0085\"")))
        #expect(found.first?.contains("error bad-version: ") ?? false, "\(found)")
    }
}
