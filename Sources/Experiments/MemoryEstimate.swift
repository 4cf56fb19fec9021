public import PatchModel

/// How much memory a study takes at the least, in bytes, told before any of it is asked for.
///
/// Most of it is the state of devices, which every run has for itself; the figures for one device were measured on fleets of
/// millions. Devices that meet defects take more. Tables whose size is the product of two lengths of the scenario are counted
/// because a small file can make them huge.
public struct MemoryEstimate: Sendable, Hashable {
    /// What all runs share.
    public var shared: Int
    /// What each run takes as long as it is under way.
    public var perRun: Int

    /// The state of a device.
    private static let bytesPerDevice = 8
    /// Where a device is in the sequence of its on-periods, and its event: needed where devices take turns, and not where
    /// each is run to the end at once.
    private static let bytesPerTurn = 24
    /// A (device, patch) pair.
    private static let bytesPerPair = 6
    /// What the console remembers of a device in a rollout.
    private static let bytesPerMember = 2
    /// A planned event.
    private static let bytesPerEvent = 8
    /// An entry of the world's tables.
    private static let bytesPerEntry = 8

    /// - Parameter strategies: those to be run; the hungriest counts.
    public init(_ scenario: Scenario, strategies: [Strategy]) {
        let components = scenario.software.components.count
        let patches = scenario.patches
        shared = Self.bytesPerEntry * components * (scenario.groups.count + patches.count + 1)
        // Where the tables are too large already, nobody needs to know the rest.
        guard shared < 1 << 40 else {
            perRun = 0
            return
        }
        let applicable = scenario.software.images.map { image in
            patches.count { patch in
                patch.updates.contains { (image.installed[$0.component] ?? Int.max) < $0.to }
            }
        }
        var pairs = 0
        for group in scenario.groups {
            let count = applicable[group.image]
            pairs += group.count * count
            shared += Self.bytesPerEntry * count * count
        }
        var bytesPerDevice = Self.bytesPerDevice
        let batches = Set(patches.map(\.released)).count
        let rollouts = strategies.map { $0.unit == .batch ? batches : patches.count }.max() ?? 0
        if rollouts > 1 || Self.mayTakeTurns(scenario, strategies) { bytesPerDevice += Self.bytesPerTurn }
        perRun = scenario.deviceCount * (bytesPerDevice + Self.bytesPerMember * rollouts) + Self.bytesPerPair * pairs
        // Failures that have nothing to do with patches are planned ahead.
        for group in scenario.groups {
            let failures = group.noisePerDay * Double(scenario.horizon) / 86_400 * Double(group.count)
            perRun += Self.bytesPerEvent * Int(failures)
        }
    }

    /// True if anything may make the simulator go from device to device and back, though there be only one rollout. A stop
    /// does so, too, which few rollouts meet that have no defect.
    private static func mayTakeTurns(_ scenario: Scenario, _ strategies: [Strategy]) -> Bool {
        let hasControl = strategies.contains { if case .canary = $0.kind { true } else { false } }
        let mayBreak = scenario.patches.contains { patch in
            patch.installation.bricks > 0 || patch.regressions.contains { $0.chance > 0 }
        }
        return hasControl || mayBreak || scenario.groups.contains { $0.noisePerDay > 0 }
    }

    /// What a single run takes.
    public var total: Int { shared + perRun }

    /// How many runs, up to `wanted`, may be under way at once in that much memory; 0 if not even one.
    public func runsAtOnce(in memory: Int, wanted: Int) -> Int {
        guard total <= memory else { return 0 }
        return max(1, min(wanted, (memory - shared) / max(1, perRun)))
    }
}
