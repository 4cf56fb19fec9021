import Testing

@testable import EventEngine

@Suite("Keyed randomness")
struct KeyedRandomTests {
    /// A draw, by which part of its key counts up.
    enum Varied: CaseIterable, Sendable {
        case entity, purpose, occurrence, replication, seed, position

        func uniform(_ number: UInt64) -> Double {
            let random = KeyedRandom(seed: self == .seed ? number : 7, replication: self == .replication ? number : 3)
            var draw = random.draw(
                entity: self == .entity ? number : 11,
                purpose: self == .purpose ? UInt16(truncatingIfNeeded: number) : 5,
                occurrence: self == .occurrence ? number : 2
            )
            if self == .position {
                draw = random.draw(entity: 11, purpose: 5, occurrence: number / 64)
                for _ in 0..<number % 64 { _ = draw.next() }
            }
            return draw.uniform()
        }
    }

    static let count = 65_536

    @Test("Numbers are uniform along every part of the key", arguments: Varied.allCases)
    func uniform(varied: Varied) {
        var bins = [Int](repeating: 0, count: 256)
        for number in 0..<UInt64(Self.count) { bins[Int(varied.uniform(number) * 256)] += 1 }
        let expected = Double(Self.count) / 256
        let chiSquare = bins.reduce(0) { $0 + (Double($1) - expected) * (Double($1) - expected) / expected }
        // 255 degrees of freedom; one in a million lies above, and one in a million below.
        #expect(chiSquare < 2 * inverseRegularizedGamma(1 - 1e-6, shape: 127.5))
        #expect(chiSquare > 2 * inverseRegularizedGamma(1e-6, shape: 127.5))
    }

