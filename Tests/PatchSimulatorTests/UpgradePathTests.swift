import EventEngine
import PatchModel
import Testing

@testable import PatchSimulator

/// Patches that ask for a version that comes in between.
@Suite("Steps in between")
struct UpgradePathTests: SmallWorldSuite {
    private static let software = Software(
        components: [Component(name: "app", versions: ["1", "2", "3", "4"])],
        images: [Image(name: "standard", installed: [0: 0])]
    )

    /// Brings version `to`, in ten minutes and a restart of six.
    private static func patch(to version: Int, from: [VersionRange] = []) -> Patch {
        Patch(
            name: "app-\(version + 1)",
            updates: [ComponentUpdate(component: 0, to: version)],
            from: from,
            installation: Installation(duration: W.constant(600), revert: .zero, interrupts: true),
            restart: Restart(kind: .reboot, duration: W.constant(360), wait: .zero)
        )
    }

    private static func exactly(_ version: Int) -> [VersionRange] {
        [VersionRange(component: 0, versions: version..<version + 1)]
    }

    private static func scenario(_ patches: [Patch], connectivity: Connectivity = .alwaysOn) -> Scenario {
        Scenario(
            horizon: 100 * day,
            software: software,
            groups: [W.group(1, connectivity: connectivity)],
            patches: patches
        )
    }

    @Test("Back after three months: a cumulative patch takes 16 min, a chain of three 48 min in three jobs")
    func chain() throws {
        let away = Connectivity.trace([[Session(start: 90 * Self.day, end: 99 * Self.day)]])
        let cumulative = (1...3).map { Self.patch(to: $0) }
        let chain = (1...3).map { Self.patch(to: $0, from: Self.exactly($0 - 1)) }
        for (patches, minutes, jobs) in [(cumulative, 16, 1), (chain, 48, 3)] {
            var run = try W.simulation(Self.scenario(patches, connectivity: away))
            run.advance(to: 90 * Self.day + Tick(minutes) * 60 - 1)
            #expect(run.ledger.patching.patchedPairs < 3)
            run.advance(to: 90 * Self.day + Tick(minutes) * 60)
            #expect(run.ledger.patching.patchedPairs == 3)
            #expect(run.ledger.downtime.planned == Int64(minutes * 60))
            #expect(run.ledger.installation.installations == jobs)
        }
    }

    @Test("A patch whose step in between failed for good holds up no ring")
    func failedStep() throws {
        var first = Self.patch(to: 1)
        first.installation.failureChance = 1
        first.installation.attempts = 1
        let scenario = Self.scenario([
            first, Self.patch(to: 2, from: Self.exactly(1)), Self.patch(to: 3, from: Self.exactly(2)),
        ])
        var strategy = W.bigBang
        strategy.unit = .patch
        var run = try W.simulation(scenario, strategy)
        run.run()
        #expect(run.console.rollouts.map(\.total.setAside) == [0, 1, 1])
        let ring = run.console.rollouts.map(\.total)
        #expect(ring[0].failed == 1 && ring[1].offered == 0 && ring[2].offered == 0)
        #expect(run.ledger.installation.attempts == 1)
    }

    @Test("In how many steps a version is reached: none, one, and never")
    func steps() {
        let patches = [
            Self.patch(to: 2, from: Self.exactly(1)), Self.patch(to: 1), Self.patch(to: 3, from: Self.exactly(3)),
        ]
        let scenario = Self.scenario(patches)
        #expect(scenario.upgradeSteps(from: Self.software.images[0], [0, 1, 2]) == [1, 0, nil])
        #expect(scenario.upgradeSteps(from: Self.software.images[0], [0]) == [nil])
    }

    @Test("Patches that each wait for the version of the other are never offered, and nothing runs for ever")
    func circle() throws {
        let patches = [Self.patch(to: 1, from: Self.exactly(2)), Self.patch(to: 2, from: Self.exactly(1))]
        let ledger = try W.ledger(Self.scenario(patches))
        #expect(ledger.installation.attempts == 0 && ledger.patching.pairs == 2)
    }
}
