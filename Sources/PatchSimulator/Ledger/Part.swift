import PatchModel

/// A part of a fleet's (device, patch) pairs: some groups, with all of their patches or with some. What a ledger is summed over.
struct Part {
    /// Places of groups, ascending.
    var groups: [Int]
    /// Whether a patch belongs to it, by number; nil: all, and also what concerns devices whatever the patch.
    var hasPatch: [Bool]?
    /// True if exposure that no patch closes belongs to it.
    var hasIncurable = true

    /// All that there is.
    init(allOf world: World) { groups = Array(world.groups.indices) }

    init(groups: [Int], hasPatch: [Bool]? = nil, hasIncurable: Bool = true) {
        self.groups = groups
        self.hasPatch = hasPatch
        self.hasIncurable = hasIncurable
    }

    /// True if it has all patches of its groups, and what concerns devices whatever the patch.
    var hasDevices: Bool { hasPatch == nil }

    /// True if the patch belongs to it.
    func contains(patch: Int) -> Bool { hasPatch.map { $0[patch] } ?? true }
}

extension Dimension {
    /// The parts of the members, with their names: together all that there is, and none of it twice.
    func parts(of world: World) -> [(name: String?, part: Part)] {
        let scenario = world.scenario
        switch self {
        case .group: return divide(scenario.groups.map(\.name))
        case .deviceClass: return divide(scenario.groups.map(\.deviceClass.rawValue))
        case .site: return divide(scenario.groups.map(\.site))
        case .owner: return divide(scenario.groups.map(\.owner))
        case .risk: return divide(scenario.groups.map(\.risk.rawValue), order: RiskCategory.allCases.map(\.rawValue))
        case .patch: return divide(scenario.patches.map(\.name), in: world)
        case .severity:
            let order = Severity.allCases.map(\.rawValue)
            return divide(scenario.patches.map(\.severity.rawValue), order: order, in: world)
        }
    }

    /// One part for each name that a group has.
    private func divide(_ names: [String?], order: [String] = []) -> [(name: String?, part: Part)] {
        Self.members(names, order: order).map { name in
            (name, Part(groups: names.indices.filter { names[$0] == name }))
        }
    }

    /// One part for each name that a patch has, and one for what no patch concerns.
    private func divide(_ names: [String], order: [String] = [], in world: World) -> [(name: String?, part: Part)] {
        let all = Array(world.groups.indices)
        let parts = Self.members(names, order: order).map { name in
            (name, Part(groups: all, hasPatch: names.map { $0 == name }, hasIncurable: false))
        }
        let rest = Part(groups: all, hasPatch: names.map { _ in false })
        return world.hasIncurable ? parts + [(nil, rest)] : parts
    }

    /// The different names, each where it comes first, or in the order given; none comes last.
    private static func members(_ names: [String?], order: [String]) -> [String?] {
        var seen: Set<String> = []
        let found = names.compactMap { $0 }.filter { seen.insert($0).inserted }
        let members = order.isEmpty ? found : order.filter(seen.contains)
        return members + (names.contains(nil) ? [nil] : [])
    }
}
