import Testing

@testable import Experiments

@Suite("Scores of policies over worlds")
struct GateScoreTests {
    private static func sample(_ world: String, _ policies: [[Double]], weight: Double = 1) -> GateScore.Sample {
        let count = policies[0].count
        return GateScore.Sample(
            .init(world: world, metric: "exposure"),
            weight: weight,
            nothing: .init(repeating: 100, count: count),
            reference: .init(repeating: 0, count: count),
            policies: policies
        )
    }

    private static func constant(_ value: Double, _ count: Int = 20) -> [Double] {
        .init(repeating: value, count: count)
    }

    @Test("Doing nothing is one half, the reference 1, a disaster 0, and one disaster is not averaged away")
    func values() throws {
        let policies = [100.0, 0, 200, 50].map { Self.constant($0) }
        let score = try #require(GateScore([Self.sample("a", policies)]))
        let found = Dictionary(uniqueKeysWithValues: score.entries.map { ($0.id, $0.score) })
        for (place, expected) in [0.5, 1, 0, 0.75].enumerated() {
            #expect(abs((found[place] ?? -1) - expected) < 1e-12)
        }
        #expect(score.entries.map(\.id) == [1, 3, 0, 2])
        let twice = try #require(
            GateScore([Self.sample("a", [Self.constant(0)]), Self.sample("b", [Self.constant(200)])])
        )
        #expect(twice.entries[0].score == 0)
        #expect(twice.entries[0].worlds == ["a": 1, "b": -1])
    }

    @Test("Worlds are weighed: a geometric mean")
    func weights() throws {
        let samples = [Self.sample("a", [Self.constant(100)]), Self.sample("b", [Self.constant(0)])]
        let score = try #require(GateScore(samples, weights: ["a": 3]))
        // (½)^¾
        #expect(abs(score.entries[0].score - 0.594_603_557_501_360_5) < 1e-12)
    }

    @Test("Where doing nothing is best, whoever does worst has -1, and harm counts")
    func harm() throws {
        let hits = GateScore.Sample(
            .init(world: "b", metric: "hits"),
            nothing: Self.constant(0),
            reference: Self.constant(20),
            policies: [Self.constant(20), Self.constant(5), Self.constant(0)]
        )
        let score = try #require(GateScore([hits]))
        #expect(score.silent.isEmpty)
        let worlds = score.entries.sorted { $0.id < $1.id }.map { $0.worlds["b"] }
        #expect(worlds == [-1, -0.25, 0])
    }

    @Test("A metric in which the reference is the same as doing nothing is left out, and named")
    func silent() throws {
        let mute = GateScore.Sample(
            .init(world: "a", metric: "hits"),
            nothing: Self.constant(0),
            reference: Self.constant(0),
            policies: [Self.constant(7)]
        )
        let score = try #require(GateScore([Self.sample("a", [Self.constant(50)]), mute]))
        #expect(score.silent == [mute.id])
        #expect(abs(score.entries[0].score - 0.75) < 1e-12)
        #expect(GateScore([mute]) == nil)
    }

    @Test("Policies that chance cannot tell apart share ranks; one that is plainly worse does not")
    func ranks() throws {
        let luck = GateSamples.normal(200, key: 1, mean: 50, deviation: 10)
        let policies = [
            luck,
            zip(luck, GateSamples.normal(200, key: 2, deviation: 5)).map { $0 + $1 },
            luck.map { $0 + 20 },
        ]
        let score = try #require(GateScore([Self.sample("a", policies)], resamples: 500))
        let entries = Dictionary(uniqueKeysWithValues: score.entries.map { ($0.id, $0) })
        #expect(entries[0]?.isAmongBest == true)
        #expect(entries[1]?.isAmongBest == true)
        #expect(entries[2]?.isAmongBest == false)
        #expect(entries[0]?.ranks == 1...2)
        #expect(entries[1]?.ranks == 1...2)
        #expect(entries[2]?.ranks == 3...3)
        for entry in score.entries { #expect(entry.lower <= entry.score && entry.score <= entry.upper) }
    }

    @Test("Equal policies are equal, and all among the best")
    func ties() throws {
        let luck = GateSamples.normal(50, key: 1, mean: 50, deviation: 10)
        let score = try #require(GateScore([Self.sample("a", [luck, luck])], resamples: 100))
        #expect(score.entries.map(\.id) == [0, 1])
        #expect(score.entries.allSatisfy { $0.isAmongBest && $0.ranks == 1...2 })
    }

    @Test("What does not fit is refused")
    func refused() {
        #expect(GateScore([]) == nil)
        #expect(GateScore([Self.sample("a", [[1, 2], [1]])]) == nil)
        #expect(GateScore([Self.sample("a", [[1, .nan]])]) == nil)
        #expect(GateScore([Self.sample("a", [[1, 2]], weight: 0)]) == nil)
        #expect(GateScore([Self.sample("a", [[1, 2]]), Self.sample("a", [[1, 2]])]) == nil)
    }
}
