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
    let groups: Table<GroupPlan>
    let patches: Table<PatchPlan>
    /// All regressions of all patches, numbered through.
    let defects: Table<DefectPlan>
    let repair: RepairPlan?
    /// The vulnerabilities of each exposure class, those of all groups numbered through.
    let exposureClasses: [[Int]]
    /// For each component: whether a fault in it makes the console suspect the patch.
    let suspects: Table<Table<Bool>>
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
        self.groups = arena.table(groups)
        exposureClasses = classes
        deviceCount = device
        slotCount = slot

        var defects: [DefectPlan] = []
        patches = arena.table(
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
        self.defects = arena.table(defects)
        repair = scenario.repair.map { RepairPlan($0, arena: arena) }
        suspects = arena.tables(Self.suspects(in: scenario))
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

    /// A patch is suspected of a fault in a component if it updates that component or anything it needs.
    private static func suspects(in scenario: Scenario) -> [[Bool]] {
        let components = scenario.software.components
        return components.indices.map { start in
            var needed: Set<Int> = [start]
            var frontier = [start]
            while let next = frontier.popLast() {
                for requirement in components[next].requires where needed.insert(requirement.component).inserted {
                    frontier.append(requirement.component)
                }
            }
            return scenario.patches.map { $0.updates.contains { needed.contains($0.component) } }
        }
    }
}
