import Testing

@testable import EventEngine

@Suite("Time")
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
}
