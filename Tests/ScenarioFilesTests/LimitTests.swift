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
}
