import EventEngine

/// What is counted of a ring: devices by what is known of them, and attempts.
enum RingCount {
    /// Devices without flags, whose number is wrong.
    static let unknown = 0
    static let attempts = DeviceFlags.combinations
    static let failedAttempts = DeviceFlags.combinations + 1
    static let setAside = DeviceFlags.combinations + 2
    /// Numbers of one ring.
    static let places = DeviceFlags.combinations + 3
}

/// How many devices of each ring have each combination of flags. Those without flags are not kept count of.
///
/// Kept are numbers, and not devices: of those that were run past the next decision, what they report is put by until the
/// console may hear of it.
struct RingNumbers: Sendable {
    /// By ring of each rollout, then by `RingCount`.
    private var counts = Column<Int>(zeros: 0)
    /// By ring: true if numbers have changed since they were read for the last time.
    private var stale = Column<Bool>(zeros: 0)
    /// What devices that were run past the present have reported; nil while none has been.
    private(set) var lookahead: Lookahead?

    mutating func unshare() {
        counts.unshare()
        stale.unshare()
        lookahead?.unshare()
    }

    /// Makes room for the rings of another rollout, and returns the number of the first.
    mutating func add(rings: Int) -> Int {
        let first = stale.count
        counts.append(zeros: rings * RingCount.places)
        stale.append(zeros: rings)
        for ring in first..<first + rings { stale[ring] = true }
        return first
    }

    /// Changes numbers of a ring at `time`.
    @inline(__always)
    mutating func count(
        _ ring: Int,
        _ time: Tick,
        less: Int? = nil,
        more: Int,
        and another: Int? = nil
    ) {
        let first = ring &* RingCount.places
        if let lookahead {
            let first = lookahead.place(of: time) + first
            if let less { lookahead.add(-1, first + less) }
            lookahead.add(1, first + more)
            if let another { lookahead.add(1, first + another) }
        } else {
            stale[ring] = true
            if let less { counts[first + less] -= 1 }
            counts[first + more] += 1
            if let another { counts[first + another] += 1 }
        }
    }

    /// True if numbers of a ring have changed since they were read for the last time.
    @inline(__always)
    func isStale(_ ring: Int) -> Bool { stale[ring] }

    /// The numbers of a ring were read.
    mutating func setFresh(_ ring: Int) { stale[ring] = false }

    /// Begins to count anew.
    mutating func clear(_ rings: Range<Int>) {
        for ring in rings { stale[ring] = true }
        for place in rings.lowerBound * RingCount.places..<rings.upperBound * RingCount.places { counts[place] = 0 }
    }

    /// Puts the numbers of a ring into its status.
    func fill(_ status: inout RingStatus, _ ring: Int) {
        let first = ring * RingCount.places
        var new = RingStatus(
            name: status.name,
            targets: status.targets,
            isControl: status.isControl,
            opened: status.opened
        )
        for raw in 1..<DeviceFlags.combinations where counts[first + raw] != 0 {
            new.add(counts[first + raw], DeviceFlags(rawValue: UInt8(raw)))
        }
        new.attempts = counts[first + RingCount.attempts]
        new.failedAttempts = counts[first + RingCount.failedAttempts]
        new.setAside = counts[first + RingCount.setAside]
        status = new
    }

    /// One number of a ring.
    func number(_ ring: Int, _ place: Int) -> Int { counts[ring * RingCount.places + place] }

    // MARK: Looking ahead

    /// From here on reports are put by, unless so many decisions lie ahead that it would not pay.
    mutating func lookAhead(from begin: Tick, every step: Tick, to end: Tick) {
        lookahead = Lookahead(from: begin, every: step, to: end, width: counts.count)
    }

    /// Counts what was put by up to and including `time`; it is of the one rollout that there is then.
    mutating func tell(until time: Tick) {
        guard lookahead != nil else { return }
        lookahead?.tell(counts, until: time)
        for ring in stale.indices { stale[ring] = true }
        if let end = lookahead?.end, time >= end { lookahead = nil }
    }
}

extension RingStatus {
    /// Adds that many devices with these flags.
    mutating func add(_ number: Int, _ flags: DeviceFlags) {
        if flags.contains(.seen) { seen += number }
        if !flags.isDisjoint(with: [.offered, .installed]) { offered += number }
        if !flags.isDisjoint(with: [.installed, .failed, .troubled]) { reporting += number }
        if flags.contains(.failed) { failed += number }
        if !flags.isDisjoint(with: [.installed, .failed]) { executed += number }
        if flags.contains(.installed) && !flags.contains(.failed) { installed += number }
        if flags.contains(.troubled) {
            troubled += number
            if !flags.contains(.seen) { silentTroubled += number }
        }
        if !flags.isDisjoint(with: [.failed, .troubled]) {
            unhealthy += number
        } else if flags.contains(.installed) {
            succeeded += number
        }
    }
}
