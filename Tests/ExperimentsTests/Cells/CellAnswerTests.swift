import EventEngine
import PatchModel
import PatchSimulator
import Testing

@testable import Experiments

@Suite("The answer of cells")
struct CellAnswerTests {
    private static func cell(_ values: [Double], weight: Double = 1) -> CellSample {
        CellSample(weight: weight, values: values, isEven: false)
    }

    @Test("Who is cheaper by 2 without the defect, and dearer by 6 with it, is as good at a chance of a quarter")
    func turningChance() throws {
        let absent = Self.cell([-2, -2, -2])
        let present = Self.cell([6, 6, 6, 6])
        let found = try #require(TurningChance(1, absent: absent, present: present, given: 0.5))
        #expect(found.chance == 0.25)
        #expect(found.isBelow)
        #expect(found.interval?.lower == 0.25 && found.interval?.upper == 0.25)
        let other = try #require(TurningChance(0, absent: present, present: absent, given: 0.5))
        #expect(other.chance == 0.75)
        #expect(!other.isBelow)
        #expect(TurningChance(1, absent: absent, present: absent, given: 0.5) == nil)
        #expect(TurningChance(1, absent: Self.cell([0, 0]), present: present, given: 0.5) == nil)
    }

    @Test("The interval ends where a t-test of the difference at that chance just rejects zero")
    func fieller() throws {
        let absent = Self.cell([-3, -1, -2.5, -1.5, -2, -2.2, -1.8, -2.6])
        let present = Self.cell([5, 9, 4, 7, 6.5, 4.5, 8, 6, 5.5, 6.2])
        let found = try #require(TurningChance(1, absent: absent, present: present, given: 0.5))
        let interval = try #require(found.interval)
        let (one, other) = (
            try #require(StratifiedEstimate([absent])), try #require(StratifiedEstimate([present]))
        )
        let score = { (p: Double) in
            let mean = (1 - p) * one.mean + p * other.mean
            let errors = [(1 - p) * one.standardError, p * other.standardError]
            return abs(mean) / (errors[0] * errors[0] + errors[1] * errors[1]).squareRoot()
        }
        #expect(score(found.chance) < 1e-9)
        #expect(abs(score(interval.lower) - score(interval.upper)) < 1e-9)
        // Between the quantiles for 7 + 9 degrees of freedom and for the smaller of both.
        #expect((2.11...2.37).contains(score(interval.lower)))
    }

    @Test("In 95 of 100 samples the interval has the chance that is true")
    func coverage() {
        var random = KeyedRandom(seed: 11, replication: 0).draw(.cellAnswer, 0)
        // Sums of twelve uniform numbers are near enough to normal.
        func normal() -> Double { (0..<12).reduce(-6) { sum, _ in sum + random.uniform() } }
        let rounds = 2000
        let truth = 3.0 / 13
        let held = (0..<rounds).count { _ in
            let absent = Self.cell((0..<12).map { _ in -3 + 2 * normal() })
            let present = Self.cell((0..<20).map { _ in 10 + 4 * normal() })
            let interval = TurningChance(1, absent: absent, present: present, given: 0.5)?.interval
            return interval.map { $0.lower <= truth && truth <= $0.upper } ?? false
        }
        let error = (0.95 * 0.05 / Double(rounds)).squareRoot()
        #expect(abs(Double(held) / Double(rounds) - 0.95) < 4 * error, "\(held) of \(rounds)")
    }

    @Test("A bad month is what lies beyond the quantile of all cells, and its mean that of what lies beyond")
    func tail() throws {
        let cells = [
            Self.cell(Array(repeating: 0, count: 30), weight: 0.9),
            Self.cell([10, 20, 10, 20, 10, 20, 10, 20], weight: 0.1),
        ]
        let found = try #require(CellTail(cells, chance: 0.05))
        #expect(found.quantile.value == 10)
        #expect(abs(found.mean.mean - 20) < 1e-12)
        let rarer = try #require(CellTail(cells, chance: 0.02))
        #expect(rarer.quantile.value == 20)
        #expect(abs(rarer.mean.mean - 20) < 1e-12)
        let likelier = try #require(CellTail(cells, chance: 0.2))
        #expect(likelier.quantile.value == 0)
        #expect(abs(likelier.mean.mean - 0.1 * 15 / 0.2) < 1e-12)
        #expect(CellTail(cells, chance: 0) == nil)
    }

    @Test("Without prices and exposure downtime decides; what is the same shares the place")
    func downtime() async throws {
        let found = try await Self.comparison([
            Strategy(name: "big-bang", kind: .bigBang), SmallStudies.rings("rings", after: 5),
            Strategy(name: "the same", kind: .bigBang),
        ])
        let answer = try #require(found.answer)
        #expect(answer.measure == .downtime)
        #expect(answer.choice == .best([1]))
        #expect(answer.certainty == .clear)
        #expect(answer.best == 1)
        #expect(answer.runsNeeded == nil)
        // Without the defect both are the same, and with it rings are better: no chance turns that round.
        #expect(answer.turningChance == nil)
        #expect(answer.tails.allSatisfy { $0 != nil })
        let same = try await Self.comparison([SmallStudies.bigBang, Strategy(name: "the same", kind: .bigBang)])
        #expect(same.answer?.choice == .noDifference)
        let alone = try await Self.comparison([SmallStudies.bigBang])
        #expect(alone.answer?.choice == .single)
    }

    @Test("With prices the least cost decides, and the chance is told at which the other would")
    func cost() async throws {
        var scenario = try CellWorlds.scenario([0.02], vendorDays: 4)
        scenario.prices = Prices(currency: "EUR", exposedDeviceDay: 1, unplannedDowntime: 10)
        scenario.vulnerabilities = [
            Vulnerability(name: "flaw", affects: [VersionRange(component: 0, versions: 0..<1)], severity: .high)
        ]
        scenario.patches[0].fixes = [0]
        let found = try await Self.comparison(
            [SmallStudies.bigBang, SmallStudies.rings("rings", after: 5)],
            scenario
        )
        let answer = try #require(found.answer)
        #expect(answer.measure.id == "cost")
        #expect(answer.choice == .best([answer.best]))
        let turning = try #require(answer.turningChance)
        // Big-bang has the less exposure, which counts without the defect.
        #expect(turning.other == 1 - answer.best)
        #expect(turning.isBelow == (turning.other == 0))
        #expect(turning.given == 0.02)
        #expect((turning.chance < 0.02) == (answer.best == 1))
        let means = answer.means.map(\.means)
        let (without, with) = (means[1][0] - means[0][0], means[1][1] - means[0][1])
        #expect(abs((1 - turning.chance) * without + turning.chance * with) < 1e-9 * abs(with))
    }

    private static func comparison(_ strategies: [Strategy], _ scenario: Scenario? = nil) async throws
        -> CellComparison
    {
        let runner = CellRunner(
            world: try World(scenario ?? CellWorlds.scenario([0.02], vendorDays: 4)),
            policies: strategies.map { DeclaredSource($0) },
            seed: 3,
            threads: 2
        )
        return try #require(try await CellLooks().comparison { try await runner.study(of: $0, after: $1) })
    }
}
