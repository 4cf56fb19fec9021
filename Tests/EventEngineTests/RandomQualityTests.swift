import Testing

@testable import EventEngine

/// A light battery over the keyed generator; docs/randomness.md has the heavy one.
@Suite("Quality of the random numbers")
struct RandomQualityTests {
    typealias Quality = RandomQuality

    @Test("Over 1,000 keys the p-values of the frequency of ones are uniform", arguments: Quality.Part.allCases)
    func frequency(part: Quality.Part) { #expect(Quality.frequency(part, Quality.own) < 1) }

    @Test("Over 1,000 keys the p-values of the number of runs are uniform", arguments: Quality.Part.allCases)
    func runs(part: Quality.Part) { #expect(Quality.runs(part, Quality.own) < 1) }

    @Test("Over 1,000 keys the p-values of the frequencies of bytes are uniform", arguments: Quality.Part.allCases)
    func bytes(part: Quality.Part) { #expect(Quality.bytes(part, Quality.own) < 1) }

    @Test(
        "The words of neighbouring keys differ in 32 bits on average, within five standard errors",
        arguments: Quality.Part.allCases
    )
    func neighbours(part: Quality.Part) { #expect(Quality.neighbours(part, Quality.own) < 1) }

    @Test("Every bit of the key turns every bit of the word half of the time", arguments: Quality.Part.allCases)
    func avalanche(part: Quality.Part) { #expect(Quality.avalanche(part, Quality.own) < 1) }

    @Test(
        "Of four keys, two values of one part by two of another, the words agree in a bit half of the time",
        arguments: Quality.Part.allCases,
        Quality.Part.allCases
    )
    func parallelograms(one: Quality.Part, other: Quality.Part) {
        guard one.rawValue < other.rawValue else { return }
        #expect(Quality.parallelograms(one, other, Quality.own) < 1)
    }

    /// Mixes that are too weak.
    static let weak: [(name: String, mix: Quality.Mix)] = [
        ("the sum of the parts as it is", { $0 }),
        ("one multiplication", { ($0 ^ $0 >> 30) &* 0xBF58_476D_1CE4_E5B9 }),
        (
            "one multiplication and a shift",
            {
                let product = ($0 ^ $0 >> 30) &* 0xBF58_476D_1CE4_E5B9
                return product ^ product >> 31
            }
        ),
    ]

    @Test("Words from a weaker mix fail, whichever part of the key counts up", arguments: 0..<3, Quality.Part.summed)
    func weakerMix(number: Int, part: Quality.Part) {
        let (name, mix) = Self.weak[number]
        // The last of them is seen in the parts that have more than 16 bits, and not in four keys.
        let isHidden = number == 2
        if isHidden && part == .purpose { return }
        #expect(Quality.all.contains { $0(part, mix) >= 1 }, "\(name)")
        for other in Quality.Part.summed where other != part && !isHidden {
            #expect(Quality.parallelograms(part, other, mix) >= 1, "\(name)")
        }
    }
}
