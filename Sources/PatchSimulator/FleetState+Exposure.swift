import EventEngine
import PatchModel

extension FleetState {
    /// The curves of all exposure classes, with the exploits of this replication: for each class three, one a weighting.
    static func curves(of world: World, random: KeyedRandom) -> ExposureCurves {
        let vulnerabilities = world.scenario.vulnerabilities
        let exploits = vulnerabilities.enumerated().map { number, vulnerability in
            exploitTime(vulnerability, number, random)
        }
        var curves = ExposureCurves()
        for members in world.exposureClasses {
            curves.add(members.map { (vulnerabilities[$0].disclosed, 1) })
            curves.add(members.map { (vulnerabilities[$0].disclosed, vulnerabilities[$0].severity.weight) })
            // An exploit before the disclosure counts from there, so that this is a part of the exposure.
            curves.add(members.map { (max(exploits[$0], vulnerabilities[$0].disclosed), 1) })
        }
        return curves
    }

    /// Exposure from the start to `time` of one device that stays exposed to a class.
    @inline(__always)
    func exposure(to number: Int, at time: Tick) -> ExposureSeconds {
        ExposureSeconds(
            plain: curves.value(3 * number, at: time),
            severityWeighted: curves.value(3 * number + 1, at: time),
            exploited: curves.value(3 * number + 2, at: time)
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

    /// True if the device is safe from the class.
    @inline(__always)
    func isSafe(_ item: ExposureClass, _ first: Int) -> Bool {
        for clause in item.clauses {
            var isClosed = false
            for local in clause where slots[first + local].state.isRunning { isClosed = true }
            if !isClosed { return false }
        }
        return true
    }

    /// A device becomes safe from a class (+1), or exposed to it again (−1).
    @inline(__always)
    private mutating func noteSafe(_ number: Int, _ sign: Int64) {
        tally.exposure.add(exposure(to: number, at: now), times: sign)
        series?.noteSafe(now, from: curves.begins(3 * number), by: sign)
    }

    /// Gives a pair its new state, and the ledger what follows for exposure.
    mutating func change(_ device: Int, _ group: Int, _ local: Int, to state: SlotState) {
        let first = world.groups[group].slots(of: device)
        let wasRunning = slots[first + local].state.isRunning
        guard wasRunning != state.isRunning else {
            slots[first + local].state = state
            return
        }
        let plan = world.groups[group]
        let before = slots[first + local]
        var after = before
        after.state = state
        for number in plan.soleClasses[local] {
            noteSafe(plan.exposure[number].number, wasRunning ? -1 : 1)
        }
        for number in plan.jointClasses[local] {
            let item = plan.exposure[number]
            slots[first + local] = before
            let wasSafe = isSafe(item, first)
            slots[first + local] = after
            let isSafe = isSafe(item, first)
            if isSafe != wasSafe { noteSafe(item.number, isSafe ? 1 : -1) }
        }
        slots[first + local] = after
        let released = world.patches[plan.patches[local]].released
        series?.notePatched(now, released: released, by: wasRunning ? -1 : 1)
        recorder?.note(device, now, state.isRunning ? .closed(local) : .reopened(local))
    }
}
