import Testing

@testable import EventEngine

/// How far from the present key the next one lies.
enum DelayShape: CaseIterable {
    case exponential
    case constant
    case mostlyShort
    /// Half of the keys are the present one again or next to it.
    case noLookahead
    /// Anything from one to nearly all words, evenly on the scale of ratios.
    case hugeGaps
    /// Whole seconds in the leading bits, few entities in the last ones.
    case wholeSeconds
    /// A crowd at every full hour, and a few events between.
    case crowdsAndStragglers
    case sameTime
    case allEqual
    /// Anywhere, also before the present key.
    case anywhere
    /// Always less than all before.
    case descending
    /// The greatest words of all.
    case endOfTime

    func key(after now: UInt64, _ draw: inout KeyedDraw) -> UInt64 {
        let unit = 0x1p40
        func later(_ delay: Double) -> UInt64 {
            // The present may be so late that the rest of time is short.
            let (sum, overflow) = now.addingReportingOverflow(UInt64(delay))
            return overflow ? .max : sum
        }
        func exponential() -> Double { -log(draw.uniform()) }
        switch self {
        case .exponential: return later((exponential() + 0.1) * unit)
        case .constant: return later(unit)
        case .mostlyShort: return later(draw.isTrue(withProbability: 0.9) ? exponential() : exponential() * unit)
        case .noLookahead:
            return later(draw.isTrue(withProbability: 0.5) ? Double(draw.next() % 2) : exponential() * unit)
        case .hugeGaps: return later(Double(UInt64(1) << (draw.next() % 63)) * draw.uniform())
        case .wholeSeconds:
            let second = now >> 33 + draw.next() % 20
            return EventKey(
                time: Tick(min(second, 1 << 30)),
                kind: UInt8(draw.next() % 3),
                entity: Int(draw.next() % 3_000)
            ).rawValue
        case .crowdsAndStragglers:
            let hour = (now >> 33) / 3_600 + 1
            let second = draw.isTrue(withProbability: 0.99) ? hour * 3_600 : (now >> 33) + draw.next() % 3_600
            return EventKey(time: Tick(min(second, 1 << 30)), kind: 0, entity: Int(draw.next() % 3_000)).rawValue
        case .sameTime: return EventKey(time: 7, kind: 1, entity: Int(draw.next() % 5_000)).rawValue
        case .allEqual: return 4_711
        case .anywhere: return draw.next()
        case .descending: return now == 0 ? 0 : now - 1 - draw.next() % (now / 1_000 + 1)
        case .endOfTime: return .max - draw.next() % 300
        }
    }
}

/// The same set of keys, kept in the simplest way.
struct SortedKeys {
    private(set) var descending: [UInt64] = []

    mutating func push(_ key: UInt64) {
        var (low, high) = (0, descending.count)
        while low < high {
            let middle = (low + high) / 2
            if descending[middle] > key { low = middle + 1 } else { high = middle }
        }
        descending.insert(key, at: low)
    }

    mutating func popMin() -> UInt64? { descending.popLast() }
    var min: UInt64? { descending.last }
}

/// A list and what it should be, driven through the same operations.
struct TwinLists {
    var list = FutureEventList()
    var model = SortedKeys()
    var now: UInt64 = 0
    var draw: KeyedDraw
    let shape: DelayShape
    /// Whether both have always said the same.
    private(set) var agree = true

    init(_ shape: DelayShape, seed: UInt64) {
        self.shape = shape
        draw = KeyedRandom(seed: seed, replication: 0).draw(entity: 0, purpose: 0)
        if shape == .descending { now = .max }
    }

    mutating func push() {
        let key = shape.key(after: now, &draw)
        if shape == .descending { now = key }
        list.push(key)
        model.push(key)
    }

    /// Pops one key of each and compares them.
    mutating func pop() {
        let (least, expected) = (list.min, model.min)
        let popped = list.popMin()
        _ = model.popMin()
        if let popped, shape != .descending { now = popped }
        agree = agree && least == expected && popped == expected && list.count == model.descending.count
    }

    /// Pushes and pops until `size` keys are pending, with some steps back on the way.
    mutating func drift(to size: Int) {
        while list.count > size && agree {
            pop()
            if list.count > size + 1 && draw.isTrue(withProbability: 0.3) { push() }
        }
        while list.count < size && agree {
            push()
            if draw.isTrue(withProbability: 0.3) { pop() }
        }
    }

