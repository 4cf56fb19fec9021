import EventEngine
import PatchModel
import Testing

@testable import ScenarioFiles

/// Strategies that are made of others.
@Suite("Strategies made of others")
struct ExtendsTests {
    private func load(_ strategies: String, setting settings: [ScenarioSetting] = []) -> LoadedScenario {
        let text = smallScenario.replacing("strategies:\n  big-bang: {}\n", with: "strategies:\n" + strategies)
        return ScenarioFile.load(text: text, name: "x.yaml", setting: settings)
    }

    private func strategies(_ text: String) throws -> [Strategy] {
        let loaded = load(text)
        #expect(loaded.diagnostics.isEmpty, "\(loaded.diagnostics)")
        return try #require(loaded.scenario).strategies
    }

    @Test("Maps are merged key by key, lists and values replace, null takes away")
    func merging() throws {
        let made = try strategies(
            """
              base:
                kind: staged
                rings: [5%, 20%, rest]
                check-every: 2h
                gate: { soak: 12h, success: 90%, minimum: 5, tolerate: 0 }
                stop: { failures: "> 5%" }
              made:
                extends: base
                rings: [10%, rest]
                check-every: null
                gate: { soak: 36h, minimum: null }
                stop: null

            """
        )
        let plain = try strategies(
            """
              made:
                kind: staged
                rings: [10%, rest]
                gate: { soak: 36h, success: 90%, tolerate: 0 }

            """
        )
        #expect(made[1] == plain[0])
        #expect(made[0].checkEvery == 7200)
    }

    @Test("What is made of a strategy whose name alone tells its kind is of that kind, whatever it is called")
    func kind() throws {
        let made = try strategies(
            """
              slow: { extends: staged, gate: { soak: 96h } }
              staged: {}
              slower: { extends: slow, unit: patch }

            """
        )
        guard case .staged(let slow) = made[0].kind, case .staged(let slower) = made[2].kind else {
            Issue.record("not staged")
            return
        }
        #expect(slow.gate?.soak == Tick(96 * 3600))
        #expect(slower.gate?.soak == Tick(96 * 3600) && made[2].unit == .patch)
    }

    @Test("A strategy that extends its own name means the preset")
    func ownName() throws {
        let made = try strategies("  canary-sequential: { extends: canary-sequential, share: 5% }\n")
        guard case .canary(let canary) = made[0].kind else {
            Issue.record("no canary")
            return
        }
        #expect(canary.size == .share(0.05))
        #expect(canary.sequential == SequentialTest())
    }

    @Test("What is inherited can be set and has a name in the canonical text, as if it had been written")
    func settings() throws {
        let text = "  made: { extends: configmgr-phased }\n"
        let set = load(text, setting: [ScenarioSetting(key: "strategies.made.rings[0]", value: "30%")])
        #expect(set.diagnostics.isEmpty, "\(set.diagnostics)")
        guard case .staged(let staged) = set.scenario?.strategies[0].kind else {
            Issue.record("not staged")
            return
        }
        #expect(staged.rings[0].size == .share(0.3))
        #expect(load(text).canonicalStrategy("made") == load(text).canonicalStrategy("configmgr-phased"))
        let other = load(text, setting: [ScenarioSetting(key: "strategies.made.extends", value: "staged")])
        #expect(other.scenario == nil)
    }

    @Test("What does not fit is told with its place")
    func mistakes() {
        func told(_ strategies: String) -> [String] { load(strategies).diagnostics.map(\.description) }
        #expect(
            told("  a: { extends: b }\n  b: { extends: c }\n  c: { extends: a }\n")
                .contains { $0.hasPrefix("x.yaml:24:17: error cyclic-extends:") }
        )
        #expect(
            told("  a: { extends: canary-sequentail }\n")
                .contains {
                    $0.hasPrefix("x.yaml:22:17: error unknown-strategy: there is no strategy and no preset")
                        && $0.hasSuffix("(did you mean \"canary-sequential\"?)")
                }
        )
        #expect(told("  a: { extends: [b] }\n").contains { $0.hasPrefix("x.yaml:22:17: error wrong-kind:") })
        #expect(
            told("  a: { extends: canary, test: { level: 1%, tolerate: 2% } }\n")
                .contains { $0.contains("error conflicting-keys") }
        )
    }

    @Test("Whoever takes a preset for a kind is told how a strategy is based on one")
    func presetAsKind() {
        for (text, place) in [
            ("  a: { kind: canary-sequential, share: 5% }\n", "22:14"),
            ("  canary-sequential: { share: 5% }\n", "22:22"),
        ] {
            let found = load(text).diagnostics.map(\.description)
            #expect(found.count == 1)
            #expect(
                found.first?.hasPrefix("x.yaml:\(place): error unknown-word: \"canary-sequential\" is a preset")
                    ?? false,
                "\(found)"
            )
            #expect(found.first?.hasSuffix("(did you mean \"extends: canary-sequential\"?)") ?? false, "\(found)")
        }
    }

    @Test("A strategy that is made of too many others is refused, in whichever order they stand")
    func tooDeep() {
        let links = (1...3000).map { "  s\($0): { extends: s\($0 - 1) }\n" }
        for order in [links, links.reversed()] {
            let loaded = load("  s0: { kind: staged, rings: [rest] }\n" + order.joined())
            #expect(loaded.scenario == nil)
            #expect(loaded.diagnostics.contains { $0.code == .tooDeep })
        }
    }

    @Test(
        "Batches of hardly anything are as many as there are devices",
        arguments: ["1e-300", "0.00000000000000000001%"]
    )
    func tinyBatches(size: String) {
        let loaded = load("  tiny: { kind: staged, pace: { batches: [\(size)] } }\n")
        #expect(loaded.scenario != nil || !loaded.diagnostics.isEmpty)
    }
}
