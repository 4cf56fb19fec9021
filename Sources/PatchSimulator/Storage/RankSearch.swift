/// Finds the numbers of given ranks among many that are gone through twice and need not be kept.
///
/// The first time it is counted how many fall into each of 4,096 equal parts of their range; the second time those in the
/// parts that hold the ranks are collected.
struct RankSearch {
    private static let parts = 1 << 12

    private let shift: UInt64
    private var counts = [Int](repeating: 0, count: RankSearch.parts)
    /// For each part the number of its collection, or `nowhere`.
    private var collectionOf = [UInt8](repeating: nowhere, count: RankSearch.parts)
    private var collections: [[UInt32]] = []
    private static let nowhere: UInt8 = 255

    /// - Parameter greatest: the numbers lie between 0 and this.
    init(upTo greatest: UInt32) {
        shift = UInt64(max(0, 32 - greatest.leadingZeroBitCount - RankSearch.parts.trailingZeroBitCount))
    }

    @inline(__always)
    private func part(_ value: UInt32) -> Int { Int(truncatingIfNeeded: UInt64(value) &>> shift) }

    /// To be called with every number.
    @inline(__always)
    mutating func count(_ value: UInt32) { counts[part(value)] += 1 }

    /// The numbers of the given ranks, 0 for the smallest; nil where there are not so many.
    ///
    /// - Parameters:
    ///   - ranks: at most 255.
    ///   - goThrough: calls its argument with every number that was counted.
    mutating func values(ofRanks ranks: [Int], _ goThrough: ((UInt32) -> Void) -> Void) -> [UInt32?] {
        // By rank the part that holds it, and its rank in there.
        let places = ranks.map { rank -> (part: Int, rank: Int)? in
            var left = rank
            for part in 0..<Self.parts {
                if left < counts[part] { return (part, left) }
                left -= counts[part]
            }
            return nil
        }
        for part in Set(places.compactMap { $0?.part }) {
            collectionOf[part] = UInt8(collections.count)
            collections.append([])
            collections[collections.count - 1].reserveCapacity(counts[part])
        }
        goThrough { value in
            let place = collectionOf[part(value)]
            if place != Self.nowhere { collections[Int(place)].append(value) }
        }
        return places.map { place in
            place.map { collections[Int(collectionOf[$0.part])].selectSmallest($0.rank) }
        }
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
