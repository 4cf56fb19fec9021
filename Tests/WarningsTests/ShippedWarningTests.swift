import Foundation
import ScenarioFiles
import Testing
import Warnings

@Suite("Warnings about the shipped scenarios")
struct ShippedWarningTests {
    private static func codes(_ name: String) -> [String] {
        let repository = Example.folder.deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let loaded = ScenarioFile.load(path: repository.appending(path: "Scenarios/\(name)/scenario.yaml").path)
        return loaded.warnings.filter { !WarningRule.details.contains($0.code) }.map {
            "\($0.severity.rawValue) \($0.code)"
        }
    }

    @Test("each gets those that are meant to be seen, and no others")
    func shipped() {
        // Nothing is said there of a vulnerability: the file is about recovery.
        #expect(Self.codes("boot-loop") == ["warning no-exposure", "note prices-missing"])
        // Some of its 28 patches concern 400 machines only.
        #expect(
            Self.codes("debian-estate") == [
                "note minimum-over-ring", "note minimum-over-ring", "note canary-is-blind",
            ]
        )
        // Whether a soak is long enough is what it asks.
        #expect(
            Self.codes("latent-regression") == [
                "warning soak-too-short", "warning soak-too-short", "warning soak-too-short", "note canary-is-blind",
                "note prices-missing",
            ]
        )
        #expect(Self.codes("rare-laptops") == ["note prices-missing"])
    }
}
