import PatchModel
import Testing

@testable import ScenarioFiles

/// A small scenario with a name that holds dots, lists with and without names, and keys that are left out.
let settingScenario = """
    patchlab: 1
    start: 2026-03-10T18:00:00
    horizon: 30d
    software:
      components: { app: { versions: [1.0, 1.1] } }
      images: { standard: [app 1.0] }
    fleet:
      - { group: office, count: 60, class: desktop, image: standard }
      - { group: road, count: 40, class: laptop, image: standard, tags: pilot }
    vulnerabilities:
      CVE-2026-1: { affects: [app < 1.1], exploited: { exponential: { mean: 5d } } }
    patches:
      app-1.1:
        updates: app -> 1.1
        fixes: [CVE-2026-1]
        install: { duration: 10m, failure-chance: 5% }
        regressions:
          - { name: app breaks, chance: 50%, effect: { down: app } }
    strategies:
      big-bang: {}
      staged: {}
      dated: { kind: staged, rings: [{ name: pilot, share: 5% }, { name: all, rest: true, after: 2d }] }
    """

@Suite("Settings")
struct SettingTests {
    private let source = ScenarioSource(text: settingScenario, name: "small.yaml")

    private func scenario(_ settings: (String, String)...) throws -> Scenario {
        let loaded = source.load(setting: settings.map { ScenarioSetting(key: $0.0, value: $0.1) })
        return try #require(loaded.scenario, "\(loaded.diagnostics)")
    }

    private func staged(_ strategy: Strategy) throws -> StagedRollout {
        guard case .staged(let rollout) = strategy.kind else { throw NotStaged() }
        return rollout
    }

    private struct NotStaged: Error {}

