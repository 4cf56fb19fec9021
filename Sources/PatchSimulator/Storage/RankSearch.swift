import CLanes

/// Finds the times of given ranks among many that are gone through twice and need not be kept.
///
/// They lie in memory as one more than the time, each `step` after the one before, and 0 where there is none. What is looked
/// for is a time less another one; 0 where that is negative.
///
/// The first time it is counted how many fall into each of 4,096 equal parts of their range; the second time those in the
/// parts that hold the ranks are collected.
struct RankSearch {
    private static let parts = 1 << 12

    private let shift: Int32
    private var counts = [UInt32](repeating: 0, count: RankSearch.parts)
    /// Parts that hold ranks that are looked for.
    private var isWanted = [Bool](repeating: false, count: RankSearch.parts)
    /// How many numbers they hold.
    private var room = 0
    private var collected: [UInt32] = []

    /// - Parameter greatest: what is looked for lies between 0 and this.
    init(upTo greatest: UInt32) {
        shift = Int32(max(0, 32 - greatest.leadingZeroBitCount - RankSearch.parts.trailingZeroBitCount))
    }

    /// To be called with all times, in any lots. Returns how many there are.
    mutating func count(_ times: UnsafePointer<UInt32>, _ count: Int, step: Int, less: Int64) -> Int {
        Int(patchlab_count_parts(times, count, step, less, shift, &counts))
    }

    /// To be called once all times are counted, with the ranks of those that are looked for, 0 for the smallest.
    mutating func beginToCollect(_ ranks: [Int]) {
        for rank in ranks { if let part = part(of: rank) { isWanted[part] = true } }
        room = counts.indices.reduce(0) { isWanted[$1] ? $0 + Int(counts[$1]) : $0 }
        collected.reserveCapacity(room)
    }

    /// To be called with all times again.
    mutating func collect(_ times: UnsafePointer<UInt32>, _ count: Int, step: Int, less: Int64) {
        // Whatever is looked at is written down, and stays if it is wanted.
        collected += [UInt32](unsafeUninitializedCapacity: min(room, count) + 1) { values, found in
            guard let values = values.baseAddress else { return }
            found = patchlab_collect_parts(times, count, step, less, shift, isWanted, values)
        }
    }

    /// What has those ranks; nil where there is not so much.
    mutating func values(ofRanks ranks: [Int]) -> [UInt32?] {
        // Ranks among all, less what is in the parts before that are not collected.
        var left = 0
        let leftBefore = counts.indices.map { part in
            if !isWanted[part] { left += Int(counts[part]) }
            return left
        }
        return ranks.map { rank in
            part(of: rank).map { collected.selectSmallest(rank - leftBefore[$0]) }
        }
    }

    /// The part that holds what has a rank.
    private func part(of rank: Int) -> Int? {
        var left = rank
        for part in counts.indices {
            if left < Int(counts[part]) { return part }
            left -= Int(counts[part])
        }
        return nil
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
