public import PatchModel
public import PatchSimulator

/// How much memory a study takes at the least, in bytes, told before any of it is asked for.
///
/// Most of it is the state of devices, which every run has for itself: what the subjects of the simulator say that they take
/// (`RunOutline`), which was measured on fleets of millions. Devices that meet defects take more. Tables whose size is the
/// product of two lengths of the scenario are counted because a small file can make them huge.
public struct MemoryEstimate: Sendable, Hashable {
    /// What all runs share.
    public var shared: Int
    /// What each run takes as long as it is under way.
    public var perRun: Int
    /// What is kept of all runs until the end: their ledgers, decisions and time series.
    public var kept: Int

    /// An entry of the world's tables.
    private static let bytesPerEntry = 8

    /// The ledger of a run, twice while the study is put together, with what is computed from it.
    private static let bytesPerLedger = 1800
    /// A decision with its reason.
    private static let bytesPerDecision = 200

    /// - Parameters:
    ///   - strategies: those to be run; the hungriest counts for what a run takes.
    ///   - replications: of each strategy, all kept to the end; 0 where none is.
    ///   - seriesIntervals: of the time series kept with each run; nil: none is.
    ///   - dimensions: by what the ledger of each run is taken apart.
    public init(
        _ scenario: Scenario,
        strategies: [Strategy],
        replications: Int = 0,
        seriesIntervals: Int? = nil,
        dimensions: Set<Dimension> = []
    ) {
        let components = scenario.software.components.count
        let patches = scenario.patches
        shared = Self.bytesPerEntry * components * (scenario.groups.count + patches.count + 1)
        // Where the tables are too large already, nobody needs to know the rest.
        guard shared < 1 << 40 else {
            perRun = 0
            kept = 0
            return
        }
        let applicable = scenario.software.images.map { image in
            patches.count { $0.applies(to: image) }
        }
        var pairs = 0
        for group in scenario.groups {
            let count = applicable[group.image]
            pairs += group.count * count
            shared += Self.bytesPerEntry * count * count
        }
        let batches = Set(patches.map(\.released)).count
        let rollouts = strategies.map { $0.unit == .batch ? batches : patches.count }.max() ?? 0
        let series = seriesIntervals.map { 8 * ($0 + 1) * RunSeries.Kind.allCases.count } ?? 0
        let members = dimensions.reduce(0) { $0 + $1.mostMembers(in: scenario) }
        let bytesKept = strategies.reduce(0) { sum, strategy in
            let decisions = (strategy.unit == .batch ? batches : patches.count) * (1 + Self.rings(of: strategy))
            return sum + Self.bytesPerLedger * (1 + members) + Self.bytesPerDecision * decisions + series
        }
        let (product, isTooLarge) = bytesKept.multipliedReportingOverflow(by: max(0, replications))
        kept = isTooLarge ? 1 << 60 : min(1 << 60, product)
        perRun = RunOutline(scenario, strategies: strategies, pairs: pairs, rollouts: rollouts).footprint
    }

    private static func rings(of strategy: Strategy) -> Int {
        switch strategy.kind {
        case .bigBang: 1
        case .staged(let rollout): rollout.rings.count
        case .canary: 2
        }
    }

    /// What a single run takes, and all that is kept.
    public var total: Int { shared + perRun + kept }

    /// How many runs, up to `wanted`, may be under way at once in that much memory; 0 if not even one.
    public func runsAtOnce(in memory: Int, wanted: Int) -> Int {
        guard total <= memory else { return 0 }
        return max(1, min(wanted, (memory - shared - kept) / max(1, perRun)))
    }
}

extension Dimension {
    /// The greatest number of members that a breakdown may have.
    fileprivate func mostMembers(in scenario: Scenario) -> Int {
        switch self {
        case .group: scenario.groups.count
        case .deviceClass: DeviceClass.allCases.count
        case .site: Set(scenario.groups.map(\.site)).count
        case .owner: Set(scenario.groups.map(\.owner)).count
        case .criticality: Criticality.allCases.count
        case .patch: scenario.patches.count + 1
        case .severity: Severity.allCases.count + 1
        case .service: scenario.services.count
        }
    }
}
