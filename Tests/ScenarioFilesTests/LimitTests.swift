import EventEngine
import PatchModel
import PatchSimulator
import Testing

@testable import ScenarioFiles

/// How many devices may be in flight at once, as it is written.
@Suite("Limits of devices in flight")
struct LimitTests {
    private static func load(_ limit: String) -> LoadedScenario {
        ScenarioFile.load(
            text: smallScenario.replacing("  big-bang: {}\n", with: "  x: { kind: big-bang, limit: \(limit) }\n"),
            name: "x.yaml"
        )
    }

    private static func limits(_ text: String) throws -> [InFlightLimit] {
        let loaded = load(text)
        #expect(loaded.diagnostics.isEmpty, "\(loaded.diagnostics)")
        return try #require(loaded.scenario?.strategies.first).limits
    }

    @Test("A number, a share, a share that says how it is rounded, and a list by the number of devices")
    func numbers() throws {
        #expect(try Self.limits("{ in-flight: 5 }") == [InFlightLimit(slots: .count(5))])
        #expect(try Self.limits("{ in-flight: 10% }") == [InFlightLimit(slots: .share(SlotShare(0.1)))])
        #expect(
            try Self.limits("{ in-flight: { share: 10%, round: up, least: 3 }, per: site }") == [
                InFlightLimit(slots: .share(SlotShare(0.1, roundsUp: true, least: 3)), scope: .site)
            ]
        )
        let steps = [
            SlotStep(upTo: 24, slots: .count(1)), SlotStep(upTo: nil, slots: .share(SlotShare(0.05))),
        ]
        #expect(
            try Self.limits(
                "[{ in-flight: [{ up-to: 24, count: 1 }, { share: 5% }] }, { in-flight: 0, surge: 2, failed: frees, expires: 4h }]"
            )
                == [
                    InFlightLimit(slots: .byTargets(steps)),
                    InFlightLimit(slots: .count(0), surge: .count(2), afterFailure: .frees, expiry: 14_400),
                ]
        )
    }

    @Test(
        "A limit that nothing can pass, and one that has nothing to limit, are reported where they stand",
        arguments: [
            ("{ in-flight: 0 }", DiagnosticCode.numberOutOfRange, "in-flight"),
            ("{ in-flight: 0, surge: 0 }", .numberOutOfRange, "in-flight"),
            (
                "{ in-flight: [{ up-to: 10, count: 1 }, { up-to: 5, count: 2 }] }", .numberOutOfRange, "in-flight"
            ),
            ("{ in-flight: [{ count: 1 }, { up-to: 5, count: 2 }] }", .numberOutOfRange, "in-flight"),
            ("{ in-flight: [{ count: 1 }, { count: 2 }] }", .numberOutOfRange, "in-flight"),
            ("{ in-flight: 2, per: service }", .noEffect, "per"),
            ("{ in-flight: 2, expires: 0s }", .zeroDuration, "expires"),
            ("{ in-flight: 120% }", .shareOver100, "in-flight"),
            ("{ in-flight: 2, per: room }", .unknownWord, "per"),
            ("{ surge: 2 }", .missingKey, "limit"),
            ("{ in-flight: [{ up-to: 5 }] }", .missingKey, "up-to"),
        ]
    )
    func mistakes(text: String, code: DiagnosticCode, key: String) throws {
        let loaded = Self.load(text)
        let found = try #require(loaded.diagnostics.first)
        #expect((loaded.scenario == nil) == (found.severity == .error))
        #expect(loaded.diagnostics.count == 1 && found.code == code, "\(loaded.diagnostics)")
        let line = smallScenario.replacing("  big-bang: {}\n", with: "  x: { kind: big-bang, limit: \(text) }\n")
            .split(separator: "\n", omittingEmptySubsequences: false)[found.line - 1]
        // At the value, or at the map that lacks a key.
        let column = line.index(line.startIndex, offsetBy: found.column - 1)
        #expect(line[..<column].contains(key) || line[column...].hasPrefix("{"), "\(found)")
    }

    /// Two limits call more devices than there are slots. Whoever finds none is where it was.
    @Test("Under several limits, too, the device that asked first is called first")
    func order() throws {
        let text = """
            patchlab: 1
            start: 2026-05-13T08:00:00
            horizon: 3d
            software:
              components: { slow: { versions: [1, 2] }, fast: { versions: [1, 2] } }
              images: { slow: [slow 1], fast: [fast 1] }
            fleet:
              - { group: slow, count: 4, class: server, image: slow, check-in: push }
              - { group: fast, count: 4, class: server, image: fast, check-in: push }
            patches:
              slow-2: { updates: slow -> 2, released: 0d, install: { duration: 18m } }
              fast-2: { updates: fast -> 2, released: 0d, install: { duration: 10m } }
            strategies:
              s: { kind: big-bang, assignment: given, limit: [{ in-flight: 3 }, { in-flight: 2, per: group }] }

            """
        let scenario = try #require(ScenarioFile.load(text: text, name: "x.yaml").scenario)
        var run = Simulation(
            try World(scenario),
            policy: DeclaredPolicy(scenario.strategies[0]),
            seed: 1,
            replication: 0,
            recording: Array(0..<8)
        )
        run.run()
        // 4 makes way for 5, 0 and 1 for 2 and 3, 5 for 6, and 6 for 7.
        let minutes = (0..<8).map { device in
            run.recordedPassages(of: device).first { $0.runs != nil }?.runs.map { $0 / 60 }
        }
        #expect(minutes == [18, 18, 36, 36, 10, 20, 30, 40])
    }
}
