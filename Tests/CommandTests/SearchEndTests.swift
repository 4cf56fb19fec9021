import Foundation
import Testing

/// Searches that have nothing left to try.
@Suite("Ends of searches")
struct SearchEndTests {
    @Test("A search over fewer points than its budget pays for judges each once, and says that these were all")
    func smallSpace() async throws {
        try await withSmallScenario { patchlab, _ in
            let words = [
                "optimise", "small.yaml", "--vary", "strategies.canary.soak=1h,24h,48h", "--vary",
                "repair.technicians=1..4", "--budget", "2000", "-n", "2",
            ]
            let document = try json(try await patchlab.run(words + ["--json"]))
            #expect(document["ending"] as? String == "every-point-judged")
            // Twelve points and the scenario as it is written.
            let trials = try #require(document["trials"] as? [[String: Any]])
            #expect(trials.count == 13)
            #expect(Set(trials.compactMap { $0["settings"] as? [String: String] }).count == 13)
            #expect(document["runs"] as? Int == 26)
            let text = try await patchlab.run(words).outputText.split(whereSeparator: \.isWhitespace)
                .joined(separator: " ")
            #expect(text.contains("These are all the points there are"), "\(text)")
        }
    }

    @Test("A range of which the values are rounded runs out of points, too")
    func roundedRange() async throws {
        try await withSmallScenario { patchlab, _ in
            let words = [
                "optimise", "small.yaml", "--vary", "strategies.canary.soak=1h..1h10s", "--budget", "2000", "-n", "1",
                "--json",
            ]
            let document = try json(try await patchlab.run(words))
            #expect(document["ending"] as? String == "nothing-new")
            let trials = try #require(document["trials"] as? [[String: Any]])
            // Eleven whole seconds and the scenario as it is written.
            #expect((2...12).contains(trials.count), "\(trials.count)")
        }
    }

    @Test("A metric that does not react ends with the budget and says so")
    func unresponsive() async throws {
        try await withSmallScenario { patchlab, _ in
            // Nothing ever has to be repaired.
            let words = [
                "optimise", "small.yaml", "--strategy", "big-bang", "--vary", "repair.duration=1h..9h", "--set",
                "patches.app-1.1.regressions[0].chance=0%", "--budget", "60", "-n", "2",
            ]
            let document = try json(try await patchlab.run(words + ["--json"]))
            #expect(document["reacts"] as? Bool == false)
            #expect(document["ending"] as? String == "budget-spent")
            #expect(document["runs"] as? Int == 60)
            let text = try await patchlab.run(words).outputText
            #expect(text.contains("All 30 points are equally good"), "\(text)")
            #expect(text.contains("react to what is varied"), "\(text)")
        }
    }
}
