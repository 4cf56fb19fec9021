import CLanes

/// States that pairs are looked for in: one or two rows of neighbours in the order of `PairState`.
struct PairStates: Sendable {
    fileprivate let row: ClosedRange<Int32>
    fileprivate let other: ClosedRange<Int32>

    private init(_ row: ClosedRange<PairState>, _ other: ClosedRange<PairState>? = nil) {
        func numbers(_ states: ClosedRange<PairState>) -> ClosedRange<Int32> {
            Int32(states.lowerBound.rawValue)...Int32(states.upperBound.rawValue)
        }
        self.row = numbers(row)
        self.other = numbers(other ?? row)
    }

    /// What `PairState.isArriving` says yes to.
    static let arriving = PairStates(.arriving ... .upgrading)
    static let running = PairStates(.running ... .running)
    /// What a device may be offered in any revision.
    static let absent = PairStates(.absent ... .absent)
    /// What a device may be offered in some revision, and more.
    static let open = PairStates(.absent ... .absent, .running ... .takenBack)
    /// What runs, and nothing is being done about it.
    static let done = PairStates(.running ... .covered)
    /// All others.
    static let undone = PairStates(.absent ... .upgrading, .failed ... .rollingBack)

    func contains(_ state: PairState) -> Bool {
        row.contains(Int32(state.rawValue)) || other.contains(Int32(state.rawValue))
    }
}

extension PairState: Comparable {
    /// By number.
    static func < (left: PairState, right: PairState) -> Bool { left.rawValue < right.rawValue }
}

/// Local numbers of those pairs of a device that are in some states, ascending.
///
/// Sixty-four pairs are looked at in one go, when the first of them is asked for: who changes the states of pairs that are still
/// to come has to look again.
struct FoundPairs: Sequence, IteratorProtocol {
    private let slots: UnsafePointer<Slot>
    private let states: PairStates
    private let count: Int
    private var first = 0
    private var found: UInt64

    /// - Parameter slots: of all pairs of the device. They must last as long as this is asked.
    @inline(__always)
    init(_ states: PairStates, among slots: UnsafePointer<Slot>, _ count: Int) {
        self.slots = slots
        self.states = states
        self.count = count
        found = Self.look(states, slots, Swift.min(count, 64))
    }

    @inline(__always)
    private static func look(_ states: PairStates, _ slots: UnsafePointer<Slot>, _ count: Int) -> UInt64 {
        patchlab_find_states(
            UnsafeRawPointer(slots).assumingMemoryBound(to: UInt8.self),
            count,
            states.row.lowerBound,
            states.row.upperBound,
            states.other.lowerBound,
            states.other.upperBound
        )
    }

    @inline(__always)
    mutating func next() -> Int? {
        while found == 0 {
            first += 64
            guard first < count else { return nil }
            found = Self.look(states, slots + first, Swift.min(count - first, 64))
        }
        let place = first &+ found.trailingZeroBitCount
        found &= found &- 1
        return place
    }

    /// Those of some states, and besides, of the first pairs, the ones whose bits are set. What is named by bits must be there.
    @inline(__always)
    mutating func insert(_ bits: UInt64) { found |= bits }

    /// True if there is none left.
    var isEmpty: Bool {
        var rest = self
        return rest.next() == nil
    }
}
