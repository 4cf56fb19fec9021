public import EventEngine
import PatchModel

/// One entry of what happened in a run.
public enum HistoryEntry: Sendable, Hashable {
    /// Something happened to a recorded device.
    case event(RecordedEvent)
    /// The policy did something; the number counts its actions from 0.
    case action(number: Int, LoggedAction)

    public var time: Tick {
        switch self {
        case .event(let event): event.time
        case .action(_, let action): action.time
        }
    }
}

/// How a part of the fleet stands at one moment, in truth.
public struct Standing: Sendable, Hashable {
    /// Devices in each condition, in the order of `Condition.allCases`.
    public var conditions = Array(repeating: 0, count: Condition.allCases.count)
    /// (device, patch) pairs whose patch is released, and those of them that run it.
    public var releasedPairs = 0
    public var patchedPairs = 0
    /// (device, vulnerability) pairs that are exposed.
    public var exposedPairs = 0

    public init() {}

    public static func += (left: inout Standing, right: Standing) {
        for place in left.conditions.indices { left.conditions[place] += right.conditions[place] }
        left.releasedPairs += right.releasedPairs
        left.patchedPairs += right.patchedPairs
        left.exposedPairs += right.exposedPairs
    }
}

extension Simulation {
    /// All that happened to recorded devices and all that the policy did, in the order of time.
    ///
    /// What happened at the same moment, with no action in between, is ordered by device and for each device as it
    /// happened, so that the order does not depend on how the run was driven.
    public var history: [HistoryEntry] {
        let entries = fleet.recorder?.entries ?? []
        let marks = fleet.recorder?.entriesBeforeAction ?? log.map { _ in 0 }
        var result: [HistoryEntry] = []
        result.reserveCapacity(entries.count + log.count)
        var done = 0
        for (number, action) in log.enumerated() {
            result += Self.ordered(entries[done..<marks[number]])
            done = marks[number]
            result.append(.action(number: number, action))
        }
        return result + Self.ordered(entries[done...])
    }

    private static func ordered(_ part: ArraySlice<RecordedEvent>) -> [HistoryEntry] {
        part.indices
            .sorted { (part[$0].time, part[$0].device, $0) < (part[$1].time, part[$1].device, $1) }
            .map { .event(part[$0]) }
    }

    /// How the devices of a group of the scenario stand now; nil if there is no such group.
    public func standing(ofGroup number: Int) -> Standing? {
        guard world.scenario.groups.indices.contains(number) else { return nil }
        return lookingAtSettled { $0.standing(of: world.groups[number]) }
    }
}

extension Run {
    fileprivate func standing(of group: Reference<GroupPlan>) -> Standing {
        let now = max(0, self.now)
        let plan = group.exposure
        let released = group.patches.indices.filter { world.patches[group.patches[$0]].released <= now }
        let disclosed = { (number: Int) in
            world.exposureClasses[number].count { world.scenario.vulnerabilities[$0].disclosed <= now }
        }
        let classes = plan.classes.indices.map { (place: $0, disclosed: disclosed(plan.classes[$0].number)) }
            .filter { $0.disclosed > 0 }
        var standing = Standing()
        standing.releasedPairs = released.count * group.count
        standing.exposedPairs = disclosed(plan.incurable) * group.count
        for device in group.devices {
            standing.conditions[Int(conditions.condition(device).rawValue)] += 1
            let first = group.slots(of: device)
            standing.patchedPairs += released.count { pairs.isRunning(first + $0) }
            for item in classes where !Exposure.isSafe(plan.classes[item.place], first, pairs) {
                standing.exposedPairs += item.disclosed
            }
        }
        return standing
    }
}
