import EventEngine

/// What the console hears of devices that take the only patch that there is for them, install it and report, while they are
/// run past the present: see `PlainCourse`.
struct PlainReports: Sendable {
    private let ringOf: Column<UInt8>
    private let flags: Column<DeviceFlags>
    private let isOpen: Column<Bool>
    private let lookahead: Lookahead
    /// Place of the first ring's numbers.
    private let first: Int
    private let rings: Int
    /// By decision and ring, how many devices have taken the offer, and how many have reported that all is done.
    private var takers: Column<Int32>
    private var finishers: Column<Int32>

    init(_ rollout: Rollout, _ lookahead: Lookahead) {
        ringOf = rollout.ringOf
        flags = rollout.flags
        // Also for devices that the rollout does not mean.
        isOpen = Column(zeros: Int(UInt8.max) + 1)
        for ring in rollout.isOpen.indices { isOpen[ring] = rollout.isOpen[ring] }
        self.lookahead = lookahead
        first = rollout.rings.lowerBound
        rings = rollout.rings.count
        takers = Column(zeros: lookahead.decisions * rings)
        finishers = Column(zeros: lookahead.decisions * rings)
    }

    /// The same with numbers of its own, all 0.
    func apart() -> PlainReports {
        var other = self
        other.takers = Column(zeros: takers.count)
        other.finishers = Column(zeros: finishers.count)
        return other
    }

    /// True if the device's next check-in carries the offer, and is the first that the console hears of it.
    @inline(__always)
    func isOffered(_ device: Int) -> Bool { isOpen[Int(ringOf[device])] && flags[device] == [] }

    private static let taken: DeviceFlags = [.seen, .offered]
    private static let done: DeviceFlags = [.seen, .offered, .installed]

    /// The device takes the offer at `contact`, and reports at `end` that its attempt has succeeded.
    @inline(__always)
    func hear(_ device: Int, takesAt contact: Tick, installedAt end: Tick) {
        let ring = Int(ringOf[device])
        let taking = lookahead.decision(told: contact) &* rings &+ ring
        takers[taking] = takers[taking] &+ 1
        let finishing = lookahead.decision(told: end) &* rings &+ ring
        finishers[finishing] = finishers[finishing] &+ 1
        flags[device] = Self.done
    }

    /// Puts by what the console is going to hear.
    func tell() {
        for decision in 0..<lookahead.decisions {
            for ring in 0..<rings {
                let (taking, finishing) = (takers[decision * rings + ring], finishers[decision * rings + ring])
                guard taking | finishing != 0 else { continue }
                let place = lookahead.place(ofDecision: decision) + (first + ring) * RingCount.places
                lookahead.add(-taking, place + RingCount.unknown)
                lookahead.add(taking - finishing, place + Self.taken.combination)
                lookahead.add(finishing, place + Self.done.combination)
                lookahead.add(finishing, place + RingCount.attempts)
            }
        }
        withExtendedLifetime(self) {}
    }
}
