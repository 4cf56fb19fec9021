import EventEngine
import PatchModel
public import PatchSimulator

/// Small worlds, each of which keeps one part of the simulator busy.
public enum Subject: String, CaseIterable, Sendable {
    /// Laptops that come and go and take one patch as soon as they check in.
    case checkIn
    /// Fifty rings, each behind a gate that is looked at every ten minutes.
    case gate
    /// A defect shows on many devices; the rollout is stopped, and everybody who has the patch is rolled back.
    case rollback
    /// Installations leave devices dead, and a few technicians mend them one after the other.
    case repairQueue

    /// The world with that many devices, and what is done in it.
    public func scenario(devices: Int) throws -> (World, DeclaredPolicy) {
        let group = DeviceGroup(
            name: "laptops",
            count: devices,
            deviceClass: .laptop,
            image: 0,
            connectivity: .alternating(
                on: try .exponential(mean: 4 * 3600),
                off: try .exponential(mean: 8 * 3600),
                awayShare: 0.3
            ),
            checkIn: CheckIn(mode: .poll(every: 1800, jitter: 0.1))
        )
        var scenario = Scenario(
            horizon: 14 * 86_400,
            software: Software(
                components: [Component(name: "app", versions: ["1", "2"])],
                images: [Image(name: "standard", installed: [0: 0])]
            ),
            groups: [group],
            patches: [try patch()]
        )
        if self == .repairQueue {
            scenario.repair = RepairShop(
                technicians: 20,
                duration: try .exponential(mean: 1800),
                travel: try .constant(3600),
                noticedAfter: try .exponential(mean: 4 * 3600),
                handles: .all
            )
        }
        return (try World(scenario), DeclaredPolicy(strategy))
    }

    private func patch() throws -> Patch {
        var patch = Patch(
            name: "app-2",
            updates: [ComponentUpdate(component: 0, to: 1)],
            installation: Installation(
                duration: try .exponential(mean: 900, plus: 120),
                failureChance: 0.01,
                revert: try .exponential(mean: 1800),
                brickChance: self == .repairQueue ? 0.05 : 0
            ),
            restart: Restart(kind: .none, duration: .zero, wait: .zero),
            rollback: Rollback(duration: try .constant(240), failureChance: 0)
        )
        if self == .rollback {
            patch.regressions = [
                Regression(
                    name: "slow",
                    chance: 1,
                    condition: DevicePredicate(),
                    share: 0.3,
                    onset: .after(try .exponential(mean: 12 * 3600)),
                    effect: .degraded(component: 0, share: 0.5),
                    telemetry: Regression.Visibility(probability: 0.2, delay: try .constant(1800)),
                    helpDesk: Regression.Visibility(probability: 0.1, delay: try .exponential(mean: 3600))
                )
            ]
        }
        return patch
    }

    private var strategy: Strategy {
        switch self {
        case .checkIn, .repairQueue:
            return Strategy(name: "big-bang", kind: .bigBang)
        case .gate:
            let rings = (1...50).map { Ring(name: "ring \($0)", size: $0 < 50 ? .share(0.02) : .rest) }
            let gate = Gate(soak: 0, success: 0.3, of: .all, minimum: 0)
            return Strategy(name: "rings", kind: .staged(StagedRollout(rings: rings, gate: gate)), checkEvery: 600)
        case .rollback:
            return Strategy(
                name: "stopped",
                kind: .bigBang,
                stop: StopRule(failures: Limit(.share(0.02), isStrict: true)),
                onStop: OnStop(resume: .never)
            )
        }
    }
}
