import Testing

@testable import EventEngine

@Suite("Future event list")
struct FutureEventListTests {
    static func keys(_ count: Int, below limit: UInt64 = .max, entity: UInt64 = 0) -> [UInt64] {
        var draw = KeyedRandom(seed: 17, replication: 0).draw(entity: entity, purpose: 0)
        return (0..<count).map { _ in draw.next() % limit }
    }

    static func drain(_ list: FutureEventList) -> [UInt64] {
        var list = list
        var keys: [UInt64] = []
        while let key = list.popMin() { keys.append(key) }
        return keys
    }

    @Test("Under random operations it agrees with a sorted array", arguments: [3, 1_000, UInt64.max] as [UInt64])
    func againstSortedArray(limit: UInt64) {
        var draw = KeyedRandom(seed: 3, replication: limit).draw(entity: 0, purpose: 0)
        var list = FutureEventList()
        var model: [UInt64] = []
        for step in 0..<4_000 {
            // Swings between growing and shrinking.
            switch draw.next() % 10 {
            case 0..<(step / 500 % 2 == 0 ? 6 : 3):
                let key = draw.next() % limit
                list.push(key)
                model.append(key)
                model.sort()
            case 9 where step % 50 == 0:
                let keys = (0..<draw.next() % 70).map { _ in draw.next() % limit }
                list.push(contentsOf: keys)
                model = (model + keys).sorted()
            default:
                let expected = model.isEmpty ? nil : model.removeFirst()
                let popped = list.popMin()
                #expect(popped == expected)
            }
            #expect(list.count == model.count)
            #expect(list.min == model.first)
            #expect(list.isEmpty == model.isEmpty)
            if step % 16 == 0 { #expect(list.brokenInvariant == nil) }
        }
        #expect(Self.drain(list) == model)
    }

    @Test("Keys come out in order at every size from none to a few hundred, pushed singly or in bulk")
    func everySize() {
        for count in 0..<300 {
            let keys = Self.keys(count, below: 200)
            var single = FutureEventList()
            for key in keys { single.push(key) }
            var bulk = FutureEventList()
            bulk.push(contentsOf: keys)
            #expect(bulk.brokenInvariant == nil)
            #expect(single.brokenInvariant == nil)
            #expect(Self.drain(single) == keys.sorted())
            #expect(Self.drain(bulk) == keys.sorted())
        }
    }

    @Test("Pushing in bulk onto a list that holds something keeps everything", arguments: [0, 1, 5, 50, 500])
    func bulkOntoExisting(present: Int) {
        for added in [0, 1, 4, 49, 50, 51, 600] {
            var list = FutureEventList()
            let (first, second) = (Self.keys(present), Self.keys(added, entity: 1))
            list.push(contentsOf: first)
            list.push(contentsOf: second)
            #expect(list.brokenInvariant == nil)
            #expect(Self.drain(list) == (first + second).sorted())
        }
    }

    @Test("The greatest word is a key like any other")
    func greatestWord() {
        var list = FutureEventList()
        let keys: [UInt64] = [.max, 5, .max, 0, .max, .max, 7]
        for key in keys { list.push(key) }
        #expect(list.brokenInvariant == nil)
        #expect(Self.drain(list) == keys.sorted())
    }

    @Test("The sequence does not depend on the order of insertion")
    func insertionOrder() {
        let keys = Self.keys(1_000, below: 400)
        var (forward, backward) = (FutureEventList(), FutureEventList())
        for key in keys { forward.push(key) }
        for key in keys.reversed() { backward.push(key) }
        #expect(Self.drain(forward) == Self.drain(backward))
    }

    @Test("A copy goes its own way, and the original does not notice")
    func copies() {
        var original = FutureEventList()
        original.push(contentsOf: Self.keys(100))
        let before = Self.drain(original)
        var copy = original
        copy.push(0)
        _ = copy.popMin()
        _ = copy.popMin()
        copy.push(contentsOf: Self.keys(200, entity: 2))
        #expect(original.count == 100)
        #expect(Self.drain(original) == before)
        var emptied = original
        emptied.removeAll(keepingCapacity: true)
        #expect(Self.drain(original) == before)
        let kept = copy
        original.removeAll()
        #expect(Self.drain(copy) == Self.drain(kept))
        #expect(copy.count == 299)
    }

    @Test("Removing everything leaves an empty list that can be used again", arguments: [true, false])
    func removeAll(keepingCapacity: Bool) {
        var list = FutureEventList()
        list.push(contentsOf: Self.keys(100))
        list.removeAll(keepingCapacity: keepingCapacity)
        #expect(list.isEmpty)
        #expect(list.min == nil)
        let popped = list.popMin()
        #expect(popped == nil)
        #expect(list.brokenInvariant == nil)
        list.push(3)
        #expect(Self.drain(list) == [3])
    }

    @Test("Removing everything releases the memory, unless a copy needs it")
    func releases() {
        var list = FutureEventList()
        list.push(contentsOf: Self.keys(10_000))
        weak let owner = list.owner
        #expect(owner != nil)
        var copy = list
        list.removeAll()
        #expect(owner != nil)
        copy.removeAll(keepingCapacity: true)
        #expect(owner == nil)
        #expect(list.count == 0 && copy.count == 0)
    }

    @Test("Draining releases the memory of the wheel")
    func drainingReleases() {
        var list = FutureEventList()
        list.push(contentsOf: Self.keys(10_000))
        #expect(list.owner != nil)
        while list.popMin() != nil {}
        #expect(list.owner == nil)
    }

    @Test("Many pending keys take at most 16 bytes each, also after they have been replaced many times over")
    func memory() throws {
        var list = FutureEventList()
        var draw = KeyedRandom(seed: 4, replication: 0).draw(entity: 0, purpose: 0)
        let count = 200_000
        for _ in 0..<count { list.push(draw.next() >> 24) }
        for _ in 0..<2 * count {
            let least = list.popMin()
            list.push((least ?? 0) + draw.next() >> 24)
        }
        let wheel = try #require(list.wheel)
        #expect(wheel.pointee.bytes <= 16 * count)
        #expect(list.brokenInvariant == nil)
    }

    @Test("Reserving room changes nothing but the storage")
    func reserve() {
        var list = FutureEventList()
        list.push(3)
        list.reserveCapacity(100_000)
        #expect(list.near.slots.count > 200)
        #expect(Self.drain(list) == [3])
    }

    @Test("Upcoming keys are those popped next while nothing is pushed before them")
    func upcoming() {
        var list = FutureEventList()
        list.push(5)
        #expect(list.upcoming(0) == nil)
        list.push(contentsOf: Self.keys(20_000))
        var (foreseen, unknown) = (0, 0)
        while list.count > 1_000 {
            let distance = list.count % 30
            let expected = list.upcoming(distance)
            for _ in 0..<distance { _ = list.popMin() }
            let popped = list.popMin()
            if let expected {
                #expect(popped == expected)
                foreseen += 1
            } else {
                unknown += 1
            }
        }
        #expect(foreseen > 10 * unknown)
    }

    @Test("Prefetching an address that holds nothing does no harm")
    func prefetching() throws {
        prefetch(try #require(UnsafeRawPointer(bitPattern: 8)))
    }

    @Test("The checker notices what is wrong with a list")
    func checkerNotices() {
        var list = FutureEventList()
        list.push(contentsOf: Self.keys(5_000))
        #expect(list.brokenInvariant == nil)
        var wrongLeast = list
        wrongLeast.nearLeast -= 1
        #expect(wrongLeast.brokenInvariant == "the least near key is not \(wrongLeast.nearLeast)")
        var miscounted = list
        miscounted.inWheel += 1
        #expect(miscounted.brokenInvariant == "\(list.inWheel) keys are in the wheel, not \(list.inWheel + 1)")
        var shifted = list
        shifted.window.first -= 1
        #expect(shifted.brokenInvariant == "the run has keys of later buckets")
        var cut = list
        cut.runEnd -= 1
        #expect(cut.brokenInvariant == "no greatest word ends the run")
        var late = list
        late.near.push(.max)
        #expect(late.brokenInvariant == "keys of later buckets are near")
    }
}

@Suite("Event keys")
struct EventKeyTests {
    @Test("A key gives back what was packed, at every limit")
    func roundTrip() {
        for time in [0, 1, 86_400, Tick.latest, Tick.never] {
            for kind in [0, 1, 31, 63] as [UInt8] {
                for entity in [0, 1, 123_456, EventKey.maximumEntities - 1] {
                    let key = EventKey(time: time, kind: kind, entity: entity)
                    #expect(key.time == time && key.kind == kind && key.entity == entity)
                    #expect(EventKey(rawValue: key.rawValue) == key)
                }
            }
        }
        #expect(EventKey.maximumKinds == 64)
        #expect(EventKey.maximumEntities == 134_217_728)
    }

    @Test("Keys are ordered by time, then kind, then entity, and their words likewise")
    func order() {
        var keys: [EventKey] = []
        for time in [0, 1, 2, Tick.never] {
            for kind in [0, 1, 63] as [UInt8] {
                for entity in [0, 1, EventKey.maximumEntities - 1] {
                    keys.append(EventKey(time: time, kind: kind, entity: entity))
                }
            }
        }
        for (low, high) in zip(keys, keys.dropFirst()) {
            #expect(low < high)
            #expect(low.rawValue < high.rawValue)
        }
    }

    @Test("Simultaneous events are served by kind and entity, not by when they were scheduled")
    func ties() {
        var list = FutureEventList()
        list.push(EventKey(time: 10, kind: 2, entity: 1).rawValue)
        list.push(EventKey(time: 10, kind: 1, entity: 9).rawValue)
        list.push(EventKey(time: 10, kind: 1, entity: 3).rawValue)
        list.push(EventKey(time: 9, kind: 63, entity: 5).rawValue)
        let served = FutureEventListTests.drain(list).map { EventKey(rawValue: $0) }
        #expect(served.map(\.entity) == [5, 3, 9, 1])
    }
}
