import EventEngine
import PatchModel
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
                ledger.defects.blastRadius = radii[strategy]
                return ledger
            }
        }
    }

    private static func sentences(_ blast: [[Int]]) -> [String] {
        ComparisonVerdict(names, ledgers(blast)).sentences
    }

    @Test("A strategy that beats all others by the paired test wins")
    func winner() {
        let found = Self.sentences((0..<80).map { [900 + $0 * 7 % 5, 1 + $0 % 3, 40 + $0 * 3 % 7] })
        #expect(found[0] == "staged wins on devices hit.")
        #expect(!found[1].contains("devices hit"))
    }

    @Test("Strategies that beat the rest but not one another are named as those of which one is best")
    func shortlist() {
        // Staged is better in six of ten replications, and worse in four.
        let found = Self.sentences((0..<80).map { [900 + $0 * 7 % 5, $0 % 5 < 3 ? 4 : 9, $0 % 5 < 3 ? 6 : 7] })
        #expect(found[0] == "No strategy is shown to be better than the others on any measure.")
        #expect(found[1].hasPrefix("On devices hit 80 runs tell only that staged or canary is best"))
    }

    @Test("Where nobody is shown to be worse than the best, the data cannot tell which is best")
    func undecided() {
        let found = Self.sentences((0..<80).map { [5 + $0 % 3, 5 + ($0 + 1) % 3, 5 + ($0 + 2) % 3] })
        #expect(found[1].hasPrefix("On devices hit 80 runs cannot tell which is best"))
    }

    @Test("Strategies that are exactly equal and best do not hide that a third cannot be told from them")
    func equalsAndOpen() throws {
        let found = Self.sentences((0..<80).map { [5 + $0 % 3, 5 + $0 % 3, 5 + ($0 + 1) % 3] })
        let words = #/On devices hit 80 runs cannot tell which is best(; at least [0-9,]+ would)?\. /#
        let rest = try #require(found[1].prefixMatch(of: words)).range.upperBound
        #expect(found[1][rest...].hasPrefix("There big-bang and staged are exactly equal. On "))
    }

    @Test("Strategies that are exactly equal and better than the third win together")
    func equalsWin() {
        let found = Self.sentences((0..<80).map { [900 + $0 * 7 % 5, 1 + $0 % 3, 1 + $0 % 3] })
        #expect(found[0] == "staged and canary (exactly equal) win on devices hit.")
        #expect(!found[1].contains("devices hit"))
    }

    @Test("Equal strategies stand on a short list with all their names")
    func equalsOnShortlist() {
        let names = Self.names + ["twin"]
        let rows = (0..<80).map { [900 + $0 * 7 % 5, $0 % 5 < 3 ? 4 : 9, $0 % 5 < 3 ? 6 : 7] }
        var ledgers = Self.ledgers(rows)
        ledgers.append(ledgers[1])
        let found = ComparisonVerdict(names, ledgers).sentences
        #expect(
            found[1].hasPrefix(
                "On devices hit 80 runs tell only that staged and twin (exactly equal) or canary is best"
            ),
            "\(found[1])"
        )
    }

    @Test("Where all are the same in every replication, that is said")
    func allEqual() {
        let found = Self.sentences((0..<80).map { _ in [3, 3, 3] })
        #expect(found[1].contains("devices hit") && found[1].contains("all are exactly equal"), "\(found[1])")
    }

    @Test(
        "Of strategies that are all equal, one is called better in no more than 5 % of studies",
        arguments: [3, 8, 20]
    )
    func familyError(strategies: Int) throws {
        let random = KeyedRandom(seed: 1979, replication: UInt64(strategies))
        let (studies, replications) = (strategies < 10 ? 1_000 : 500, Significance.fewestReplications)
        var (verdicts, rankings) = (0, 0)
        let scenario = Scenario(horizon: 10, software: Software(components: [], images: []), groups: [])
        for study in 0..<studies {
            let ledgers = (0..<strategies).map { strategy in
                (0..<replications).map { replication in
                    var draw = random.draw(
                        entity: UInt64(study),
                        purpose: UInt16(strategy),
                        occurrence: UInt64(replication)
                    )
                    var ledger = Ledger()
                    ledger.exposure.plain = Int64(86_400 * (1e4 + 1e3 * normalQuantile(draw.uniform())))
                    return ledger
                }
            }
            let found = ComparisonVerdict(ledgers.indices.map(String.init), ledgers).sentences
            if found[1].contains("tell only") || !found[0].hasPrefix("No strategy") { verdicts += 1 }
            let cells = ledgers.map { SweepCell(variant: 0, strategy: "", ledgers: $0, scenario: scenario) }
            let ranking = try #require(SweepRanking(.exposedDeviceDays, cells))
            if ranking.undecided.count < strategies - 1 { rankings += 1 }
        }
        let standardError = (0.05 * 0.95 / Double(studies)).squareRoot()
        #expect(Double(rankings) / Double(studies) <= 0.05 + 3 * standardError, "\(rankings)")
        #expect(Double(verdicts) / Double(studies) <= 0.05 + 3 * standardError, "\(verdicts)")
    }

    @Test("Below 80 replications no strategy wins; which is ahead is told in counts, and how many would tell")
    func tooFew() {
        let found = Self.sentences((0..<20).map { [900 + $0 * 7 % 5, 1 + $0 % 3, $0 < 2 ? 0 : 40 + $0 * 3 % 7] })
        #expect(
            found == [
                "20 runs are too few to say which strategy is best: a rare great loss may be in none of them. It takes "
                    + "80 at least.",
                "Best means so far, and in how many runs no other does as well: staged on devices hit (18 of 20). "
                    + "Going by these, it takes at least 80 to tell which is best on devices hit. "
                    + Self.ties + ".",
            ]
        )
        let one = Self.sentences([[3, 1, 2]])
        #expect(one[0].hasPrefix("One run is too few to say which strategy is best"))
        #expect(one[1].contains("staged on devices hit (1 of 1)."))
    }

    /// All that is equal in the ledgers of these tests.
    private static let ties =
        "On exposed device-days, planned downtime, unplanned downtime and devices never patched all are exactly equal"

    @Test("A dozen names are as many as a sentence holds")
    func manyNames() {
        let names = (0..<40).map { "s\($0)" }
        let ledgers = names.indices.map { strategy in
            (0..<80).map { replication in
                var ledger = Ledger()
                ledger.defects.blastRadius = 5 + (replication + strategy) % 3
                return ledger
            }
        }
        let found = ComparisonVerdict(names, ledgers).sentences
        #expect(found[1].contains("s27, s30 and 4 more") || found[1].contains("more are exactly equal"), "\(found[1])")
    }

    @Test("There is nothing to say of a single strategy")
    func alone() {
        #expect(ComparisonVerdict(["big-bang"], [Self.ledgers([[1, 2, 3]])[0]]).sentences.isEmpty)
    }
}
