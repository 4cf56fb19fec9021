import Testing

@testable import EventEngine

@Suite("Time and what is summed over it")
struct TimeTests {
    @Test("Seconds are rounded to the nearest tick, halves away from zero, and clamped")
    func rounding() {
        let values: [(Double, Tick)] = [
            (0, 0), (0.49999999999999994, 0), (0.5, 1), (1.5, 2), (2.5, 3), (2.4, 2), (2.6, 3), (-0.5, -1), (-1.5, -2),
            (-2.5, -3), (-2.4, -2), (-2.6, -3), (2147483645.5, 2_147_483_646), (2147483645.4, 2_147_483_645),
            (1e300, .latest), (-1e300, -.latest), (.infinity, .latest), (-.infinity, -.latest), (.nan, .latest),
        ]
        for (seconds, expected) in values { #expect(Tick(rounding: seconds) == expected, "\(seconds)") }
    }

    @Test("The integral of a step function is the sum of its rectangles")
    func integral() {
        var exposed = TimeWeighted(3, at: 5)
        #expect(exposed.integral(at: 5) == 0)
        exposed.add(-1, at: 15)
        #expect(exposed.integral(at: 30) == 3 * 10 + 2 * 15)
        exposed.set(7, at: 30)
        exposed.set(-4, at: 30)
        #expect(exposed.value == -4)
        #expect(exposed.lastChange == 30)
        #expect(exposed.integral(at: 40) == 60 - 4 * 10)
    }

    @Test("The integral of a sum is the sum of the integrals, whatever the order of simultaneous changes")
    func additive() {
        var draw = KeyedRandom(seed: 4, replication: 0).draw(entity: 0, purpose: 0)
        var parts = [TimeWeighted](repeating: TimeWeighted(), count: 5)
        var (forward, backward) = (TimeWeighted(), TimeWeighted())
        var time: Tick = 0
        for _ in 0..<200 {
            time += Tick(draw.next() % 100)
            let changes = (0..<5).map { (part: $0, by: Int64(draw.next() % 21) - 10) }
            for change in changes { parts[change.part].add(change.by, at: time) }
            for change in changes { forward.add(change.by, at: time) }
            for change in changes.reversed() { backward.add(change.by, at: time) }
        }
        #expect(forward == backward)
        #expect(forward.integral(at: time + 9) == parts.reduce(0) { $0 + $1.integral(at: time + 9) })
    }

    @Test("A population of 2³¹ over the whole of representable time does not overflow")
    func noOverflow() {
        let population: Int64 = 1 << 31
        #expect(TimeWeighted(population).integral(at: .latest) == population * Tick.latest)
    }
}
