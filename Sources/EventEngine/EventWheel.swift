/// Where the wheel of a `FutureEventList` stands in time: which keys go to which of its slots.
///
/// Keys with equal leading bits, all but the last `shift`, belong to one *bucket*, and buckets are numbered by these bits.
/// The wheel holds the buckets from `first` to below `first + span`, bucket b in slot b mod (mask + 1). Lesser keys are
/// *near*, greater ones *beyond*.
@usableFromInline
struct WheelWindow {
    /// At least 1, so that numbers of buckets, and sums of them, stay within a word.
    @usableFromInline var shift: UInt64 = 1
    /// While there is no wheel, the greatest word: every key is near.
    @usableFromInline var first = UInt64.max
    @usableFromInline var span: UInt64 = 0
    @usableFromInline var mask: UInt64 = 0
    /// The tails of the slots' lists; the one after the last slot belongs to the keys beyond.
    @usableFromInline var tails: UnsafeMutablePointer<KeyChunks.Tail> = Self.noTails

    /// What `tails` points to while there is no wheel: never read.
    nonisolated(unsafe) private static let noTails = UnsafeMutablePointer<KeyChunks.Tail>.allocate(capacity: 1)

    @usableFromInline init() {}

    var isOpen: Bool { first != .max }

    /// The bucket of a key.
    @inline(__always)
    func bucket(of key: UInt64) -> UInt64 { key &>> shift }

    /// The slot of a bucket within the window.
    @inline(__always)
    func slot(of bucket: UInt64) -> Int { Int(truncatingIfNeeded: bucket & mask) }

    /// How many slots there are.
    var slots: Int { Int(mask) + 1 }

    /// One more than the number of the last bucket that any key can be in.
    var bucketLimit: UInt64 { UInt64.max >> shift + 1 }
}

/// The memory of a `FutureEventList` that has grown beyond its heap: slots of keys, the keys beyond, and the run that is
/// being served.
///
/// What it is in terms of time is said by a `WheelWindow`, which the list holds. It lies in memory of its own, see
/// `WheelOwner`, where it can be reached without counting references or checking for exclusive access.
struct EventWheel: ~Copyable {
    private var chunks = KeyChunks()
    /// One tail per slot and one for the keys beyond the window.
    private(set) var tails: UnsafeMutablePointer<KeyChunks.Tail>
    private(set) var slots: Int
    /// One bit per slot: whether it holds anything.
    private(set) var occupied: UnsafeMutablePointer<UInt64>

    /// The least key beyond the window, and how many there are.
    private(set) var leastBeyond = UInt64.max
    private(set) var countBeyond = 0

    /// Two buffers of the same capacity, for the keys of one bucket before and after sorting. The first word of the second
    /// holds 0, and the run begins after it.
    private var scratch: UnsafeMutablePointer<UInt64>
    private var sorted: UnsafeMutablePointer<UInt64>
    private var capacity = 512
    private let counters = UnsafeMutablePointer<UInt32>.allocate(capacity: 1 << KeySorting.mostBinBits)

    /// An empty wheel with the given number of slots, a power of two and at least 64.
    init(slots: Int) {
        self.slots = slots
        (tails, occupied) = Self.emptySlots(slots)
        scratch = .allocate(capacity: capacity)
        sorted = .allocate(capacity: capacity)
        sorted[0] = 0
        sorted[1] = .max
    }

    deinit {
        tails.deallocate()
        occupied.deallocate()
        scratch.deallocate()
        sorted.deallocate()
        counters.deallocate()
    }

    private static func emptySlots(_ slots: Int) -> (UnsafeMutablePointer<KeyChunks.Tail>, UnsafeMutablePointer<UInt64>)
    {
        let tails = UnsafeMutablePointer<KeyChunks.Tail>.allocate(capacity: slots + 1)
        tails.initialize(repeating: nil, count: slots + 1)
        let occupied = UnsafeMutablePointer<UInt64>.allocate(capacity: slots / 64)
        occupied.initialize(repeating: 0, count: slots / 64)
        return (tails, occupied)
    }

    /// The run that is being served begins here, unless some of it has been served already.
    var run: UnsafeMutablePointer<UInt64> { sorted + 1 }

    /// All memory that is held, in bytes.
    var bytes: Int { chunks.slabBytes + slots * 8 + slots / 8 + capacity * 16 }

    /// How many chunks the lists of all slots and of the keys beyond have.
    var chunksInUse: Int { chunks.chunksInUse }

    /// A wheel of its own with the same keys in the same slots, and the part of a run that is still to be served at the
    /// beginning of its run.
    func copy(run rest: UnsafeBufferPointer<UInt64>) -> EventWheel {
        var other = EventWheel(slots: slots)
        for slot in 0...slots {
            KeyChunks.forEach(tails[slot]) { keys in
                for key in keys { other.chunks.append(key, to: &other.tails[slot]) }
            }
        }
        other.occupied.update(from: occupied, count: slots / 64)
        other.leastBeyond = leastBeyond
        other.countBeyond = countBeyond
        other.makeRoom(for: rest.count)
        if let start = rest.baseAddress { other.run.update(from: start, count: rest.count) }
        other.run[rest.count] = .max
        return other
    }

    // MARK: - Adding

