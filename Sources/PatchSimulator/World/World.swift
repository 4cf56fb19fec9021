import EventEngine
public import PatchModel

/// A scenario made ready for simulation: names resolved, devices numbered so that a group is a range, and for each group
/// the patches that concern it. Made once, shared by all replications and strategies; it never changes.
public struct World: Sendable {
    public let scenario: Scenario
    /// What policies are told beforehand.
    public let briefing: Briefing
    /// Devices are numbered 0 ..< deviceCount, group after group.
    public let deviceCount: Int
    /// (device, patch) pairs to which a patch applies are numbered 0 ..< slotCount, device after device.
    let slotCount: Int
    /// (group, patch) pairs to which a patch applies are numbered 0 ..< cellCount, group after group.
    let cellCount: Int
    let groups: ReferenceTable<GroupPlan>
    let patches: ReferenceTable<PatchPlan>
    /// All regressions of all patches, numbered through.
    let defects: ReferenceTable<DefectPlan>
    let repair: RepairPlan?
    let services: [ServicePlan]
    /// Each after those that it depends on.
    let servicesInOrder: [Int]
    /// Devices that are members of a service.
    let memberCount: Int
    /// The vulnerabilities of each exposure class, those of all groups numbered through.
    let exposureClasses: [[Int]]
    /// True if a vulnerability of a group is closed by no patch before the end.
    var hasIncurable: Bool { groups.contains(where: hasIncurable) }

    /// The same of one group.
    func hasIncurable(_ group: Reference<GroupPlan>) -> Bool {
        !exposureClasses[group.exposure.incurable].isEmpty || group.exposure.classes.contains { $0.patch < 0 }
    }

    /// For each component the components that it requires, and the patches that update it.
    let requires: Table<Table<Int>>
    let patchesOf: Table<Table<Int>>
    /// Keeps the memory of the tables.
    private let arena: Arena

    /// - Throws: `ScenarioError` if the scenario does not hold together.
    public init(_ scenario: Scenario) throws(ScenarioError) {
        try scenario.check()
        let arena = Arena()
        self.arena = arena
        self.scenario = scenario
        briefing = Briefing(scenario)
        var groups: [GroupPlan] = []
        var classes: [[Int]] = []
        var device = 0
        var slot = 0
        var cell = 0
        var member = 0
        for (index, group) in scenario.groups.enumerated() {
            let plan = GroupPlan(
                group,
                index: index,
                firstDevice: device,
                firstSlot: slot,
                firstCell: cell,
                firstMember: member,
                scenario: scenario,
                classes: &classes,
                arena: arena
            )
            device += group.count
            slot += group.count * plan.patches.count
            cell += plan.patches.count
            if plan.services.isMember { member += group.count }
            groups.append(plan)
        }
        self.groups = ReferenceTable(arena.table(groups))
        exposureClasses = classes
        deviceCount = device
        slotCount = slot
        cellCount = cell
        memberCount = member
        services = scenario.services.map { ServicePlan($0, scenario) }
        servicesInOrder = scenario.servicesInOrder ?? []

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
        requires = arena.tables(scenario.software.components.map { $0.requires.map(\.component) })
        var patchesOf = scenario.software.components.map { _ in [Int]() }
        for (number, patch) in scenario.patches.enumerated() {
            for update in patch.updates where patchesOf[update.component].last != number {
                patchesOf[update.component].append(number)
            }
        }
        self.patchesOf = arena.tables(patchesOf)
    }

    /// What the scenario calls a defect.
    func nameOfDefect(_ number: Int) -> String {
        let patch = defects[number].patch
        return scenario.patches[patch].regressions[number - patches[patch].defects.lowerBound].name
    }

    /// Devices that a defect may take hold of: those of groups that its conditions allow and to which its patch applies. Its
    /// `share` is that of these. Zero for a number that no defect has.
    public func reach(ofDefect number: Int) -> Int {
        guard defects.indices.contains(number) else { return 0 }
        return groups.reduce(0) { sum, group in
            group.defects[number] && group.patches.contains(defects[number].patch) ? sum + group.count : sum
        }
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

    /// The patches nearest to a component, where one for the component itself and one for something that it requires directly
    /// count as equally near: the patches of components to which so many steps of `requires` lead. Step by step, because a
    /// table of all distances would have components times patches entries.
    ///
    /// - Parameter concerns: which patches are asked about.
    /// - Returns: the nearest of those; empty if none of them can be reached.
    func nearestPatches(to component: Int, where concerns: (Int) -> Bool) -> [Int] {
        var seen: Set<Int> = [component]
        var level = [component]
        var found: [Int] = []
        var steps = 0
        while !level.isEmpty, steps <= 1 || found.isEmpty {
            for component in level { found += patchesOf[component].filter(concerns) }
            var next: [Int] = []
            for component in level {
                for required in requires[component] where seen.insert(required).inserted { next.append(required) }
            }
            level = next
            steps += 1
        }
        return found
    }
}
