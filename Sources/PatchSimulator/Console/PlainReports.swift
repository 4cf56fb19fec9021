import EventEngine

/// What the console hears of devices that take the only patch that there is for them, install it and report, while they are
/// run past the present: see `PlainCourse`.
struct PlainReports: Sendable {
    private let ringOf: Column<UInt8>
    private let flags: Column<DeviceFlags>
    private let isOpen: [Bool]
    private var lookahead: Lookahead
    /// Place of the first ring's numbers.
    private let first: Int

    init(_ rollout: Rollout, _ lookahead: Lookahead) {
        ringOf = rollout.ringOf
        flags = rollout.flags
        isOpen = rollout.isOpen
        self.lookahead = lookahead
        first = rollout.rings.lowerBound
    }

    /// The same with numbers of its own, all 0.
    func apart() -> PlainReports {
        var other = self
        other.lookahead = lookahead.apart()
        return other
    }

    /// Adds the numbers that were counted apart.
    func add(_ other: PlainReports) { lookahead.add(other.lookahead) }

    /// True if the device's next check-in carries the offer, and is the first that the console hears of it.
    @inline(__always)
    func isOffered(_ device: Int) -> Bool {
        let ring = ringOf[device]
        return ring != Rollout.noRing && isOpen[Int(ring)] && flags[device] == []
    }

    /// The device takes the offer at `contact`, and reports at `end` that its attempt has succeeded.
    @inline(__always)
    func hear(_ device: Int, takesAt contact: Tick, installedAt end: Tick) {
        let taken: DeviceFlags = [.seen, .offered]
        let done: DeviceFlags = [.seen, .offered, .installed]
        let ring = (first + Int(ringOf[device])) * RingCount.places
        let before = lookahead.place(of: contact) + ring
        lookahead.add(-1, before + RingCount.unknown)
        lookahead.add(1, before + taken.combination)
        let after = lookahead.place(of: end) + ring
        lookahead.add(1, after + RingCount.attempts)
        lookahead.add(-1, after + taken.combination)
        lookahead.add(1, after + done.combination)
        flags[device] = done
    }
}
