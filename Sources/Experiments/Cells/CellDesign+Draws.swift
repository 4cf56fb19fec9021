import EventEngine
public import PatchSimulator

extension CellDesign {
    /// What is decided of a run of a cell: a function of the seed, the cell and the number alone, the same for all strategies. The
    /// number is also that of the replication, which decides all the rest.
    public func draws(_ cell: Cell, _ number: Int) -> ScenarioDraws {
        // "cells" in ASCII: apart from the draws of the replication.
        let random = KeyedRandom(seed: seed ^ 0x63_656c_6c73, replication: UInt64(truncatingIfNeeded: number))
        let even = evenPoint(cell, number)
        let present: [Int]
        switch cell.kind {
        case .exactly(let defects): present = defects
        case .oneOf(let defects): present = [one(of: defects, at: even[1])]
        case .more:
            let places = TwoOrMore(chances).places { place in
                var draw = random.draw(.cellDefect, uncertain[place])
                return draw.uniform()
            }
            present = places.map { uncertain[$0] }
        }
        let all = Set(present + certain)
        return ScenarioDraws(presentDefects: all, vendorAnswers: answers(to: all, at: even[0], random))
    }

    /// Where the run lies in the answer of the vendor that lets one wait longest, from 0 to 1; nil: no vendor answers.
    func place(_ cell: Cell, _ number: Int) -> Double? {
        let isAnswered: Bool
        switch cell.kind {
        case .exactly(let defects): isAnswered = (defects + certain).contains { answers[patches[$0]] }
        case .oneOf, .more: isAnswered = answers.contains(true)
        }
        return isAnswered ? evenPoint(cell, number)[0] : nil
    }

    /// The point of an even sequence: its first coordinate is for the vendor's answer, the second for which defect it is.
    private func evenPoint(_ cell: Cell, _ number: Int) -> [Double] {
        let place = cells.firstIndex(of: cell) ?? 0
        var key = KeyedRandom(design: seed).draw(.cellScramble, place)
        return SobolSequence(dimensions: 2, scrambledBy: key.next())?.point(number) ?? [0.5, 0.5]
    }

    /// The defect at this place of the range from 0 to 1 if each takes as much of it as it is often alone: p / (1 − p).
    private func one(of defects: [Int], at place: Double) -> Int {
        let odds = defects.map { defect in
            uncertain.firstIndex(of: defect).map { chances[$0] / (1 - chances[$0]) } ?? 0
        }
        var rest = place * odds.reduce(0, +)
        for (defect, odd) in zip(defects, odds) {
            if rest < odd { return defect }
            rest -= odd
        }
        return defects[defects.count - 1]
    }

    /// The bits of the first answers of all vendors whose patches carry a defect.
    ///
    /// Of k independent uniform numbers the greatest is u^(1/k) with u uniform, it is any of them with the same probability, and
    /// the others are uniform below it. So the greatest, on which most depends, can be drawn evenly.
    private func answers(to present: Set<Int>, at place: Double, _ random: KeyedRandom) -> [Int: UInt64] {
        let asked = Set(present.map { patches[$0] }).filter { answers[$0] }.sorted()
        guard !asked.isEmpty else { return [:] }
        let greatest = root(of: place, asked.count)
        var choice = random.draw(.cellLastAnswer, 0)
        let last = Int(choice.next().multipliedFullWidth(by: UInt64(asked.count)).high)
        return Dictionary(
            uniqueKeysWithValues: asked.enumerated().map { number, patch in
                var draw = random.draw(.cellAnswer, patch)
                return (patch, Self.bits(number == last ? greatest : greatest * draw.uniform(), low: draw.next()))
            }
        )
    }

    /// The bits of a number from 0 to 1: the first 32 as they are, the rest at random.
    private static func bits(_ number: Double, low: UInt64) -> UInt64 {
        let high = UInt64(max(0, min(0x1p32 - 1, number * 0x1p32)))
        return high << 32 | low >> 32
    }
}

/// The n-th root of a number from 0 to 1, by Newton's method from 1 downwards: the four operations alone give the same on every
/// machine.
func root(of number: Double, _ n: Int) -> Double {
    guard n > 1, number > 0, number < 1 else { return number }
    var root = 1.0
    while true {
        var power = 1.0
        for _ in 1..<n { power *= root }
        let next = root - (root - number / power) / Double(n)
        guard next < root, next > 0 else { return root }
        root = next
    }
}
