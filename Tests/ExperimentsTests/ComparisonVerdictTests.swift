import PatchSimulator
import Testing

@testable import Experiments

@Suite("The verdict of a comparison")
struct ComparisonVerdictTests {
    private static let names = ["big-bang", "staged", "canary"]

    /// A replication for each triple of blast radii, one for each strategy; all else is equal.
    private static func ledgers(_ blast: [[Int]]) -> [[Ledger]] {
        names.indices.map { strategy in
            blast.map { radii in
                var ledger = Ledger()
                ledger.blastRadius = radii[strategy]
                return ledger
            }
        }
    }

    private static func sentences(_ blast: [[Int]]) -> [String] {
        ComparisonVerdict(names, ledgers(blast)).sentences
    }

    @Test("A strategy that beats all others by the paired test wins")
    func winner() {
        let found = Self.sentences((0..<10).map { [900 + $0 * 7 % 5, 1 + $0 % 3, 40 + $0 * 3 % 7] })
        #expect(found[0] == "staged wins on blast radius.")
        #expect(!found[1].contains("blast radius"))
    }

    @Test("Strategies that beat the rest but not one another are named as those of which one is best")
    func shortlist() {
        // Staged is better in six of ten replications, and worse in four.
        let found = Self.sentences((0..<10).map { [900 + $0 * 7 % 5, $0 % 5 < 3 ? 4 : 9, $0 % 5 < 3 ? 6 : 7] })
        #expect(found[0] == "No strategy is shown to be better than the others on any measure.")
        #expect(found[1].hasPrefix("On blast radius 10 paired replications tell only that staged or canary is best"))
    }

    @Test("Where nobody is shown to be worse than the best, the data cannot tell who is best")
    func undecided() {
        let found = Self.sentences((0..<10).map { [5 + $0 % 3, 5 + ($0 + 1) % 3, 5 + ($0 + 2) % 3] })
        #expect(found[1].hasPrefix("On blast radius 10 paired replications cannot tell who is best"))
    }

    @Test("There is nothing to say of a single strategy")
    func alone() {
        #expect(ComparisonVerdict(["big-bang"], [Self.ledgers([[1, 2, 3]])[0]]).sentences.isEmpty)
    }
}
