import EventEngine
import PatchModel

/// Slots that some devices of a rollout share, and the devices that wait for one.
struct SlotPool: Sendable {
    let rollout: Int
    let limit: InFlightLimit
    /// What the devices that share them are, such as `site berlin`; nil: all of the rollout, or of a ring of it.
    let name: String?
    let slots: Int
    /// Further slots with a replacement.
    let surge: Int
    private(set) var taken = 0
    private(set) var takenSurge = 0
    /// Devices that were called because a slot is free, and check in at this very second.
    private(set) var called = 0
    /// Devices that asked when there was no slot, in the order in which they did; those that wait no longer may be among them.
    private var line: [Int32] = []
    private var served = 0
    private var waiting: Set<Int32> = []

    /// - Parameter targets: the devices that share the slots.
    init(_ limit: InFlightLimit, of rollout: Int, name: String?, targets: Int) {
        self.rollout = rollout
        self.limit = limit
        self.name = name
        (slots, surge) = limit.slots(of: targets)
    }

    var free: Int { slots - taken + surge - takenSurge }

    /// Devices that wait for a slot.
    var waitingCount: Int { waiting.count }

    /// True if there is a slot that nobody has been called for.
    var hasUnclaimed: Bool { free > called }

    /// Takes a slot, one with a replacement if there is any.
    ///
    /// - Returns: true if there is a replacement.
    mutating func take() -> Bool {
        guard takenSurge < surge else {
            taken += 1
            return false
        }
        takenSurge += 1
        return true
    }

    mutating func give(hasReplacement: Bool) {
        if hasReplacement { takenSurge -= 1 } else { taken -= 1 }
    }

    /// The device waits from now on; if it was called, as the first.
    mutating func wait(_ device: Int, asFirst: Bool) {
        guard waiting.insert(Int32(device)).inserted else { return }
        if asFirst, served > 0 {
            served -= 1
            line[served] = Int32(device)
        } else {
            line.append(Int32(device))
        }
    }

    /// The device waits no longer.
    mutating func leave(_ device: Int) { waiting.remove(Int32(device)) }

    /// The device that has waited for longest; it waits no longer.
    mutating func takeNext() -> Int? {
        while served < line.count {
            let device = line[served]
            served += 1
            if served >= 1024, 2 * served >= line.count {
                line.removeFirst(served)
                served = 0
            }
            if waiting.remove(device) != nil { return Int(device) }
        }
        return nil
    }

    mutating func noteCall() { called += 1 }

    mutating func noteAnswer() { called -= 1 }

    /// What must hold between two events and does not.
    ///
    /// - Parameter held: slots that devices hold, without and with a replacement.
    func violations(held: (slots: Int, surge: Int)) -> [String] {
        var found: [String] = []
        if held != (taken, takenSurge) { found.append("slots are taken that nobody holds") }
        if taken > slots || takenSurge > surge { found.append("more slots are taken than there are") }
        if hasUnclaimed, !waiting.isEmpty { found.append("a slot is free, and a device waits") }
        return found
    }
}
