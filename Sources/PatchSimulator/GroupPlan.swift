import EventEngine
import PatchModel

/// A set of vulnerabilities that the same patches close on the devices of one group.
struct ExposureClass: Sendable {
    /// Safe when every clause has a patch that runs; local patch numbers.
    let clauses: Table<Table<Int>>
    /// The number of the class among those of all groups.
    let number: Int
    /// When the last of the patches needed was released: up to then the exposure is the vendor's part. Ticks, at least 0.
    let released: Tick
}

/// A patch of a group that brings a version of a component.
struct PatchedVersion: Sendable {
    let local: Int
    let version: Int
}

/// What the simulator needs to know of one device group: computed once, free to copy.
struct GroupPlan: Sendable {
    let index: Int
    let firstDevice: Int
    let count: Int
    let firstSlot: Int
    /// Patches that apply to the image: indices into the scenario's patches. A patch's place here is its local number;
    /// prerequisites come first.
    let patches: Table<Int>
    /// Local prerequisites of each local patch.
    let prerequisites: Table<Table<Int>>
    /// Local patches that have nothing left to do once the local patch runs.
    let covers: Table<Table<Int>>
    /// Local patches that would make the local patch superfluous.
    let coveredBy: Table<Table<Int>>
    let exposure: Table<ExposureClass>
    /// For each local patch the classes that it alone decides, and those it decides together with others.
    let soleClasses: Table<Table<Int>>
    let jointClasses: Table<Table<Int>>
    /// The number, among the exposure classes of all groups, of the vulnerabilities that no patch closes.
    let incurable: Int
    /// For each component, which local patch brings which version.
    let updatesOf: Table<Table<PatchedVersion>>
    /// For each component the version in the image; −1: not there.
    let installed: Table<Int>
    /// For each defect whether its conditions on the group hold.
    let defectMatches: Table<Bool>
    let connectivity: ConnectivityPlan
    let every: Tick
    let jitter: Double
    let isPush: Bool
    let needsCorporate: Bool
    let bandwidth: Double?
    let noisePerDay: Double

    /// - Parameter classes: the vulnerabilities of each exposure class so far; this group's are added.
    init(
        _ group: DeviceGroup,
        index: Int,
        firstDevice: Int,
        firstSlot: Int,
        scenario: Scenario,
        classes: inout [[Int]],
        arena: Arena
    ) {
        self.index = index
        self.firstDevice = firstDevice
        self.firstSlot = firstSlot
        count = group.count
        let image = scenario.software.images[group.image]
        installed = arena.table(scenario.software.components.indices.map { image.installed[$0] ?? -1 })
        let applicable = Self.inOrder(
            scenario.patches.indices.filter { Self.applies(scenario.patches[$0], to: image) },
            scenario: scenario
        )
        patches = arena.table(applicable)
        var local: [Int: Int] = [:]
        for (number, patch) in applicable.enumerated() { local[patch] = number }
        prerequisites = arena.tables(
            applicable.map { patch in scenario.patches[patch].prerequisites.compactMap { local[$0] } }
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

        let found = ExposureClasses(
            image: image,
            patches: applicable,
            updatesOf: updatesOf,
            covers: coverage,
            coveredBy: coveredBy,
            scenario: scenario
        )
        var sole = applicable.map { _ in [Int]() }
        var joint = sole
        for (number, item) in found.classes.enumerated() {
            if item.clauses.count == 1, item.clauses[0].count == 1 {
                sole[item.clauses[0][0]].append(number)
            } else {
                for patch in Set(item.clauses.joined()) { joint[patch].append(number) }
            }
        }
        soleClasses = arena.tables(sole)
        jointClasses = arena.tables(joint)
        exposure = arena.table(
            found.classes.enumerated().map { number, item in
                ExposureClass(
                    clauses: arena.tables(item.clauses),
                    number: classes.count + number,
                    released: item.released
                )
            }
        )
        classes += found.classes.map(\.vulnerabilities)
        incurable = classes.count
        classes.append(found.incurable)

        defectMatches = arena.table(
            scenario.patches.flatMap { patch in patch.regressions.map { $0.condition.matchesGroup(group) } }
        )
        connectivity = ConnectivityPlan(group, horizon: scenario.horizon, arena: arena)
        if case .poll(let every, let jitter) = group.checkIn.mode {
            isPush = false
            self.every = every
            self.jitter = jitter
        } else {
            isPush = true
            every = 1
            jitter = 0
        }
        needsCorporate = group.checkIn.reach == .corporate
        bandwidth = group.bandwidth
        noisePerDay = group.noisePerDay
    }

    /// A patch applies to an image that has one of its components in an older version.
    static func applies(_ patch: Patch, to image: Image) -> Bool {
        patch.updates.contains { (image.installed[$0.component] ?? Int.max) < $0.to }
    }

    /// Prerequisites before what needs them; otherwise in the scenario's order.
    private static func inOrder(_ patches: [Int], scenario: Scenario) -> [Int] {
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

extension Reference<GroupPlan> {
    var devices: Range<Int> { self.firstDevice..<self.firstDevice + self.count }

    /// The first slot of a device of this group.
    @inline(__always)
    func slots(of device: Int) -> Int { self.firstSlot + (device - self.firstDevice) * self.patches.count }
}

/// Sorts the vulnerabilities of an image by what closes them.
private struct ExposureClasses {
    struct Found {
        var clauses: [[Int]]
        var vulnerabilities: [Int]
        var released: Tick
    }

    var classes: [Found] = []
    var incurable: [Int] = []

    init(
        image: Image,
        patches: [Int],
        updatesOf: [[PatchedVersion]],
        covers: [[Int]],
        coveredBy: [[Int]],
        scenario: Scenario
    ) {
        var places: [[[Int]]: Int] = [:]
        var fixes = scenario.vulnerabilities.map { _ in [Int]() }
        for (local, patch) in patches.enumerated() {
            for index in scenario.patches[patch].fixes where fixes[index].last != local { fixes[index].append(local) }
        }
        for (index, vulnerability) in scenario.vulnerabilities.enumerated() {
            let fixing = fixes[index]
            var clauses: [[Int]] = []
            if vulnerability.affects.isEmpty {
                // Affected are the devices to which a patch that claims to fix it applies.
                guard !fixing.isEmpty else { continue }
                clauses = fixing.map { [$0] }
            }
            var isCurable = true
            for range in vulnerability.affects {
                guard let version = image.installed[range.component], range.versions.contains(version) else { continue }
                let moves = updatesOf[range.component]
                    .filter { !range.versions.contains($0.version) }.map(\.local)
                let cures = Set(moves).union(
                    fixing.filter { patch in
                        updatesOf[range.component].contains { $0.local == patch }
                    }
                )
                // A patch that makes another one superfluous marks it as running: naming the other is enough.
                let needed = cures.filter { patch in !covers[patch].reversed().contains(where: cures.contains) }
                if needed.isEmpty { isCurable = false }
                clauses.append(needed.sorted())
            }
            guard !clauses.isEmpty else { continue }
            guard isCurable else {
                incurable.append(index)
                continue
            }
            let key = Array(Set(clauses)).sorted { $0.lexicographicallyPrecedes($1) }
            if let place = places[key] {
                classes[place].vulnerabilities.append(index)
            } else {
                let released =
                    key.map { clause in
                        clause.flatMap { [$0] + coveredBy[$0] }
                            .map { max(0, scenario.patches[patches[$0]].released) }.min() ?? 0
                    }.max() ?? 0
                places[key] = classes.count
                classes.append(Found(clauses: key, vulnerabilities: [index], released: released))
            }
        }
    }
}
