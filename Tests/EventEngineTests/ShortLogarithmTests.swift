import Testing

@testable import EventEngine

@Suite("The short logarithm")
struct ShortLogarithmTests {
    @Test("It is that of the elementary functions within 2⁻⁴², and not negative")
    func precision() {
        var draw = KeyedRandom(seed: 3, replication: 0).draw(entity: 0, purpose: 0)
        var worst = 0.0
        for number in 0..<20_000 {
            // Also numbers close to 0, and close to 1.
            let u = draw.uniform()
            let argument = number % 3 == 0 ? u : number % 3 == 1 ? u * u * u * u : 1 - u * u * u * u * 0.5
            let value = shortNegativeLog(argument)
            #expect(value >= 0)
            worst = max(worst, abs(value + log(argument)))
        }
        #expect(worst < 0x1p-42)
    }

    @Test("At the ends of rows and of the range")
    func ends() {
        for exponent in [-53, -52, -10, -2, -1] {
            for row in 0..<128 {
                let edge = Double(sign: .plus, exponent: exponent, significand: 1 + Double(row) / 128)
                for u in [edge.nextDown, edge, edge.nextUp] {
                    #expect(abs(shortNegativeLog(u) + log(u)) < 0x1p-42, "at \(u)")
                }
            }
        }
        #expect(shortNegativeLog((1.0).nextDown) >= 0)
        #expect(shortNegativeLog((1.0).nextDown) < 0x1p-42)
    }

    @Test("Ticks are those of the full logarithm but once in a hundred thousand times, with a mean of a year")
    func ticks() {
        let random = KeyedRandom(seed: 4, replication: 0)
        let mean = 365.0 * 86_400
        var different = 0
        for entity in 0..<20_000 as Range<UInt64> {
            var draw = random.draw(entity: entity, purpose: 1)
            var same = draw
            let ticks = draw.exponentialTicks(shift: 7, mean: mean)
            let exact = Tick(rounding: 7 + mean * same.exponential())
            #expect(abs(ticks - exact) <= 1)
            if ticks != exact { different += 1 }
        }
        // 0.2 are expected at most; five come once in five million times.
        #expect(different < 5)
    }
}
