@testable import EventEngine

/// Statistics of the words of keys that are neighbours, each as a share of what it may be: 1 and more is a failure.
enum RandomQuality {
    /// The parts of a key whose neighbours real runs use side by side.
    enum Part: Int, CaseIterable, Sendable {
        case entity, purpose, occurrence
        /// The upper half of the occurrence.
        case upper
        case replication, seed

        var bits: Int {
            switch self {
            case .purpose: 16
            case .upper: 32
            default: 64
            }
        }

        /// The parts that only the last step of a word mixes; replication and seed were mixed before.
        static let summed: [Part] = [.entity, .purpose, .occurrence, .upper]
    }

    /// What makes a word of the sum of a key's parts.
    typealias Mix = @Sendable (UInt64) -> UInt64

    /// That of the generator.
    static let own: Mix = { KeyedRandom.mix($0) }

    struct Key {
        var seed, replication, entity, purpose, occurrence: UInt64

        init(_ number: UInt64) {
            (seed, replication, entity, purpose, occurrence) = (number, number % 7, number, number % 50, number % 3)
        }

        subscript(part: Part) -> UInt64 {
            get {
                switch part {
                case .entity: entity
                case .purpose: purpose
                case .occurrence: occurrence
                case .upper: occurrence >> 32
                case .replication: replication
                case .seed: seed
                }
            }
            set {
                switch part {
                case .entity: entity = newValue
                case .purpose: purpose = newValue
                case .occurrence: occurrence = newValue
                case .upper: occurrence = newValue << 32 | occurrence & 0xFFFF_FFFF
                case .replication: replication = newValue
                case .seed: seed = newValue
                }
            }
        }

        var draw: KeyedDraw {
            KeyedRandom(seed: seed, replication: replication)
                .draw(entity: entity, purpose: UInt16(truncatingIfNeeded: purpose), occurrence: occurrence)
        }

        /// The first word of the draw, were it mixed by `mix`.
        func word(_ mix: Mix) -> UInt64 { mix(draw.state) }
    }

    /// 128 words in which one part of the key counts up.
    static func stream(_ part: Part, _ number: UInt64, _ mix: Mix) -> [UInt64] {
        var key = Key(number)
        return (0..<128 as Range<UInt64>).map { value in
            key[part] = value
            return key.word(mix)
        }
    }

    // MARK: Statistics

    /// One of each, for a part of the key.
    static let all: [@Sendable (Part, Mix) -> Double] = [neighbours, frequency, runs, bytes, avalanche]

    /// The frequency of ones over 1,000 keys: its p-values are uniform.
    @Sendable
    static func frequency(_ part: Part, _ mix: Mix) -> Double {
        distance(
            (1...1000).map { key in
                let ones = stream(part, UInt64(key), mix).reduce(0) { $0 + $1.nonzeroBitCount }
                // 8,192 bits: a standard deviation of 45.25. A whole number of bits is spread over its neighbourhood.
                return pValue(normal: (Double(ones) - 4096 + spread(key)) / 2048.0.squareRoot())
            }
        )
    }

    /// The same for the number of runs.
    @Sendable
    static func runs(_ part: Part, _ mix: Mix) -> Double {
        distance(
            (1...1000).map { key in
                // A run ends wherever two neighbouring bits of a word differ: 63 fair coins a word.
                let ends = stream(part, UInt64(key), mix).reduce(0) { $0 + (($1 ^ $1 >> 1) << 1).nonzeroBitCount }
                let count = 128.0 * 63
                return pValue(normal: (Double(ends) - count / 2 + spread(key)) / (count / 4).squareRoot())
            }
        )
    }

    /// The same for the frequencies of bytes.
    @Sendable
    static func bytes(_ part: Part, _ mix: Mix) -> Double {
        distance(
            (1...1000).map { key in
                // The 32 upper fives of bits of every byte: 1,024 bytes, 32 expected of each.
                var seen = [Double](repeating: 0, count: 32)
                for word in stream(part, UInt64(key), mix) {
                    for byte in 0..<8 { seen[Int(word >> UInt64(8 * byte + 3) & 31)] += 1 }
                }
                let chiSquare = seen.reduce(0) { $0 + ($1 - 32) * ($1 - 32) / 32 }
                return regularizedGamma(chiSquare / 2, shape: 15.5).upper
            }
        )
    }

