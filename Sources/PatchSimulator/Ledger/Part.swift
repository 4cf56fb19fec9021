import EventEngine
import PatchModel

/// A part of a fleet's (device, patch) pairs: some groups, with all of their patches or with some. What a ledger is summed over.
struct Part {
    /// Places of groups, ascending.
    let groups: [Int]
    /// Whether a patch belongs to it, by number; nil: all, and also what concerns devices whatever the patch.
    let hasPatch: [Bool]?
    /// True if exposure that no patch closes before the end belongs to it.
    let hasIncurable: Bool

    /// The service that it is, with its members; nil: it is none.
    let service: Int?

    /// True if it is all there is.
    let isWhole: Bool

    /// All that there is.
    init(allOf world: World) { self.init(of: world, groups: Array(world.groups.indices)) }

    /// - Parameter groups: places of groups, ascending.
    init(of world: World, groups: [Int], hasPatch: [Bool]? = nil, hasIncurable: Bool = true) {
        self.groups = groups
        self.hasPatch = hasPatch
        self.hasIncurable = hasIncurable
        service = nil
        isWhole = hasPatch == nil && groups.count == world.groups.count
    }

    /// A service with its members.
    init(of world: World, service: Int) {
        groups = world.groups.filter { $0.services.services.contains(service) }.map(\.index)
        hasPatch = nil
        hasIncurable = true
        self.service = service
        isWhole = false
    }

    /// True if the group belongs to it, by bisection.
    func contains(group: Int) -> Bool {
        var (low, high) = (0, groups.count)
        while low < high {
            let middle = (low + high) / 2
            if groups[middle] < group { low = middle + 1 } else { high = middle }
        }
        return low < groups.count && groups[low] == group
    }

    /// True if it has all patches of its groups, and what concerns devices whatever the patch.
    var hasDevices: Bool { hasPatch == nil }

    /// True if the patch belongs to it.
    func contains(patch: Int) -> Bool { hasPatch.map { $0[patch] } ?? true }
}

extension World {
    /// The groups of a part.
    func groups(in part: Part) -> some Sequence<Reference<GroupPlan>> { part.groups.lazy.map { groups[$0] } }

    /// Of the group's patches those that belong to the part and are out at `time`, by local number.
    func released(_ group: Reference<GroupPlan>, in part: Part, by time: Tick) -> [Int] {
        group.patches.indices.filter { local in
            part.contains(patch: group.patches[local]) && patches[group.patches[local]].released <= time
        }
    }

    /// What is counted by group and patch and belongs to the part.
    func cells(in part: Part) -> [Int] {
        groups(in: part).flatMap { group in
            group.patches.indices.filter { part.contains(patch: group.patches[$0]) }.map { group.firstCell + $0 }
        }
    }

    /// The number of devices that the part concerns: of patches those to which one applies.
    func devices(in part: Part) -> Int {
        groups(in: part).filter { group in
            part.hasDevices || group.patches.contains { part.contains(patch: $0) }
                || part.hasIncurable && hasIncurable(group)
        }.reduce(0) { $0 + $1.count }
    }
}

extension Dimension {
    /// The parts of the members, with their names: together all that there is, and none of it twice, but for members of services.
    func parts(of world: World) -> [(name: String?, part: Part)] {
        let scenario = world.scenario
        switch self {
        case .group: return divide(scenario.groups.map(\.name), in: world)
        case .deviceClass: return divide(scenario.groups.map(\.deviceClass.rawValue), in: world)
        case .site: return divide(scenario.groups.map(\.site), in: world)
        case .owner: return divide(scenario.groups.map(\.owner), in: world)
        case .criticality:
            let order = Criticality.allCases.map(\.rawValue)
            return divide(scenario.groups.map(\.criticality.rawValue), order: order, in: world)
        case .patch: return divide(patches: scenario.patches.map(\.name), in: world)
        case .severity:
            let order = Severity.allCases.map(\.rawValue)
            return divide(patches: scenario.patches.map(\.severity.rawValue), order: order, in: world)
        case .service:
            return scenario.services.indices.map { (scenario.services[$0].name, Part(of: world, service: $0)) }
        }
    }

    /// One part for each name that a group has.
    private func divide(_ names: [String?], order: [String] = [], in world: World) -> [(name: String?, part: Part)] {
        let places = Dictionary(grouping: names.indices) { names[$0] }
        return Self.members(names, order: order).map { name in (name, Part(of: world, groups: places[name] ?? [])) }
    }

    /// One part for each name that a patch has, and one for what no patch concerns.
    private func divide(
        patches names: [String],
        order: [String] = [],
        in world: World
    ) -> [(name: String?, part: Part)] {
        let all = Array(world.groups.indices)
        var parts = Self.members(names, order: order).map { name in
            (name: name, part: Part(of: world, groups: all, hasPatch: names.map { $0 == name }, hasIncurable: false))
        }
        if world.hasIncurable {
            parts.append((nil, Part(of: world, groups: all, hasPatch: names.map { _ in false })))
        }
        return parts
    }

    /// The different names, each where it comes first, or in the order given; none comes last.
    private static func members(_ names: [String?], order: [String]) -> [String?] {
        var seen: Set<String> = []
        let found = names.compactMap { $0 }.filter { seen.insert($0).inserted }
        let members = order.isEmpty ? found : order.filter(seen.contains)
        return members + (names.contains(nil) ? [nil] : [])
    }
}
