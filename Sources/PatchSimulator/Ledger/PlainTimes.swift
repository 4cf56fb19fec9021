import EventEngine

/// What a time series knows of devices that take a plain course: by instant, how many of them took the offer and how many had
/// it installed since the instant before, and the sums of these times.
struct PlainTimes: Sendable {
    struct Sums: Sendable, BitwiseCopyable {
        var devices: Int64 = 0
        var times: Int64 = 0

        @inline(__always)
        mutating func add(_ time: Tick) {
            devices &+= 1
            times &+= time
        }
    }

    private let step: Divisor
    private let rounding: Int
    private(set) var begins: Column<Sums>
    private(set) var ends: Column<Sums>

    init(step: Tick, instants: Int) {
        self.step = Divisor(Int(step))
        rounding = Int(step) - 1
        begins = Column(zeros: instants)
        ends = Column(zeros: instants)
    }

    /// The same without a device yet.
    func apart() -> PlainTimes {
        var other = self
        other.begins = Column(zeros: begins.count)
        other.ends = Column(zeros: ends.count)
        return other
    }

    /// A device installs from `begin` to `end`, neither after the horizon.
    @inline(__always)
    func note(from begin: Tick, to end: Tick) {
        begins[step.quotient(Int(begin) &+ rounding)].add(begin)
        ends[step.quotient(Int(end) &+ rounding)].add(end)
    }
}

extension SeriesRecorder {
    /// For devices that take plain courses.
    var plainTimes: PlainTimes { PlainTimes(step: step, instants: instants.count) }

    /// Devices took a plain course, by which they got a patch.
    ///
    /// - Parameters:
    ///   - begins: when the vulnerabilities begin to count that the patch closes, of each class ascending.
    ///   - interrupts: true if users could not work meanwhile.
    mutating func add(_ times: PlainTimes, released: Tick, from begins: [ArraySlice<Tick>], interrupts: Bool) {
        for bin in instants.indices {
            let (begun, ended) = (times.begins[bin], times.ends[bin])
            // The first instant that sees the later of two times is the later of those that see them.
            if let out = self.bin(released) { patched[max(bin, out)] += ended.devices }
            for begin in begins.joined() {
                if let count = self.bin(begin) { exposed[max(bin, count)] -= ended.devices }
            }
            guard interrupts else { continue }
            change(bin, .up, .installing, begun)
            change(bin, .installing, .up, ended)
        }
        withExtendedLifetime(times) {}
    }

    private mutating func change(_ bin: Int, _ old: Condition, _ new: Condition, _ sums: PlainTimes.Sums) {
        conditions[Int(old.rawValue)].add(-sums.devices, moments: -sums.times, bin)
        conditions[Int(new.rawValue)].add(sums.devices, moments: sums.times, bin)
    }
}
