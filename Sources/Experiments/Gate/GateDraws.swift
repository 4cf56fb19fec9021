import EventEngine

/// What a gate draws at random: which replications a resample holds, and whose labels are changed.
///
/// Draws depend on the seed, on what they are for, on the number of the trial and, where worlds are independent, on the world's name:
/// rows of the same replications are resampled together, and their order does not matter.
struct GateDraws: Sendable {
    /// What is drawn for. No two uses share a draw.
    enum Purpose: UInt16 {
        case levels, signs, halves, quantiles, outerQuantiles, innerQuantiles, plan, swaps, seeds, otherSeeds,
            injections,
            injectionHalves, injectionChances, score
    }

    private let random: KeyedRandom

    /// - Parameter world: nil: alike for all of them.
    init(seed: UInt64, world: String? = nil) {
        // FNV-1a, 64 bits.
        let name = (world ?? "").utf8.reduce(0xcbf2_9ce4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
        random = KeyedRandom(seed: seed ^ 0x6761_7465_6761_7465, replication: world == nil ? 0 : name)
    }

    func draw(_ purpose: Purpose, _ trial: Int) -> KeyedDraw {
        random.draw(entity: UInt64(truncatingIfNeeded: trial), purpose: purpose.rawValue)
    }

    /// Fills in places from 0 up to `count`, each with the same chance.
    func fill(_ places: inout [Int32], of count: Int, _ purpose: Purpose, _ trial: Int) {
        var draw = draw(purpose, trial)
        let most = UInt64(count)
        places.withUnsafeMutableBufferPointer { places in
            var number = 0
            while number < places.count {
                places[number] = Int32(truncatingIfNeeded: draw.next().multipliedFullWidth(by: most).high)
                number += 1
            }
        }
    }

    /// Fills in words of random bits.
    func fill(bits words: inout [UInt64], _ purpose: Purpose, _ trial: Int) {
        var draw = draw(purpose, trial)
        for place in words.indices { words[place] = draw.next() }
    }

    /// How many of so many coins fall on one side.
    func half(of count: Int, _ purpose: Purpose, _ trial: Int) -> Int {
        var draw = draw(purpose, trial)
        var left = count
        var found = 0
        while left > 0 {
            let word = draw.next()
            found += (left >= 64 ? word : word & (1 << UInt64(left) - 1)).nonzeroBitCount
            left -= 64
        }
        return found
    }
}

/// Words that hold a bit for each of so many replications.
func wordsOfBits(for count: Int) -> Int { (count + 63) / 64 }
