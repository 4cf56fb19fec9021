import EventEngine
import Testing

@testable import Experiments

/// Normal values of systems with known means, correlated within a replication as those of common random numbers are.
struct NormalSystems {
    var means: [Double]
    var deviation = 1.0
    /// Between any two systems in the same replication.
    var correlation = 0.0

    /// One replication's values of the given systems.
    func values(_ systems: [Int], replication: Int, macro: Int) -> [Double] {
        let random = KeyedRandom(seed: 2001, replication: UInt64(macro))
        func normal(_ system: Int) -> Double {
            var draw = random.draw(entity: UInt64(system), purpose: 1, occurrence: UInt64(replication))
            return normalQuantile(draw.uniform())
        }
        let common = correlation.squareRoot() * normal(1_000_000)
        return systems.map { means[$0] + deviation * (common + (1 - correlation).squareRoot() * normal($0)) }
    }

    /// Runs the procedure to its end.
    func finished(_ start: KimNelson, macro: Int) -> KimNelson {
        var procedure = start
        while !procedure.isDecided {
            procedure.observe(values(procedure.survivors, replication: procedure.replications, macro: macro))
        }
        return procedure
    }
}

@Suite("Selection by Kim and Nelson's procedure")
struct KimNelsonTests {
    @Test("The constant h² is that of the published formula: for ten systems, n₀ = 10 and 95 % it is 15.46")
    func constant() throws {
        // eta = ((2 · 0.05 / 9)^(−2/9) − 1) / 2 = 0.858907..., h² = 2 · 9 · eta.
        let procedure = try #require(
            KimNelson(systems: 10, goal: .high, indifference: 1, confidence: 0.95, firstStage: 10)
        )
        let eta = (exponential(2.0 / 9 * naturalLogarithm(90)) - 1) / 2
        #expect(abs(procedure.squaredH - 18 * eta) < 1e-9)
        #expect(abs(procedure.squaredH - 15.46) < 0.01)
    }

    /// The hardest case: all others are exactly the indifference zone worse, and the best is the last.
    static func slippage(_ systems: Int, correlation: Double) -> NormalSystems {
        NormalSystems(
            means: Array(repeating: 0, count: systems - 1) + [0.5],
            correlation: correlation
        )
    }

    @Test(
        "At the slippage configuration it picks the best at the promised rate in 1,000 selections",
        arguments: [(2, 0.0), (5, 0.0), (5, 0.6)]
    )
    func rate(systems: Int, correlation: Double) throws {
        let confidence = 0.9
        let source = Self.slippage(systems, correlation: correlation)
        let start = try #require(
            KimNelson(systems: systems, goal: .high, indifference: 0.5, confidence: confidence, firstStage: 10)
        )
        var right = 0
        for macro in 0..<1_000 where source.finished(start, macro: macro).best == systems - 1 { right += 1 }
        let standardError = (confidence * (1 - confidence) / 1_000).squareRoot()
        #expect(Double(right) / 1_000 >= confidence - 3 * standardError, "\(right)")
    }

    @Test("Common random numbers need fewer replications for the same answer")
    func commonNumbers() throws {
        let start = try #require(KimNelson(systems: 5, goal: .high, indifference: 0.5, confidence: 0.9, firstStage: 10))
        let replications = [0.0, 0.8].map { correlation in
            (0..<200).reduce(0) {
                $0 + Self.slippage(5, correlation: correlation).finished(start, macro: $1).replications
            }
        }
        #expect(replications[1] * 2 < replications[0], "\(replications)")
    }

    @Test("What is far behind is dropped after the first stage, and the last one in play is selected")
    func elimination() throws {
        let source = NormalSystems(means: [5, 0, 5.2, 20], correlation: 0.5)
        let start = try #require(KimNelson(systems: 4, goal: .low, indifference: 0.5, firstStage: 20))
        let end = source.finished(start, macro: 3)
        #expect(end.best == 1)
        #expect(end.survivors == [1])
        #expect(Set(end.eliminations.map(\.system)) == [0, 2, 3])
        #expect(end.eliminations.allSatisfy { $0.replications == 20 })
        #expect(end.eliminations.allSatisfy { $0.by == 1 })
    }

    @Test("Systems that are equal in every replication need no more than the first stage, and the first is taken")
    func equals() throws {
        var procedure = try #require(KimNelson(systems: 3, goal: .low, indifference: 1, firstStage: 5))
        for replication in 0..<5 {
            #expect(!procedure.isDecided)
            procedure.observe(Array(repeating: Double(replication), count: 3))
        }
        #expect(procedure.isDecided)
        #expect(procedure.best == 0)
        #expect(procedure.replications == 5)
        #expect(procedure.withoutVariance == [[0, 1], [0, 2], [1, 2]])
        #expect(procedure.equals(of: 0) == [1, 2])
        procedure.observe([1, 2, 3])
        #expect(procedure.replications == 5, "it is over")
    }

    @Test("While differences do not vary the first stage is doubled, so that what is rare and great is met")
    func longerFirstStage() throws {
        // The first system loses 100 in every tenth replication, from the eighth on, and nothing otherwise.
        var equal = try #require(
            KimNelson(systems: 2, goal: .low, indifference: 1, firstStage: 3, longestFirstStage: 10_000)
        )
        while !equal.isDecided {
            equal.observe([equal.replications % 10 == 7 ? 100 : 0, 0])
        }
        #expect(equal.firstStage == 12, "3, 6, and 12, where they differ")
        #expect(equal.withoutVariance.isEmpty)
        #expect(equal.best == 1)
    }

    @Test("A pair that never differs ends the search at the limit, without a promise")
    func noPromise() throws {
        var procedure = try #require(
            KimNelson(systems: 4, goal: .low, indifference: 1, firstStage: 5, longestFirstStage: 50)
        )
        while !procedure.isDecided {
            let wobble = Double(procedure.replications % 2)
            let all = [100 + wobble, 0, 0, 100 + wobble]
            procedure.observe(procedure.survivors.map { all[$0] })
        }
        #expect(procedure.firstStage == 50)
        #expect(procedure.replications == 50)
        #expect(procedure.withoutVariance == [[1, 2]], "the pair that others beat does not matter")
        #expect(procedure.survivors == [1, 2])
        #expect(procedure.best == 1)
        #expect(procedure.equals(of: 1) == [2])
    }

    @Test("A single system is the best of its kind without a run")
    func alone() throws {
        let procedure = try #require(KimNelson(systems: 1, goal: .low, indifference: 1))
        #expect(procedure.isDecided)
        #expect(procedure.best == 0)
    }

    @Test(
        "Parameters that make no sense are refused",
        arguments: [
            (0, 1.0, 0.95, 20), (2, 0, 0.95, 20), (2, -1, 0.95, 20), (2, .nan, 0.95, 20), (2, 1, 1, 20),
            (2, 1, 0.5, 20), (2, 1, 0.95, 1),
        ] as [(Int, Double, Double, Int)]
    )
    func refused(systems: Int, indifference: Double, confidence: Double, firstStage: Int) {
        #expect(
            KimNelson(
                systems: systems,
                goal: .low,
                indifference: indifference,
                confidence: confidence,
                firstStage: firstStage
            ) == nil
        )
    }
}
