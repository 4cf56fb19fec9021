/// Sorting of 64-bit keys that spread more or less evenly over a known range, in linear time; clumps cost more, but never
/// more than one pass over their keys for every five bits of the range that they still have to tell apart.
///
/// A bucket sort in the manner of E. J. Isaac and R. C. Singleton ("Sorting by address calculation", 1956): the leading
/// bits of a key say roughly where it belongs, counting makes room, and one insertion pass puts neighbours right. Bins
/// that hold many keys are treated likewise within their own range before.
enum KeySorting {
    /// Bins are counted in at most so many bits, so that the counters stay in the nearest cache.
    static let mostBinBits = 12

    /// A bin with more keys than this is not left to the insertion pass.
    private static let crowd = 16

    /// Sorts `count` keys.
    ///
    /// - Parameters:
    ///   - source: the keys; overwritten.
    ///   - target: room for as many; the word before it must hold 0.
    ///   - base: not greater than the least key.
    ///   - width: all keys are less than base + 2^width, from 1 to 64.
    ///   - counters: room for 2^`mostBinBits` numbers.
    static func sort(
        _ source: UnsafeMutablePointer<UInt64>,
        into target: UnsafeMutablePointer<UInt64>,
        count: Int,
        base: UInt64,
        width: Int,
        counters: UnsafeMutablePointer<UInt32>
    ) {
        assert(target[-1] == 0 && width > 0)
        if count > crowd {
            distribute(source, into: target, count: count, base: base, width: width, counters: counters)
        } else {
            target.update(from: source, count: count)
        }
        // The word before the target is not greater than any key and ends the search.
        for index in 0..<count {
            let key = target[index]
            var hole = index
            while key < target[hole - 1] {
                target[hole] = target[hole - 1]
                hole -= 1
            }
            target[hole] = key
        }
    }

    /// Puts the keys in such an order that only keys of the same bin, of which there are few, may be out of order.
    private static func distribute(
        _ source: UnsafeMutablePointer<UInt64>,
        into target: UnsafeMutablePointer<UInt64>,
        count: Int,
        base: UInt64,
        width: Int,
        counters: UnsafeMutablePointer<UInt32>
    ) {
        let binBits = Swift.min(Int.bitWidth - count.leadingZeroBitCount, mostBinBits, width)
        let shift = UInt64(width - binBits)
        let bins = 1 << binBits
        counters.update(repeating: 0, count: bins)
        for index in 0..<count {
            counters[Int(truncatingIfNeeded: (source[index] &- base) &>> shift)] &+= 1
        }
        var start: UInt32 = 0
        var fullest: UInt32 = 0
        for bin in 0..<bins {
            let size = counters[bin]
            counters[bin] = start
            start &+= size
            fullest = Swift.max(fullest, size)
        }
        for index in 0..<count {
            let key = source[index]
            let bin = Int(truncatingIfNeeded: (key &- base) &>> shift)
            target[Int(counters[bin])] = key
            counters[bin] &+= 1
        }
        if fullest > crowd && shift > 0 {
            divideCrowds(source, target, bins: bins, ends: counters)
        }
    }

    /// Distributes the keys of each crowded bin of `target` within that bin; bin i ends at `ends[i]`.
    private static func divideCrowds(
        _ source: UnsafeMutablePointer<UInt64>,
        _ target: UnsafeMutablePointer<UInt64>,
        bins: Int,
        ends: UnsafeMutablePointer<UInt32>
    ) {
        withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 1 << mostBinBits) { counters in
            guard let counters = counters.baseAddress else { return }
            var end = 0
            for bin in 0..<bins {
                let start = end
                end = Int(ends[bin])
                let size = end - start
                guard size > crowd else { continue }
                let (source, target) = (source + start, target + start)
                var (least, greatest) = (target[0], target[0])
                for index in 0..<size {
                    let key = target[index]
                    source[index] = key
                    least = Swift.min(least, key)
                    greatest = Swift.max(greatest, key)
                }
                guard least < greatest else { continue }
                let width = UInt64.bitWidth - (greatest - least).leadingZeroBitCount
                distribute(source, into: target, count: size, base: least, width: width, counters: counters)
            }
        }
    }
}
