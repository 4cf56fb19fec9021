import EventEngine
import Testing

@testable import Experiments

@Suite("Sobol's indices")
struct SobolIndicesTests {
    @Test("of the Ishigami function agree with the analytic ones to 0.02, and their intervals hold them")
    func ishigami() throws {
        let design = try #require(SobolDesign(factors: 3, rows: 4096, includesLuck: false, seed: 1))
        let values = design.points.map { KnownFunction.ishigami($0.places) }
        let found = try #require(SobolIndices(design, values, seed: 1))
        let known = KnownFunction.ishigamiIndices
        for (factor, index) in found.indices.enumerated() {
            #expect(abs(index.first - known.first[factor]) < 0.02)
            #expect(abs(index.total - known.total[factor]) < 0.02)
            #expect(index.firstInterval.contains(known.first[factor]))
            #expect(index.totalInterval.contains(known.total[factor]))
        }
        #expect(abs(found.mean - 3.5) < 0.05)
        #expect(abs(found.variance - 13.8445) < 0.2)
    }

    @Test("of Sobol's g-function with eight factors agree with the analytic ones to 0.02")
    func gFunction() throws {
        let weights = [0, 1, 4.5, 9, 99, 99, 99, 99]
        let design = try #require(SobolDesign(factors: 8, rows: 8192, includesLuck: false, seed: 7))
        let values = design.points.map { KnownFunction.g($0.places, weights) }
        let found = try #require(SobolIndices(design, values, seed: 1))
        let known = KnownFunction.gIndices(weights)
        for (factor, index) in found.indices.enumerated() {
            #expect(abs(index.first - known.first[factor]) < 0.02)
            #expect(abs(index.total - known.total[factor]) < 0.02)
        }
    }

    @Test("of a sum of factors are their shares of the variance, and luck is a factor like the others")
    func luck() throws {
        let design = try #require(SobolDesign(factors: 2, rows: 4096, seed: 3))
        #expect(design.stride == 5)
        let random = KeyedRandom(seed: 99, replication: 0)
        // Variances 4/12, 1/12 and, of the luck, 3²/12.
        let values = design.points.map { point in
            var draw = random.draw(entity: UInt64(point.luck), purpose: 1)
            return 2 * point.places[0] + point.places[1] + 3 * draw.uniform()
        }
        let found = try #require(SobolIndices(design, values, seed: 1))
        for (index, share) in zip(found.indices, [4.0 / 14, 1.0 / 14, 9.0 / 14]) {
            #expect(abs(index.first - share) < 0.04)
            #expect(abs(index.total - share) < 0.04)
        }
    }

    @Test("do not exist where nothing varies, where a value is missing or no number, or without factors")
    func absent() throws {
        let design = try #require(SobolDesign(factors: 2, rows: 8, seed: 1))
        #expect(SobolIndices(design, design.points.map { _ in 4 }, seed: 1) == nil)
        #expect(SobolIndices(design, [1, 2], seed: 1) == nil)
        #expect(SobolIndices(design, design.points.map { _ in .nan }, seed: 1) == nil)
        #expect(SobolDesign(factors: 0, rows: 8, seed: 1) == nil)
        #expect(SobolDesign(factors: 21, rows: 8, seed: 1) == nil)
    }
}

@Suite("Morris's effects")
struct MorrisEffectsTests {
    @Test("of a linear function are its coefficients, without deviation")
    func linear() throws {
        let design = try #require(MorrisDesign(factors: 3, trajectories: 10, includesLuck: false, seed: 1))
        let values = design.points.map { 5 * $0.places[0] - 2 * $0.places[1] + 7 }
        let found = try #require(MorrisEffects(design, values))
        for (effect, slope) in zip(found.effects, [5.0, -2, 0]) {
            #expect(abs(effect.mean.mean - slope) < 1e-12)
            #expect(abs(effect.size.mean - abs(slope)) < 1e-12)
            #expect(try #require(effect.deviation) < 1e-12)
        }
    }

    @Test("that cancel out are seen by their size, and interactions by their deviation")
    func interactions() throws {
        let design = try #require(MorrisDesign(factors: 2, trajectories: 200, includesLuck: false, seed: 5))
        let found = try #require(
            MorrisEffects(design, design.points.map { ($0.places[0] - 0.5) * ($0.places[1] - 0.5) })
        )
        for effect in found.effects {
            // The effect of one is the place of the other, less a half: ±1/2 or ±1/6, equally likely.
            #expect(abs(effect.mean.mean) < 4 * 0.373 / 200.squareRoot())
            #expect(abs(effect.size.mean - 1.0 / 3) < 4 * 0.167 / 200.squareRoot())
            #expect(abs(try #require(effect.deviation) - 0.373) < 0.05)
        }
    }

    @Test("come from steps of 2/3 between the ends of the range, each factor and luck moved once a trajectory")
    func design() throws {
        let design = try #require(MorrisDesign(factors: 4, trajectories: 20, seed: 2))
        #expect(design.points.count == 20 * 6)
        for trajectory in 0..<20 {
            let own = design.points[(trajectory * 6)..<(trajectory * 6 + 6)]
            #expect(own.allSatisfy { $0.places.allSatisfy { (0...1).contains($0) } })
            var moved: [Int] = []
            for (before, after) in zip(own, own.dropFirst()) {
                let changed = (0..<4).filter { before.places[$0] != after.places[$0] }
                #expect(changed.count + (before.luck == after.luck ? 0 : 1) == 1)
                moved += changed
                for factor in changed {
                    #expect(abs(abs(after.places[factor] - before.places[factor]) - 2.0 / 3) < 1e-12)
                }
            }
            #expect(moved.sorted() == [0, 1, 2, 3])
            #expect(Set(own.map(\.luck)) == [2 * trajectory, 2 * trajectory + 1])
        }
    }

    @Test("of luck are the changes from one replication to another")
    func luck() throws {
        let design = try #require(MorrisDesign(factors: 1, trajectories: 50, seed: 2))
        let found = try #require(MorrisEffects(design, design.points.map { $0.luck.isMultiple(of: 2) ? 0 : 3 }))
        #expect(found.effects.count == 2)
        #expect(found.effects[0].size.mean == 0)
        #expect(found.effects[1].mean.mean == 3)
    }
}
