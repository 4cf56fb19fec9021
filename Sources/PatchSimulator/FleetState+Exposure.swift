import EventEngine
import PatchModel

extension FleetState {
    /// The curves of each group's exposure classes, with the exploits of this replication.
    static func curves(of world: World, random: KeyedRandom) -> [[ExposureCurves]] {
        let vulnerabilities = world.scenario.vulnerabilities
        let exploits = vulnerabilities.enumerated().map { number, vulnerability in
            exploitTime(vulnerability, number, random)
        }
        return world.groups.map { group in
            group.exposure.map { Self.curves($0.vulnerabilities, vulnerabilities, exploits) }
        }
    }

    private static func curves(
        _ members: [Int],
        _ vulnerabilities: [Vulnerability],
        _ exploits: [Tick]
    ) -> ExposureCurves {
        ExposureCurves(
            plain: ExposureCurve(members.map { (vulnerabilities[$0].disclosed, 1) }),
            severityWeighted: ExposureCurve(
                members.map { (vulnerabilities[$0].disclosed, vulnerabilities[$0].severity.weight) }
            ),
            exploited: ExposureCurve(members.map { (exploits[$0], 1) })
        )
    }

    /// When attackers begin to use the vulnerability in this replication; `Tick.never` if they do not.
    private static func exploitTime(_ vulnerability: Vulnerability, _ number: Int, _ random: KeyedRandom) -> Tick {
        guard random.chance(vulnerability.exploitationChance, .exploited, number) else { return .never }
        switch vulnerability.exploitation {
        case .never: return .never
        case .at(let time): return time
        case .after(let delay):
            return min(.never, vulnerability.disclosed + random.span(delay, .exploitTime, number))
        }
    }

    /// Exposure up to `time` to what no patch closes, on one device of the group.
    func incurableExposure(of group: GroupPlan, at time: Tick) -> ExposureSeconds {
        let vulnerabilities = world.scenario.vulnerabilities
        let exploits = vulnerabilities.enumerated().map { number, vulnerability in
            Self.exploitTime(vulnerability, number, random)
        }
        return Self.curves(group.incurable, vulnerabilities, exploits).value(at: time)
    }

    /// True if the device is safe from the class.
    @inline(__always)
    func isSafe(_ item: ExposureClass, _ first: Int) -> Bool {
        item.clauses.allSatisfy { clause in clause.contains { slots[first + $0].state.isRunning } }
    }

    /// Gives a pair its new state, and the ledger what follows for exposure.
    mutating func change(_ device: Int, _ group: Int, _ local: Int, to state: SlotState) {
        let first = world.groups[group].slots(of: device)
        let wasRunning = slots[first + local].state.isRunning
        guard wasRunning != state.isRunning else {
            slots[first + local].state = state
            return
        }
        let joint = world.groups[group].jointClasses[local]
        let safeBefore = joint.map { isSafe(world.groups[group].exposure[$0], first) }
        slots[first + local].state = state
        for number in world.groups[group].soleClasses[local] {
            tally.exposure.add(curves[group][number].value(at: now), times: wasRunning ? -1 : 1)
        }
        for (place, number) in joint.enumerated() {
            let isSafe = isSafe(world.groups[group].exposure[number], first)
            if isSafe != safeBefore[place] {
                tally.exposure.add(curves[group][number].value(at: now), times: isSafe ? 1 : -1)
            }
        }
        recorder?.note(device, now, state.isRunning ? .closed(local) : .reopened(local))
    }
}
