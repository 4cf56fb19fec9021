/// How many of some numbers fall into each of 65,536 equal parts of the number range: the first of two passes to values of
/// given ranks, for which the numbers need not be kept.
struct RankCounts {
    fileprivate static let bits = 16
    fileprivate var counts = [Int](repeating: 0, count: 1 << RankCounts.bits)

    @inline(__always)
    fileprivate static func bucket(_ value: UInt64) -> Int { Int(value >> (64 - UInt64(bits))) }

    @inline(__always)
    mutating func add(_ value: UInt64) { counts[Self.bucket(value)] += 1 }
}

/// Finds the value of a rank among numbers that have been counted, in a second pass over them.
struct RankFinder {
    private let rank: Int
    private var bucket = 0
    private var before = 0
    private var members: [UInt64] = []

    /// - Parameter rank: from 0 for the smallest.
    init(rank: Int, in counts: RankCounts) {
        self.rank = rank
        while bucket < counts.counts.count - 1 && before + counts.counts[bucket] <= rank {
            before += counts.counts[bucket]
            bucket += 1
        }
        members.reserveCapacity(counts.counts[bucket])
    }

    /// To be called with every value that was counted.
    @inline(__always)
    mutating func collect(_ value: UInt64) {
        if RankCounts.bucket(value) == bucket { members.append(value) }
    }

    /// Nil if there are no more values than the rank.
    var value: UInt64? {
        var found = members
        let place = rank - before
        return found.indices.contains(place) ? found.selectSmallest(place) : nil
    }
}

extension Array where Element: Comparable {
    /// Moves elements about and returns the one that would stand at `position` if the array were sorted.
    ///
    /// Quickselect with the median of three as pivot (C. A. R. Hoare, "Algorithm 65: Find", CACM 4(7), 1961); expected
    /// time is proportional to the number of elements.
    ///
    /// - Precondition: `position` is a valid index.
    mutating func selectSmallest(_ position: Int) -> Element {
        var low = startIndex
        var high = endIndex - 1
        while low < high {
            let middle = low + (high - low) / 2
            if self[middle] < self[low] { swapAt(middle, low) }
            if self[high] < self[low] { swapAt(high, low) }
            if self[high] < self[middle] { swapAt(high, middle) }
            let pivot = self[middle]
            var left = low
            var right = high
            while left <= right {
                while self[left] < pivot { left += 1 }
                while pivot < self[right] { right -= 1 }
                if left <= right {
                    swapAt(left, right)
                    left += 1
                    right -= 1
                }
            }
            if position <= right {
                high = right
            } else if position >= left {
                low = left
            } else {
                return self[position]
            }
        }
        return self[position]
    }
}
