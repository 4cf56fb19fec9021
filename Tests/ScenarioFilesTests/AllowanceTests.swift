import ScenarioFiles
import Testing
import Warnings

@Suite("Warnings that a scenario silences")
struct AllowanceTests {
    /// `smallScenario` with a canary that cannot fail, a patch without a vendor's fix, and a patch for nobody.
    private static func codes(lint: String = "", canary: String = "", patch: String = "") -> [String] {
        let text = smallScenario.replacing("  big-bang: {}\n", with: "  canary: { count: 2 }\(canary)\n")
            .replacing("openssl-3.0.16:\n", with: "openssl-3.0.16:\(patch)\n")
        let loaded = ScenarioFile.load(text: text + lint, name: "x.yaml")
        let shown = loaded.warnings.filter { !$0.isForAuthors && !WarningRule.details.contains($0.code) }
        return loaded.diagnostics.map(\.code.rawValue) + shown.map(\.code)
    }

    @Test("nothing is silenced where nothing is said")
    func plain() { #expect(Self.codes() == ["stop-is-final", "canary-cannot-fail"]) }

    @Test("`lint.allow` silences codes everywhere, warnings of the reader of files included")
    func everywhere() {
        #expect(Self.codes(lint: "lint: { allow: [canary-cannot-fail] }\n") == ["stop-is-final"])
        #expect(Self.codes(lint: "lint: { allow: [canary-cannot-fail, stop-is-final] }\n") == [])
        let late = smallScenario.replacing("        updates:", with: "        released: 50d\n        updates:")
            .replacing("    updates:", with: "    released: 50d\n    updates:")
        #expect(messages(late).contains { $0.contains("warning released-too-late") })
        #expect(
            !messages(late + "lint: { allow: [released-too-late] }\n").contains { $0.contains("released-too-late") }
        )
    }

    @Test("a comment silences codes about its line only")
    func onTheLine() {
        #expect(Self.codes(canary: "   # patchlab: allow canary-cannot-fail") == ["stop-is-final"])
        #expect(
            Self.codes(patch: "   # patchlab: allow canary-cannot-fail") == ["stop-is-final", "canary-cannot-fail"]
        )
        #expect(
            Self.codes(
                canary: " # patchlab: allow canary-cannot-fail",
                patch: " # patchlab: allow no-effect, stop-is-final (meant)"
            )
                == []
        )
    }

    @Test("a code that does not exist is an error, with the nearest that does")
    func unknown() {
        let found = messages(smallScenario + "lint: { allow: [stop-is-finall] }\n")
        #expect(found.count == 1)
        #expect(found.first?.hasPrefix("x.yaml:23:17: error unknown-word: \"stop-is-finall\"") == true)
        #expect(found.first?.hasSuffix("(did you mean \"stop-is-final\"?)") == true)
        #expect(
            messages(smallScenario.replacing("strategies:\n", with: "strategies: # patchlab: allow stop-is-fnal\n"))
                == [
                    "x.yaml:21:13: error unknown-code: there is no warning \"stop-is-fnal\" (did you mean \"stop-is-final\"?)"
                ]
        )
    }

    @Test("silencing changes no run: the canonical text is the same")
    func canonical() {
        let plain = ScenarioFile.load(text: smallScenario, name: "x.yaml").canonicalText(strategy: "big-bang")
        let silent = ScenarioFile.load(text: smallScenario + "lint: { allow: [no-exposure] }\n", name: "x.yaml")
        #expect(plain != nil)
        #expect(silent.canonicalText(strategy: "big-bang") == plain)
    }

    @Test("what is set with an option is named as such")
    func setting() {
        let set = ScenarioSetting(key: "strategies.canary.count", value: "2", origin: "--set")
        let text = smallScenario.replacing("  big-bang: {}\n", with: "  canary: { count: 20 }\n")
        let warnings = ScenarioFile.load(text: text, name: "x.yaml", setting: [set]).warnings
        let lines = warnings.map { Remark($0).line }
        #expect(
            lines.contains { $0.hasPrefix("--set strategies.canary.count") && $0.contains("canary-cannot-fail") },
            "\(lines)"
        )
    }
}
