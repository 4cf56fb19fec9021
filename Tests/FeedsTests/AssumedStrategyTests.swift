import ScenarioFiles
import Testing
import Warnings

@testable import Feeds

@Suite("Strategies of a scenario that an import writes")
struct AssumedStrategyTests {
    /// A fleet of which one patch concerns so many devices.
    private static func scenario(devices: Int) -> String {
        """
        patchlab: 1
        start: 2026-01-05T00:00:00
        horizon: \(Assumptions.horizonDays)d
        software:
          components: { app: { versions: [1, 2] } }
          images: { image: [app 1] }
        fleet:
          - { group: web, count: \(devices), class: server, image: image, check-in: \(Assumptions.serverCheckIn), background-failures: \(Assumptions.noise) }
        vulnerabilities: { flaw: { affects: [app < 2], severity: medium } }
        patches:
          app-2:
            updates: app -> 2
            fixes: flaw
            released: 0d
        \(AssumedPatch(component: "app", restart: .service).text)
        \(AssumedStrategies(fewest: devices).text)
        """
    }

    @Test(
        "They give no warning, however many devices a patch concerns",
        arguments: [1, 2, 5, 6, 7, 40, 57, 100, 150, 151, 1000, 20_000]
    )
    func noWarning(devices: Int) {
        let loaded = ScenarioFile.load(text: Self.scenario(devices: devices), name: "x.yaml")
        #expect(loaded.scenario != nil, "\(loaded.diagnostics)")
        #expect(loaded.diagnostics.isEmpty, "\(loaded.diagnostics)")
        let warnings = loaded.warnings.filter { $0.severity == .warning && !$0.isForAuthors }
        #expect(warnings.isEmpty, "\(warnings.map { "\($0.code): \($0.message)" })")
    }

    @Test("A canary is written where two groups can be compared, and otherwise the scenario says why there is none")
    func canary() {
        #expect(AssumedStrategies(fewest: 5).text.contains("# no canary: a patch concerns 5 devices"))
        #expect(AssumedStrategies(fewest: 6).text.contains("    count: 3  #"))
        #expect(AssumedStrategies(fewest: 999).text.contains("    count: 20  #"))
        #expect(AssumedStrategies(fewest: 1000).text.contains("    share: 2%\n"))
    }
}