    @Test("A draw is known by its first 64 bits, and any bits are the first of a draw")
    func firstBits() {
        let random = KeyedRandom(seed: 3, replication: 1)
        for number in UInt64(0)..<1000 {
            var natural = random.draw(entity: number, purpose: 8, occurrence: number % 5)
            var copy = natural
            var decided = KeyedDraw(first: copy.next())
            for _ in 0..<4 { #expect(decided.next() == natural.next()) }
        }
        for bits in [0, 1, .max, 1 << 63] as [UInt64] {
            var draw = KeyedDraw(first: bits)
            #expect(draw.next() == bits)
        }
    }

    @Test("Neighbouring keys are uncorrelated, within five standard errors", arguments: Varied.allCases)
    func uncorrelated(varied: Varied) {
        let values = (0..<UInt64(Self.count)).map { varied.uniform($0) - 0.5 }
        for lag in [1, 2, 3, 7, 16, 64, 256, 4_096] {
            let products = zip(values, values.dropFirst(lag)).map { $0 * $1 }
            // A product of two uniform numbers about zero has standard deviation 1/12.
            let mean = products.reduce(0, +) / Double(products.count)
            #expect(abs(mean) * 12 * Double(products.count).squareRoot() < 5, "at distance \(lag)")
        }
    }

    @Test("Draws whose key differs in two parts are uncorrelated, along diagonals too")
    func diagonals() {
        let random = KeyedRandom(seed: 1, replication: 0)
        var sum = 0.0
        for number in 0..<UInt64(Self.count) {
            var one = random.draw(entity: number, purpose: 1, occurrence: 1)
            var other = random.draw(entity: number + 1, purpose: 0, occurrence: 2)
            sum += (one.uniform() - 0.5) * (other.uniform() - 0.5)
        }
        #expect(abs(sum / Double(Self.count)) * 12 * Double(Self.count).squareRoot() < 5)
    }

    @Test("Every bit is set in half of the draws, within five standard errors")
    func bits() {
        let random = KeyedRandom(seed: 99, replication: 1)
        var set = [Int](repeating: 0, count: 64)
        for number in 0..<UInt64(Self.count) {
            var draw = random.draw(entity: number, purpose: 8)
            let word = draw.next()
            for bit in 0..<64 where word >> UInt64(bit) & 1 == 1 { set[bit] += 1 }
        }
        let deviation = Double(Self.count).squareRoot() / 2
        for bit in 0..<64 { #expect(abs(Double(set[bit]) - Double(Self.count) / 2) < 5 * deviation, "bit \(bit)") }
    }

    @Test("Keys of a realistic size never give the same word twice")
    func distinct() {
        var words = Set<UInt64>()
        for replication in 0..<4 as Range<UInt64> {
            let random = KeyedRandom(seed: 1, replication: replication)
            for entity in 0..<64 as Range<UInt64> {
                for purpose in 0..<16 as Range<UInt16> {
                    for occurrence in 0..<16 as Range<UInt64> {
                        var draw = random.draw(entity: entity, purpose: purpose, occurrence: occurrence)
                        words.insert(draw.next())
                    }
                }
            }
        }
        #expect(words.count == 4 * 64 * 16 * 16)
    }

    @Test("Keys that differ by less than 2³¹ entities, 2⁷ purposes, 2⁹ occurrences and 4 words have different sums")
    func sums() {
        typealias Weights = KeyedRandom.Weights
        // Newton's iteration doubles the bits of the inverse of an odd number, of which three are right from the start.
        var inverse = Weights.entity
        for _ in 0..<5 { inverse &*= 2 &- Weights.entity &* inverse }
        #expect(inverse &* Weights.entity == 1)
        var least = UInt64.max
        for word in -3...3 {
            for purpose in 0..<128 {
                // The number of entities that makes up for the rest, and that for one occurrence more.
                let rest =
                    UInt64(bitPattern: Int64(word)) &* Weights.word &+ UInt64(purpose) &* Weights.purpose
                    &- 511 &* Weights.occurrence
                var entities = rest &* inverse
                let step = Weights.occurrence &* inverse
                for occurrence in -511...511 {
                    if word != 0 || purpose != 0 || occurrence != 0 {
                        least = min(least, Int64(bitPattern: entities).magnitude)
                    }
                    entities &+= step
                }
            }
        }
        #expect(least >= 1 << 31)
    }

    @Test("The same key gives the same numbers, whatever was drawn before")
    func sameKeySameNumbers() {
        let random = KeyedRandom(seed: 5, replication: 6)
        var first = random.draw(entity: 1, purpose: 2, occurrence: 3)
        let values = (0..<10).map { _ in first.next() }
        var other = random.draw(entity: 1, purpose: 2, occurrence: 4)
        _ = other.next()
        var again = KeyedRandom(seed: 5, replication: 6).draw(entity: 1, purpose: 2, occurrence: 3)
        let repeated = (0..<10).map { _ in again.next() }
        #expect(repeated == values)
    }

    @Test("The numbers of a key change only with the version of the simulation")
    func pinned() {
        var draw = KeyedRandom(seed: 1, replication: 2).draw(entity: 3, purpose: 4, occurrence: 5)
        let words = (0..<3).map { _ in draw.next() }
        #expect(words == [663_784_044_775_944_932, 17_179_396_526_271_007_166, 12_173_858_374_905_387_408])
    }

    @Test("Uniform numbers lie strictly between 0 and 1, and are odd multiples of 2⁻⁵³")
    func openInterval() {
        var draw = KeyedRandom(seed: 1, replication: 2).draw(entity: 3, purpose: 4)
        for _ in 0..<1_000 {
            let u = draw.uniform()
            #expect(u > 0 && u < 1)
            #expect(Int64(u * 0x1p53) % 2 == 1)
        }
    }

    @Test("A probability of 0 is never met, a probability of 1 always")
    func certainty() {
        var draw = KeyedRandom(seed: 1, replication: 2).draw(entity: 3, purpose: 4)
        for _ in 0..<1_000 {
            let never = draw.isTrue(withProbability: 0)
            let always = draw.isTrue(withProbability: 1)
            #expect(!never && always)
        }
    }
}
