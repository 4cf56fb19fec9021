import Testing

@testable import EventEngine

@Suite("Heap of near keys")
struct PackedHeapTests {
    @Test("Keys come out in order at every size, pushed singly or in bulk")
    func everySize() {
        for count in 0..<150 {
            let keys = FutureEventListTests.keys(count, below: 100)
            var (single, bulk) = (PackedHeap(), PackedHeap())
            for key in keys { single.push(key) }
            bulk.push(contentsOf: keys)
            for var heap in [single, bulk] {
                #expect(heap.brokenInvariant == nil)
                #expect(heap.keys.sorted() == keys.sorted())
                #expect(heap.least == keys.min() ?? .max)
                var popped: [UInt64] = []
                while let key = heap.popMin() { popped.append(key) }
                #expect(popped == keys.sorted())
            }
        }
    }

    @Test("Reserved storage is not moved by pushing up to the reserved number")
    func reserve() {
        var heap = PackedHeap()
        heap.reserveCapacity(1_000)
        let before = heap.slots.count
        for key in FutureEventListTests.keys(1_000) { heap.push(key) }
        #expect(heap.slots.count == before)
        heap.reserveCapacity(10)
        #expect(heap.count == 1_000)
    }

    @Test("The checker notices a broken heap")
    func checkerNotices() {
        var heap = PackedHeap()
        heap.push(contentsOf: [1, 2, 3, 4, 5, 6])
        var outOfOrder = heap
        outOfOrder.slots[5] = 0
        #expect(outOfOrder.brokenInvariant == "slot 5 is less than its parent")
        var leftover = heap
        leftover.slots[6] = 9
        #expect(leftover.brokenInvariant == "slot 6, beyond the heap, is in use")
    }
}

@Suite("Sorting of keys")
struct KeySortingTests {
    static func sorted(_ keys: [UInt64], base: UInt64, width: Int) -> [UInt64] {
        let source = UnsafeMutablePointer<UInt64>.allocate(capacity: keys.count)
        let target = UnsafeMutablePointer<UInt64>.allocate(capacity: keys.count + 1)
        let counters = UnsafeMutablePointer<UInt32>.allocate(capacity: 1 << KeySorting.mostBinBits)
        defer {
            source.deallocate()
            target.deallocate()
            counters.deallocate()
        }
        for (index, key) in keys.enumerated() { source[index] = key }
        target[0] = 0
        KeySorting.sort(source, into: target + 1, count: keys.count, base: base, width: width, counters: counters)
        return Array(UnsafeBufferPointer(start: target + 1, count: keys.count))
    }

    @Test("Even, crowded, equal and far apart keys are sorted", arguments: [0, 1, 2, 16, 17, 33, 100, 1_000, 30_000])
    func allKinds(count: Int) {
        let random = FutureEventListTests.keys(count)
        let kinds: [(name: String, keys: [UInt64], width: Int)] = [
            ("even, one bit", random.map { $0 & 1 }, 1),
            ("even, 40 bits", random.map { $0 >> 24 }, 40),
            ("even, all bits", random, 64),
            ("in order", random.sorted(), 64),
            ("in reverse", random.sorted(by: >), 64),
            ("equal", random.map { _ in 12_345 }, 50),
            ("two crowds", random.map { ($0 % 2) << 63 | $0 >> 54 }, 64),
            ("one crowd and its last", random.enumerated().map { $0 == 0 ? .max : $1 >> 44 }, 64),
            ("powers", random.map { 1 << ($0 % 64) }, 64),
            ("crowds within crowds", random.map { $0 >> ($0 % 60) }, 64),
            ("greatest words", random.map { .max - $0 % 3 }, 64),
        ]
        for (name, keys, width) in kinds {
            #expect(Self.sorted(keys, base: 0, width: width) == keys.sorted(), "\(name)")
        }
        let base: UInt64 = 7 << 60
        #expect(
            Self.sorted(random.map { base + $0 >> 30 }, base: base, width: 34)
                == random.map { base + $0 >> 30 }.sorted()
        )
    }
}

@Suite("Proportions of the wheel")
struct WheelPaceTests {
    @Test("Buckets are as wide as a run is long when keys are spread evenly")
    func evenKeys() {
        for pending in [1_000, 100_000, 10_000_000] {
            let aim = Double(WheelPace.runLength(pending: pending))
            for gap in [100, 65_536, 1_000_000] as [UInt64] {
                let sample = (0..<1_000).map { UInt64($0) * gap * UInt64(pending / 1_000) }
                let shift = WheelPace.shift(sample: sample, of: pending, pending: pending)
                let length = Double(sign: .plus, exponent: Int(shift), significand: 1) / Double(gap)
                #expect(length > 0.7 * aim && length < 1.45 * aim)
            }
        }
    }

    @Test("Equal keys, and any sample of them, give a width that can be used")
    func extremes() {
        for sample in [[5], [5, 5, 5, 5], [0, .max], [.max, .max], [0, 0, 0, 0, 0, 0, 0, 1]] as [[UInt64]] {
            let shift = WheelPace.shift(sample: sample, of: sample.count, pending: 1_000)
            #expect((1...63).contains(shift))
        }
    }

    @Test("The number of slots is a power of two, at least 64, and bounded")
    func slots() {
        for pending in [1, 300, 10_000, 1_000_000, 100_000_000, 4_000_000_000] {
            let slots = WheelPace.slots(pending: pending)
            #expect(slots.nonzeroBitCount == 1 && slots >= 64 && slots <= 1 << 16)
        }
    }
}
