import Foundation
import ScenarioFiles
import Testing

/// The reader of suites.
@Suite struct SuiteFileTests {
    static let good = """
        patchlab-suite: 1
        name: small
        question: Is it as safe?
        worlds:
          - { name: quiet, scenario: small.yaml, set: { "patches.fix.regressions[0].chance": 0% } }
          - { name: bad, scenario: small.yaml, weight: 2 }
        seeds: { public: 7, hidden: env PATCHLAB_HIDDEN_SEED, rotate: weekly }
        baseline: { strategy: staged, file: small.baseline.json }
        candidates: [ { policy: "./mine" }, { strategy: headlong } ]
        metrics:
          - { metric: exposure, worlds: [quiet], margin: 10% }
          - { metric: devices-hit, margin: 20%, at-least: 1 device }
          - { metric: downtime-unplanned, watch: true }
        decide: { level: 5%, power: 80%, looks: [80, 160], max-replications: 320 }
        budget: { time: 2m, threads: 4 }
        policy: { decision: 2s, bank: 10s, incidents: 1%, sandbox: off, audit: 10% }

        """

    private static func load(_ text: String) -> LoadedFile<SuiteFile> { SuiteFile.load(text: text, name: "s.yaml") }

    @Test("A suite is read as it is written")
    func good() throws {
        let suite = try #require(Self.load(Self.good).content)
        #expect(suite.name == "small")
        #expect(suite.worlds.map(\.name.text) == ["quiet", "bad"])
        #expect(suite.worlds[0].settings.map(\.key) == ["patches.fix.regressions[0].chance"])
        #expect(suite.worlds[0].settings.map(\.value) == ["0%"])
        #expect(suite.worlds.map(\.weight) == [1, 2])
        #expect(suite.seeds.shown == 7 && suite.seeds.hidden?.text == "PATCHLAB_HIDDEN_SEED")
        #expect(suite.seeds.rotation == .weekly)
        #expect(suite.baseline?.written.text == "staged" && suite.baselineFile?.text == "small.baseline.json")
        #expect(suite.candidates.map(\.written.text) == ["./mine", "headlong"])
        #expect(suite.metrics.map(\.name.text) == ["exposure", "devices-hit", "downtime-unplanned"])
        #expect(suite.metrics[0].worlds?.map(\.text) == ["quiet"] && suite.metrics[1].worlds == nil)
        #expect(suite.metrics[1].atLeast?.text == "1 device" && suite.metrics[2].margin == nil)
        #expect(suite.decision.looks == [80, 160, 320] && suite.decision.power == 0.8)
        #expect(suite.budget.time == 120 && suite.budget.threads == 4)
        #expect(suite.programs.bank == 10 && suite.programs.sandbox == .off && suite.programs.incidents == 0.01)
    }

    @Test(
        "Every mistake is told with its place, its code and what was probably meant",
        arguments: [
            (
                "name: small", "nam: small",
                "s.yaml:2:1: error unknown-key: there is no key \"nam\" in `suite` (did you mean \"name\"?)"
            ),
            ("patchlab-suite: 1", "patchlab-suite: 2", "s.yaml:1:17: error number-out-of-range: "),
            (
                "worlds: [quiet]", "worlds: [quite]",
                "s.yaml:11:34: error unknown-world: there is no world \"quite\" (did you mean \"quiet\"?)"
            ),
            ("name: bad", "name: quiet", "s.yaml:6:13: error duplicate-name: there are two worlds \"quiet\""),
            ("margin: 10%", "watch: false", "s.yaml:11:49: error missing-key: the key `margin` is missing"),
            (", watch: true", "", "error missing-key: the key `margin` is missing"),
            (
                "margin: 20%,", "margin: 20%, watch: true,",
                "error conflicting-keys: `margin` and `watch: true` exclude each other"
            ),
            ("looks: [80, 160]", "looks: [160, 80]", "error bad-looks: looks must ascend"),
            (
                "looks: [80, 160]", "looks: [50, 160]",
                "s.yaml:14:42: error bad-looks: a look at 50 decides nothing: intervals of fewer than 80 replications are not trusted"
            ),
            ("max-replications: 320", "max-replications: 100", "error bad-looks: the last look, at 160, is beyond"),
            (
                "hidden: env PATCHLAB_HIDDEN_SEED", "hidden: 12345",
                "error bad-hidden-seed: \"12345\" must be `env NAME`"
            ),
            ("level: 5%", "level: 60%", "error number-out-of-range: the level must be at most 25%"),
            ("strategy: staged,", "strategy: staged, policy: ./x,", "error conflicting-keys: "),
            (
                "rotate: weekly", "rotate: weakly",
                "error unknown-word: \"weakly\" must be `never` or `weekly` (did you mean \"weekly\"?)"
            ),
            ("threads: 4", "threads: some", "error unknown-word: "),
            ("time: 2m", "time: 2 minutes", "error bad-duration: "),
            (
                "patchlab-suite: 1", "patchlab: 1",
                "s.yaml:1:1: error wrong-kind: this is a scenario; a suite begins with"
            ),
        ]
    )
    func mistakes(old: String, new: String, message: String) {
        let loaded = Self.load(Self.good.replacing(old, with: new, maxReplacements: 1))
        #expect(loaded.content == nil)
        let found = loaded.diagnostics.map(\.description)
        #expect(found.contains { $0.contains(message) }, "\(found)")
    }

    @Test("A suite without candidates or looks has its defaults")
    func defaults() throws {
        let text = """
            patchlab-suite: 1
            name: small
            worlds: [ { name: a, scenario: a.yaml } ]
            baseline: { strategy: staged }
            metrics: [ { metric: exposure, margin: 5% } ]
            """
        let suite = try #require(Self.load(text).content)
        #expect(suite.decision.looks == [100, 200, 400] && suite.candidates.isEmpty)
        #expect(suite.seeds.hidden == nil && suite.programs.audit == 0.05 && suite.budget.threads == nil)
    }

    @Test("A suite changed at random is refused at a place inside it, or read", arguments: 1...8)
    func fuzz(seed: UInt64) {
        var mutator = Mutator(seed: seed)
        for _ in 0..<150 {
            let text = mutator.mutated(Self.good)
            let loaded = Self.load(text)
            let errors = loaded.diagnostics.filter { $0.severity == .error }
            #expect((loaded.content == nil) == !errors.isEmpty, "\(text)")
            let lines = text.split(separator: "\n", omittingEmptySubsequences: false).count
            for error in errors { #expect((1...lines + 1).contains(error.line), "\(error)") }
        }
    }

    @Test("A suite that is cut off anywhere is refused, or is whole")
    func cutOff() {
        for length in stride(from: 0, to: Self.good.count, by: 7) {
            let loaded = Self.load(String(Self.good.prefix(length)))
            #expect(loaded.content != nil || loaded.diagnostics.contains { $0.severity == .error })
        }
    }
}
