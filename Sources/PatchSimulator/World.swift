import EventEngine
public import PatchModel

/// A scenario made ready for simulation: names resolved, devices numbered so that a group is a range, and for each group
/// the patches that concern it. Made once, shared by all replications and strategies; it never changes.
public struct World: Sendable {
    public let scenario: Scenario
    /// Devices are numbered 0 ..< deviceCount, group after group.
    public let deviceCount: Int
    /// (device, patch) pairs to which a patch applies are numbered 0 ..< slotCount, device after device.
    let slotCount: Int
    let groups: ReferenceTable<GroupPlan>
    let patches: ReferenceTable<PatchPlan>
    /// All regressions of all patches, numbered through.
    let defects: ReferenceTable<DefectPlan>
    let repair: RepairPlan?
    /// The vulnerabilities of each exposure class, those of all groups numbered through.
    let exposureClasses: [[Int]]
    /// For each component and patch: how many steps of `requires` lead from the component to one that the patch updates; 0
    /// for a patch of the component itself, `Int.max` where none do.
    let distances: Table<Table<Int>>
    /// Keeps the memory of the tables.
    private let arena: Arena

    /// - Throws: `ScenarioError` if the scenario does not hold together.
    public init(_ scenario: Scenario) throws(ScenarioError) {
        try scenario.check()
        let arena = Arena()
        self.arena = arena
        self.scenario = scenario
        var groups: [GroupPlan] = []
        var classes: [[Int]] = []
        var device = 0
        var slot = 0
        for (index, group) in scenario.groups.enumerated() {
            let plan = GroupPlan(
                group,
                index: index,
                firstDevice: device,
                firstSlot: slot,
                scenario: scenario,
                classes: &classes,
                arena: arena
            )
            device += group.count
            slot += group.count * plan.patches.count
            groups.append(plan)
        }
        self.groups = ReferenceTable(arena.table(groups))
        exposureClasses = classes
        deviceCount = device
        slotCount = slot

        var defects: [DefectPlan] = []
        patches = ReferenceTable(
            arena.table(
                scenario.patches.enumerated().map { number, patch in
                    let first = defects.count
                    defects += patch.regressions.map { DefectPlan($0, patch: number, arena: arena) }
                    return PatchPlan(
                        patch,
                        defects: first..<defects.count,
                        deadline: scenario.serviceLevel.deadlines[patch.severity],
                        arena: arena
                    )
                }
            )
        )
        self.defects = ReferenceTable(arena.table(defects))
        repair = scenario.repair.map { RepairPlan($0, arena: arena) }
        distances = arena.tables(Self.distances(in: scenario))
    }

    /// What the scenario calls a defect.
    func nameOfDefect(_ number: Int) -> String {
        let patch = defects[number].patch
        return scenario.patches[patch].regressions[number - patches[patch].defects.lowerBound].name
    }

    /// The group of a device, by bisection.
    func group(of device: Int) -> Int {
        var low = 0
        var high = groups.count - 1
        while low < high {
            let middle = (low + high + 1) / 2
            if groups[middle].firstDevice <= device { low = middle } else { high = middle - 1 }
        }
        return low
    }

    private static func distances(in scenario: Scenario) -> [[Int]] {
        let components = scenario.software.components
        return components.indices.map { start in
            var steps: [Int: Int] = [start: 0]
            var frontier = [start]
            while !frontier.isEmpty {
                var next: [Int] = []
                for component in frontier {
                    for requirement in components[component].requires where steps[requirement.component] == nil {
                        steps[requirement.component] = (steps[component] ?? 0) + 1
                        next.append(requirement.component)
                    }
                }
                frontier = next
            }
            return scenario.patches.map { patch in
                patch.updates.reduce(Int.max) { min($0, steps[$1.component] ?? Int.max) }
            }
        }
    }
}
