import Testing

@testable import EventEngine

/// A light battery over the keyed generator; docs/randomness.md has the heavy one.
@Suite("Quality of the random numbers")
struct RandomQualityTests {
    /// The parts of a key whose neighbours real runs use side by side.
    enum Part: Int, CaseIterable, Sendable {
        case entity, purpose, occurrence, replication, seed

        var bits: Int { self == .purpose ? 16 : 64 }
    }

    /// The five parts of a key.
    struct Key {
        private var parts: SIMD8<UInt64>

        init(_ number: UInt64) {
            parts = [number, number % 50, number % 3, number % 7, number, 0, 0, 0]
        }

        subscript(part: Part) -> UInt64 {
            get { parts[part.rawValue] }
            set { parts[part.rawValue] = newValue }
        }

        /// The first word of the draw.
        var word: UInt64 {
            let random = KeyedRandom(seed: self[.seed], replication: self[.replication])
            var draw = random.draw(
                entity: self[.entity],
                purpose: UInt16(truncatingIfNeeded: self[.purpose]),
                occurrence: self[.occurrence]
            )
            return draw.next()
        }
    }

    /// 128 words in which one part of the key counts up.
    static func stream(_ part: Part, _ number: UInt64) -> [UInt64] {
        var key = Key(number)
        return (0..<128 as Range<UInt64>).map { value in
            key[part] = value
            return key.word
        }
    }

    /// Two-sided p-value of a standard normal variable.
    static func pValue(normal z: Double) -> Double { 2 * normalCumulative(-abs(z)) }

    /// The distance between the empirical law of p-values and the uniform one, times the root of their number: above 2.3
    /// once in 50,000 times (Kolmogorov).
    static func distance(_ pValues: [Double]) -> Double {
        let sorted = pValues.sorted()
        let count = Double(sorted.count)
        let gaps = sorted.enumerated().map { max(Double($0 + 1) / count - $1, $1 - Double($0) / count) }
        return (gaps.max() ?? 0) * count.squareRoot()
    }

    @Test("Over 1,000 keys the p-values of the frequency of ones are uniform", arguments: Part.allCases)
    func frequency(part: Part) {
        let pValues = (1...1000).map { key in
            let ones = Self.stream(part, UInt64(key)).reduce(0) { $0 + $1.nonzeroBitCount }
            // 8,192 bits: a standard deviation of 45.25. A whole number of bits is spread over its neighbourhood.
            let spread = (Double(key) * 0.6180339887498949).truncatingRemainder(dividingBy: 1) - 0.5
            return Self.pValue(normal: (Double(ones) - 4096 + spread) / 2048.0.squareRoot())
        }
        #expect(Self.distance(pValues) < 2.3)
    }

    @Test("Over 1,000 keys the p-values of the number of runs are uniform", arguments: Part.allCases)
    func runs(part: Part) {
        let pValues = (1...1000).map { key in
            // A run ends wherever two neighbouring bits of a word differ: 63 fair coins a word.
            let ends = Self.stream(part, UInt64(key)).reduce(0) { $0 + (($1 ^ $1 >> 1) << 1).nonzeroBitCount }
            let count = 128.0 * 63
            let spread = (Double(key) * 0.6180339887498949).truncatingRemainder(dividingBy: 1) - 0.5
            return Self.pValue(normal: (Double(ends) - count / 2 + spread) / (count / 4).squareRoot())
        }
        #expect(Self.distance(pValues) < 2.3)
    }

    @Test("Over 1,000 keys the p-values of the frequencies of bytes are uniform", arguments: Part.allCases)
    func bytes(part: Part) {
        let pValues = (1...1000).map { key in
            // The 32 upper fives of bits of every byte: 1,024 bytes, 32 expected of each.
            var seen = [Double](repeating: 0, count: 32)
            for word in Self.stream(part, UInt64(key)) {
                for byte in 0..<8 { seen[Int(word >> UInt64(8 * byte + 3) & 31)] += 1 }
            }
            let chiSquare = seen.reduce(0) { $0 + ($1 - 32) * ($1 - 32) / 32 }
            return regularizedGamma(chiSquare / 2, shape: 15.5).upper
        }
        #expect(Self.distance(pValues) < 2.3)
    }

    @Test(
        "The words of neighbouring keys differ in 32 bits on average, within five standard errors",
        arguments: Part.allCases
    )
    func neighbours(part: Part) {
        var differing = 0
        var squares = 0.0
        var pairs = 0
        for key in 1...300 {
            let words = Self.stream(part, UInt64(key))
            for (one, other) in zip(words, words.dropFirst()) {
                let bits = (one ^ other).nonzeroBitCount
                differing += bits
                squares += Double((bits - 32) * (bits - 32))
                pairs += 1
            }
        }
        let count = Double(pairs)
        // The number has a binomial law: mean 32, variance 16, and its square about the mean the variance 2 · 16² − 16 / 2.
        #expect(abs(Double(differing) - 32 * count) < 5 * (16 * count).squareRoot())
        #expect(abs(squares - 16 * count) < 5 * (504 * count).squareRoot())
    }

    @Test("Every bit of the key turns every bit of the word half of the time", arguments: Part.allCases)
    func avalanche(part: Part) {
        let samples = 1000
        var extreme = 0
        for bit in 0..<part.bits {
            var turned = [Int](repeating: 0, count: 64)
            for number in 0..<samples {
                var key = Key(UInt64(number) &* 0x9E37_79B9_7F4A_7C15)
                let before = key.word
                key[part] ^= 1 << UInt64(bit)
                let difference = before ^ key.word
                for place in 0..<64 { turned[place] += Int(difference >> UInt64(place) & 1) }
            }
            extreme = max(extreme, turned.map { abs($0 - samples / 2) }.max() ?? 0)
        }
        // 4,096 pairs of bits; a fair one deviates by 5.7 standard deviations once in 80 million times.
        #expect(Double(extreme) < 5.7 * Double(samples).squareRoot() / 2)
    }
}
