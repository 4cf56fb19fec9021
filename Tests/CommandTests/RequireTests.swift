import Foundation
import Testing

/// `compare --require`: a check that fails.
@Suite("What compare requires")
struct RequireTests {
    @Test("What holds ends with status 0, what does not with 1, in text and in JSON")
    func status() async throws {
        try await withSmallScenario { patchlab, _ in
            let met = try await patchlab.run(["compare", "small.yaml", "-n", "4", "--require", "devices-hit<=1e6"])
            #expect(met.status == 0, "\(met.errorText)")
            #expect(met.outputText.contains("\nRequired\n  met      big-bang: devices-hit "))
            let flat = met.outputText.split(whereSeparator: \.isWhitespace).joined(separator: " ")
            #expect(flat.contains("these runs are too few to be sure"))
            let failed = try await patchlab.run(
                [
                    "compare", "small.yaml", "-n", "4", "--require", "canary.exposure<=0.5*big-bang", "--require",
                    "in-time>=0",
                ]
            )
            #expect(failed.status == 1)
            #expect(failed.outputText.contains("  not met  canary: exposure "))
            #expect(failed.errorText.contains("1 of 3 requirements is not met"))
            let document = try await patchlab.run(
                ["compare", "small.yaml", "-n", "4", "--json", "--require", "canary.exposure<=0.5*big-bang"]
            )
            #expect(document.status == 1)
            let requirements = try #require(try json(document)["requirements"] as? [[String: Any]])
            #expect(requirements.count == 1)
            #expect(requirements[0]["isMet"] as? Bool == false)
            #expect(requirements[0]["strategy"] as? String == "canary")
        }
    }

    @Test("An earlier study of the same runs is met exactly; one that does not fit is refused")
    func baseline() async throws {
        try await withSmallScenario { patchlab, _ in
            let kept = try await patchlab.run(["compare", "small.yaml", "-n", "6", "--study", "main.study"])
            #expect(kept.status == 0, "\(kept.errorText)")
            let same = ["--baseline", "main.study", "--require", "exposure<=baseline"]
            let met = try await patchlab.run(["compare", "small.yaml", "-n", "6"] + same)
            #expect(met.status == 0, "\(met.errorText)")
            let worse = try await patchlab.run(
                ["compare", "small.yaml", "-n", "6", "--set", "strategies.canary.soak=96h"] + same
            )
            #expect(worse.status == 1, "\(worse.errorText)")
            #expect(worse.outputText.contains("met      big-bang: ") && worse.outputText.contains("not met  canary: "))
            for (more, message) in [
                (["-n", "7"], "it lacks 1 of the 7 runs"),
                (["-n", "6", "--set", "fleet.office.count=61"], "it is for another scenario"),
                (["-n", "6", "--seed", "2"], "with seed 2 no run number has been run"),
            ] {
                let refused = try await patchlab.run(["compare", "small.yaml"] + more + same)
                #expect(refused.status == 2)
                let flat = refused.errorText.split(whereSeparator: \.isWhitespace).joined(separator: " ")
                #expect(flat.contains(message), "\(flat)")
                #expect(refused.output.isEmpty)
            }
        }
    }

    @Test(
        "What cannot be required is refused before anything runs",
        arguments: [
            ("devices-hit<50", "expected METRIC<=LIMIT or METRIC>=LIMIT"),
            ("<=50", "expected a metric before <="),
            ("devices-hitt<=50", "did you mean \"devices-hit\"?"),
            ("canary.devices-hitt<=50", "did you mean \"devices-hit\"?"),
            ("devices-hit<=1.05*bigbang", "did you mean \"big-bang\"?"),
            ("devices-hit<=x*big-bang", "\"x\" is not a factor"),
            ("devices-hit<=-1*big-bang", "\"-1\" is not a factor"),
            ("devices-hit<=nan*big-bang", "\"nan\" is not a factor"),
            ("devices-hit<=baseline", "there is no earlier study"),
            ("devices-hit<=5 EUR", "is not an amount of devices-hit"),
            ("devices-hit<=", "there is no strategy \"\""),
        ]
    )
    func refused(text: String, message: String) async throws {
        try await withSmallScenario { patchlab, _ in
            let result = try await patchlab.run(["compare", "small.yaml", "--require", text])
            #expect(result.status == 2)
            #expect(result.output.isEmpty)
            let flat = result.errorText.split(whereSeparator: \.isWhitespace).joined(separator: " ")
            #expect(flat.contains(message), "\(flat)")
        }
    }

    @Test("An earlier study that nothing is held against is a mistake")
    func unusedBaseline() async throws {
        try await withSmallScenario { patchlab, _ in
            let kept = try await patchlab.run(["compare", "small.yaml", "-n", "2", "--study", "main.study"])
            #expect(kept.status == 0)
            let result = try await patchlab.run(["compare", "small.yaml", "-n", "2", "--baseline", "main.study"])
            #expect(result.status == 2 && result.errorText.contains("nothing is held against the earlier study"))
        }
    }
}
