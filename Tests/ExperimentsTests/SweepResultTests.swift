import PatchModel
import PatchSimulator
import Testing

@testable import Experiments

@Suite("Results of sweeps")
struct SweepResultTests {
    /// A ledger with so many exposed device-days.
    private func ledger(_ days: Int) -> Ledger {
        var ledger = Ledger()
        ledger.exposure.plain = Int64(days) * 86_400
        return ledger
    }

    private func result(_ keys: [String], _ points: [(settings: [SweepSetting], days: [Int])]) -> SweepResult {
        let scenario = Scenario(horizon: 10, software: Software(components: [], images: []), groups: [])
        return SweepResult(
            scenario: scenario,
            keys: keys,
            strategies: ["one"],
            seed: 1,
            variants: points.map {
                SweepVariant(settings: $0.settings, scenario: scenario, replications: Array($0.days.indices))
            },
            cells: points.enumerated().map { number, point in
                SweepCell(variant: number, strategy: "one", ledgers: point.days.map(ledger), scenario: scenario)
            },
            isPartial: false,
            runCount: 0
        )
    }

    private func setting(_ key: String, _ value: String) -> SweepSetting { SweepSetting(key: key, value: value) }

    @Test("A tornado of a linear function has the slopes as swings, the widest first")
    func tornado() throws {
        // 100 + 10 a - 3 b + luck, with a and b from -1 to 1.
        let luck = (0..<8).flatMap { _ in [5, -4, 0, 7, -8, 3, -6, 2, 4, -3] }
        func point(_ settings: [SweepSetting], _ effect: Int) -> (settings: [SweepSetting], days: [Int]) {
            (settings, luck.map { 100 + $0 + effect })
        }
        let result = result(
            ["b", "a", "c"],
            [
                point([], 0), point([setting("b", "-1")], 3), point([setting("b", "1")], -3),
                point([setting("a", "-1")], -10),
                point([setting("a", "1")], 10), point([setting("c", "0")], 0),
            ]
        )
        let tornado = try #require(
            TornadoResult(
                result,
                strategy: "one",
                metric: .exposedDeviceDays,
                keys: ["b", "a", "c"],
                present: ["a": "0"]
            )
        )
        #expect(tornado.base == 100)
        #expect(tornado.bars.map(\.key) == ["a", "b", "c"])
        #expect(tornado.bars.map(\.swing) == [20, 6, 0])
        #expect(tornado.bars.map(\.isSignificant) == [true, true, false])
        #expect(tornado.bars[0].base == "0")
        #expect(tornado.bars[0].ends.map(\.difference.difference.mean) == [-10, 10])
        #expect(TornadoResult(result, strategy: "two", metric: .exposedDeviceDays, keys: ["a"]) == nil)
        #expect(TornadoResult(result, strategy: "one", metric: .blastRadius95, keys: ["a"]) == nil)
    }

    @Test("A ranking tells what is best, what is exactly as good, and what the replications cannot tell from it")
    func ranking() throws {
        let settings = ["1", "2", "3", "4"].map { [setting("a", $0)] }
        func twice(_ days: [Int]) -> [Int] { (0..<14).flatMap { _ in days } }
        let result = result(
            ["a"],
            [
                (settings[0], twice([20, 30, 25, 35, 30, 20])), (settings[1], twice([10, 20, 15, 25, 20, 10])),
                (settings[2], twice([10, 20, 15, 25, 20, 10])), (settings[3], twice([2, 40, 9, 31, 12, 7])),
            ]
        )
        let ranking = try #require(SweepRanking(.exposedDeviceDays, result.cells))
        #expect(ranking.best == 1)
        #expect(ranking.equal == [2])
        #expect(ranking.undecided == [3])
        #expect(SweepRanking(.exposedDeviceDays, Array(result.cells.prefix(1))) == nil)
        #expect(SweepRanking(.blastRadius95, result.cells) == nil)
    }

    @Test("A goal prefers what keeps its constraints, and judges by the share of a limit that is exceeded")
    func goals() {
        let low = SearchGoal(
            .exposedDeviceDays,
            subjectTo: [MetricConstraint(.exposedDeviceDays, .atLeast, 10)]
        )
        let cells = result(["a"], [([], [8]), ([], [12]), ([], [20])]).cells
        #expect(low.score(cells[1]) < low.score(cells[2]))
        #expect(low.score(cells[2]) < low.score(cells[0]))
        #expect(abs(low.score(cells[0]).violation - 0.2) < 1e-12)
        #expect(SearchGoal(.timeToPatch50).score(cells[0]) == .worst)
    }
}
