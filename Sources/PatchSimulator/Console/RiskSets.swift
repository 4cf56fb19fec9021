import EventEngine

/// Who is at risk of a first trouble in a rollout that compares canaries with devices that wait, and what the troubles so far say.
///
/// Devices that are run one by one report in their own order, not in that of time: what happens is put by, and told in the order of
/// time when somebody looks.
struct RiskSets: Sendable {
    /// Something that the console learns of a device.
    private struct Change: Sendable {
        var time: Tick
        var device: Int
        var isCanary: Bool
        /// Whether the device is at risk afterwards, and whether it was before.
        var isAtRisk: Bool
        var wasAtRisk: Bool
        var isEvent: Bool
    }

    /// The first device of each stratum, ascending.
    private let strata: [Int]
    /// By stratum, how many are at risk.
    private var canaries: [Int]
    private var waiting: [Int]
    private var changes: [Change] = []
    private(set) var test = SafeLogrank()

    /// - Parameter strata: the first device of each stratum, ascending, the first of all among them.
    init(strata: [Int]) {
        self.strata = strata
        canaries = strata.map { _ in 0 }
        waiting = canaries
    }

    /// Begins anew.
    mutating func clear() { self = RiskSets(strata: strata) }

    /// What is known of a device has changed.
    ///
    /// - Parameter isControl: its ring is watched and not open; otherwise it is open, or of no concern.
    mutating func note(_ device: Int, isControl: Bool, _ old: DeviceFlags, _ new: DeviceFlags, at now: Tick) {
        let wasAtRisk = Self.isAtRisk(old, isControl)
        let isAtRisk = Self.isAtRisk(new, isControl)
        let isEvent = new.contains(.troubled) && !old.contains(.troubled)
        guard isEvent || isAtRisk != wasAtRisk else { return }
        changes.append(
            Change(
                time: now,
                device: device,
                isCanary: !isControl,
                isAtRisk: isAtRisk,
                wasAtRisk: wasAtRisk,
                isEvent: isEvent
            )
        )
    }

    /// A canary is at risk as long as it is known to have the patches and no trouble, a waiting device as long as it was heard of and
    /// has none.
    private static func isAtRisk(_ flags: DeviceFlags, _ isControl: Bool) -> Bool {
        flags.isDisjoint(with: [.troubled, .setAside]) && flags.contains(isControl ? .seen : .installed)
    }

    /// Tells what was put by.
    mutating func settle() {
        guard !changes.isEmpty else { return }
        let order = changes.indices.sorted {
            (changes[$0].time, changes[$0].device, $0) < (changes[$1].time, changes[$1].device, $1)
        }
        for place in order { take(changes[place]) }
        changes.removeAll(keepingCapacity: true)
    }

    private mutating func take(_ change: Change) {
        let stratum = stratum(of: change.device)
        if change.isEvent {
            // Whoever is in trouble was at risk, whether the console knew it or not.
            let more = change.wasAtRisk ? 0 : 1
            test.add(
                isCanary: change.isCanary,
                canaries: canaries[stratum] + (change.isCanary ? more : 0),
                waiting: waiting[stratum] + (change.isCanary ? 0 : more)
            )
        }
        let step = (change.isAtRisk ? 1 : 0) - (change.wasAtRisk ? 1 : 0)
        if change.isCanary { canaries[stratum] += step } else { waiting[stratum] += step }
    }

    private func stratum(of device: Int) -> Int {
        var (low, high) = (0, strata.count - 1)
        while low < high {
            let middle = (low + high + 1) / 2
            if strata[middle] <= device { low = middle } else { high = middle - 1 }
        }
        return low
    }
}
