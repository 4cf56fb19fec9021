import EventEngine
import Experiments
import PatchModel
import PatchSimulator

@testable import Reports

/// A study small enough for a test, in which everything happens: defects, stops, rollbacks, repair, devices that are away.
enum SmallStudy {
    static let hour = 3600.0

    static func law(_ seconds: Double) -> Distribution { (try? .exponential(mean: seconds)) ?? .zero }

    /// - Parameter name: of the first strategy, of a group, of a patch and of the question.
    static func scenario(named name: String = "big-bang") -> Scenario {
        let software = Software(
            components: [Component(name: "app", versions: ["1", "2"])],
            images: [Image(name: "standard", installed: [0: 0])]
        )
        let defect = Regression(
            name: "crash",
            chance: 0.5,
            share: 0.4,
            effect: .down(component: 0),
            telemetry: .init(probability: 0.8, delay: law(600)),
            helpDesk: .init(probability: 0.5, delay: law(7200))
        )
        let patch = Patch(
            name: name + "-2",
            updates: [ComponentUpdate(component: 0, to: 1)],
            fixes: [0],
            severity: .high,
            installation: Installation(
                duration: law(300),
                failureChance: 0.1,
                backoff: 600,
                revert: law(120),
                interrupts: true
            ),
            restart: Restart(kind: .reboot, duration: law(120), wait: law(3600)),
            rollback: Rollback(duration: law(300), failureChance: 0.05),
            regressions: [defect],
            vendorFix: VendorFix(after: law(2 * 86_400))
        )
        let rings = [Ring(name: "pilot", size: .share(0.2)), Ring(name: "rest", size: .rest)]
        let gate = Gate(soak: 12 * 3600, success: 0.8, minimum: 3)
        let stop = StopRule(failures: Limit(.share(0.1), isStrict: true), minimum: 3)
        return Scenario(
            question: "Is \(name) better?",
            horizon: 6 * 86_400,
            software: software,
            groups: [
                DeviceGroup(name: name, count: 40, deviceClass: .server, image: 0),
                DeviceGroup(
                    name: "laptops",
                    count: 20,
                    deviceClass: .laptop,
                    image: 0,
                    connectivityName: "rare",
                    connectivity: .alternating(on: law(4 * hour), off: law(40 * hour), awayShare: 0.5)
                ),
            ],
            vulnerabilities: [
                Vulnerability(
                    name: "CVE-1",
                    affects: [VersionRange(component: 0, versions: 0..<1)],
                    severity: .high,
                    exploitation: .after(law(86_400)),
                    exploitationChance: 0.3
                )
            ],
            patches: [patch],
            repair: RepairShop(technicians: 2, duration: law(3600), travel: law(1800), noticedAfter: law(7200)),
            strategies: [
                Strategy(name: name, kind: .bigBang),
                Strategy(name: "staged", kind: .staged(StagedRollout(rings: rings, gate: gate)), stop: stop),
            ],
            serviceLevel: ServiceLevel(deadlines: [.high: 3 * 86_400]),
            prices: Prices(currency: "EUR", exposedDeviceDay: 0.5, technicianHour: 80)
        )
    }

    static func study(
        named name: String = "big-bang",
        strategies: Int = 2,
        replications: Int = 8,
        seriesIntervals: Int? = 24,
        dimensions: Set<PatchSimulator.Dimension> = []
    ) async throws -> Study {
        let scenario = scenario(named: name)
        let runner = StudyRunner(
            world: try World(scenario),
            strategies: Array(scenario.strategies.prefix(strategies)),
            seed: 7,
            replications: Array(0..<replications),
            threads: 2,
            seriesIntervals: seriesIntervals,
            dimensions: dimensions
        )
        return try await runner.run()
    }

    static func document(_ study: Study) -> ReportDocument {
        ReportDocument(
            Comparison(study),
            origin: ReportOrigin(
                version: "1.2.3",
                files: [.init(name: "a & b.yaml", sha256: "00ff")]
            )
        )
    }
}
