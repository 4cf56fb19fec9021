/// A priority queue of 64-bit keys for some thousand keys at most, the least first; equal keys may be present.
///
/// An implicit heap of four children per node (D. B. Johnson, "Priority queues with update and finding minimum spanning
/// trees", 1975), which is half as deep as a binary one and reads the four children of a node from neighbouring words.
/// `push` takes constant time on average for keys in random order and O(log n) at worst, `popMin` O(log n), `least` O(1).
package struct PackedHeap: Sendable {
    /// The heap in the first `count` slots: no slot is less than its parent, and slot i has its children at 4i + 1 ... 4i + 4.
    /// All slots beyond, at least three, hold the greatest word, so that a node's four children can be compared without
    /// asking how many it has.
    var slots = [UInt64](repeating: .max, count: Self.spareSlots)

    package init() {}

    /// The number of keys.
    private(set) var count = 0

    var isEmpty: Bool { count == 0 }

    /// The least key; the greatest word when there is none.
    var least: UInt64 { slots[0] }

    /// The keys, in no particular order.
    var keys: ArraySlice<UInt64> { slots[..<count] }

    mutating func reserveCapacity(_ capacity: Int) {
        let missing = capacity + Self.spareSlots - slots.count
        if missing > 0 { slots.append(contentsOf: repeatElement(.max, count: missing)) }
    }

    /// Adds a key.
    @inline(__always)
    package mutating func push(_ key: UInt64) {
        if count + Self.spareSlots >= slots.count { grow() }
        let hole = count
        count += 1
        slots.withUnsafeMutableBufferPointer { Self.siftUp(key, from: hole, in: $0) }
        assertInvariantsIfSmall()
    }

    /// Adds all `keys`, in O(count + keys.count) when they are at least as many as those present already.
    mutating func push(contentsOf keys: [UInt64]) {
        guard keys.count >= count else {
            for key in keys { push(key) }
            return
        }
        let total = count + keys.count
        reserveCapacity(total)
        slots.replaceSubrange(count..<total, with: keys)
        count = total
        slots.withUnsafeMutableBufferPointer { heap in
            // From the last node that has a child back to the root (Floyd's construction).
            for node in stride(from: (total + 2) / 4 - 1, through: 0, by: -1) {
                Self.siftDown(heap[node], from: node, count: total, in: heap)
            }
        }
        assertInvariantsIfSmall()
    }

    /// Removes the least key and returns it, or nil when there is none.
    @inline(__always)
    package mutating func popMin() -> UInt64? {
        guard count > 0 else { return nil }
        count -= 1
        let remaining = count
        let least = slots.withUnsafeMutableBufferPointer { heap in
            let least = heap[0]
            let last = heap[remaining]
            heap[remaining] = .max
            if remaining > 0 { Self.siftDown(last, from: 0, count: remaining, in: heap) }
            return least
        }
        assertInvariantsIfSmall()
        return least
    }

    /// Removes all keys and keeps the storage.
    mutating func removeAll() {
        let used = count
        count = 0
        slots.withUnsafeMutableBufferPointer { $0[..<used].update(repeating: .max) }
    }

    /// How many slots there are at least beyond the heap: the number of children less one.
    static let spareSlots = 3

    private mutating func grow() {
        reserveCapacity(Swift.max(2 * count, 61))
    }

    /// Puts `key` into the hole or above it, moving greater ancestors down.
    @inline(__always)
    private static func siftUp(_ key: UInt64, from start: Int, in heap: UnsafeMutableBufferPointer<UInt64>) {
        var hole = start
        while hole > 0 {
            let parent = (hole - 1) >> 2
            guard key < heap[parent] else { break }
            heap[hole] = heap[parent]
            hole = parent
        }
        heap[hole] = key
    }

    /// Puts `key` into the hole or below it, moving lesser descendants up.
    @inline(__always)
    private static func siftDown(
        _ key: UInt64,
        from start: Int,
        count: Int,
        in heap: UnsafeMutableBufferPointer<UInt64>
    ) {
        var hole = start
        while true {
            let child = 4 * hole + 1
            guard child < count else { break }
            // A knock-out of the four, without branches: which child wins cannot be predicted.
            let (a, b, c, d) = (heap[child], heap[child + 1], heap[child + 2], heap[child + 3])
            let left = b < a ? child + 1 : child
            let right = d < c ? child + 3 : child + 2
            let leastLeft = Swift.min(a, b)
            let leastRight = Swift.min(c, d)
            let winner = leastRight < leastLeft ? right : left
            let least = Swift.min(leastLeft, leastRight)
            guard least < key else { break }
            heap[hole] = least
            hole = winner
        }
        heap[hole] = key
    }
}

extension PackedHeap {
    /// What must hold between any two calls; nil when it does, otherwise what does not.
    var brokenInvariant: String? {
        if slots.count < count + Self.spareSlots { return "fewer than \(Self.spareSlots) slots beyond the heap" }
        for index in 0..<slots.count {
            if index >= count {
                if slots[index] != .max { return "slot \(index), beyond the heap, is in use" }
            } else if index > 0 && slots[index] < slots[(index - 1) / 4] {
                return "slot \(index) is less than its parent"
            }
        }
        return nil
    }

    /// In debug builds, checks the invariants of heaps with little storage, where it costs little.
    @inline(__always)
    private func assertInvariantsIfSmall() {
        assert(slots.count > 128 || brokenInvariant == nil, brokenInvariant ?? "")
    }
}
