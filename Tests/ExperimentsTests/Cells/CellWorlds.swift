import EventEngine
import PatchModel
import PatchSimulator

@testable import Experiments

/// Worlds whose expected figures are known: servers that are always on and install at once, each with a patch that may be bad.
enum CellWorlds {
    static let devices = 10
    static let horizonHours = 240.0

    /// A component, a group of ten devices and a patch for each chance of a defect, which takes its group down until a fixed
    /// revision comes.
    static func scenario(_ chances: [Double], vendorDays: Double? = nil, backgroundFailures: Double = 0) throws
        -> Scenario
    {
        let count = max(1, chances.count)
        let never = Regression.Visibility(probability: 0, delay: .zero)
        let seen = Regression.Visibility(probability: vendorDays == nil ? 0 : 1, delay: .zero)
        let fix = try vendorDays.map { VendorFix(after: try .exponential(mean: $0 * 86_400)) }
        return Scenario(
            horizon: Tick(horizonHours * 3600),
            software: Software(
                components: (0..<count).map { Component(name: "app \($0)", versions: ["1", "2"]) },
                images: (0..<count).map { Image(name: "image \($0)", installed: [$0: 0]) }
            ),
            groups: (0..<count).map { number in
                DeviceGroup(
                    name: "group \(number)",
                    count: devices,
                    deviceClass: .server,
                    image: number,
                    connectivity: .alwaysOn,
                    checkIn: CheckIn(mode: .push),
                    backgroundFailuresPerDay: backgroundFailures
                )
            },
            vulnerabilities: [],
            patches: (0..<count).map { number in
                Patch(
                    name: "patch \(number)",
                    updates: [ComponentUpdate(component: number, to: 1)],
                    installation: Installation(duration: .zero, revert: .zero),
                    restart: Restart(kind: .none, duration: .zero, wait: .zero),
                    regressions: chances.indices.contains(number)
                        ? [
                            Regression(
                                name: "defect \(number)",
                                chance: chances[number],
                                effect: .down(component: number),
                                telemetry: seen,
                                helpDesk: never
                            )
                        ] : [],
                    vendorFix: fix
                )
            }
        )
    }

    static func study(
        _ scenario: Scenario,
        _ strategies: [Strategy],
        seed: UInt64 = 1,
        runs: Int = 80,
        after earlier: CellStudy? = nil
    ) async throws -> CellStudy? {
        let runner = CellRunner(
            world: try World(scenario),
            policies: strategies.map { DeclaredSource($0) },
            seed: seed,
            threads: 2
        )
        return try await runner.study(of: runs, after: earlier)
    }
}
