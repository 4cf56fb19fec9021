/// State and attempts of a (device, patch) pair, in two bytes.
struct Slot: Sendable, Hashable, BitwiseCopyable {
    private var byte: UInt8 = 0
    private var count: UInt8 = 0

    /// Of a pair that runs since its first attempt, which was reported.
    static let runningAtOnce: Slot = {
        var slot = Slot()
        slot.state = .running
        slot.countAttempt()
        slot.forgetOutcome()
        return slot
    }()

    /// The attempts that `attempts` counts before it begins again.
    static let maximumAttempts: UInt64 = 64

    var state: PairState {
        // Nothing but raw values of states is ever put into these bits.
        @inline(__always) get { unsafeBitCast(byte & 15, to: PairState.self) }
        @inline(__always) set { byte = byte & 0xF0 | newValue.rawValue }
    }

    /// Attempts that have failed since the pair ran for the last time, at most 15; while the first revision runs, those to
    /// bring in the fixed one.
    @inline(__always)
    var failures: Int {
        get { Int(byte >> 4) }
        set { byte = byte & 15 | UInt8(min(15, newValue)) << 4 }
    }

    /// Attempts that have come to an end since the start, with either revision, modulo 64; they name the draws of the next
    /// one. See `Pairs.occurrence(_:ofSlot:)`.
    @inline(__always)
    var attempts: UInt8 { count & 63 }

    /// Counts an attempt of which the device has yet to report.
    @inline(__always)
    mutating func countAttempt() { count = count & 0x80 | 0x40 | (count &+ 1) & 63 }

    /// The attempt that was counted last has failed.
    @inline(__always)
    mutating func markFailure() { count |= 0x80 }

    /// An attempt has ended of which the device has yet to report.
    @inline(__always)
    var hasOutcome: Bool { count & 0x40 != 0 }

    /// It failed.
    @inline(__always)
    var hasFailure: Bool { count & 0x80 != 0 }

    /// The device has reported how the attempt ended.
    @inline(__always)
    mutating func forgetOutcome() { count &= 63 }
}
