import ScenarioFiles
import Testing

@Suite("What is said of a value that is something else")
struct WordingTests {
    @Test("where a word or a map is wanted both are named, with the map that was probably meant")
    func wordsAndMaps() {
        #expect(
            remarks(("image: web }", "image: web, check-in: 4h }")) == [
                "x.yaml:12:67: error unknown-word: \"4h\" must be `push` or a map, such as `{ every: 4h }`"
            ]
        )
        #expect(
            remarks(("big-bang: {}", "staged: { stop: \"> 2%\" }")) == [
                "x.yaml:22:19: error unknown-word: \"> 2%\" must be `never`, a map or a list (a map each), such as `{ failures: \"> 2%\" }`"
            ]
        )
        #expect(
            remarks(("big-bang: {}", "staged: { on-stop: { resume: 7d } }")) == [
                "x.yaml:22:32: error unknown-word: \"7d\" must be `with-fix`, `never` or a map, such as `{ after: 7d }`"
            ]
        )
        #expect(
            remarks(("image: web }", "image: web, check-in: pull }")) == [
                "x.yaml:12:67: error unknown-word: \"pull\" must be `push` or a map, such as `{ every: 1h }`"
            ]
        )
        #expect(
            remarks(("image: web }", "image: web, check-in: [push] }")) == [
                "x.yaml:12:67: error wrong-kind: this must be `push` or a map, such as `{ every: 1h }`, but is a list"
            ]
        )
    }

    @Test("where a map is wanted a scalar is put under the key that was probably meant")
    func maps() {
        #expect(
            remarks(("duration: 5m }", "duration: { exponential: 8h } }")) == [
                "x.yaml:20:41: error wrong-kind: this must be a map, such as `{ mean: 8h }`, but is \"8h\""
            ]
        )
        #expect(
            remarks(("duration: 5m }", "duration: 5m }\n    vendor-fix: 5d")) == [
                "x.yaml:21:17: error wrong-kind: this must be a map, such as `{ after: 5d }`, but is \"5d\""
            ]
        )
        #expect(
            remarks(("duration: 5m }", "duration: 5m }\n    vendor-fix: soon")) == [
                "x.yaml:21:17: error wrong-kind: this must be a map, such as `{ after: 2d }`, but is \"soon\""
            ]
        )
    }

    @Test("numbers as people write them elsewhere are suggested as they are written here")
    func numbers() {
        func meant(_ count: String) -> [String] {
            remarks(("count: 300", "count: \(count)")).map { String($0.split(separator: " (").last ?? "") }
        }
        #expect(meant("\"1,000\"") == ["did you mean \"1000\"?)"])
        #expect(meant("1.200") == ["did you mean \"1200\"?)"])
        #expect(meant("12.345.678") == ["did you mean \"12345678\"?)"])
        #expect(remarks(("count: 300", "count: 1.2")).map { $0.contains("did you mean") } == [false])
        func price(_ text: String) -> [String] {
            remarks(("strategies:", "prices: { currency: EUR, ticket: \"\(text)\" }\nstrategies:"))
                .map { String($0.split(separator: " (").last ?? "") }
        }
        #expect(price("0,8") == ["did you mean \"0.8\"?)"])
        #expect(price("12,50 EUR") == ["did you mean \"12.50\"?)"])
        #expect(price("1,000") == ["did you mean \"1000\"?)"])
        #expect(price("20 EUR") == ["did you mean \"20\"?)"])
        func install(_ text: String) -> [String] {
            remarks(("duration: 5m", text)).map { String($0.split(separator: " (").last ?? "") }
        }
        #expect(install("duration: 5m, failure-chance: \"0,8\"") == ["did you mean \"0.8\"?)"])
        #expect(install("duration: 5m, failure-chance: \"12,5%\"") == ["did you mean \"12.5%\"?)"])
        #expect(install("duration: \"1,5h\"") == ["did you mean \"1.5h\"?)"])
    }

    @Test("of versions that are equally near the newest one is suggested")
    func versions() {
        let found = remarks(("[3.0.15, 3.0.16]", "[3.0.15, 3.0.16, 3.0.17]"), ("-> 3.0.16", "-> 3.0.18"))
        #expect(
            found == [
                "x.yaml:18:14: error unknown-version: \"openssl\" has no version \"3.0.18\"; it has 3.0.15, 3.0.16, 3.0.17"
                    + " (did you mean \"3.0.17\"?)"
            ]
        )
    }

    @Test("a version of the format that is not read is called so")
    func formatVersion() {
        for version in ["2", "0.4", "latest"] {
            #expect(
                remarks(("patchlab: 1", "patchlab: \(version)")) == [
                    "x.yaml:1:11: error number-out-of-range: \"\(version)\" is not a version of the format that this program reads: it reads version 1"
                ]
            )
        }
        #expect(remarks(("patchlab: 1", "patchlab: 1.0")).isEmpty)
    }

    @Test("where no key is near those that exist are listed")
    func keys() {
        #expect(
            remarks(("duration: 5m }", "duration: 5m }\n    vendor-fix: { after: 5d, x: 1 }")) == [
                "x.yaml:21:30: error unknown-key: there is no key \"x\" in `vendor-fix`; it has after, elsewhere, reports, withdraw"
            ]
        )
    }

    @Test("a scenario without a strategy has nothing to simulate")
    func strategies() {
        #expect(
            remarks(("strategies:\n  big-bang: {}", "strategies: {}")) == [
                "x.yaml:21:13: error too-few-items: there is no strategy, and so nothing to simulate; `big-bang: {}` is one"
            ]
        )
    }

    @Test("a key that is meant further below is found by its name")
    func setting() {
        let text = smallScenario.replacing("big-bang: {}", with: "staged: {}")
        let loaded = ScenarioSource(text: text, name: "x.yaml").load(
            setting: [ScenarioSetting(key: "strategies.staged.soak", value: "1h")]
        )
        #expect(loaded.diagnostics.map(\.suggestion) == ["strategies.staged.gate.soak"])
    }
}
