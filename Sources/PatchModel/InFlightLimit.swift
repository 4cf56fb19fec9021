public import EventEngine

/// How many devices of a rollout may be in flight at once, each of which holds a slot.
///
/// A device takes a slot with the offer, and gives it back when it reports success. If it goes offline meanwhile, it keeps the slot.
public struct InFlightLimit: Sendable, Hashable {
    /// Which devices share slots.
    public enum Scope: String, Sendable, Hashable, CaseIterable {
        case fleet, site, group, service
    }

    /// What becomes of the slot of a device on which the installation failed for good.
    public enum AfterFailure: String, Sendable, Hashable, CaseIterable {
        case holds, frees
    }

    /// Slots of devices that are out while they are in flight.
    public var slots: SlotCount
    /// Further slots, each with a replacement that does the device's work; nil: none.
    public var surge: SlotCount?
    public var scope: Scope
    public var afterFailure: AfterFailure
    /// Seconds after which a slot is free again, whatever became of its device; nil: never.
    public var expiry: Tick?

    public init(
        slots: SlotCount,
        surge: SlotCount? = nil,
        scope: Scope = .fleet,
        afterFailure: AfterFailure = .holds,
        expiry: Tick? = nil
    ) {
        self.slots = slots
        self.surge = surge
        self.scope = scope
        self.afterFailure = afterFailure
        self.expiry = expiry
    }

    /// The slots for that many devices. If there is neither a slot nor a replacement, there is one slot, as nothing would ever be
    /// installed otherwise.
    public func slots(of targets: Int) -> (slots: Int, surge: Int) {
        let surge = self.surge?.slots(of: targets) ?? 0
        let slots = slots.slots(of: targets)
        return (slots == 0 && surge == 0 ? 1 : slots, surge)
    }
}

/// A number of slots.
public enum SlotCount: Sendable, Hashable {
    case count(Int)
    /// Of the devices that share the slots.
    case share(SlotShare)
    /// By the number of these devices; behind the last step the last one counts.
    case byTargets([SlotStep])

    /// How many there are for that many devices.
    public func slots(of targets: Int) -> Int {
        switch self {
        case .count(let count): count
        case .share(let share): share.slots(of: targets)
        case .byTargets(let steps):
            (steps.first { targets <= $0.upTo ?? .max } ?? steps.last)?.slots.slots(of: targets) ?? 0
        }
    }

    /// False if there is no such number of devices.
    public var isPossible: Bool {
        let counts = 0...Scenario.maximumDevices
        return switch self {
        case .count(let count): counts.contains(count)
        case .share(let share): share.share > 0 && share.share <= 1 && counts.contains(share.least)
        case .byTargets(let steps):
            steps.allSatisfy { step in
                if case .byTargets = step.slots { false } else { step.slots.isPossible }
            }
        }
    }
}

/// A share of devices as a number of slots.
public struct SlotShare: Sendable, Hashable {
    /// In (0, 1].
    public var share: Double
    public var roundsUp: Bool
    /// No fewer than this.
    public var least: Int

    public init(_ share: Double, roundsUp: Bool = false, least: Int = 1) {
        self.share = share
        self.roundsUp = roundsUp
        self.least = least
    }

    /// How many there are for that many devices. The last bits of binary fractions are forgiven.
    public func slots(of targets: Int) -> Int {
        let exact = share * Double(targets)
        let nearest = exact.rounded()
        let isWhole = abs(exact - nearest) < 1e-9 * max(1, exact)
        return max(least, Int(isWhole ? nearest : exact.rounded(roundsUp ? .up : .down)))
    }
}

/// A number of slots for fleets of some size.
public struct SlotStep: Sendable, Hashable {
    /// For no more devices than this; nil: for any number.
    public var upTo: Int?
    public var slots: SlotCount

    public init(upTo: Int?, slots: SlotCount) {
        self.upTo = upTo
        self.slots = slots
    }
}

extension Strategy {
    /// All its limits: its own, and those of its rings.
    public var allLimits: [InFlightLimit] {
        guard case .staged(let staged) = kind else { return limits }
        return limits + staged.rings.flatMap(\.limits)
    }
}