    /// Pops and pushes in turn.
    mutating func hold(_ turns: Int) {
        for _ in 0..<turns where agree {
            pop()
            push()
        }
    }

    mutating func pushInBulk(_ count: Int) {
        let keys = (0..<count).map { _ in shape.key(after: now, &draw) }
        list.push(contentsOf: keys)
        for key in keys { model.push(key) }
    }
}

@Suite("Future event list under all shapes of delays")
struct FutureEventListShapesTests {
    @Test(
        "It agrees with a sorted array while it grows, holds, shrinks, empties and fills again",
        arguments: DelayShape.allCases
    )
    func lifeCycle(_ shape: DelayShape) {
        for seed in 0..<2 as Range<UInt64> {
            var twins = TwinLists(shape, seed: seed)
            for size in [100, 3_000, 20, 700, 90, 300, 60, 0, 5_000, 1_500, 200, 0] {
                twins.drift(to: size)
                #expect(twins.agree)
                #expect(twins.list.brokenInvariant == nil)
                if size > 0 { twins.hold(1_000) }
                #expect(twins.agree)
                #expect(twins.list.brokenInvariant == nil)
            }
        }
    }

    @Test(
        "It agrees with a sorted array when loaded in bulk, empty or not, and drained",
        arguments: DelayShape.allCases
    )
    func bulk(_ shape: DelayShape) {
        var twins = TwinLists(shape, seed: 5)
        for size in [250, 10, 3_000, 400] {
            twins.pushInBulk(size)
            #expect(twins.list.brokenInvariant == nil)
            twins.hold(500)
            #expect(twins.agree)
        }
        twins.drift(to: 1_000)
        #expect(twins.agree)
        twins.pushInBulk(2_000)
        #expect(twins.list.brokenInvariant == nil)
        twins.drift(to: 0)
        #expect(twins.agree)
        #expect(twins.list.brokenInvariant == nil)
    }

    @Test("Copies taken at any time go their own ways", arguments: DelayShape.allCases)
    func forks(_ shape: DelayShape) {
        var trunk = TwinLists(shape, seed: 9)
        for size in [150, 2_000, 2_100, 400, 30] {
            trunk.drift(to: size)
            #expect(trunk.agree)
            // Copies differ in what they do first: nothing, push, pop.
            let untouched = trunk
            var (pushing, popping) = (trunk, trunk)
            pushing.push()
            popping.pop()
            for _ in 0..<10 {
                pushing.hold(37)
                #expect(pushing.agree)
                popping.hold(61)
                #expect(popping.agree)
                trunk.hold(11)
                #expect(trunk.agree)
            }
            for var twins in [untouched, pushing, popping] {
                #expect(twins.list.brokenInvariant == nil)
                twins.drift(to: 0)
                #expect(twins.agree)
            }
            #expect(trunk.list.brokenInvariant == nil)
        }
    }

    @Test("It follows when the shape of delays changes")
    func changingShapes() {
        var twins = TwinLists(.exponential, seed: 11)
        twins.drift(to: 3_000)
        #expect(twins.agree)
        for shape in [.mostlyShort, .constant, .noLookahead, .exponential, .allEqual, .hugeGaps, .anywhere]
            as [DelayShape]
        {
            var other = TwinLists(shape, seed: 12)
            (other.list, other.model, other.now) = (twins.list, twins.model, twins.now)
            twins = other
            twins.hold(8_000)
            #expect(twins.agree)
            #expect(twins.list.brokenInvariant == nil)
        }
    }

    @Test("Copies may be used at the same time")
    func concurrentCopies() async {
        var list = FutureEventList()
        list.push(contentsOf: FutureEventListTests.keys(5_000))
        for _ in 0..<100 { _ = list.popMin() }
        let expected = FutureEventListTests.drain(list)
        let agree = await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<4 {
                group.addTask { [list] in
                    var list = list
                    list.push(.max)
                    return FutureEventListTests.drain(list) == expected + [.max]
                }
            }
            return await group.allSatisfy { $0 }
        }
        #expect(agree)
    }
}
