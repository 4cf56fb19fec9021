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

    @Test("A review says what was wrong with the width, and only after enough has been served")
    func verdicts() {
        let pending = 100_000
        let aim = WheelPace.runLength(pending: pending)
        func verdict(run: Int, nearPerRun: Int = 0, runs: Int) -> WheelPace.Verdict? {
            var pace = WheelPace(pending: pending)
            for _ in 0..<runs {
                pace.opened(run)
                pace.servedNear += nearPerRun + 1
            }
            pace.opened(run)
            return pace.review(pending: pending)
        }
        #expect(verdict(run: aim, runs: 31) == nil)
        #expect(verdict(run: aim, runs: 90) == nil)
        #expect(verdict(run: aim, runs: 100) == .good)
        #expect(verdict(run: aim / 33, runs: 10_000) == .tooNarrow)
        #expect(verdict(run: 9 * aim, runs: 32) == .tooWide)
        #expect(verdict(run: aim, nearPerRun: aim + 1, runs: 50) == .tooLate)
        #expect(verdict(run: 50, nearPerRun: 60, runs: 1_000) == .good)
    }
}

@Suite("The wheel follows the density of keys")
struct WheelAdaptationTests {
    /// A list of evenly spread keys, and the time that they span.
    static func even(_ count: Int, gap: UInt64) -> (list: FutureEventList, extent: UInt64) {
        var list = FutureEventList()
        list.push(contentsOf: (0..<count).map { UInt64($0) * gap })
        return (list, UInt64(count) * gap)
    }

    @Test("Buckets become narrower when the same number of keys comes to lie closer together")
    func denser() {
        var (list, extent) = Self.even(3_000, gap: 1 << 20)
        let before = list.window.shift
        var last: UInt64 = 0
        for _ in 0..<150_000 {
            let key = list.popMin() ?? 0
            #expect(key >= last)
            last = key
            list.push(key + extent / 16)
        }
        #expect(list.window.shift <= before - 3)
        #expect(list.count == 3_000)
        #expect(list.brokenInvariant == nil)
    }

    @Test("Buckets become wider when few of many keys are left")
    func sparser() {
        var (list, extent) = Self.even(600_000, gap: 1 << 30)
        let before = list.window.shift
        for index in 0..<600_000 {
            let key = list.popMin()
            if index % 600 == 0 { list.push((key ?? 0) + extent) }
        }
        #expect(list.count == 1_000)
        var last: UInt64 = 0
        for _ in 0..<5_000 {
            let key = list.popMin() ?? 0
            #expect(key >= last)
            last = key
            list.push(key + extent)
        }
        #expect(list.window.shift >= before + 5)
        #expect(list.count == 1_000)
        #expect(list.brokenInvariant == nil)
    }

    @Test("Buckets become narrower when most keys come too late for the wheel")
    func late() {
        var (list, extent) = Self.even(2_000, gap: 1 << 30)
        let before = list.window.shift
        for turn in 0..<200_000 as Range<UInt64> {
            let key = list.popMin() ?? 0
            list.push(turn % 20 == 0 ? key + extent : key + extent >> 9)
        }
        #expect(list.window.shift < before)
        #expect(list.count == 2_000)
        #expect(list.brokenInvariant == nil)
    }

    @Test("Keys pushed before all others leave the heap in time")
    func descending() {
        let offset: UInt64 = 1 << 50
        var (list, _) = Self.even(20_000, gap: 1 << 20)
        var shifted = FutureEventList()
        while let key = list.popMin() { shifted.push(key + offset) }
        let keys = (0..<60_000).map { offset - UInt64($0) << 10 }
        for key in keys { shifted.push(key) }
        #expect(shifted.near.count < 40_000)
        #expect(shifted.brokenInvariant == nil)
        let served = FutureEventListTests.drain(shifted)
        #expect(served.count == 80_000)
        #expect(Array(served.prefix(60_000)) == keys.reversed())
    }
}