    /// The words of neighbouring keys differ in 32 bits on average, with a variance of 16, within five standard errors.
    @Sendable
    static func neighbours(_ part: Part, _ mix: Mix) -> Double {
        var differing = 0
        var squares = 0.0
        var pairs = 0
        for key in 1...300 {
            let words = stream(part, UInt64(key), mix)
            for (one, other) in zip(words, words.dropFirst()) {
                let bits = (one ^ other).nonzeroBitCount
                differing += bits
                squares += Double((bits - 32) * (bits - 32))
                pairs += 1
            }
        }
        let count = Double(pairs)
        // The number has a binomial law: mean 32, variance 16, and its square about the mean the variance 2 · 16² − 16 / 2.
        return max(
            abs(Double(differing) - 32 * count) / (5 * (16 * count).squareRoot()),
            abs(squares - 16 * count) / (5 * (504 * count).squareRoot())
        )
    }

    /// Every bit of the key turns every bit of the word half of the time.
    @Sendable
    static func avalanche(_ part: Part, _ mix: Mix) -> Double {
        let samples = 1000
        var extreme = 0
        for bit in 0..<part.bits {
            var turned = [Int](repeating: 0, count: 64)
            for number in 0..<samples {
                var key = Key(UInt64(number) &* 0x9E37_79B9_7F4A_7C15)
                let before = key.word(mix)
                key[part] ^= 1 << UInt64(bit)
                let difference = before ^ key.word(mix)
                for place in 0..<64 { turned[place] += Int(difference >> UInt64(place) & 1) }
            }
            extreme = max(extreme, turned.map { abs($0 - samples / 2) }.max() ?? 0)
        }
        // 4,096 pairs of bits; a fair one deviates by 5.7 standard deviations once in 80 million times.
        return Double(extreme) / (5.7 * Double(samples).squareRoot() / 2)
    }

    /// Four keys in which two parts each have two neighbouring values: each bit is set in an even number of their words half of
    /// the time. Sums of parts make such differences of differences the same everywhere, which only the last step undoes.
    static func parallelograms(_ one: Part, _ other: Part, _ mix: Mix) -> Double {
        let samples = 4000
        var odd = [Int](repeating: 0, count: 64)
        for number in 0..<samples {
            var key = Key(UInt64(number))
            var words: UInt64 = 0
            let (left, right) = (UInt64(number % 40), UInt64(number / 40))
            for corner in 0..<4 as Range<UInt64> {
                key[one] = left + corner % 2
                key[other] = right + corner / 2
                words ^= key.word(mix)
            }
            for place in 0..<64 { odd[place] += Int(words >> UInt64(place) & 1) }
        }
        let extreme = odd.map { abs($0 - samples / 2) }.max() ?? 0
        // 64 bits; a fair one deviates by five standard deviations once in 1.7 million times.
        return Double(extreme) / (5 * Double(samples).squareRoot() / 2)
    }

    // MARK: Parts of statistics

    /// Two-sided p-value of a standard normal variable.
    private static func pValue(normal z: Double) -> Double { 2 * normalCumulative(-abs(z)) }

    private static func spread(_ key: Int) -> Double {
        (Double(key) * 0.6180339887498949).truncatingRemainder(dividingBy: 1) - 0.5
    }

    /// The distance between the empirical law of p-values and the uniform one, times the root of their number, to 2.3: above
    /// that once in 50,000 times (Kolmogorov).
    private static func distance(_ pValues: [Double]) -> Double {
        let sorted = pValues.sorted()
        let count = Double(sorted.count)
        let gaps = sorted.enumerated().map { max(Double($0 + 1) / count - $1, $1 - Double($0) / count) }
        return (gaps.max() ?? 0) * count.squareRoot() / 2.3
    }
}
