import EventEngine
import PatchModel

@testable import PatchSimulator

/// A suite whose worlds are small: what all of these suites call by a short name.
protocol SmallWorldSuite {}

extension SmallWorldSuite {
    typealias W = SmallWorlds

    static var minute: Tick { 60 }
    static var hour: Tick { 3600 }
    static var day: Tick { 86_400 }
}

/// Worlds small enough to be calculated by hand.
enum SmallWorlds {
    static let hour = 3600.0
    static let day = 86_400.0

    static func constant(_ seconds: Double) -> Distribution {
        (try? .constant(seconds)) ?? .zero
    }

    /// One component `app` in the versions 1, 2 and 3, and a `tool` that needs it; every device has both in version 1.
    static let software = Software(
        components: [
            Component(name: "app", versions: ["1", "2", "3"]),
            Component(
                name: "tool",
                versions: ["1"],
                requires: [VersionRange(component: 0, versions: 0..<3)]
            ),
        ],
        images: [Image(name: "standard", installed: [0: 0, 1: 0])]
    )

    static func group(
        _ count: Int,
        name: String = "fleet",
        connectivity: Connectivity = .alwaysOn,
        checkIn: CheckIn = CheckIn(mode: .push),
        backgroundFailuresPerDay: Double = 0
    ) -> DeviceGroup {
        DeviceGroup(
            name: name,
            count: count,
            deviceClass: .server,
            image: 0,
            connectivity: connectivity,
            checkIn: checkIn,
            backgroundFailuresPerDay: backgroundFailuresPerDay
        )
    }

    /// Updates `app` to version 2; installs in no time and needs no restart unless told otherwise.
    static func patch(
        duration: Distribution = constant(0),
        failureChance: Double = 0,
        attempts: Int = 3,
        backoff: Tick = 0,
        revert: Distribution = constant(0),
        brickChance: Double = 0,
        released: Tick = 0,
        regressions: [Regression] = [],
        vendorFix: VendorFix? = nil,
        rollback: Rollback? = Rollback(duration: constant(0))
    ) -> Patch {
        Patch(
            name: "app-2",
            updates: [ComponentUpdate(component: 0, to: 1)],
            fixes: [0],
            released: released,
            severity: .high,
            installation: Installation(
                duration: duration,
                failureChance: failureChance,
                attempts: attempts,
                backoff: backoff,
                revert: revert,
                brickChance: brickChance
            ),
            restart: Restart(kind: .none, duration: constant(0), wait: constant(0)),
            rollback: rollback,
            regressions: regressions,
            vendorFix: vendorFix
        )
    }

    static let vulnerability = Vulnerability(
        name: "CVE-1",
        affects: [VersionRange(component: 0, versions: 0..<1)],
        severity: .high
    )

    static func scenario(
        _ groups: [DeviceGroup],
        _ patches: [Patch],
        horizon: Tick,
        repair: RepairShop? = nil,
        vulnerabilities: [Vulnerability] = [vulnerability]
    ) -> Scenario {
        Scenario(
            horizon: horizon,
            software: software,
            groups: groups,
            vulnerabilities: vulnerabilities,
            patches: patches,
            repair: repair,
            serviceLevel: ServiceLevel(deadlines: [.critical: 14 * 86_400, .high: 30 * 86_400])
        )
    }

    static let bigBang = Strategy(name: "big-bang", kind: .bigBang)

    /// The ledger of one replication.
    static func ledger(
        _ scenario: Scenario,
        _ strategy: Strategy = bigBang,
        seed: UInt64 = 1,
        replication: Int = 0
    ) throws -> Ledger {
        var simulation = try Self.simulation(scenario, strategy, seed: seed, replication: replication)
        simulation.run()
        return simulation.ledger
    }

    /// The first replications, each of which is run to its end when its turn comes.
    static func replications(
        of scenario: Scenario,
        _ strategy: Strategy = bigBang,
        seed: UInt64,
        count: Int
    ) throws -> some Sequence<Simulation<DeclaredPolicy>> {
        let world = try World(scenario)
        return (0..<count).lazy.map { replication in
            var simulation = Simulation(world, policy: DeclaredPolicy(strategy), seed: seed, replication: replication)
            simulation.run()
            return simulation
        }
    }
}
