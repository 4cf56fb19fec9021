import EventEngine
import PatchModel

/// By when a device of a group has been in contact with the console, seen from a moment that has nothing to do with it.
struct ContactLaw {
    private let group: DeviceGroup

    init(_ group: DeviceGroup) { self.group = group }

    /// The probability of a contact within so many seconds.
    ///
    /// Exact for devices that are always on, and for those that alternate and can be reached wherever they are: the time to the
    /// end of an off-period in equilibrium has the distribution function ∫ (1 − F) / mean (Cox, "Renewal theory", 1962). Working
    /// days are taken to be spread evenly over the week; recorded sessions count as contact.
    func probability(within seconds: Double) -> Double {
        switch group.connectivity {
        case .alwaysOn, .trace: return 1
        case .alternating(let on, let off, let away):
            let cycle = on.mean + off.mean
            guard cycle > 0, cycle.isFinite else { return 0 }
            let reached = group.checkIn.reach == .corporate ? 1 - away : 1
            let atOnce = reached * on.mean / cycle
            if reached == 1 { return atOnce + (1 - atOnce) * residual(off, seconds) }
            guard reached > 0, let law = try? Distribution.exponential(mean: cycle / reached) else { return atOnce }
            return atOnce + (1 - atOnce) * law.cumulative(seconds)
        case .weekly(let pattern):
            let comes = pattern.absent == .away && group.checkIn.reach == .internet ? 1 : pattern.attendance
            let days = seconds / 86_400 * Double(pattern.days.count) / 7
            let whole = Int(min(1e4, days))
            let absent = (0..<whole).reduce(1.0) { product, _ in product * (1 - comes) }
            return 1 - absent * (1 - comes * min(1, days - Double(whole)))
        }
    }

    /// The distribution function of what is left of a period in equilibrium, by Simpson's rule.
    private func residual(_ law: Distribution, _ seconds: Double) -> Double {
        guard law.mean > 0, seconds > 0 else { return law.mean > 0 ? 0 : 1 }
        let steps = 200
        let width = seconds / Double(steps)
        var sum = 0.0
        for step in 0...steps {
            let weight = step == 0 || step == steps ? 1.0 : step % 2 == 1 ? 4 : 2
            sum += weight * (1 - law.cumulative(Double(step) * width))
        }
        return min(1, sum * width / 3 / law.mean)
    }
}

/// When enough members of a ring have been in contact.
struct RingContact {
    /// Groups that have members in the ring.
    private let groups: [(group: Int, members: Int)]
    private let needed: Int

    /// Above so many members the number that has been in contact is taken to be the one to be expected.
    private static let mostCounted = 60

    init(_ ring: RolloutOutline.Ring, needed: Int) {
        groups = ring.members.enumerated().map { ($0, Int($1.rounded())) }.filter { $0.members > 0 }
        self.needed = min(needed, groups.reduce(0) { $0 + $1.members })
    }

    /// The time by which half of such rings have as many contacts as are needed, in seconds from its opening; nil if they have
    /// not within `limit`.
    ///
    /// - Parameter laws: by group.
    func median(within limit: Tick, _ laws: [ContactLaw]) -> Double? {
        guard needed > 0 else { return 0 }
        return whereReached(0.5, in: 0...Double(limit)) { seconds in
            isEnough { laws[$0].probability(within: seconds) }
        }
    }

    /// The probability that enough have been in contact.
    ///
    /// - Parameter probability: of a group's device to have been.
    func isEnough(_ probability: (Int) -> Double) -> Double {
        let count = groups.reduce(0) { $0 + $1.members }
        guard needed > 0 else { return 1 }
        guard count <= Self.mostCounted else {
            return groups.reduce(0) { $0 + Double($1.members) * probability($1.group) } >= Double(needed) ? 1 : 0
        }
        // By the number of contacts so far, its probability.
        var found = [1.0] + Array(repeating: 0, count: count)
        for (group, members) in groups {
            let own = probability(group)
            for _ in 0..<members {
                for number in (1...count).reversed() {
                    found[number] = found[number] * (1 - own) + found[number - 1] * own
                }
                found[0] *= 1 - own
            }
        }
        return found[needed...].reduce(0, +)
    }
}
