import PatchModel

/// A patch of a group that brings a version of a component.
struct PatchedVersion: Sendable {
    let local: Int
    let version: Int
}

/// What is installed on the devices of a group, and what its patches do to it. Patches by their local numbers.
struct SoftwarePlan: Sendable {
    /// Prerequisites of each patch.
    let prerequisites: Table<Table<Int>>
    /// What must run when each patch is offered; empty if no patch of the group asks for anything.
    let from: Table<Table<VersionRange>>
    /// The steps in which devices come to each patch; see `Scenario.upgradeSteps`. −1: never. Empty like `from`.
    let upgradeSteps: Table<Int>
    /// Patches that have nothing left to do once the patch runs.
    let covers: Table<Table<Int>>
    /// Patches that would make the patch superfluous.
    let coveredBy: Table<Table<Int>>
    /// For each component, which patch brings which version.
    let updatesOf: Table<Table<PatchedVersion>>
    /// For each component the version in the image; −1: not there.
    let installed: Table<Int>

    /// - Parameter applicable: the patches of the group, by local number.
    init(image: Image, applicable: [Int], scenario: Scenario, arena: Arena) {
        installed = arena.table(scenario.software.components.indices.map { image.installed[$0] ?? -1 })
        var local: [Int: Int] = [:]
        for (number, patch) in applicable.enumerated() { local[patch] = number }
        prerequisites = arena.tables(
            applicable.map { patch in scenario.patches[patch].prerequisites.compactMap { local[$0] } }
        )

        let asksForVersions = applicable.contains { !scenario.patches[$0].from.isEmpty }
        from = arena.tables(asksForVersions ? applicable.map { scenario.patches[$0].from } : [])
        upgradeSteps = arena.table(
            asksForVersions ? scenario.upgradeSteps(from: image, applicable).map { $0 ?? -1 } : []
        )

        // By component, each once: patches that say the same in different words must be seen to be equal.
        let updates = applicable.map { patch in
            var newest: [Int: Int] = [:]
            for update in scenario.patches[patch].updates
            where (image.installed[update.component] ?? Int.max) < update.to {
                newest[update.component] = max(newest[update.component] ?? 0, update.to)
            }
            return newest
        }
        var updatesOf = scenario.software.components.map { _ in [PatchedVersion]() }
        for (number, list) in updates.enumerated() {
            for (component, version) in list {
                updatesOf[component].append(PatchedVersion(local: number, version: version))
            }
        }
        // What makes a patch superfluous brings all of its components: only the patches of the one that the fewest have are
        // looked at, and not every pair of patches.
        let coveredBy = updates.enumerated().map { older, list -> [Int] in
            guard let rarest = list.keys.min(by: { (updatesOf[$0].count, $0) < (updatesOf[$1].count, $1) }) else {
                return updates.indices.filter { $0 != older && (!updates[$0].isEmpty || $0 > older) }
            }
            return updatesOf[rarest].map(\.local).filter { newer in
                older != newer && (updates[newer] != list || newer > older)
                    && list.allSatisfy { component, version in (updates[newer][component] ?? -1) >= version }
            }
        }
        var coverage = updates.map { _ in [Int]() }
        for (older, list) in coveredBy.enumerated() {
            for newer in list { coverage[newer].append(older) }
        }
        covers = arena.tables(coverage)
        self.coveredBy = arena.tables(coveredBy)
        self.updatesOf = arena.tables(updatesOf)
    }

    /// Prerequisites before what needs them; otherwise in the scenario's order.
    static func inOrder(_ patches: [Int], scenario: Scenario) -> [Int] {
        let wanted = Set(patches)
        var result: [Int] = []
        var placed = Set<Int>()
        // With a stack of its own: a long chain would be too deep for that of the thread.
        var path: [(patch: Int, next: Int)] = []
        for patch in patches where placed.insert(patch).inserted {
            path.append((patch, 0))
            while let top = path.last {
                let needs = scenario.patches[top.patch].prerequisites
                guard top.next < needs.count else {
                    result.append(top.patch)
                    path.removeLast()
                    continue
                }
                path[path.count - 1].next += 1
                let needed = needs[top.next]
                if wanted.contains(needed), placed.insert(needed).inserted { path.append((needed, 0)) }
            }
        }
        return result
    }
}
