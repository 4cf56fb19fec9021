import PatchModel
import PatchSimulator

/// Which devices of a rollout are left over by its rings: they are in no ring, and so never offered the patch.
///
/// Rings take devices one after the other, by chance among those that match. How many are left of a group, and of the groups
/// that a ring draws from, is known exactly while rings draw from the same groups or from others; where they overlap in part,
/// there are bounds.
struct RingRemainder: Sendable {
    /// By group, how many of its devices are left.
    private(set) var groups: [ClosedRange<Int>]
    /// All of them together, which may be known where those of the groups are not.
    var total: ClosedRange<Int> { sums[Set(groups.indices)] ?? 0...0 }

    /// How many devices are left of groups from which a ring draws, together.
    private var sums: [Set<Int>: ClosedRange<Int>] = [:]

    /// Whether the devices of a group match the condition of a ring when it takes them.
    enum Match: Sendable {
        case all, none
        /// That depends on what runs on a device at that time.
        case unknown
    }

    /// - Parameters:
    ///   - concerned: by group, how many devices the rollout means.
    ///   - rings: how many devices each takes, and by group who matches it.
    init(concerned: [Int], rings: [(size: RingSize, matches: [Match])]) {
        groups = concerned.map { $0...$0 }
        let sets = rings.map { Set($0.matches.indices(where: { $0 != .none })) } + [Set(concerned.indices)]
        for set in sets {
            let all = Self.sum(set) { concerned[$0] }
            sums[set] = all...all
        }
        for ring in rings { take(ring.size, ring.matches, concerned) }
    }

    private mutating func take(_ size: RingSize, _ matches: [Match], _ concerned: [Int]) {
        let possible = Set(matches.indices(where: { $0 != .none }))
        let certain = possible.filter { matches[$0] == .all }
        let isCertain = certain.count == possible.count
        // Of those who match, and of those of them who are free: at least and at most.
        let most = sums[possible] ?? 0...0
        let least = isCertain ? most.lowerBound : Self.sum(certain) { groups[$0].lowerBound }
        let fewest = size.devices(matching: Self.sum(certain) { concerned[$0] }, left: least)
        let taken =
            fewest...max(
                fewest,
                size.devices(matching: Self.sum(possible) { concerned[$0] }, left: most.upperBound)
            )
        // What a ring leaves never falls with the number of those who are free.
        let left =
            isCertain
            ? Self.range(least - taken.lowerBound, most.upperBound - taken.upperBound)
            : Self.range(most.lowerBound - taken.upperBound, most.upperBound - taken.lowerBound)

        let before = groups
        for group in possible {
            if size == .rest, matches[group] == .all {
                groups[group] = 0...0
                continue
            }
            let others = Self.sum(possible) { $0 == group ? 0 : before[$0].upperBound }
            groups[group] = Self.range(
                max(before[group].lowerBound - taken.upperBound, left.lowerBound - others),
                min(before[group].upperBound, left.upperBound)
            )
        }
        for (set, sum) in sums where !set.isDisjoint(with: possible) {
            let rest =
                set == possible
                ? left
                : Self.range(
                    sum.lowerBound - taken.upperBound,
                    sum.upperBound - (set.isSuperset(of: possible) ? taken.lowerBound : 0)
                )
            sums[set] = Self.range(
                max(rest.lowerBound, Self.sum(set) { groups[$0].lowerBound }),
                min(rest.upperBound, Self.sum(set) { groups[$0].upperBound })
            )
        }
    }

    /// Numbers of devices, of which none is below 0.
    private static func range(_ low: Int, _ high: Int) -> ClosedRange<Int> {
        let high = max(0, high)
        return min(max(0, low), high)...high
    }

    private static func sum(_ groups: Set<Int>, _ count: (Int) -> Int) -> Int { groups.reduce(0) { $0 + count($1) } }
}

extension Collection where Index == Int {
    fileprivate func indices(where isMeant: (Element) -> Bool) -> [Int] { indices.filter { isMeant(self[$0]) } }
}

extension RolloutOutline {
    /// What the rings leave over.
    ///
    /// - Parameter isFirst: nothing has been rolled out before it, so that devices run what their images say.
    func remainder(of staged: StagedRollout, in scenario: Scenario, isFirst: Bool) -> RingRemainder {
        let concerned = scenario.groups.map { group in
            patches.contains { scenario.patches[$0].applies(to: scenario.software.images[group.image]) }
                ? group.count : 0
        }
        return RingRemainder(
            concerned: concerned,
            rings: staged.rings.flatMap { RingDraw.draws(of: $0.size, $0.condition) }.map { draw in
                let matches = scenario.groups.indices.map { group -> RingRemainder.Match in
                    guard draw.condition.matchesGroup(scenario.groups[group]) else { return .none }
                    if draw.condition.components.isEmpty { return .all }
                    let image = scenario.software.images[scenario.groups[group].image]
                    guard draw.condition.components.allSatisfy({ image.installed[$0.component] != nil }) else {
                        return .none
                    }
                    if !isFirst { return .unknown }
                    return draw.condition.matches(scenario, group: group) ? .all : .none
                }
                return (draw.size, matches)
            }
        )
    }
}
