import EventEngine

/// Which devices took the offer of a rollout and have not come to an end with it in time.
///
/// A device that has yet to take the offer never times out, and one that has timed out stays so, whatever it reports later. What it
/// does is not touched: it may go on installing.
struct TimeOuts: Sendable {
    private let limit: Tick
    /// By device, when it times out; 0: it has not taken the offer, or came to an end in time; −1: it has timed out.
    private var ends: Column<Int32>
    /// Devices that may time out, with when.
    private var underWay: [(device: Int, end: Int32)] = []
    /// By ring, then by combination of flags, devices that have timed out.
    private var counts: [Int]

    private static let isOver: Int32 = -1

    init(limit: Tick, devices: Int, rings: Int) {
        self.limit = limit
        ends = Column(zeros: devices)
        counts = Array(repeating: 0, count: rings * DeviceFlags.combinations)
    }

    mutating func unshare() { ends.unshare() }

    /// Begins anew.
    mutating func clear() {
        for place in ends.indices { ends[place] = 0 }
        underWay = []
        counts = counts.map { _ in 0 }
    }

    /// What is known of a device of a ring has changed.
    mutating func note(_ device: Int, _ ring: Int, _ old: DeviceFlags, _ new: DeviceFlags, at now: Tick) {
        let end = ends[device]
        let first = ring * DeviceFlags.combinations
        if end == Self.isOver {
            counts[first + old.combination] -= 1
            counts[first + new.combination] += 1
        } else if end > 0 {
            if now > Tick(end) {
                ends[device] = Self.isOver
                counts[first + new.combination] += 1
            } else if !new.isDisjoint(with: [.installed, .failed, .setAside]) {
                ends[device] = 0
            }
        } else if new.contains(.offered), !old.contains(.offered), new.isDisjoint(with: [.installed, .failed]) {
            ends[device] = Int32(clamping: min(now + limit, .latest))
            underWay.append((device, ends[device]))
        }
    }

    /// Counts those that have timed out up to and including `now`.
    ///
    /// - Parameter rollout: what is known of devices.
    mutating func settle(_ flags: Column<DeviceFlags>, _ ringOf: Column<UInt8>, at now: Tick) {
        underWay.removeAll { device, end in
            guard ends[device] == end, Tick(end) <= now else { return ends[device] != end }
            ends[device] = Self.isOver
            counts[Int(ringOf[device]) * DeviceFlags.combinations + flags[device].combination] += 1
            return true
        }
    }

    /// The devices that have timed out up to and including `now`, by ring and combination of flags.
    func counted(_ flags: Column<DeviceFlags>, _ ringOf: Column<UInt8>, at now: Tick) -> [Int] {
        var counts = counts
        for (device, end) in underWay where ends[device] == end && Tick(end) <= now {
            counts[Int(ringOf[device]) * DeviceFlags.combinations + flags[device].combination] += 1
        }
        return counts
    }

    /// Bytes that it takes for a device.
    static let bytesPerDevice = MemoryLayout<Int32>.size + MemoryLayout<(Int, Int32)>.stride
}

extension RingStatus {
    /// Adds devices that have timed out to what is known of the ring's devices.
    ///
    /// - Parameter counts: of the ring, by combination of flags.
    mutating func addTimeOuts(_ counts: some Sequence<Int>) {
        for (raw, number) in counts.enumerated() where number > 0 {
            let flags = DeviceFlags(rawValue: UInt8(raw))
            timedOut += number
            if !flags.contains(.failed) { timedOutInstead.failed += number }
            if !flags.contains(.troubled) { timedOutInstead.troubled += number }
            let isHealthy = flags.isDisjoint(with: [.failed, .troubled])
            if isHealthy { timedOutInstead.either += number }
            let isInstalled = flags.contains(.installed) && !flags.contains(.failed)
            if isInstalled { installed -= number }
            if isInstalled && isHealthy { succeeded -= number }
            if flags.isDisjoint(with: [.installed, .failed]) { executed += number }
            if flags.isDisjoint(with: [.installed, .failed, .troubled]) {
                reporting += number
                timedOutInstead.silent += number
            }
        }
    }
}