    /// Adds a key, which is not near, to the bucket it belongs to or to those beyond.
    @inline(__always)
    mutating func add(_ key: UInt64, _ window: WheelWindow) {
        let bucket = window.bucket(of: key)
        if bucket &- window.first < window.span {
            let slot = window.slot(of: bucket)
            if tails[slot] == nil { occupied[slot >> 6] |= 1 << UInt64(slot & 63) }
            chunks.append(key, to: &tails[slot])
        } else {
            addBeyond(key)
        }
    }

    /// Adds a key to those beyond.
    mutating func addBeyond(_ key: UInt64) {
        chunks.append(key, to: &tails[slots])
        leastBeyond = Swift.min(leastBeyond, key)
        countBeyond += 1
    }

    /// Puts every key in the slot where it belongs according to a window that may have another number of slots and another
    /// width of buckets; the window's tails are set.
    mutating func redistribute(_ window: inout WheelWindow) {
        let (oldTails, oldSlots, oldOccupied) = (tails, slots, occupied)
        slots = window.slots
        (tails, occupied) = Self.emptySlots(slots)
        window.tails = tails
        leastBeyond = .max
        countBeyond = 0
        for slot in 0...oldSlots { readd(oldTails[slot], window) }
        oldTails.deallocate()
        oldOccupied.deallocate()
    }

    /// Puts the keys beyond in the slots that the window has gained.
    mutating func redistributeBeyond(_ window: WheelWindow) {
        let tail = tails[slots]
        tails[slots] = nil
        leastBeyond = .max
        countBeyond = 0
        readd(tail, window)
    }

    private mutating func readd(_ tail: KeyChunks.Tail, _ window: WheelWindow) {
        var list = tail
        while let keys = KeyChunks.takeNewest(of: &list) {
            for key in keys { add(key, window) }
            chunks.recycle(keys)
        }
    }

    // MARK: - Opening

    /// The first bucket of the window that holds anything; nil when all keys are beyond.
    func firstOccupied(_ window: WheelWindow) -> UInt64? {
        let start = window.slot(of: window.first)
        var word = start >> 6
        var bits = occupied[word] & (.max << UInt64(start & 63))
        // Once round, and the first word again for its lower bits, which come last.
        for _ in 0...(slots >> 6) {
            if bits != 0 {
                let slot = word << 6 + bits.trailingZeroBitCount
                return window.first + UInt64((slot - start) & (slots - 1))
            }
            word = (word + 1) & (slots >> 6 - 1)
            bits = occupied[word]
        }
        return nil
    }

    /// Empties the slot of a bucket and sorts its keys into the run; returns how many there are, at least one.
    mutating func open(_ bucket: UInt64, _ window: WheelWindow) -> Int {
        let slot = window.slot(of: bucket)
        let count = collect(slot)
        KeySorting.sort(
            scratch,
            into: run,
            count: count,
            base: bucket << window.shift,
            width: Int(window.shift),
            counters: counters
        )
        KeyChunks.prefetchNewest(tails[(slot + 1) & (slots - 1)])
        return count
    }

    /// Empties a slot into the scratch buffer and returns how many keys there are.
    private mutating func collect(_ slot: Int) -> Int {
        var list = tails[slot]
        tails[slot] = nil
        occupied[slot >> 6] &= ~(1 << UInt64(slot & 63))
        var count = 0
        while let keys = KeyChunks.takeNewest(of: &list) {
            if count + keys.count + 2 > capacity { makeRoom(for: count + keys.count, keeping: count) }
            if let start = keys.baseAddress { (scratch + count).update(from: start, count: keys.count) }
            count += keys.count
            chunks.recycle(keys)
        }
        return count
    }

    /// Makes both buffers large enough for a run of `count` keys, keeping the first ones of the scratch buffer.
    private mutating func makeRoom(for count: Int, keeping kept: Int = 0) {
        // One word before the run and one after it.
        guard count + 2 > capacity else { return }
        let old = scratch
        capacity = Swift.max(count + 2, 2 * capacity)
        scratch = .allocate(capacity: capacity)
        scratch.update(from: old, count: kept)
        old.deallocate()
        sorted.deallocate()
        sorted = .allocate(capacity: capacity)
        sorted[0] = 0
    }

    // MARK: - Looking

    /// The least key in the slots and beyond.
    func leastKey(_ window: WheelWindow) -> UInt64 {
        guard let bucket = firstOccupied(window) else { return leastBeyond }
        var least = UInt64.max
        KeyChunks.forEach(tails[window.slot(of: bucket)]) { keys in
            for key in keys { least = Swift.min(least, key) }
        }
        return least
    }

    /// Calls `body` for each key in the slots and beyond, in no particular order.
    func forEachKey(_ body: (UInt64) -> Void) {
        for slot in 0...slots {
            KeyChunks.forEach(tails[slot]) { keys in
                for key in keys { body(key) }
            }
        }
    }
}

/// Keeps a wheel in memory as long as any list refers to it.
@usableFromInline
final class WheelOwner {
    let wheel: UnsafeMutablePointer<EventWheel>

    init(_ wheel: consuming EventWheel) {
        self.wheel = .allocate(capacity: 1)
        self.wheel.initialize(to: wheel)
    }

    deinit {
        wheel.deinitialize(count: 1)
        wheel.deallocate()
    }
}
