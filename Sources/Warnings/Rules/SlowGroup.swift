import Experiments
import PatchModel
import PatchSimulator
import Text

extension WarningRule {
    /// A group that no strategy reaches as soon as the others.
    static let slowGroup = WarningRule(
        "slow-group",
        Explanation(
            "Under every strategy the typical run has 95 % of one group patched more than three times as late as of any other, and the group is large enough to decide when 95 % of the fleet are patched. That time shows how seldom the group is in contact, and hardly anything about the rings.",
            wrong: "connectivity: { alternating: { on: 45m, off: 9d } }",
            right: "patchlab compare s.yaml --by group"
        ),
        .runs { runs in
            guard let breakdown = StudyBreakdown(runs.study, by: .group), breakdown.members.count > 1, runs.runs > 0
            else { return [] }
            let groups = breakdown.members.compactMap { GroupPace($0) }
            guard groups.count > 1, let slow = GroupPace.slowest(of: groups),
                let place = runs.scenario.groups.firstIndex(where: { $0.name == slow.group.name })
            else { return [] }
            let group = runs.scenario.groups[place]
            let days = slow.group.days
            let range = Words.range(days.min() ?? 0, days.max() ?? 0)
            return [
                Finding(
                    "\(Words.quoted(group.name)) (\(Figure.count(group.count, "device", "devices"))) takes \(range) days until 95 % of it are patched, whatever the strategy, and every other group \(Words.oneDigit(slow.next)) at most: the last 5 % of the fleet are about contact, not about rings",
                    at: ["fleet", "[\(place)]"],
                    help: "--by group; what brings these devices into contact sooner helps more than another strategy"
                )
            ]
        }
    )
}

/// How soon 95 % of a group are patched in the typical run.
private struct GroupPace {
    let name: String
    /// By strategy.
    let days: [Double]
    /// Mean number of patch pairs, by which groups weigh.
    let pairs: Double

    /// Nil where no patch concerns the group, or it is unknown.
    init?(_ member: StudyBreakdown.Member) {
        let days = member.ledgers.compactMap { MetricSummary(Metric.timeToPatch95.over(.typical), $0)?.estimate }
        let pairs = member.ledgers.joined().map { Double($0.patching.pairs) }
        guard let name = member.name, !days.isEmpty, days.count == member.ledgers.count, !pairs.isEmpty else {
            return nil
        }
        self.name = name
        self.days = days
        self.pairs = pairs.reduce(0, +) / Double(pairs.count)
    }

    /// So many times as long as any other group takes.
    private static let times = 3.0
    /// What takes less than a day is not slow.
    private static let leastDays = 1.0

    /// The one that is slow under every strategy and has more than 5 % of all pairs, and the longest that another one takes.
    static func slowest(of groups: [GroupPace]) -> (group: GroupPace, next: Double)? {
        let all = groups.reduce(0) { $0 + $1.pairs }
        for group in groups where group.pairs > 0.05 * all {
            let others = groups.filter { $0.name != group.name }
            let isSlow = group.days.indices.allSatisfy { place in
                group.days[place] >= leastDays && others.allSatisfy { group.days[place] > times * $0.days[place] }
            }
            if isSlow { return (group, others.flatMap(\.days).max() ?? 0) }
        }
        return nil
    }
}

extension Words {
    /// `35.3`
    fileprivate static func oneDigit(_ value: Double) -> String { Figure.fixed(value, 1) }

    /// `35.3 to 41.1`, or a single number.
    fileprivate static func range(_ least: Double, _ most: Double) -> String {
        let ends = [oneDigit(least), oneDigit(most)]
        return ends[0] == ends[1] ? ends[0] : "\(ends[0]) to \(ends[1])"
    }
}
