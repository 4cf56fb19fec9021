import EventEngine
import PatchModel
import PatchSimulator
import Testing

@testable import Experiments

/// A world whose expected exposure is known: servers that are always on and start an installation at once, which takes an
/// exponential time, are exposed for the mean of that time each.
struct SmallStudies {
    static let devices = 12
    static let day = 86_400.0
    /// Device-days.
    static let expectedExposure = Double(devices)

    static func scenario(prices: Prices? = nil) throws -> Scenario {
        Scenario(
            horizon: Tick(60 * day),
            software: Software(
                components: [Component(name: "app", versions: ["1", "2"])],
                images: [Image(name: "standard", installed: [0: 0])]
            ),
            groups: [
                DeviceGroup(
                    name: "fleet",
                    count: devices,
                    deviceClass: .server,
                    image: 0,
                    connectivity: .alwaysOn,
                    checkIn: CheckIn(mode: .push)
                )
            ],
            vulnerabilities: [
                Vulnerability(
                    name: "CVE-1",
                    affects: [VersionRange(component: 0, versions: 0..<1)],
                    severity: .high
                )
            ],
            patches: [
                Patch(
                    name: "app-2",
                    updates: [ComponentUpdate(component: 0, to: 1)],
                    fixes: [0],
                    severity: .high,
                    installation: Installation(duration: try .exponential(mean: day), revert: .zero),
                    restart: Restart(kind: .none, duration: .zero, wait: .zero)
                )
            ],
            prices: prices
        )
    }

    static let bigBang = Strategy(name: "big-bang", kind: .bigBang)

    /// Waits a day before the second half of the fleet.
    static func rings(_ name: String, after days: Double) -> Strategy {
        let rings = [
            Ring(name: "first", size: .share(0.5), after: 0),
            Ring(name: "rest", size: .share(0.5), after: Tick(days * day)),
        ]
        return Strategy(name: name, kind: .staged(StagedRollout(rings: rings, gate: nil)))
    }

    static func study(
        _ strategies: [Strategy] = [bigBang],
        seed: UInt64 = 1,
        replications: Range<Int>,
        prices: Prices? = nil
    ) async throws -> Study {
        try await StudyRunner(
            world: try World(scenario(prices: prices)),
            strategies: strategies,
            seed: seed,
            replications: Array(replications),
            threads: 2
        ).run()
    }
}

@Suite("Intervals over studies with a known answer")
struct CoverageTests {
    @Test("In 1,000 small studies the 95 % t interval holds the true exposure 95 % of the time, on either side alike")
    func coverage() async throws {
        let replications = 10
        // One long study is as good as a thousand short ones: replications are independent.
        let study = try await SmallStudies.study(replications: 0..<(1_000 * replications))
        let values = study.results[0].map { Double($0.ledger.exposure.plain) / SmallStudies.day }
        var (held, below, above) = (0, 0, 0)
        for first in stride(from: 0, to: values.count, by: replications) {
            let interval = try #require(
                Estimate(Array(values[first..<(first + replications)]), intervals: .t)?.interval
            )
            if interval.contains(SmallStudies.expectedExposure) { held += 1 }
            if interval.upper < SmallStudies.expectedExposure { below += 1 }
            if interval.lower > SmallStudies.expectedExposure { above += 1 }
        }
        // Four standard errors of such a count are 28, and the skewness that twelve exponential times still have takes five.
        #expect((950 - 28 - 5...950 + 28).contains(held), "\(held)")
        // Four standard errors of a count of 25 in 1,000, and the skewness that twelve exponential times still have.
        #expect(max(below, above) < 25 + 20 + 15, "\(below) \(above)")
    }
}