    @Test(
        "take the place of what is written, through names with dots, list entries by place and by name, and inner maps"
    )
    func written() throws {
        #expect(try scenario(("horizon", "5d")).horizon == 5 * 86_400)
        #expect(
            try scenario(("patches.app-1.1.install.failure-chance", "0.25")).patches[0].installation.failureChance
                == 0.25
        )
        #expect(try scenario(("patches.app-1.1.regressions[0].chance", "7%")).patches[0].regressions[0].chance == 0.07)
        for key in ["fleet[1].count", "fleet.road.count", "fleet[road].count"] {
            #expect(try scenario((key, "7")).groups.map(\.count) == [60, 7])
        }
        let one = try scenario(("vulnerabilities.CVE-2026-1.exploited.exponential.mean", "9d"))
        #expect(one.vulnerabilities[0] != (try scenario()).vulnerabilities[0])
    }

    @Test("of keys that are left out keep everything else that is left out at its default")
    func leftOut() throws {
        let standard = try staged(scenario().strategies[1])
        let soaked = try staged(scenario(("strategies.staged.gate.soak", "3h")).strategies[1])
        #expect(soaked.rings == standard.rings)
        #expect(soaked.gate.map { $0.soak == 10_800 } == true)
        #expect(soaked.gate?.success == standard.gate?.success)
        let ringed = try staged(scenario(("strategies.staged.rings[0]", "3%")).strategies[1])
        #expect(ringed.rings.count == 4)
        #expect(ringed.gate == standard.gate)
        let spelt = try staged(scenario(("strategies.staged.rings[0].share", "3%")).strategies[1])
        #expect(spelt == ringed)
        #expect(try scenario(("repair.technicians", "3"), ("repair.duration", "1h")).repair?.technicians == 3)
        #expect(try scenario(("strategies.big-bang.stop.minimum", "7")).strategies[0].stop?.minimum == 7)
    }

    @Test("can be lists and maps, and texts that are something else in YAML")
    func structured() throws {
        let rings = try staged(
            scenario(("strategies.staged.rings", "[5%, rest]"), ("strategies.staged.gate.soak", "1h")).strategies[1]
        )
        #expect(rings.rings.count == 2)
        let limited = try scenario(("strategies.staged.stop.failures", "> 7%"))
        #expect(limited.strategies[1].stop?.failures == Limit(.share(0.07), isStrict: true))
        let installed = try scenario(("patches.app-1.1.install.duration", "{ exponential: { mean: 1h } }"))
        #expect(installed.patches[0].installation.duration != (try scenario()).patches[0].installation.duration)
        let replaced = try scenario(("patches.app-1.1.install.duration.exponential.mean", "1h"))
        #expect(replaced == installed)
    }

    @Test("give the same scenario as a file in which the values stand")
    func sameAsWritten() throws {
        let text = settingScenario.replacing("failure-chance: 5%", with: "failure-chance: 9%").replacing(
            "count: 40",
            with: "count: 41"
        )
        let written = try #require(ScenarioFile.load(text: text, name: "small.yaml").scenario)
        #expect(try scenario(("patches.app-1.1.install.failure-chance", "9%"), ("fleet.road.count", "41")) == written)
    }

    @Test(
        "that cannot be are reported by their option, with what was probably meant, and give no scenario",
        arguments: [
            (
                "strategies.staged.stages[0].soak", "1h", "unknown-key",
                "did you mean \"strategies.staged.gate.soak\"?"
            ),
            ("strategies.stagd.unit", "patch", "unknown-key", "did you mean \"strategies.staged.unit\"?"),
            ("strategies.staged.gate.soak", "9x", "bad-duration", "\"9x\""),
            ("strategies.staged.gate.soak", "2 hours", "bad-duration", "did you mean \"2h\"?"),
            ("strategies.staged.unit", "bach", "unknown-word", "did you mean \"batch\"?"),
            ("patches.app-1.1.install.failure-chance", "140%", "share-over-100", "more than the whole"),
            ("patches.app-1.2.install.failure-chance", "4%", "unknown-key", "patches.app-1.1.install.failure-chance"),
            ("fleet[2].count", "5", "unknown-key", "there is [0] to [1]"),
            ("fleet.rod.count", "5", "unknown-key", "there is office or road"),
            ("fleet[0].count[1]", "5", "unknown-key", "has nothing in it"),
            ("fleet[0].image", "none", "unknown-image", "there is no image"),
            ("imports", "[other.yaml]", "unknown-key", "cannot be set"), ("", "5", "unknown-key", "there is no \"\""),
            ("horizon", "[1d", "invalid-yaml", "--set horizon=[1d"), ("horizon", "", "wrong-kind", "is empty"),
            ("patches.app-1.1.rollback.failure-chance..", "5%", "unknown-key", "has nothing in it"),
        ]
    )
    func mistakes(key: String, value: String, code: String, words: String) {
        let loaded = source.load(setting: [ScenarioSetting(key: key, value: value)])
        #expect(loaded.scenario == nil)
        let errors = loaded.diagnostics.filter { $0.severity == .error }
        #expect(errors.allSatisfy { $0.description.hasPrefix("--set \(key)=\(value): error ") }, "\(errors)")
        #expect(errors.contains { $0.code.rawValue == code && $0.description.contains(words) }, "\(errors)")
    }

    @Test(
        "are listed with their present values, those that are left out too, and each of them can be set to what it is"
    )
    func keys() throws {
        let keys = source.keys
        let values = Dictionary(uniqueKeysWithValues: keys.map { ($0.key, $0.value) })
        #expect(values["fleet.road.count"] == "40")
        #expect(values["strategies.staged.gate.soak"] == "48h")
        #expect(values["strategies.dated.rings.pilot.share"] == "5%")
        #expect(values["strategies.staged.rings[0]"] == "1%")
        #expect(values["patches.app-1.1.regressions[0].chance"] == "50%")
        #expect(values["repair"] == nil)
        let original = try scenario()
        for key in keys {
            guard let value = key.value else { continue }
            let loaded = source.load(setting: [ScenarioSetting(key: key.key, value: value)])
            // A staged rollout's rings and gate are one decision: to write one of them may call for the other.
            let scenario = try #require(loaded.scenario, "\(key.key): \(loaded.diagnostics)")
            #expect(scenario == original, "\(key.key)=\(value)")
        }
    }

    @Test("of keys written otherwise are found, with the value that they have")
    func otherSpellings() throws {
        #expect(source.key("fleet[1].count")?.value == "40")
        #expect(source.key("strategies.staged.rings[0].share") != nil)
        #expect(source.key("strategies.staged") == nil)
        #expect(source.key("strategies.nobody.unit") == nil)
    }

    @Test("do no harm with hostile keys and values")
    func hostile() {
        let pieces = [
            "", ".", "..", "[", "]", "[]", "[-1]", "[99999999999999999999]", "fleet", "fleet[", "fleet[0", "fleet[0]]",
            "a.b.c",
            "strategies..unit", "\u{0}", "*", "&a", "{", "}", "\"", "💥", String(repeating: "[0]", count: 500),
            String(repeating: "a.", count: 5000),
        ]
        for key in pieces {
            for value in pieces {
                let loaded = source.load(setting: [ScenarioSetting(key: key, value: value)])
                #expect(loaded.scenario == nil)
                #expect(loaded.diagnostics.allSatisfy { !$0.description.contains("\u{0}") })
            }
        }
    }
}
