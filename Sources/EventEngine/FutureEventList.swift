/// The set of pending events: a priority queue of 64-bit keys, the least first.
///
/// ```swift
/// var pending = FutureEventList()
/// pending.push(EventKey(time: 3_600, kind: 2, entity: 17).rawValue)
/// while let next = pending.popMin() {
///     let key = EventKey(rawValue: next)
/// }
/// ```
///
/// A value: a copy shares its storage until one of the two changes, and then goes its own way, so that a simulation can be
/// forked at any instant. Equal keys may be present more than once, and keys less than the last one popped may be pushed.
/// The sequence of popped keys depends on the keys alone, never on the order in which they were pushed.
///
/// While little is pending, all of it is in a heap of four children per node: `push` takes constant time on average,
/// `popMin` O(log n). When more is pending, later keys go unsorted into the buckets of a wheel, by their leading bits; a
/// bucket is sorted when its time comes, into the *run*, which is then served in sequence. Keys that come too late for the
/// wheel, because their bucket is open already, go to the heap, and keys too far in the future to a list that is looked
/// through when the wheel has turned. So both `push` and `popMin` take constant time on average, and memory is touched in
/// sequence. Should the keys come in such an order that the heap fills, or the runs become very long or short, the wheel is
/// built anew with a better width of buckets, never more often than every so many operations as that costs.
///
/// The wheel is akin to the calendar queue (R. Brown, "Calendar queues: a fast O(1) priority queue implementation for the
/// simulation event set problem", 1988), from which it takes the width that follows the density of keys, and to the ladder
/// queue (W. T. Tang, R. S. M. Goh and I. L.-J. Thng, "Ladder queue: an O(1) priority queue structure for large-scale
/// discrete event simulation", 2005), from which it takes that nothing is sorted before its time.
public struct FutureEventList {
    /// The next key of the run. At the end of the run, and while there is none, a greatest word is there.
    ///
    /// It points into the storage of the wheel, which does not change while it is shared; so keys of the run can be taken
    /// without asking whether it is.
    @usableFromInline var next = Self.emptyRun
    @usableFromInline var runEnd = Self.emptyRun

    /// The keys that are not later than the bucket which is open: all of them while there is no wheel; else those that came
    /// too late for the wheel, and the last key of the run. So this is empty only when all is, and a key of the run that is
    /// less than all of these can be taken without asking whether another bucket has to be opened.
    var near = PackedHeap()
    /// The least key in `near`; the greatest word when there is none.
    @usableFromInline var nearLeast = UInt64.max

    @usableFromInline var window = WheelWindow()
    @usableFromInline var owner: WheelOwner?
    /// The wheel that `owner` keeps.
    var wheel: UnsafeMutablePointer<EventWheel>?
    /// The number of keys in the wheel, except the run.
    @usableFromInline var inWheel = 0

    var pace = WheelPace()

    /// An empty list.
    public init() {}

    /// The number of pending keys.
    public var count: Int { runEnd - next + near.count + inWheel }

    /// True when nothing is pending.
    public var isEmpty: Bool { near.isEmpty }

    /// The least key, or nil when nothing is pending.
    @inlinable
    public var min: UInt64? {
        let least = Swift.min(next.pointee, nearLeast)
        // The greatest word may be a key, too.
        return least < .max || !isEmpty ? least : nil
    }

    /// A key that is likely to be popped after `distance` others; nil when none is known.
    ///
    /// Meant for asking for an entity's state in advance, see `prefetch(_:)`. It may be popped later than that, when lesser
    /// keys are pushed in the meantime. While few keys are pending, none is known.
    ///
    /// - Precondition: `distance` is not negative.
    @inlinable
    public func upcoming(_ distance: Int) -> UInt64? {
        assert(distance >= 0)
        return distance < runEnd - next ? next[distance] : nil
    }

    /// Adds a key.
    @inlinable
    public mutating func push(_ key: UInt64) {
        let bucket = key &>> window.shift
        if bucket &- window.first < window.span && isKnownUniquelyReferenced(&owner) {
            let tail = window.tails + Int(truncatingIfNeeded: bucket & window.mask)
            if let place = tail.pointee, !KeyChunks.isFull(place) {
                place.pointee = key
                tail.pointee = place + 1
                inWheel &+= 1
                return
            }
        }
        pushElsewhere(key)
    }

    /// Removes the least key and returns it, or nil when nothing is pending.
    @inlinable
    public mutating func popMin() -> UInt64? {
        let key = next.pointee
        guard key < nearLeast else { return popElsewhere() }
        next += 1
        return key
    }

    /// Adds all `keys`: into an empty list in O(keys.count).
    public mutating func push(contentsOf keys: [UInt64]) {
        guard !window.isOpen else {
            for key in keys { push(key) }
            return
        }
        near.push(contentsOf: keys)
        nearLeast = near.least
        if near.count > pace.nearLimit { relieveNear() }
    }

    /// Makes room for a total of `capacity` keys as far as they are kept in one piece, which many are not.
    public mutating func reserveCapacity(_ capacity: Int) {
        near.reserveCapacity(Swift.min(capacity, WheelPace.mostWithoutWheel + 1))
    }

    /// Removes all keys; keeps the storage of the heap for further use if asked to.
    public mutating func removeAll(keepingCapacity: Bool = false) {
        var kept = PackedHeap()
        if keepingCapacity && near.slots.count <= 2 * WheelPace.mostWithoutWheel {
            swap(&kept, &near)
            kept.removeAll()
        }
        self = FutureEventList()
        near = kept
    }

    /// What `next` points to while there is no run: a greatest word, in memory that is never released.
    @usableFromInline
    nonisolated(unsafe) static let emptyRun: UnsafePointer<UInt64> = {
        let word = UnsafeMutablePointer<UInt64>.allocate(capacity: 1)
        word.initialize(to: .max)
        return UnsafePointer(word)
    }()
}

// The pointers lead into the wheel's memory, which is written to only while one list alone refers to it.
extension FutureEventList: @unchecked Sendable {}
