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
    /// Devices that wait for a slot, with their tickets: the least is called first.
    private var waiting: [Int32: UInt32] = [:]
    /// The same as a queue of tickets, each with its device in the lower half; those that wait no longer may be among them.
    private var line = PackedHeap()

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

    /// The device waits from now on, behind those with lesser tickets.
    mutating func wait(_ device: Int, _ ticket: UInt32) {
        guard waiting.updateValue(ticket, forKey: Int32(device)) == nil else { return }
        line.push(UInt64(ticket) << 32 | UInt64(device))
    }

    /// The device waits no longer.
    mutating func leave(_ device: Int) { waiting[Int32(device)] = nil }

    /// The device that asked first; it waits no longer.
    mutating func takeNext() -> Int? {
        while let key = line.popMin() {
            let device = Int32(truncatingIfNeeded: key)
            guard waiting[device] == UInt32(key >> 32) else { continue }
            waiting[device] = nil
            return Int(device)
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
